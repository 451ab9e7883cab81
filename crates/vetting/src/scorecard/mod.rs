//! The scorecard: what each check counts for, and what it takes to approve without a person.
//!
//! Data that an operator may change (`policies/vetting/scorecard.toml`), within rules that keep it explainable: it is
//! additive, each check counts once, and it is monotone, so that no better finding ever lowers a score.

mod read;
mod score;

use std::fmt;
use std::time::Duration;

use crate::rings::RingBounds;

pub use self::read::ScorecardError;

/// The one that ships, as it stands in the repository.
const SHIPPED: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies/vetting/scorecard.toml"));

/// Weights and thresholds, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scorecard {
    version: String,
    digest: String,
    text: String,
    checks: Vec<Weights>,
    approvals: Vec<Approval>,
    reverify: Reverify,
    rings: RingBounds,
}

/// How often a profile in force is held against all sources once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Reverify {
    every: Duration,
    high_risk_every: Duration,
    high_risk_below: i32,
}

/// What one check, or one family of checks, counts for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Weights {
    check: Name,
    pass: i32,
    unknown: i32,
    fail: i32,
}

/// A check's name, or the beginning of a family's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Name {
    One(String),
    /// With the dot at its end.
    Family(String),
}

/// When profiles of some policies are approved without a person.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Approval {
    object_types: Vec<String>,
    at: i32,
    /// Each with its alternatives.
    must_pass: Vec<Vec<Name>>,
}

impl Scorecard {
    /// What ships with the hub.
    ///
    /// # Errors
    /// Never in a released hub: a test reads it.
    pub fn shipped() -> Result<Self, ScorecardError> {
        Self::read(SHIPPED)
    }

    /// An operator's own. It may name the checks that the shipped one names, and no others: a misspelt check would count
    /// nothing, silently.
    ///
    /// # Errors
    /// The first thing wrong, with its line where it has one.
    pub fn with_text(text: &str) -> Result<Self, ScorecardError> {
        let own = Self::read(text)?;
        own.must_name_only(&Self::shipped()?)?;
        Ok(own)
    }

    /// How assessments name it: the version its author gave and the beginning of its digest, `1-0a1b2c3d`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}-{}", self.version, self.digest)
    }

    /// When a profile that was approved with these points is verified again.
    #[must_use]
    pub fn verify_again_after(&self, points: Option<i32>) -> Duration {
        match points {
            Some(points) if points >= self.reverify.high_risk_below => self.reverify.every,
            Some(_) | None => self.reverify.high_risk_every,
        }
    }

    /// From when on it says something that businesses of different accounts have something in common.
    #[must_use]
    pub const fn rings(&self) -> RingBounds {
        self.rings
    }

    /// The text it was read from.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl Name {
    fn of(text: &str) -> Self {
        match text.strip_suffix('*') {
            Some(family) => Self::Family(family.to_owned()),
            None => Self::One(text.to_owned()),
        }
    }

    fn fits(&self, check: &str) -> bool {
        match self {
            Self::One(name) => name == check,
            Self::Family(start) => check.starts_with(start),
        }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(name) => f.write_str(name),
            Self::Family(start) => write!(f, "{start}*"),
        }
    }
}

#[cfg(test)]
mod tests;
