//! The score of a brand: points for what vetting found, by a table that anybody may read.
//!
//! Each point names the evidence it is for. A government entity is not scored: carriers give it the highest band.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{BrandEvidence, CompanyType, MessagingPolicyError};
use crate::review::Outcome;

const SHIPPED: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies/messaging/brand-score.toml"));

/// What evidence is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreRules {
    version: String,
    base: i32,
    points: Vec<(String, Points)>,
    company: BTreeMap<String, i32>,
}

/// A score with what it is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// 1 to 100.
    pub points: u8,
    /// The rules it was counted by.
    pub rules: String,
    /// What counted, the most first.
    pub parts: Vec<ScorePart>,
}

/// What one thing counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScorePart {
    /// `base`, `company_type.public`, or the check's name.
    pub what: String,
    /// Points, perhaps fewer than none.
    pub points: i32,
    /// In a sentence.
    pub why: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Points {
    #[serde(default)]
    pass: i32,
    #[serde(default)]
    fail: i32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRules {
    version: String,
    base: i32,
    company_type: BTreeMap<String, i32>,
    check: BTreeMap<String, Points>,
}

impl ScoreRules {
    /// What ships with the hub.
    ///
    /// # Errors
    /// Never in a released hub: a test reads it.
    pub fn shipped() -> Result<Self, MessagingPolicyError> {
        Self::read(SHIPPED)
    }

    fn read(text: &str) -> Result<Self, MessagingPolicyError> {
        let raw: RawRules = toml::from_str(text)?;
        if let Some((check, _)) = raw.check.iter().find(|(_, points)| points.pass < 0 || points.fail > 0) {
            return Err(MessagingPolicyError::Contradiction(format!(
                "check {check}: passing must not cost points"
            )));
        }
        let company = raw.company_type;
        Ok(Self { version: raw.version, base: raw.base, points: raw.check.into_iter().collect(), company })
    }

    /// The score of a brand with this evidence: 1 to 100.
    #[must_use]
    pub fn score(&self, evidence: &BrandEvidence) -> Score {
        let mut parts = vec![ScorePart {
            what: "base".to_owned(),
            points: self.base,
            why: "The Customer Profile is vetted.".to_owned(),
        }];
        if let Some((name, points)) = evidence.company_type.and_then(|kind| self.of_company(kind)) {
            parts.push(ScorePart {
                what: format!("company_type.{name}"),
                points,
                why: format!("The company type is {name}."),
            });
        }
        for (check, points) in &self.points {
            let counted = match evidence.outcome(check) {
                Some(Outcome::Pass) => points.pass,
                Some(Outcome::Fail) => points.fail,
                Some(Outcome::Unknown) | None => 0,
            };
            let why = evidence.found.iter().find(|one| one.check == *check).map(|one| one.why.clone());
            if let (true, Some(why)) = (counted != 0, why) {
                parts.push(ScorePart { what: check.clone(), points: counted, why });
            }
        }
        parts.sort_by_key(|part| (std::cmp::Reverse(part.points), part.what.clone()));
        let total: i32 = parts.iter().map(|part| part.points).sum();
        let points = u8::try_from(total.clamp(1, 100)).unwrap_or(1);
        Score { points, rules: self.version.clone(), parts }
    }

    fn of_company(&self, kind: CompanyType) -> Option<(&'static str, i32)> {
        let name = match kind {
            CompanyType::Private => "private",
            CompanyType::Public => "public",
            CompanyType::NonProfit => "non_profit",
            CompanyType::Government => "government",
        };
        self.company.get(name).map(|points| (name, *points)).filter(|(_, points)| *points != 0)
    }
}
