//! Brands before and after the registry downstream has spoken.

use super::{FoundHere, RegistryAnswer, RegistryEntry, RegistryState};
use crate::messaging::{Brand, BrandStatus, IdentityStatus};
use crate::time::Timestamp;

impl Brand {
    /// The same decision, where a registry downstream has the last word: what the hub registers waits in review until the
    /// registry has answered, and is what both make of it then. `before` is the brand that was decided on.
    #[must_use]
    pub fn subject_to_registry(&self, before: &Self, now: Timestamp) -> Self {
        if self.status != BrandStatus::Approved {
            return self.clone();
        }
        match before.registry.as_ref().map(|entry| &entry.state) {
            None | Some(RegistryState::Stale) => Self {
                registry: Some(RegistryEntry::due(before.registry.as_ref(), now)),
                ..before.wait(None, now)
            },
            Some(RegistryState::Due | RegistryState::Told) if before.status == BrandStatus::InReview => {
                before.clone()
            }
            Some(RegistryState::Due | RegistryState::Told) => before.wait(None, now),
            Some(RegistryState::Registered { .. }) => self.as_registered_there(),
            Some(RegistryState::Refused(issues)) => before.fail(issues.clone(), now),
        }
    }

    /// Under the registry's identifier, with the doubts of both, and as sure of who it is as the less sure of the two; once
    /// the registry has it. To be called on a brand that the hub has just decided.
    #[must_use]
    pub fn as_registered_there(&self) -> Self {
        self.combined(FoundHere { identity: self.identity, issues: self.issues.clone() })
    }

    /// As the registry says: one that is registered follows at once, any other when it is decided next.
    #[must_use]
    pub fn heard(&self, answer: RegistryAnswer, now: Timestamp) -> Self {
        let before = self.registry.clone().unwrap_or_else(|| RegistryEntry::due(None, now));
        let entry = before.heard(answer, now);
        if self.registry.as_ref() == Some(&entry) {
            return self.clone();
        }
        let after = Self { registry: Some(entry.clone()), date_updated: now, ..self.clone() };
        match (self.status, entry.state) {
            (BrandStatus::Approved, RegistryState::Registered { .. }) => match entry.found_here {
                Some(found) => after.combined(found),
                None => after.as_registered_there(),
            },
            (BrandStatus::Approved, RegistryState::Refused(issues)) => after.fail(issues, now),
            (
                BrandStatus::Approved
                | BrandStatus::Pending
                | BrandStatus::InReview
                | BrandStatus::Failed
                | BrandStatus::Suspended,
                _,
            ) => after,
        }
    }

    fn combined(&self, found: FoundHere) -> Self {
        let Some(entry) = self.registry.clone() else { return self.clone() };
        let RegistryEntry { state, id, since, .. } = entry;
        let RegistryState::Registered { identity, feedback } = state else {
            // It counts when the registry has spoken.
            let entry = RegistryEntry { state, id, found_here: Some(found), since };
            return Self { registry: Some(entry), ..self.clone() };
        };
        let lowered = match identity {
            Some(IdentityStatus::Unverified) => Some(IdentityStatus::Unverified),
            Some(
                IdentityStatus::SelfDeclared | IdentityStatus::Verified | IdentityStatus::VettedVerified,
            )
            | None => found.identity,
        };
        let issues = found.issues.iter().chain(&feedback).cloned().collect();
        let state = RegistryState::Registered { identity, feedback };
        Self {
            registered_as: id.clone().or_else(|| self.registered_as.clone()),
            identity: lowered,
            issues,
            registry: Some(RegistryEntry { state, id, found_here: Some(found), since }),
            ..self.clone()
        }
    }
}
