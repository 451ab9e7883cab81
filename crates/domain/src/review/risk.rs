//! How much speaks against a submission: what the queue is sorted and narrowed by. Says nothing about what to decide.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Assessment, Verdict};
use crate::bundle::UnknownName;

/// The check that fails where somebody resembles an entry of a sanctions list.
pub const SCREENING_CHECK: &str = "sanctions.not_listed";

/// From here down an approval goes against the score. Ours: what the gravest single finding counts in the shipped scorecard; a
/// few mismatches do not come to it.
pub const MUCH_AGAINST: i32 = -100;

/// A band of risk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Risk {
    /// Somebody resembles a listed party, the machine would turn it down, or its score is below zero.
    High,
    /// Neither of the others.
    Medium,
    /// The scorecard would let the machine approve it.
    Low,
}

impl Risk {
    /// Every band, worst first.
    pub const ALL: [Self; 3] = [Self::High, Self::Medium, Self::Low];

    /// The band of what vetting found.
    #[must_use]
    pub fn of(assessment: &Assessment) -> Self {
        let scoring = assessment.scoring.as_ref();
        let is_turned_down = matches!(assessment.verdict, Verdict::Reject { .. });
        if assessment.has_screening_hit()
            || is_turned_down
            || scoring.is_some_and(|scoring| scoring.points < 0)
        {
            return Self::High;
        }
        if scoring.is_some_and(super::Scoring::suffices) { Self::Low } else { Self::Medium }
    }

    /// The name on the command line and in a filter.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }
}

impl FromStr for Risk {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|risk| risk.as_str() == text).ok_or(UnknownName)
    }
}

impl Assessment {
    /// Whether somebody in it resembles an entry of a sanctions list, and nobody has dismissed it.
    #[must_use]
    pub fn has_screening_hit(&self) -> bool {
        self.evidence.iter().any(|one| one.check == SCREENING_CHECK && one.is_failure())
    }

    /// Whether so much speaks against it that approving it is going against the score.
    #[must_use]
    pub(crate) fn speaks_against(&self) -> bool {
        self.scoring.as_ref().is_some_and(|scoring| scoring.points <= MUCH_AGAINST)
    }
}
