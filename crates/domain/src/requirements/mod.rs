//! What somebody must register before they call or send messages: rules with dates and sources, read from policy files.
//!
//! The rules that ship are `policies/requirements.toml`; the format is documented in `docs/requirements.md`. Start at
//! [`Requirements::advise`]. Nothing here knows an account: which of it is there already, the caller looks up.

mod advise;
mod situation;

use serde::{Deserialize, Serialize};

pub use advise::{Advice, Required};
pub use situation::{Channel, CustomerRole, Situation};

use crate::bundle::UnknownName;
use crate::sid::{BundleSid, PolicySid};

/// Every rule, in the order in which things are registered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Requirements {
    pub(crate) rules: Vec<Requirement>,
    pub(crate) thresholds: Vec<Threshold>,
    pub(crate) sources: Vec<RuleSource>,
}

/// Something to be registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// For programs: `secondary_profile`.
    pub name: String,
    /// For people.
    pub title: String,
    /// What it is.
    pub kind: RequirementKind,
    /// The policies whose bundles are it, the usual one first; empty for what is registered elsewhere.
    pub policies: Vec<PolicySid>,
    /// How to get it, in a sentence or two.
    pub how: String,
    /// Where that is written.
    pub source: String,
    /// The names of what must be there before, of which only those count that are required too.
    pub after: Vec<String>,
    /// When it is needed; the first that holds.
    pub when: Vec<When>,
    /// What happens without it.
    pub without: Vec<Consequence>,
}

/// What a requirement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequirementKind {
    /// A Customer Profile of this hub.
    CustomerProfile,
    /// A Trust Product of this hub.
    TrustProduct,
    /// A brand in the registry of the carriers.
    A2pBrand,
    /// A campaign of such a brand.
    A2pCampaign,
    /// Phone numbers put on a profile and its products.
    NumberAssignment,
}

impl RequirementKind {
    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CustomerProfile => "customer_profile",
            Self::TrustProduct => "trust_product",
            Self::A2pBrand => "a2p_brand",
            Self::A2pCampaign => "a2p_campaign",
            Self::NumberAssignment => "number_assignment",
        }
    }
}

/// Conditions that must all hold; an empty list, or nothing, is no condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When {
    /// Who asks is one of them.
    pub roles: Vec<CustomerRole>,
    /// At least one of these channels is used.
    pub channels: Vec<Channel>,
    /// Whether calls go out.
    pub outbound_voice: Option<bool>,
    /// Whether the business has a registration or tax number.
    pub is_registered: Option<bool>,
    /// The business is in one of these countries.
    pub countries: Vec<String>,
    /// More messages a day than this threshold says.
    pub messages_above: Option<String>,
    /// At most as many messages a day as this threshold says.
    pub messages_up_to: Option<String>,
    /// How much it matters.
    pub need: Urgency,
    /// Whose it is.
    pub holder: Holder,
    /// Why, to people; `{messages_above}` and `{messages_up_to}` stand for the number.
    pub because: String,
}

/// How much a requirement matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// What is asked about does not work, or not fully, without it.
    #[default]
    Required,
    /// It works without it, and better with it.
    Recommended,
}

impl Urgency {
    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Recommended => "recommended",
        }
    }
}

/// Whose a requirement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// Of the business that asks.
    #[default]
    Own,
    /// Of the ISV whose customer asks.
    Isv,
}

impl Holder {
    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Isv => "isv",
        }
    }
}

/// What happens without something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consequence {
    /// For programs.
    pub effect: Effect,
    /// For people.
    pub text: String,
    /// The name of where that is written.
    pub source: String,
}

/// The kinds of what happens without something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Calls are signed with B at most.
    AttestationB,
    /// Calls are signed with C at most.
    AttestationC,
    /// It is refused outright.
    Blocked,
    /// Carriers hold some of it back.
    Filtered,
    /// Only so many a day.
    DailyCap,
    /// Calls may be shown as spam.
    Labelled,
    /// The called see no name.
    NoName,
    /// Something else cannot be registered.
    CannotRegister,
}

impl Effect {
    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AttestationB => "attestation_b",
            Self::AttestationC => "attestation_c",
            Self::Blocked => "blocked",
            Self::Filtered => "filtered",
            Self::DailyCap => "daily_cap",
            Self::Labelled => "labelled",
            Self::NoName => "no_name",
            Self::CannotRegister => "cannot_register",
        }
    }
}

/// A number of messages a day at which something changes, since a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Threshold {
    /// What rules call it. Several may have the same name: the newest that has begun counts.
    pub name: String,
    /// How many.
    pub messages_per_day: u32,
    /// The first day it holds for: `2022-09-28`.
    pub since: String,
    /// The name of where that is written.
    pub source: String,
}

/// Where a rule is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSource {
    /// What rules call it.
    pub name: String,
    /// The document's title, with whose it is.
    pub title: String,
    /// Where it is.
    pub url: Option<String>,
    /// Its date, or when it was last read: a day, a month or a year.
    pub date: String,
}

impl Requirements {
    /// Every rule, in the order in which things are registered.
    #[must_use]
    pub fn rules(&self) -> &[Requirement] {
        &self.rules
    }

    /// Every threshold, past and coming ones too.
    #[must_use]
    pub fn thresholds(&self) -> &[Threshold] {
        &self.thresholds
    }

    /// Every source.
    #[must_use]
    pub fn sources(&self) -> &[RuleSource] {
        &self.sources
    }

    /// A source by its name; every name in a rule has one.
    #[must_use]
    pub fn source(&self, name: &str) -> Option<&RuleSource> {
        self.sources.iter().find(|source| source.name == name)
    }
}

/// How far something to be registered has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Approved, not suspended, not expired.
    InForce(BundleSid),
    /// Submitted and not decided.
    InReview(BundleSid),
    /// Begun.
    Draft(BundleSid),
    /// Turned down, suspended or expired.
    Rejected(BundleSid),
    /// There is none.
    Missing,
    /// It is registered elsewhere, or nobody said for whom.
    NotKnown,
}

impl Standing {
    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InForce(_) => "in_force",
            Self::InReview(_) => "in_review",
            Self::Draft(_) => "draft",
            Self::Rejected(_) => "rejected",
            Self::Missing => "missing",
            Self::NotKnown => "not_known",
        }
    }

    /// The bundle that it is about.
    #[must_use]
    pub const fn bundle(self) -> Option<BundleSid> {
        match self {
            Self::InForce(sid) | Self::InReview(sid) | Self::Draft(sid) | Self::Rejected(sid) => Some(sid),
            Self::Missing | Self::NotKnown => None,
        }
    }
}

pub(crate) fn one_of<T: Copy>(
    all: &[T],
    name: impl Fn(T) -> &'static str,
    text: &str,
) -> Result<T, UnknownName> {
    let text = text.trim().to_ascii_lowercase().replace('-', "_");
    all.iter().copied().find(|one| name(*one) == text).ok_or(UnknownName)
}
