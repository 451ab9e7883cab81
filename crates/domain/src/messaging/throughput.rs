//! How much a campaign may send, by data: messages a second for each carrier, and messages a day.

use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Brand, BrandType, MessagingPolicyError};
use crate::bundle::UnknownName;

const SHIPPED: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies/messaging/throughput.toml"));

/// Limits by brand type, score and use case.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThroughputRules {
    /// The date by which they are named.
    pub version: String,
    /// The time zone in which a day begins.
    pub day_begins: String,
    /// That zone as a POSIX rule.
    pub day_rule: String,
    /// Where they are from.
    #[serde(rename = "source")]
    pub sources: Vec<ThroughputSource>,
    #[serde(rename = "rule")]
    rules: Vec<Rule>,
}

/// A document that says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThroughputSource {
    /// Its title.
    pub title: String,
    /// Where it is.
    pub url: String,
    /// Of which month or day.
    pub date: String,
}

/// A rule: for whom it is, and what they may send.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(from = "Row")]
struct Rule {
    brand_types: Vec<String>,
    use_cases: Vec<String>,
    score_from: u8,
    /// Shared: each message that is decided refers to it.
    throughput: Arc<Throughput>,
}

/// A rule as the file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    name: String,
    brand_types: Vec<String>,
    #[serde(default)]
    use_cases: Vec<String>,
    #[serde(default)]
    score_from: u8,
    about: String,
    att: f64,
    tmobile: f64,
    verizon: f64,
    tmobile_daily: u64,
    total_daily: Option<u64>,
    att_class: String,
    tmobile_tier: String,
}

/// A carrier with limits of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CarrierName {
    /// AT&T.
    Att,
    /// T-Mobile.
    TMobile,
    /// Verizon.
    Verizon,
}

impl CarrierName {
    /// The wire's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Att => "att",
            Self::TMobile => "tmobile",
            Self::Verizon => "verizon",
        }
    }
}

impl FromStr for CarrierName {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        [Self::Att, Self::TMobile, Self::Verizon]
            .into_iter()
            .find(|one| one.as_str() == text)
            .ok_or(UnknownName)
    }
}

/// What one carrier takes.
#[derive(Debug, Clone, PartialEq)]
pub struct Carrier {
    /// Which.
    pub carrier: CarrierName,
    /// Messages a second.
    pub messages_per_second: f64,
    /// Messages of the brand a day; `None` for no limit.
    pub daily_cap: Option<u64>,
}

/// How much a campaign may send, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Throughput {
    /// Which rule it is.
    pub rule: String,
    /// That rule in a sentence.
    pub about: String,
    /// Each carrier.
    pub carriers: Vec<Carrier>,
    /// Over all of them.
    pub daily_cap: Option<u64>,
    /// AT&T's class of messages.
    pub att_class: String,
    /// T-Mobile's tier of brands.
    pub tmobile_tier: String,
}

impl ThroughputRules {
    /// What ships with the hub.
    ///
    /// # Errors
    /// Never in a released hub: a test reads it.
    pub fn shipped() -> Result<Self, MessagingPolicyError> {
        let rules: Self = toml::from_str(SHIPPED)?;
        let types = ["STANDARD", "LOW_VOLUME_STANDARD", "SOLE_PROPRIETOR"];
        match types.into_iter().find(|name| rules.find(name, None, None).is_none()) {
            Some(name) => {
                Err(MessagingPolicyError::Contradiction(format!("no rule takes every {name} brand")))
            }
            None => Ok(rules),
        }
    }

    /// What a brand's campaign may send.
    #[must_use]
    pub fn of_brand(&self, brand: &Brand, use_case: Option<&str>) -> Option<&Arc<Throughput>> {
        self.find(brand.throughput_type(), brand.score.as_ref().map(|score| score.points), use_case)
    }

    /// What a campaign of such a brand may send: `STANDARD`, `LOW_VOLUME_STANDARD` or `SOLE_PROPRIETOR`; `None` for another.
    #[must_use]
    pub fn find(
        &self,
        brand_type: &str,
        score: Option<u8>,
        use_case: Option<&str>,
    ) -> Option<&Arc<Throughput>> {
        let fits = |rule: &&Rule| {
            rule.brand_types.iter().any(|one| one == brand_type)
                && rule.score_from <= score.unwrap_or(0)
                && (rule.use_cases.is_empty()
                    || use_case.is_some_and(|code| rule.use_cases.iter().any(|one| one == code)))
        };
        self.rules.iter().find(fits).map(|rule| &rule.throughput)
    }
}

impl From<Row> for Rule {
    fn from(row: Row) -> Self {
        let carrier =
            |carrier, messages_per_second, daily_cap| Carrier { carrier, messages_per_second, daily_cap };
        let throughput = Throughput {
            rule: row.name,
            about: row.about,
            carriers: vec![
                carrier(CarrierName::Att, row.att, None),
                carrier(CarrierName::TMobile, row.tmobile, Some(row.tmobile_daily)),
                carrier(CarrierName::Verizon, row.verizon, None),
            ],
            daily_cap: row.total_daily,
            att_class: row.att_class,
            tmobile_tier: row.tmobile_tier,
        };
        Self {
            brand_types: row.brand_types,
            use_cases: row.use_cases,
            score_from: row.score_from,
            throughput: Arc::new(throughput),
        }
    }
}

impl Throughput {
    /// What one carrier takes.
    #[must_use]
    pub fn of_carrier(&self, name: CarrierName) -> Option<&Carrier> {
        self.carriers.iter().find(|one| one.carrier == name)
    }

    /// Over all carriers.
    #[must_use]
    pub fn messages_per_second(&self) -> f64 {
        self.carriers.iter().map(|carrier| carrier.messages_per_second).sum()
    }
}

impl Brand {
    /// How the table of limits calls it: vetting that was skipped makes a standard brand a low-volume one.
    #[must_use]
    pub const fn throughput_type(&self) -> &'static str {
        match (self.brand_type, self.skips_vetting) {
            (BrandType::SoleProprietor, _) => "SOLE_PROPRIETOR",
            (BrandType::Standard, true) => "LOW_VOLUME_STANDARD",
            (BrandType::Standard, false) => "STANDARD",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_brand_may_send_what_the_carriers_publish() {
        let rules = ThroughputRules::shipped().unwrap();
        // Brand type, score, use case; messages a second over three carriers, T-Mobile's day, everybody's day.
        for (brand, score, use_case, second, tmobile, day) in [
            ("STANDARD", Some(100), Some("MIXED"), 225.0, 200_000, None),
            ("STANDARD", Some(75), None, 225.0, 200_000, None),
            ("STANDARD", Some(74), None, 120.0, 40_000, None),
            ("STANDARD", Some(50), Some("2FA"), 120.0, 40_000, None),
            ("STANDARD", Some(49), None, 12.0, 10_000, None),
            ("STANDARD", Some(25), None, 12.0, 10_000, None),
            ("STANDARD", Some(24), None, 12.0, 2_000, None),
            ("STANDARD", Some(1), None, 12.0, 2_000, None),
            ("STANDARD", None, Some("MARKETING"), 12.0, 2_000, None),
            ("STANDARD", Some(100), Some("LOW_VOLUME"), 3.75, 2_000, Some(6_000)),
            ("LOW_VOLUME_STANDARD", None, Some("MARKETING"), 12.0, 2_000, Some(6_000)),
            ("LOW_VOLUME_STANDARD", None, Some("LOW_VOLUME"), 3.75, 2_000, Some(6_000)),
            ("SOLE_PROPRIETOR", None, Some("SOLE_PROPRIETOR"), 2.25, 1_000, Some(3_000)),
        ] {
            let found = rules.find(brand, score, use_case).unwrap();
            let of_tmobile = found.of_carrier(CarrierName::TMobile).unwrap().daily_cap;
            let got = (found.messages_per_second(), of_tmobile, found.daily_cap);
            assert_eq!(got, (second, Some(tmobile), day), "{brand} {score:?} {use_case:?}");
        }
        assert_eq!(rules.find("STARTER", None, None), None);
    }
}
