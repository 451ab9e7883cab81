//! Everything that decides how calls are attested, in memory. Knows neither the database nor the time: it is told what
//! has changed, and asked for the facts of a call at a time.

mod grants;
mod numbers;
mod table;

use std::collections::{HashMap, HashSet};

use trusthub_domain::account::{Account, AccountStatus};
use trusthub_domain::attestation::{
    BestProfile, BundleFacts, BundleStanding, Caller, CallerFacts, NumberFacts, OwnerFacts, ParentFacts,
    Profiles,
};
use trusthub_domain::bundle::{BundleKind, Status};
use trusthub_domain::policy::{Catalog, Level};
use trusthub_domain::sid::{AccountSid, BundleSid, Sid, SwitchSid};
use trusthub_domain::time::Timestamp;
use trusthub_storage::{StandingBundle, SwitchCredentials};

use self::grants::{Grant, Grants};
pub(crate) use self::numbers::NumberKey;
use self::numbers::Numbers;
use self::table::{Slot, Table};

/// How policies call the trust product that signed calls rest on.
const SHAKEN: &str = "shaken_stir_trust_product";

/// What a bundle is to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A customer profile of a business.
    Business,
    /// Any other customer profile.
    Person,
    /// A SHAKEN/STIR trust product.
    Shaken,
    /// Nothing.
    Other,
}

impl Role {
    /// Of a bundle under that policy.
    pub(super) fn of(catalog: &Catalog, bundle: &StandingBundle) -> Self {
        let policy = catalog.policy(bundle.policy_sid);
        match (bundle.kind, policy) {
            (BundleKind::CustomerProfile, Some(policy)) if policy.level == Some(Level::Business) => {
                Self::Business
            }
            (BundleKind::CustomerProfile, _) => Self::Person,
            (BundleKind::TrustProduct, Some(policy)) if policy.object_type == SHAKEN => Self::Shaken,
            (BundleKind::TrustProduct, _) => Self::Other,
        }
    }
}

#[derive(Debug)]
struct AccountRow {
    sid: AccountSid,
    /// `None` until it was read: another row named it first.
    status: Option<AccountStatus>,
    is_test: bool,
    parent: Option<Slot>,
    bundles: Vec<Slot>,
}

#[derive(Debug)]
struct BundleRow {
    sid: BundleSid,
    account: Slot,
    role: Role,
    standing: BundleStanding,
    valid_until: Option<Timestamp>,
}

impl BundleRow {
    fn standing(&self, now: Timestamp) -> BundleStanding {
        match self.standing {
            BundleStanding::InForce if self.valid_until.is_some_and(|until| until <= now) => {
                BundleStanding::NotInForce
            }
            standing => standing,
        }
    }
}

/// One change that the index takes in.
#[derive(Debug)]
pub(super) enum Update {
    Account(Account),
    Erased(AccountSid),
    Bundle(StandingBundle, Role),
    BundleGone(BundleSid),
    Number { key: NumberKey, owner: AccountSid, bundles: Vec<BundleSid> },
    NumberGone(NumberKey),
    Block(NumberKey),
    Unblock(NumberKey),
    Switch(SwitchCredentials),
    SwitchGone(SwitchSid),
}

/// The index.
#[derive(Debug, Default)]
pub(crate) struct Index {
    accounts: Table<AccountRow>,
    bundles: Table<BundleRow>,
    grants: Grants,
    numbers: Numbers,
    blocked: HashSet<NumberKey>,
    switches: HashMap<SwitchSid, SwitchCredentials>,
}

impl Index {
    /// Takes a change in. The same change twice is one.
    pub(super) fn apply(&mut self, update: Update) {
        match update {
            Update::Account(account) => self.account_set(&account),
            Update::Erased(account) => self.account_erased(account),
            Update::Bundle(bundle, role) => self.bundle_set(&bundle, role),
            Update::BundleGone(sid) => self.bundle_gone(sid),
            Update::Number { key, owner, bundles } => self.number_set(key, owner, &bundles),
            Update::NumberGone(key) => {
                if let Some(grant) = self.numbers.remove(key) {
                    self.grants.release(grant);
                }
            }
            Update::Block(key) => drop(self.blocked.insert(key)),
            Update::Unblock(key) => drop(self.blocked.remove(&key)),
            Update::Switch(known) => drop(self.switches.insert(known.switch.sid, known)),
            Update::SwitchGone(sid) => drop(self.switches.remove(&sid)),
        }
    }

    fn account_slot(&mut self, sid: AccountSid) -> Slot {
        let make = || AccountRow { sid, status: None, is_test: false, parent: None, bundles: Vec::new() };
        self.accounts.slot_or(sid.uuid(), make).0
    }

    fn account_set(&mut self, account: &Account) {
        let parent = account.parent_sid.map(|parent| self.account_slot(parent));
        let slot = self.account_slot(account.sid);
        if let Some(row) = self.accounts.row_mut(slot) {
            (row.status, row.is_test, row.parent) = (Some(account.status), account.is_test, parent);
        }
    }

    fn account_erased(&mut self, sid: AccountSid) {
        let slot = self.account_slot(sid);
        self.grants.empty_of(slot);
        let bundles = self.accounts.row(slot).map(|row| row.bundles.clone()).unwrap_or_default();
        for bundle in bundles {
            if let Some(row) = self.bundles.row_mut(bundle) {
                row.standing = BundleStanding::NotInForce;
            }
        }
    }

    fn bundle_set(&mut self, bundle: &StandingBundle, role: Role) {
        let account = self.account_slot(bundle.account_sid);
        let standing = if bundle.is_suspended {
            BundleStanding::Suspended
        } else if bundle.status == Status::Approved && !bundle.is_unsupported {
            BundleStanding::InForce
        } else {
            BundleStanding::NotInForce
        };
        let (sid, valid_until) = (bundle.sid, bundle.valid_until);
        let make = || BundleRow { sid, account, role, standing, valid_until };
        let (slot, is_new) = self.bundles.slot_or(sid.uuid(), make);
        if is_new && let Some(row) = self.accounts.row_mut(account) {
            row.bundles.push(slot);
        }
        if let Some(row) = self.bundles.row_mut(slot) {
            (row.standing, row.valid_until) = (standing, valid_until);
        }
    }

    fn bundle_gone(&mut self, sid: BundleSid) {
        if let Some(slot) = self.bundles.slot(sid.uuid())
            && let Some(row) = self.bundles.row_mut(slot)
        {
            row.standing = BundleStanding::NotInForce;
        }
    }

    /// Whether a number's bundle need not be read for it.
    pub(super) fn knows_bundle(&self, sid: BundleSid) -> bool {
        self.bundles.slot(sid.uuid()).is_some()
    }

    /// A number is on one profile and on one product of a policy (`bundles::channels`); were it on more, the first counts.
    fn number_set(&mut self, key: NumberKey, owner: AccountSid, bundles: &[BundleSid]) {
        let mut grant = Grant { owner: Some(self.account_slot(owner)), ..Grant::default() };
        for slot in bundles.iter().filter_map(|sid| self.bundles.slot(sid.uuid())) {
            match self.bundles.row(slot).map(|row| row.role) {
                Some(Role::Business | Role::Person) => grant.profile = grant.profile.or(Some(slot)),
                Some(Role::Shaken) => grant.product = grant.product.or(Some(slot)),
                Some(Role::Other) | None => {}
            }
        }
        let grant = self.grants.acquire(grant);
        if let Some(before) = self.numbers.set(key, grant) {
            self.grants.release(before);
        }
    }

    /// Who calls, if it is the account that the switch names.
    pub(super) fn caller(&self, sid: AccountSid, now: Timestamp) -> Caller {
        let row = self.accounts.find(sid.uuid());
        let Some((row, status)) = row.and_then(|row| Some((row, row.status?))) else {
            return Caller::Unknown(sid);
        };
        let parent = row.parent.and_then(|slot| self.accounts.row(slot)).map(|parent| ParentFacts {
            account_sid: parent.sid,
            // A parent that was never read cannot vouch for anybody.
            status: parent.status.unwrap_or(AccountStatus::Closed),
            profiles: self.profiles(parent, now),
        });
        Caller::Known(CallerFacts {
            account_sid: sid,
            status,
            is_test: row.is_test,
            profiles: self.profiles(row, now),
            parent,
        })
    }

    fn profiles(&self, account: &AccountRow, now: Timestamp) -> Profiles {
        let mut profiles = Profiles::default();
        for row in account.bundles.iter().filter_map(|slot| self.bundles.row(*slot)) {
            let is_business = match row.role {
                Role::Business => true,
                Role::Person => false,
                Role::Shaken | Role::Other => continue,
            };
            match row.standing(now) {
                BundleStanding::InForce if is_business => {
                    // There is no better one, and a suspended one beside it does not matter to the account.
                    profiles.in_force = Some(BestProfile { sid: row.sid, is_business });
                    return profiles;
                }
                BundleStanding::InForce => {
                    profiles.in_force = profiles.in_force.or(Some(BestProfile { sid: row.sid, is_business }));
                }
                BundleStanding::Suspended => profiles.suspended = profiles.suspended.or(Some(row.sid)),
                BundleStanding::NotInForce => {}
            }
        }
        profiles
    }

    /// What is known of a number, emergencies aside.
    pub(super) fn number(&self, key: NumberKey, now: Timestamp) -> NumberFacts {
        let grant = self.numbers.get(key).and_then(|id| self.grants.get(id)).unwrap_or_default();
        let owner = grant.owner.and_then(|slot| self.accounts.row(slot)).map(|row| OwnerFacts {
            account_sid: row.sid,
            parent_sid: row.parent.and_then(|slot| self.accounts.row(slot)).map(|parent| parent.sid),
        });
        NumberFacts {
            owner,
            profile: grant.profile.and_then(|slot| self.bundle(slot, now)),
            product: grant.product.and_then(|slot| self.bundle(slot, now)),
            is_blocked: self.blocked.contains(&key),
            is_emergency: false,
        }
    }

    fn bundle(&self, slot: Slot, now: Timestamp) -> Option<BundleFacts> {
        let row = self.bundles.row(slot)?;
        Some(BundleFacts {
            sid: row.sid,
            account_sid: self.accounts.row(row.account)?.sid,
            standing: row.standing(now),
            is_business: row.role == Role::Business,
        })
    }

    /// The hash of a switch's secret, if it may ask.
    pub(super) fn switch(&self, sid: SwitchSid) -> Option<&[u8]> {
        self.switches.get(&sid).map(|known| known.secret_hash.as_slice())
    }

    /// The switch whose client certificate names one of these, if it may ask. A provider has few.
    pub(super) fn switch_named(&self, names: &[String]) -> Option<SwitchSid> {
        self.switches
            .values()
            .map(|known| &known.switch)
            .find(|switch| switch.is_one_of(names))
            .map(|switch| switch.sid)
    }

    /// How many numbers there are.
    pub(super) fn numbers(&self) -> usize {
        self.numbers.len()
    }

    /// Bytes of memory that it takes, but for what hash tables and lists of an account's bundles take beside their rows.
    pub(super) fn size_bytes(&self) -> usize {
        self.accounts.size_bytes()
            + self.bundles.size_bytes()
            + self.grants.size_bytes()
            + self.numbers.size_bytes()
    }
}
