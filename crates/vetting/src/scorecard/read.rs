//! Reading a scorecard, and refusing one that could not be explained.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_lc_rs::digest;
use serde::Deserialize;

use crate::rings::RingBounds;

use super::{Approval, Name, Reverify, Scorecard, Weights};

/// Points beyond this say nothing more, and would let one check drown all others.
const MOST_POINTS: i32 = 1000;

/// Families of accounts that are told apart at all.
const MOST_SHARING: u32 = 200;

/// Why a scorecard is refused.
#[derive(Debug, thiserror::Error)]
pub enum ScorecardError {
    /// Not the TOML described; says where.
    #[error("{0}")]
    Toml(#[from] toml::de::Error),
    /// No version by which to tell it from others.
    #[error("`version` must be a short name without spaces, for example \"2026-11\"")]
    Version,
    /// A check counts in the wrong direction.
    #[error(
        "check `{0}`: it must hold that fail <= unknown <= pass, fail <= 0 <= pass, and none is beyond 1000"
    )]
    NotMonotone(String),
    /// There is no such check.
    #[error("there is no check `{0}`; a misspelt one would count nothing")]
    UnknownCheck(String),
    /// An approval that nobody has to earn.
    #[error("approve: `must_pass` and `policies` may not be empty, and `at` must be more than 0")]
    TooEasy,
    /// Days that cannot be waited for.
    #[error("reverify: days are whole numbers from 1 to 3650")]
    Days,
    /// Sharing that is never looked for, or always.
    #[error(
        "rings: `common_above` is from 1 to {MOST_SHARING}, `velocity_days` from 1 to 3650, `velocity_most` at least 1"
    )]
    Rings,
    /// A policy is decided twice.
    #[error("approve: the policy `{0}` stands in it twice")]
    PolicyTwice(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCard {
    version: String,
    checks: BTreeMap<String, RawWeights>,
    #[serde(default)]
    approve: Vec<RawApproval>,
    #[serde(default)]
    reverify: RawReverify,
    #[serde(default)]
    rings: RawRings,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RawRings {
    common_above: u32,
    velocity_days: u64,
    velocity_most: u32,
}

impl Default for RawRings {
    fn default() -> Self {
        Self { common_above: 20, velocity_days: 30, velocity_most: 5 }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RawReverify {
    every_days: u64,
    high_risk_every_days: u64,
    high_risk_below: i32,
}

impl Default for RawReverify {
    fn default() -> Self {
        Self { every_days: 365, high_risk_every_days: 30, high_risk_below: 60 }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWeights {
    #[serde(default)]
    pass: i32,
    #[serde(default)]
    unknown: i32,
    #[serde(default)]
    fail: i32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawApproval {
    policies: Vec<String>,
    at: i32,
    must_pass: Vec<String>,
}

impl Scorecard {
    /// A text as a scorecard, whatever checks it names.
    pub(super) fn read(text: &str) -> Result<Self, ScorecardError> {
        let raw: RawCard = toml::from_str(text)?;
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        if raw.version.is_empty() || raw.version.len() > 32 || !raw.version.chars().all(is_name) {
            return Err(ScorecardError::Version);
        }
        let checks: Vec<Weights> =
            raw.checks.into_iter().map(|(name, weights)| weights.checked(&name)).collect::<Result<_, _>>()?;
        let approvals: Vec<Approval> =
            raw.approve.into_iter().map(RawApproval::checked).collect::<Result<_, _>>()?;
        let reverify = raw.reverify.checked()?;
        let rings = raw.rings.checked()?;
        let card = Self {
            reverify,
            rings,
            version: raw.version,
            digest: digest_of(text),
            text: text.to_owned(),
            checks,
            approvals,
        };
        card.must_demand_known_checks()?;
        card.must_decide_each_policy_once()?;
        Ok(card)
    }

    pub(super) fn must_name_only(&self, known: &Self) -> Result<(), ScorecardError> {
        let is_known = |weights: &&Weights| known.checks.iter().any(|one| one.check == weights.check);
        match self.checks.iter().find(|weights| !is_known(weights)) {
            Some(weights) => Err(ScorecardError::UnknownCheck(weights.check.to_string())),
            None => Ok(()),
        }
    }

    /// A demand for a check that is not weighed, or that is misspelt, could never be met.
    fn must_demand_known_checks(&self) -> Result<(), ScorecardError> {
        let demands = self.approvals.iter().flat_map(|approval| approval.must_pass.iter().flatten());
        for name in demands {
            if !self.checks.iter().any(|one| one.check == *name) {
                return Err(ScorecardError::UnknownCheck(name.to_string()));
            }
        }
        Ok(())
    }

    fn must_decide_each_policy_once(&self) -> Result<(), ScorecardError> {
        let mut names: Vec<&String> = self.approvals.iter().flat_map(|one| &one.object_types).collect();
        names.sort_unstable();
        match names.windows(2).find_map(|pair| pair.first().filter(|first| pair.last() == Some(first))) {
            Some(name) => Err(ScorecardError::PolicyTwice((*name).clone())),
            None => Ok(()),
        }
    }
}

impl RawWeights {
    fn checked(self, name: &str) -> Result<Weights, ScorecardError> {
        let Self { pass, unknown, fail } = self;
        let is_monotone = fail <= unknown && unknown <= pass && fail <= 0 && pass >= 0;
        if !is_monotone || pass > MOST_POINTS || fail < -MOST_POINTS {
            return Err(ScorecardError::NotMonotone(name.to_owned()));
        }
        Ok(Weights { check: Name::of(name), pass, unknown, fail })
    }
}

fn days(days: u64) -> Option<Duration> {
    (1..=3650).contains(&days).then(|| Duration::from_secs(days * 24 * 60 * 60))
}

impl RawRings {
    fn checked(&self) -> Result<RingBounds, ScorecardError> {
        let is_sound = (1..=MOST_SHARING).contains(&self.common_above) && self.velocity_most > 0;
        let velocity_within = days(self.velocity_days).filter(|_| is_sound).ok_or(ScorecardError::Rings)?;
        let Self { common_above, velocity_most, .. } = *self;
        Ok(RingBounds { common_above, velocity_within, velocity_most })
    }
}

impl RawReverify {
    fn checked(&self) -> Result<Reverify, ScorecardError> {
        let days = |number| days(number).ok_or(ScorecardError::Days);
        Ok(Reverify {
            every: days(self.every_days)?,
            high_risk_every: days(self.high_risk_every_days)?,
            high_risk_below: self.high_risk_below,
        })
    }
}

impl RawApproval {
    fn checked(self) -> Result<Approval, ScorecardError> {
        if self.policies.is_empty() || self.must_pass.is_empty() || self.at <= 0 {
            return Err(ScorecardError::TooEasy);
        }
        let alternatives = |demand: &String| demand.split('|').map(str::trim).map(Name::of).collect();
        let must_pass = self.must_pass.iter().map(alternatives).collect();
        Ok(Approval { object_types: self.policies, at: self.at, must_pass })
    }
}

/// Enough of it to tell one operator's versions apart.
fn digest_of(text: &str) -> String {
    let digest = digest::digest(&digest::SHA256, text.as_bytes());
    digest.as_ref().iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}
