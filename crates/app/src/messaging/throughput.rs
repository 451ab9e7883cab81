//! How much may be sent, explained.

use trusthub_domain::messaging::{BrandStatus, Throughput, ThroughputRules};
use trusthub_domain::sid::BrandSid;

use super::brands;
use super::services::refused;
use crate::{Actor, Hub, Permit, Result};

/// What is asked for: a brand of the account, or any of a kind.
#[derive(Debug, Clone)]
pub enum Asked {
    /// One that there is.
    Brand(BrandSid),
    /// One that there could be.
    Kind {
        /// `STANDARD`, `LOW_VOLUME_STANDARD` or `SOLE_PROPRIETOR`.
        brand_type: String,
        /// Its score.
        score: Option<u8>,
    },
}

/// The answer.
#[derive(Debug, Clone)]
pub struct Explained {
    /// What the limits are for, as the table calls it.
    pub brand_type: String,
    /// Its score.
    pub score: Option<u8>,
    /// The limits.
    pub throughput: Throughput,
    /// Whether anything may be sent at all; only asked of a brand that there is.
    pub is_open: bool,
    /// The day the limits are of.
    pub version: String,
    /// The time zone in which the caps begin anew.
    pub day_begins: String,
    /// Documents: title, address.
    pub sources: Vec<(String, String)>,
}

/// How much a campaign may send, and why.
///
/// # Errors
/// `NotFound` for the brand; `Messaging` for an unknown use case; `Invalid` for an unknown type.
pub async fn explain(hub: &Hub, actor: &Actor, asked: Asked, use_case: Option<&str>) -> Result<Explained> {
    let scope = actor.may(Permit::Read)?;
    let rules = &hub.messaging().throughput;
    if let Some(code) = use_case {
        hub.messaging().use_cases.get(code)?;
    }
    let (brand_type, score, is_open) = match asked {
        Asked::Brand(sid) => {
            let mut tx = hub.db().read().await?;
            let brand = brands::load(&mut tx, &scope, sid).await?;
            let shown = brands::shown(&mut tx, hub, &scope, brand).await?;
            let score = shown.brand.score.as_ref().map(|score| score.points);
            (shown.brand.throughput_type().to_owned(), score, shown.status == BrandStatus::Approved)
        }
        Asked::Kind { brand_type, score } => (brand_type, score, true),
    };
    match rules.find(&brand_type, score, use_case) {
        Some(throughput) => Ok(explained(rules, brand_type, score, Throughput::clone(throughput), is_open)),
        None => refused("BrandType", "it is STANDARD, LOW_VOLUME_STANDARD or SOLE_PROPRIETOR".to_owned()),
    }
}

fn explained(
    rules: &ThroughputRules,
    brand_type: String,
    score: Option<u8>,
    throughput: Throughput,
    is_open: bool,
) -> Explained {
    Explained {
        brand_type,
        score,
        throughput,
        is_open,
        version: rules.version.clone(),
        day_begins: rules.day_begins.clone(),
        sources: rules.sources.iter().map(|source| (source.title.clone(), source.url.clone())).collect(),
    }
}
