//! What a decision rests on. Stored with it as it is, so that it can be made again; it names accounts and bundles, never a
//! telephone number or a person. What is not there is left out: there are as many decisions as calls. Older ones say `null`.

use serde::{Deserialize, Serialize};

use super::{AskedBrand, Attest, BrandFacts};
use crate::account::AccountStatus;
use crate::sid::{AccountSid, BundleSid};

/// Everything that is known about one call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallFacts {
    /// Whether what follows can be relied on.
    pub index: IndexState,
    /// Who calls.
    pub caller: Caller,
    /// What is known about the calling number.
    pub number: NumberFacts,
    /// Where the call comes from.
    pub traffic: Traffic,
    /// The most that the switch asks for; it can only lower.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<Attest>,
    /// What there is to sign with.
    pub certificate: Certificate,
    /// What may be shown beside the number, if a product says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<BrandFacts>,
    /// The number does not call: a call to it is sent on.
    #[serde(default)]
    pub is_diversion: bool,
    /// What the switch wants shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_brand: Option<AskedBrand>,
}

/// How well a node knows what the database says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IndexState {
    /// It has followed the database until a moment ago.
    Current,
    /// It has never been loaded.
    NotLoaded,
    /// It has not heard of the database for longer than the operator allows.
    OutOfDate,
}

/// Where a call comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Traffic {
    /// A customer of the provider starts it.
    Own,
    /// It comes in from another network.
    Gateway,
}

/// What there is to sign with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certificate {
    /// Not asked: nothing is to be signed now.
    NotAsked,
    /// One that the world may trust.
    Live,
    /// One that only a test trusts.
    Test,
    /// None, or none that holds now.
    None,
}

/// Who calls, as the switch names the account: never the account that the number belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Caller {
    /// No account was named.
    NotNamed,
    /// There is no such account.
    Unknown(AccountSid),
    /// This one.
    Known(CallerFacts),
}

/// An account that calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallerFacts {
    /// Which.
    pub account_sid: AccountSid,
    /// Whether it may act.
    pub status: AccountStatus,
    /// Whether it is a sandbox, whose profiles say nothing about anybody.
    pub is_test: bool,
    /// Its own customer profiles.
    pub profiles: Profiles,
    /// The account above it: its ISV.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<ParentFacts>,
}

/// The account above a caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParentFacts {
    /// Which.
    pub account_sid: AccountSid,
    /// Whether it may act.
    pub status: AccountStatus,
    /// Its customer profiles.
    pub profiles: Profiles,
}

/// The customer profiles of an account, as far as they matter for its calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Profiles {
    /// The best one in force: a business before anybody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_force: Option<BestProfile>,
    /// One that the provider has suspended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspended: Option<BundleSid>,
}

/// A profile in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BestProfile {
    /// Which.
    pub sid: BundleSid,
    /// Whether it stands for a business, and not for a starter, a sole proprietor or a person.
    pub is_business: bool,
}

/// What is known about the calling number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NumberFacts {
    /// Whose it is; `None` if it is not in the inventory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<OwnerFacts>,
    /// The customer profile that it is assigned to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<BundleFacts>,
    /// The SHAKEN/STIR trust product that it is assigned to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<BundleFacts>,
    /// It is on the do-not-originate list.
    pub is_blocked: bool,
    /// It is an emergency number.
    pub is_emergency: bool,
}

/// The account that a number belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnerFacts {
    /// Which.
    pub account_sid: AccountSid,
    /// The account above it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_sid: Option<AccountSid>,
}

/// A bundle that a number is assigned to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleFacts {
    /// Which.
    pub sid: BundleSid,
    /// Whose.
    pub account_sid: AccountSid,
    /// How it stands.
    pub standing: BundleStanding,
    /// Whether it stands for a business. Of a product: nothing.
    pub is_business: bool,
}

/// How a bundle stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BundleStanding {
    /// Approved, not suspended, carried by what it rests on, not past its date.
    InForce,
    /// The provider has suspended it.
    Suspended,
    /// Anything else.
    NotInForce,
}

impl CallerFacts {
    /// The account at the head of the family.
    pub(super) fn family(&self) -> AccountSid {
        self.parent.as_ref().map_or(self.account_sid, |parent| parent.account_sid)
    }
}

impl OwnerFacts {
    /// The account at the head of the family.
    pub(super) fn family(&self) -> AccountSid {
        self.parent_sid.unwrap_or(self.account_sid)
    }
}
