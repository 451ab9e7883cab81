//! How a brand or campaign stands at the registry downstream, where the operator has one.
//!
//! The hub vets first; what it would register is told there, and the registry has the last word. `Due` → `Told` →
//! `Registered` or `Refused`; what is submitted again is `Stale` until the hub has decided anew. Start at
//! [`Brand::subject_to_registry`](super::Brand::subject_to_registry) and [`RegistryEntry::heard`].

mod brand;
mod campaign;

use serde::{Deserialize, Serialize};

use super::{BrandIssue, IdentityStatus};
use crate::time::Timestamp;

/// A brand's or campaign's entry at the registry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistryEntry {
    /// How far it is.
    pub state: RegistryState,
    /// Its identifier there, once that is known.
    pub id: Option<String>,
    /// What the hub itself found of a brand that is registered: the registry may change its mind later.
    pub found_here: Option<FoundHere>,
    /// Since when it is as far as that.
    pub since: Timestamp,
}

/// How far an entry is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegistryState {
    /// It was submitted again here, and is told once the hub has decided.
    Stale,
    /// The hub has decided, and it is to be told.
    Due,
    /// The registry was told, and has not decided.
    Told,
    /// The registry has it.
    Registered {
        /// How sure it is of who a brand is; `None` of a campaign.
        identity: Option<IdentityStatus>,
        /// What it could not match.
        feedback: Vec<BrandIssue>,
    },
    /// The registry does not take it, for these reasons.
    Refused(Vec<BrandIssue>),
}

/// What the hub found of a brand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundHere {
    /// How sure it is of who the brand is.
    pub identity: Option<IdentityStatus>,
    /// What it could not match.
    pub issues: Vec<BrandIssue>,
}

/// What the registry says of a brand or campaign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RegistryAnswer {
    /// It has it under this identifier, and has not decided.
    Undecided {
        /// Its identifier there.
        id: String,
    },
    /// It is registered.
    Registered {
        /// Its identifier there.
        id: String,
        /// How sure the registry is of who a brand is; `None` of a campaign.
        identity: Option<IdentityStatus>,
        /// What it could not match.
        feedback: Vec<BrandIssue>,
    },
    /// It is not taken, or no longer; never without a reason.
    Refused(Vec<BrandIssue>),
    /// The registry does not know it.
    Missing,
}

impl RegistryEntry {
    /// It is to be told now; under the identifier that it has there, if it has one.
    #[must_use]
    pub fn due(before: Option<&Self>, now: Timestamp) -> Self {
        Self {
            state: RegistryState::Due,
            id: before.and_then(|entry| entry.id.clone()),
            found_here: None,
            since: now,
        }
    }

    /// What it was told is out of date, and what it will be told is not decided yet.
    #[must_use]
    pub fn stale(&self, now: Timestamp) -> Self {
        Self { state: RegistryState::Stale, since: now, ..self.clone() }
    }

    /// Whether the registry has yet to say something.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        match self.state {
            RegistryState::Due | RegistryState::Told => true,
            RegistryState::Stale | RegistryState::Registered { .. } | RegistryState::Refused(_) => false,
        }
    }

    /// Whether the registry has it.
    #[must_use]
    pub const fn is_registered(&self) -> bool {
        matches!(self.state, RegistryState::Registered { .. })
    }

    /// As the registry says; equal to itself if it says nothing new.
    #[must_use]
    pub fn heard(&self, answer: RegistryAnswer, now: Timestamp) -> Self {
        let (state, id) = match answer {
            RegistryAnswer::Undecided { id } => (RegistryState::Told, Some(id)),
            RegistryAnswer::Registered { id, identity, feedback } => {
                (RegistryState::Registered { identity, feedback }, Some(id))
            }
            RegistryAnswer::Refused(issues) => (RegistryState::Refused(issues), self.id.clone()),
            // Whatever it was called there, it will be called otherwise.
            RegistryAnswer::Missing => (RegistryState::Due, None),
        };
        let since = if state == self.state { self.since } else { now };
        Self { state, id, found_here: self.found_here.clone(), since }
    }
}
