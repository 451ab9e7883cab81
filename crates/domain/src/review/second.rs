//! Four eyes: when one reviewer's approval is not enough, and why.

use serde::{Deserialize, Serialize};

use super::{Case, Verdict};

/// Why a second reviewer must approve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondLook {
    /// The policy wants it.
    Policy,
    /// Somebody resembles an entry of a sanctions list.
    ScreeningHit,
    /// The checks say that it is to be turned down.
    AgainstVerdict,
    /// Its score is at [`MUCH_AGAINST`](super::MUCH_AGAINST) or below.
    AgainstScore,
}

impl SecondLook {
    /// As a sentence's end after "two reviewers must approve, because".
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Policy => "the policy wants it",
            Self::ScreeningHit => "somebody in it resembles an entry of a sanctions list",
            Self::AgainstVerdict => "the checks would turn it down",
            Self::AgainstScore => "its score is −100 or below",
        }
    }
}

impl Case {
    /// Why two different reviewers must approve it; empty if one suffices. One always suffices to reject.
    #[must_use]
    pub fn second_looks(&self) -> Vec<SecondLook> {
        let found = self.assessment.as_ref();
        let is_turned_down = found.is_some_and(|found| matches!(found.verdict, Verdict::Reject { .. }));
        let reasons = [
            (self.needs_two, SecondLook::Policy),
            (found.is_some_and(super::Assessment::has_screening_hit), SecondLook::ScreeningHit),
            (is_turned_down, SecondLook::AgainstVerdict),
            (found.is_some_and(super::Assessment::speaks_against), SecondLook::AgainstScore),
        ];
        reasons.into_iter().filter(|(is_so, _)| *is_so).map(|(_, why)| why).collect()
    }

    /// Whether two different reviewers must approve it.
    #[must_use]
    pub fn needs_second(&self) -> bool {
        !self.second_looks().is_empty()
    }
}
