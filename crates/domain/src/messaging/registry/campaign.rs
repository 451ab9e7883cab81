//! Campaigns before and after the registry downstream has spoken.

use super::{RegistryAnswer, RegistryEntry, RegistryState};
use crate::messaging::{Campaign, CampaignStatus};
use crate::time::Timestamp;

impl Campaign {
    /// Nothing here stands against it; the registry downstream has the last word.
    #[must_use]
    pub fn clear(&self, now: Timestamp) -> Self {
        Self {
            status: CampaignStatus::InProgress,
            issues: Vec::new(),
            registry: Some(RegistryEntry::due(self.registry.as_ref(), now)),
            date_updated: now,
            ..self.clone()
        }
    }

    /// Whether it waits for the registry, and for nobody here.
    #[must_use]
    pub fn awaits_registry(&self) -> bool {
        self.status == CampaignStatus::InProgress
            && self.registry.as_ref().is_some_and(RegistryEntry::is_open)
    }

    /// Whether it waits for a person of the hub's.
    #[must_use]
    pub fn awaits_person(&self) -> bool {
        self.status == CampaignStatus::InProgress && !self.awaits_registry()
    }

    /// As the registry says.
    #[must_use]
    pub fn heard(&self, answer: RegistryAnswer, now: Timestamp) -> Self {
        let is_told_there = self.awaits_registry() || self.status == CampaignStatus::Verified;
        let before = self.registry.clone().unwrap_or_else(|| RegistryEntry::due(None, now));
        let entry = before.heard(answer, now);
        if self.registry.as_ref() == Some(&entry) {
            return self.clone();
        }
        let after = Self { registry: Some(entry.clone()), date_updated: now, ..self.clone() };
        match entry.state {
            RegistryState::Registered { .. } if is_told_there => {
                Self { registered_as: entry.id, ..after }.verify_as_named(now)
            }
            RegistryState::Refused(issues) if is_told_there => after.fail(issues, now),
            RegistryState::Registered { .. }
            | RegistryState::Refused(_)
            | RegistryState::Stale
            | RegistryState::Due
            | RegistryState::Told => after,
        }
    }

    fn verify_as_named(self, now: Timestamp) -> Self {
        Self { status: CampaignStatus::Verified, issues: Vec::new(), date_updated: now, ..self }
    }
}
