//! The rules. Each looks at the facts and adds what holds; none of them looks at what another has added.

use super::facts::{
    BundleFacts, BundleStanding, CallFacts, Caller, CallerFacts, Certificate, IndexState, Traffic,
};
use super::ground::{Ceiling, Ground};
use super::{Attest, AttestReason, BrandFacts, Decision};
use crate::account::AccountStatus;
use crate::sid::{AccountSid, BundleSid};

/// What may be signed for a call, and why.
///
/// The answer is the least of what the grounds allow: taking something away from a caller, or asking for less, never
/// raises it. Pure: same facts, same answer.
#[must_use]
pub fn decide(facts: &CallFacts) -> Decision {
    let mut found = Found(Vec::new());
    found.index(facts.index);
    found.number_itself(facts);
    match &facts.caller {
        Caller::NotNamed => found.add(Ground::NoAccountNamed),
        Caller::Unknown(account) => found.of_account(Ground::AccountUnknown, *account),
        Caller::Known(caller) => {
            found.account(caller);
            found.profiles(caller);
            found.number(caller, facts);
            if caller.is_test && facts.certificate == Certificate::Live {
                found.of_account(Ground::TestAccount, caller.account_sid);
            }
        }
    }
    if facts.traffic == Traffic::Gateway {
        found.add(Ground::GatewayTraffic);
    }
    if facts.certificate == Certificate::None {
        found.add(Ground::NoUsableCertificate);
    }
    if facts.is_diversion {
        found.diversion(facts);
    }
    found.lowered_to(facts)
}

struct Found(Vec<AttestReason>);

impl Found {
    fn add(&mut self, ground: Ground) {
        self.0.push(AttestReason { ground, account_sid: None, bundle_sid: None });
    }

    fn of_account(&mut self, ground: Ground, account: AccountSid) {
        self.0.push(AttestReason { ground, account_sid: Some(account), bundle_sid: None });
    }

    /// Once for each bundle, however many rules come upon it.
    fn of_bundle(&mut self, ground: Ground, bundle: BundleSid) {
        let reason = AttestReason { ground, account_sid: None, bundle_sid: Some(bundle) };
        if !self.0.contains(&reason) {
            self.0.push(reason);
        }
    }

    fn index(&mut self, state: IndexState) {
        match state {
            IndexState::Current => {}
            IndexState::NotLoaded => self.add(Ground::IndexNotLoaded),
            IndexState::OutOfDate => self.add(Ground::IndexOutOfDate),
        }
    }

    fn number_itself(&mut self, facts: &CallFacts) {
        if facts.number.is_blocked {
            self.add(Ground::NumberDoNotOriginate);
        }
        if facts.number.is_emergency {
            self.add(Ground::NumberForEmergencies);
        }
    }

    fn account(&mut self, caller: &CallerFacts) {
        match caller.status {
            AccountStatus::Active => {}
            AccountStatus::Suspended => self.of_account(Ground::AccountSuspended, caller.account_sid),
            AccountStatus::Closed => self.of_account(Ground::AccountClosed, caller.account_sid),
        }
        let Some(parent) = &caller.parent else { return };
        match parent.status {
            AccountStatus::Active => {}
            AccountStatus::Suspended => self.of_account(Ground::ParentSuspended, parent.account_sid),
            AccountStatus::Closed => self.of_account(Ground::ParentClosed, parent.account_sid),
        }
    }

    /// Who is known: the account itself, or else the one above it. A customer whose only profile the provider has
    /// suspended is not carried by its ISV.
    fn profiles(&mut self, caller: &CallerFacts) {
        let of_parent = caller.parent.as_ref().and_then(|parent| parent.profiles.in_force);
        match (caller.profiles.in_force, of_parent) {
            (Some(own), _) if own.is_business => self.of_bundle(Ground::BusinessInForce, own.sid),
            (Some(own), _) => self.of_bundle(Ground::PersonInForce, own.sid),
            (None, Some(above)) => self.of_bundle(Ground::ParentInForce, above.sid),
            (None, None) => self.add(Ground::NoProfileInForce),
        }
        if caller.profiles.in_force.is_none()
            && let Some(suspended) = caller.profiles.suspended
        {
            self.of_bundle(Ground::ProfileSuspended, suspended);
        }
    }

    /// Whether the number is the caller's, and on what.
    fn number(&mut self, caller: &CallerFacts, facts: &CallFacts) {
        let number = &facts.number;
        let Some(owner) = number.owner else { return self.add(Ground::NumberNotInInventory) };
        if owner.family() != caller.family() {
            // Whose it is, and what of them is suspended, is nobody's business.
            return self.add(Ground::NumberOfAnotherTenant);
        }
        // Two customers of an ISV are strangers to one another.
        let is_told = |account: AccountSid| {
            caller.parent.is_none() || account == caller.account_sid || account == caller.family()
        };
        for (bundle, ground) in
            [(number.profile, Ground::ProfileSuspended), (number.product, Ground::ProductSuspended)]
        {
            match bundle.filter(|bundle| bundle.standing == BundleStanding::Suspended) {
                Some(suspended) if is_told(suspended.account_sid) => self.of_bundle(ground, suspended.sid),
                Some(_) => self.add(ground),
                None => {}
            }
        }
        // A number on its parent's bundles counts as the parent's: for the parent, and for the subaccount that has it.
        let vouches = |bundle: &BundleFacts| {
            bundle.account_sid == caller.account_sid
                || (owner.account_sid == caller.account_sid && bundle.account_sid == caller.family())
        };
        let profile = number.profile.filter(vouches);
        if profile.is_none() && owner.account_sid != caller.account_sid {
            if is_told(owner.account_sid) {
                self.of_account(Ground::NumberOfFamily, owner.account_sid);
            } else {
                self.add(Ground::NumberOfFamily);
            }
        }
        let is_only_a_person = caller.profiles.in_force.is_some_and(|own| !own.is_business);
        match profile {
            Some(profile) if profile.standing == BundleStanding::InForce && profile.is_business => {
                self.of_bundle(Ground::NumberOnProfile, profile.sid);
            }
            Some(profile) if profile.standing == BundleStanding::InForce => {
                self.of_bundle(Ground::NotABusiness, profile.sid);
            }
            Some(profile) => self.of_bundle(Ground::ProfileNotInForce, profile.sid),
            None => {
                self.add(Ground::NumberNotOnProfile);
                if is_only_a_person && let Some(own) = caller.profiles.in_force {
                    self.of_bundle(Ground::NotABusiness, own.sid);
                }
            }
        }
        match number.product.filter(vouches) {
            Some(product) if product.standing == BundleStanding::InForce => {
                self.of_bundle(Ground::NumberOnProduct, product.sid);
            }
            Some(product) => self.of_bundle(Ground::ProductNotInForce, product.sid),
            None => self.add(Ground::NumberNotOnProduct),
        }
        if let Some(brand) = facts.brand.as_ref().filter(|brand| vouches(&brand.product)) {
            self.brand(brand);
        }
    }

    /// Who sends a call on signs for the number that it was for: RFC 8946 section 4.2 asks for the same authority as over a
    /// number that calls. A claim of less than that cannot be made there, so what is not certain is refused.
    fn diversion(&mut self, facts: &CallFacts) {
        let ceiling = self.ceiling();
        // What is refused already has its reason.
        if ceiling == Ceiling::Nothing {
            return;
        }
        if facts.number.owner.is_none() || ceiling < Ceiling::AtMost(Attest::B) {
            self.add(Ground::NoAuthorityToDivert);
        }
    }

    /// What is shown beside the number says nothing for or against the caller.
    fn brand(&mut self, brand: &BrandFacts) {
        let ground = match brand.product.standing {
            BundleStanding::InForce if brand.is_forbidden => Ground::BrandForbidden,
            BundleStanding::InForce => Ground::BrandInForce,
            BundleStanding::Suspended => Ground::BrandSuspended,
            BundleStanding::NotInForce => Ground::BrandNotInForce,
        };
        self.of_bundle(ground, brand.product.sid);
    }

    fn ceiling(&self) -> Ceiling {
        self.0
            .iter()
            .map(|reason| reason.ground.ceiling())
            .min()
            // Nothing known is no ground for anything; it cannot happen, since every caller adds one.
            .unwrap_or(Ceiling::Nothing)
    }

    /// The request is a ground like any other where it makes a difference.
    fn lowered_to(mut self, facts: &CallFacts) -> Decision {
        let at_most = facts.at_most;
        if at_most.is_some_and(|most| Ceiling::AtMost(most) < self.ceiling()) {
            match at_most {
                Some(Attest::B) => self.add(Ground::RequestedAtMostB),
                Some(Attest::C) => self.add(Ground::RequestedAtMostC),
                Some(Attest::A) | None => {}
            }
        }
        let brand = self.shown(facts);
        let attest = match self.ceiling() {
            Ceiling::Nothing => None,
            Ceiling::AtMost(attest) => Some(attest),
        };
        let mut reasons = self.0;
        reasons.sort_by_key(|reason| {
            let place = Ground::ALL.iter().position(|ground| *ground == reason.ground);
            (reason.ground.ceiling(), place)
        });
        Decision { attest, reasons, brand: brand.filter(|_| attest.is_some()) }
    }

    /// The product whose brand is shown: a name is worth no more than the number that it stands beside. Who asks for what
    /// is not shown is refused, and told.
    fn shown(&mut self, facts: &CallFacts) -> Option<BundleSid> {
        let carries = self.0.iter().find(|reason| reason.ground == Ground::BrandInForce);
        let carries = carries.and_then(|reason| reason.bundle_sid);
        let is_full = self.ceiling() == Ceiling::AtMost(Attest::A);
        if let Some(product) = carries
            && !is_full
        {
            self.of_bundle(Ground::BrandNeedsFull, product);
        }
        let shown = carries.filter(|_| is_full);
        if let Some(asked) = &facts.asked_brand {
            let brand = facts.brand.as_ref().filter(|_| shown.is_some()).map(|facts| &facts.brand);
            asked.refusals(brand).into_iter().for_each(|ground| self.add(ground));
        }
        shown
    }
}
