//! What a credential says of a business: what was vetted, as it stands in the approved profile.

use std::collections::BTreeSet;

use trusthub_credentials::{Business, Registration};
use trusthub_domain::account::Account;
use trusthub_domain::bundle::{Bundle, BundleKind};
use trusthub_domain::contact::Phone;
use trusthub_domain::credential::CredentialClaim;
use trusthub_domain::policy::Level;
use trusthub_domain::review::Case;
use trusthub_domain::sending::DomainState;
use trusthub_domain::sid::BundleSid;
use trusthub_storage::{Scope, Tx};

use super::issue::NewCredential;
use crate::bundles::{load, policy_of};
use crate::review::vetting::content;
use crate::{Error, Hub, Invalid, Result, domains, trust};

/// Most numbers in one credential. Ours: with a hundred it has 16 KB, which goes into a header of a request.
const MOST_NUMBERS: usize = 100;

/// The profile, if credentials may be issued about it; nobody changes it until the transaction ends.
///
/// # Errors
/// `NotFound`; `Invalid` if it is not in force, or not a business's.
pub(super) async fn profile(tx: &mut Tx, hub: &Hub, scope: &Scope, sid: BundleSid) -> Result<Bundle> {
    tx.bundle_lock(scope, sid).await?;
    let bundle = load(tx, scope, BundleKind::CustomerProfile, sid).await?;
    let account = tx.account_find(scope).await?;
    match unfit(hub, &bundle, account.as_ref())? {
        Some(why) => Err(Invalid::Field { field: "CustomerProfileSid", why: why.to_owned() }.into()),
        None => Ok(bundle),
    }
}

/// Why no credential is issued about a profile of this account; `None` if one may be.
///
/// # Errors
/// `Internal` if its policy is gone.
pub(super) fn unfit(hub: &Hub, profile: &Bundle, account: Option<&Account>) -> Result<Option<&'static str>> {
    if policy_of(hub, profile)?.level != Some(Level::Business) {
        return Ok(Some("a credential is about a business, and this profile is not a business's"));
    }
    if !profile.is_in_force(hub.now()) {
        return Ok(Some("the profile is not approved and in force"));
    }
    // Whoever can approve its own profiles could have anything vouched for.
    let is_test = account.is_none_or(|account| account.is_test);
    Ok(is_test.then_some("profiles of test accounts are decided on demand, so nothing is vouched for"))
}

/// What is said of it. A claim that was asked for and has no value is refused: nobody should find out from a partner that
/// it is missing.
///
/// # Errors
/// `Invalid` naming the parameter.
pub(super) async fn business(
    tx: &mut Tx,
    hub: &Hub,
    scope: &Scope,
    profile: &Bundle,
    new: &NewCredential,
) -> Result<Business> {
    let mut business = Business::default();
    let application = content(tx, hub, profile).await?.application;
    for claim in &new.claims {
        let missing = || {
            let why = format!("the profile says nothing for {}", claim.as_str());
            Error::from(Invalid::Field { field: "Disclose", why })
        };
        let vetted = application.business.as_ref().ok_or_else(missing)?;
        match claim {
            CredentialClaim::LegalName => {
                let name = Some(vetted.name.clone()).filter(|name| !name.is_empty());
                business.legal_name = Some(name.ok_or_else(missing)?);
            }
            CredentialClaim::Registration => {
                if vetted.registration_number.is_empty() {
                    return Err(missing());
                }
                business.registration = Some(Registration {
                    identifier: vetted.registration_identifier.clone(),
                    number: vetted.registration_number.clone(),
                });
            }
            CredentialClaim::Country => {
                business.country = Some(application.country().ok_or_else(missing)?);
            }
            CredentialClaim::TrustLevel => {
                let level = trust::of_profile(tx, hub, scope, profile).await?.ok_or_else(missing)?;
                business.trust_level = Some(level.number());
            }
            CredentialClaim::Ruleset => {
                let cases = tx.case_list(scope, profile.sid).await?;
                let approved = cases.into_iter().find(Case::is_approved);
                let ruleset = approved.and_then(|case| case.assessment).map(|found| found.ruleset);
                business.ruleset = Some(ruleset.ok_or_else(missing)?);
            }
        }
    }
    business.numbers = numbers(tx, scope, profile, &new.numbers).await?;
    business.domain = match &new.domain {
        Some(name) => Some(domain(tx, scope, name).await?),
        None => None,
    };
    Ok(business)
}

/// The account has proven it; nobody says otherwise until the transaction ends.
async fn domain(tx: &mut Tx, scope: &Scope, name: &str) -> Result<String> {
    let name = domains::parse(name)?;
    let found = tx.domain_find_locked(scope, &name).await?;
    match found.filter(|domain| domain.state == DomainState::Proven) {
        Some(domain) => Ok(domain.domain),
        None => {
            let why = format!("{name} is not proven for this account; see /trust/v1/Domains");
            Err(Invalid::Field { field: "Domain", why }.into())
        }
    }
}

/// Each is assigned to the profile now.
async fn numbers(tx: &mut Tx, scope: &Scope, profile: &Bundle, asked: &[Phone]) -> Result<Vec<String>> {
    let refuse = |why: String| Error::from(Invalid::Field { field: "Numbers", why });
    if asked.len() > MOST_NUMBERS {
        return Err(refuse(format!("a credential names at most {MOST_NUMBERS} numbers")));
    }
    if asked.iter().collect::<BTreeSet<_>>().len() < asked.len() {
        return Err(refuse("a number is named twice".to_owned()));
    }
    for (place, phone) in asked.iter().enumerate() {
        let assigned = match tx.number_owner_any_account(phone).await? {
            Some((_, number)) => tx.channel_assignment_of_number(scope, number).await?,
            None => Vec::new(),
        };
        if !assigned.iter().any(|one| one.bundle_sid == profile.sid) {
            return Err(refuse(format!("the number in place {} is not assigned to the profile", place + 1)));
        }
    }
    Ok(asked.iter().map(|phone| phone.as_str().to_owned()).collect())
}
