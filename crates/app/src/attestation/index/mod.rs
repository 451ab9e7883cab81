//! Everything that decides how calls are attested and which messages may be sent, in memory. Knows neither the database nor
//! the time: it is told what has changed, and asked for the facts of a call or a sender at a time.

mod grants;
mod logos;
mod messaging;
mod numbers;
mod partners;
mod roles;
mod standings;
mod table;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use trusthub_domain::account::{Account, AccountStatus};
use trusthub_domain::attestation::{
    BestProfile, Brand, BrandFacts, BundleFacts, BundleStanding, Caller, CallerFacts, NumberFacts,
    OwnerFacts, ParentFacts, Profiles,
};
use trusthub_domain::bundle::Status;
use trusthub_domain::messaging::SenderNumber;
use trusthub_domain::partner::Standing;
use trusthub_domain::sid::{AccountSid, BundleSid, MessagingServiceSid, PartnerSid, Sid, SwitchSid};
use trusthub_domain::time::Timestamp;
use trusthub_storage::{PartnerCredentials, StandingBundle, SwitchCredentials};

use self::grants::{Grant, Grants};
use self::logos::Logos;
use self::messaging::Messaging;
pub(super) use self::messaging::{KnownBrand, KnownCampaign};
pub(crate) use self::numbers::NumberKey;
use self::numbers::Numbers;
use self::partners::Partners;
pub(crate) use self::partners::{Identity, Shared};
pub(super) use self::roles::Role;
pub(crate) use self::roles::carries_calls;
pub(crate) use self::standings::AccountView;
use self::table::{Slot, Table};

#[derive(Debug)]
struct AccountRow {
    sid: AccountSid,
    /// `None` until it was read: another row named it first.
    status: Option<AccountStatus>,
    is_test: bool,
    parent: Option<Slot>,
    bundles: Vec<Slot>,
    /// Where it stands in the eyes of partners.
    standing: Option<Standing>,
}

#[derive(Debug)]
struct BundleRow {
    sid: BundleSid,
    account: Slot,
    role: Role,
    standing: BundleStanding,
    valid_until: Option<Timestamp>,
    /// What it says is shown of its caller.
    brand: Option<Arc<Brand>>,
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

/// A number, and what it is assigned to.
#[derive(Debug)]
pub(super) struct KnownNumber {
    pub(super) key: NumberKey,
    pub(super) owner: AccountSid,
    pub(super) bundles: Vec<BundleSid>,
    /// The messaging service that it sends for.
    pub(super) service: Option<MessagingServiceSid>,
    /// It is toll-free, and verified.
    pub(super) is_verified: bool,
}

/// One change that the index takes in.
#[derive(Debug)]
pub(super) enum Update {
    Account(Account),
    Erased(AccountSid),
    Bundle(StandingBundle, Role, Option<Brand>),
    BundleGone(BundleSid),
    Number(KnownNumber),
    NumberGone(NumberKey),
    Block(NumberKey),
    Unblock(NumberKey),
    Switch(SwitchCredentials),
    SwitchGone(SwitchSid),
    Partner(PartnerCredentials),
    PartnerGone(PartnerSid),
    Standing(AccountSid, Option<Standing>),
    Shared(AccountSid, Option<Shared>),
    Service(MessagingServiceSid, Option<KnownCampaign>),
    Brand(KnownBrand),
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
    logos: Logos,
    partners: Partners,
    messaging: Messaging,
}

impl Index {
    /// Takes a change in. The same change twice is one.
    pub(super) fn apply(&mut self, update: Update) {
        match update {
            Update::Account(account) => self.account_set(&account),
            Update::Erased(account) => self.account_erased(account),
            Update::Bundle(bundle, role, brand) => self.bundle_set(&bundle, role, brand),
            Update::BundleGone(sid) => self.bundle_gone(sid),
            Update::Number(number) => self.number_set(&number),
            Update::NumberGone(key) => {
                if let Some(grant) = self.numbers.remove(key) {
                    self.grants.release(grant);
                }
                self.messaging.verified_set(key, false);
            }
            Update::Block(key) => drop(self.blocked.insert(key)),
            Update::Unblock(key) => drop(self.blocked.remove(&key)),
            Update::Switch(known) => drop(self.switches.insert(known.switch.sid, known)),
            Update::SwitchGone(sid) => drop(self.switches.remove(&sid)),
            Update::Partner(known) => self.partners.admit(known),
            Update::PartnerGone(sid) => self.partners.shut_out(sid),
            Update::Standing(account, standing) => self.standing_set(account, standing),
            Update::Shared(account, shared) => self.partners.share(account, shared),
            Update::Service(sid, campaign) => self.messaging.service_set(sid, campaign),
            Update::Brand(brand) => self.messaging.brand_set(brand),
        }
    }

    fn account_slot(&mut self, sid: AccountSid) -> Slot {
        let make = || AccountRow {
            sid,
            status: None,
            is_test: false,
            parent: None,
            bundles: Vec::new(),
            standing: None,
        };
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
        self.partners.share(sid, None);
        self.standing_set(sid, None);
        let bundles = self.accounts.row(slot).map(|row| row.bundles.clone()).unwrap_or_default();
        for bundle in bundles {
            if let Some(row) = self.bundles.row_mut(bundle) {
                row.standing = BundleStanding::NotInForce;
            }
        }
    }

    fn bundle_set(&mut self, bundle: &StandingBundle, role: Role, brand: Option<Brand>) {
        let account = self.account_slot(bundle.account_sid);
        let standing = if bundle.is_suspended {
            BundleStanding::Suspended
        } else if bundle.status == Status::Approved && !bundle.is_unsupported {
            BundleStanding::InForce
        } else {
            BundleStanding::NotInForce
        };
        let (sid, valid_until) = (bundle.sid, bundle.valid_until);
        let make = || BundleRow { sid, account, role, standing, valid_until, brand: None };
        let (slot, is_new) = self.bundles.slot_or(sid.uuid(), make);
        if is_new && let Some(row) = self.accounts.row_mut(account) {
            row.bundles.push(slot);
        }
        if let Some(row) = self.bundles.row_mut(slot) {
            self.logos.replace(slot, row.brand.as_deref(), brand.as_ref());
            (row.standing, row.valid_until, row.brand) = (standing, valid_until, brand.map(Arc::new));
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
    fn number_set(&mut self, number: &KnownNumber) {
        let KnownNumber { key, owner, service, is_verified, .. } = *number;
        let service = service.map(|sid| self.messaging.service_slot(sid));
        let mut grant = Grant { owner: Some(self.account_slot(owner)), service, ..Grant::default() };
        for slot in number.bundles.iter().filter_map(|sid| self.bundles.slot(sid.uuid())) {
            match self.bundles.row(slot).map(|row| row.role) {
                Some(Role::Business | Role::Person) => grant.profile = grant.profile.or(Some(slot)),
                Some(Role::Shaken) => grant.product = grant.product.or(Some(slot)),
                Some(Role::Brand(brands)) => {
                    if let Some(place) = grant.brands.get_mut(brands.place()) {
                        *place = place.or(Some(slot));
                    }
                }
                Some(Role::Other) | None => {}
            }
        }
        let grant = self.grants.acquire(grant);
        if let Some(before) = self.numbers.set(key, grant) {
            self.grants.release(before);
        }
        self.messaging.verified_set(key, is_verified);
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
                Role::Shaken | Role::Brand(_) | Role::Other => continue,
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

    /// What may be shown beside a number: of several products the first in force, else the first that there is.
    pub(super) fn brand(&self, key: NumberKey, now: Timestamp) -> Option<BrandFacts> {
        let grant = self.numbers.get(key).and_then(|id| self.grants.get(id))?;
        let rows =
            || grant.brands.iter().flatten().filter_map(|slot| Some((*slot, self.bundles.row(*slot)?)));
        let is_in_force =
            |row: &BundleRow| row.brand.is_some() && row.standing(now) == BundleStanding::InForce;
        let (slot, row) = rows()
            .find(|(_, row)| is_in_force(row))
            .or_else(|| rows().find(|(_, row)| row.brand.is_some()))?;
        let brand = Brand::clone(row.brand.as_deref()?);
        Some(BrandFacts { product: self.bundle(slot, now)?, brand, is_forbidden: false })
    }

    /// What a number is registered for, and whose it is.
    pub(super) fn sender(
        &self,
        key: NumberKey,
        is_toll_free: bool,
        now: Timestamp,
    ) -> (Option<AccountSid>, SenderNumber) {
        let grant = self.numbers.get(key).and_then(|id| self.grants.get(id)).unwrap_or_default();
        let owner = grant.owner.and_then(|slot| self.accounts.row(slot)).map(|row| row.sid);
        let is_in_force = |profile: BundleSid| {
            let row = self.bundles.find(profile.uuid());
            row.is_some_and(|row| row.standing(now) == BundleStanding::InForce)
        };
        let number = if is_toll_free {
            SenderNumber::TollFree { is_verified: self.messaging.is_verified(key) }
        } else {
            SenderNumber::Local(grant.service.and_then(|slot| self.messaging.service(slot, is_in_force)))
        };
        (owner, number)
    }

    /// The account and the brand of a product in force with the picture of this digest.
    pub(super) fn logo(&self, sha256: &str, now: Timestamp) -> Option<(AccountSid, Arc<Brand>)> {
        let rows = self.logos.of(sha256).iter().filter_map(|slot| self.bundles.row(*slot));
        let row = rows.into_iter().find(|row| row.standing(now) == BundleStanding::InForce)?;
        Some((self.accounts.row(row.account)?.sid, row.brand.clone()?))
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
            + self.messaging.size_bytes()
    }
}
