//! What a check found, what that counts for, and what is concluded from all of it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::bundle::{Reason, ReasonCode};

/// What a check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It holds.
    Pass,
    /// It does not hold.
    Fail,
    /// It could not be told; never counts as a failure.
    Unknown,
}

impl Outcome {
    /// The name on the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Unknown => "unknown",
        }
    }
}

/// What a failed check leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// A failure rejects.
    Hard,
    /// A failure is for a reviewer to weigh.
    Soft,
}

/// One check with what it compared and why it came out so. May hold personal data: sealed at rest.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Machine name: `identifier.ein.format`, `email.domain_matches_website`.
    pub check: String,
    /// The field it is about, as in [`Reason::field`].
    pub field: Option<String>,
    /// What it found.
    pub outcome: Outcome,
    /// What a failure leads to.
    pub weight: Weight,
    /// What was compared with what.
    pub compared: String,
    /// Why it came out so, one sentence, fit for the customer's eyes.
    pub why: String,
    /// What to do about it; for failures only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mend: Option<String>,
    /// Where what it was compared with comes from; `None` where that is the application itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<EvidenceSource>,
    /// The code a failure carries to the customer.
    pub code: Option<ReasonCode>,
}

/// Where a check has its knowledge from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceSource {
    /// `gleif`, `ofac-sdn`, `https://www.acme.com`.
    pub name: String,
    /// Which version of it; empty if it has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub version: String,
    /// Of what day it is, as the source writes it; empty if it does not say.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub date: String,
}

impl Evidence {
    /// It does not hold.
    #[must_use]
    pub fn is_failure(&self) -> bool {
        self.outcome == Outcome::Fail
    }
}

impl fmt::Debug for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Evidence")
            .field("check", &self.check)
            .field("field", &self.field)
            .field("outcome", &self.outcome)
            .field("weight", &self.weight)
            .field("code", &self.code)
            .finish_non_exhaustive()
    }
}

/// What automatic vetting concludes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// In force from now.
    Approve,
    /// Turned down, each reason with its field.
    Reject {
        /// Never empty.
        reasons: Vec<Reason>,
    },
    /// A person decides.
    Refer,
}

/// What one check counts for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contribution {
    /// The check, or the family of checks that counts as one.
    pub check: String,
    /// The worst that it found.
    pub outcome: Outcome,
    /// What that counts.
    pub points: i32,
}

/// How evidence was weighed under a scorecard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scoring {
    /// The sum of the contributions.
    pub points: i32,
    /// What an approval without a person takes; `None` where there is none.
    pub approve_at: Option<i32>,
    /// What such an approval demands and was not found: names of checks, alternatives joined by `|`.
    pub unmet: Vec<String>,
    /// One for each check that counts, in the order of the evidence.
    pub contributions: Vec<Contribution>,
}

impl Scoring {
    /// Whether nobody needs to look.
    #[must_use]
    pub fn suffices(&self) -> bool {
        self.unmet.is_empty() && self.approve_at.is_some_and(|least| self.points >= least)
    }
}

/// Evidence and the conclusion drawn from it, under one version of the rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// Version of the rules that drew it: of the checks, and of the scorecard.
    pub ruleset: String,
    /// In the order of the checks.
    pub evidence: Vec<Evidence>,
    /// How it was weighed; `None` in assessments from before there was a scorecard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scoring: Option<Scoring>,
    /// The conclusion.
    pub verdict: Verdict,
}
