//! `/trust/v1/Throughput`: how much may be sent, and why.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use trusthub_app::messaging::throughput::{self, Asked, Explained};
use trusthub_domain::sid::BrandSid;
use utoipa::{IntoParams, ToSchema};

use crate::error::{ApiError, Result};
use crate::input::{Caller, TwilioQuery, filter, parsed};
use crate::openapi::{Routes, describe};
use crate::state::ApiState;

const TAG: &str = "Trust";
const PATH: &str = "/trust/v1/Throughput";

pub(super) fn mount(routes: Routes) -> Routes {
    routes.get(
        PATH,
        explain,
        describe("FetchThroughput", TAG, "See how much a campaign may send, carrier by carrier, and why.")
            .query::<AskedParameters>()
            .answers::<ThroughputView>(200, "The limits.")
            .refuses_bad_input()
            .refuses_unknown(),
    )
}

/// What is asked about: a brand that there is, or any of a kind.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "PascalCase")]
#[into_params(parameter_in = Query, rename_all = "PascalCase")]
struct AskedParameters {
    /// A brand of the account, `BN…`.
    brand_sid: Option<String>,
    /// `STANDARD`, `LOW_VOLUME_STANDARD` or `SOLE_PROPRIETOR`; instead of a brand.
    brand_type: Option<String>,
    /// 1 to 100; with a type.
    score: Option<String>,
    /// What for, as campaigns name it.
    use_case: Option<String>,
}

/// How much may be sent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Throughput)]
struct ThroughputView {
    /// The kind of brand.
    brand_type: String,
    /// Its score.
    score: Option<u8>,
    /// Whether anything may be sent now: the brand is approved and not suspended.
    open: bool,
    /// Messages a second over all carriers.
    messages_per_second: f64,
    /// Messages a day over all carriers; null for no limit.
    daily_cap: Option<u64>,
    /// Each carrier.
    carriers: Vec<CarrierView>,
    /// Why.
    reason: ReasonView,
    /// The time zone in which the caps begin anew.
    day_begins: String,
    /// The day the limits are of.
    version: String,
    /// Documents that say so.
    sources: Vec<SourceView>,
    /// When this held.
    as_of: String,
}

/// What one carrier takes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ThroughputCarrier)]
struct CarrierView {
    /// `att`, `tmobile` or `verizon`.
    carrier: &'static str,
    /// Messages a second.
    messages_per_second: f64,
    /// Messages of the brand a day; null for no limit.
    daily_cap: Option<u64>,
}

/// Which rule it is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ThroughputReason)]
struct ReasonView {
    /// For programs.
    code: String,
    /// For people.
    text: String,
}

/// A document.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ThroughputSource)]
struct SourceView {
    /// Its title.
    title: String,
    /// Where it is.
    url: String,
}

async fn explain(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    TwilioQuery(given): TwilioQuery<AskedParameters>,
) -> Result<Json<ThroughputView>> {
    let as_of = state.hub().now();
    let brand: Option<BrandSid> = parsed("BrandSid", filter(given.brand_sid).as_deref())?;
    let score: Option<u8> = parsed("Score", filter(given.score).as_deref())?;
    if score.is_some_and(|score| !(1..=100).contains(&score)) {
        return Err(ApiError::parameter("Score", "it is 1 to 100"));
    }
    let asked = match (brand, filter(given.brand_type)) {
        (Some(brand), None) => Asked::Brand(brand),
        (None, Some(brand_type)) => Asked::Kind { brand_type, score },
        (Some(_), Some(_)) | (None, None) => {
            return Err(ApiError::parameter("BrandSid", "give it, or BrandType with a Score instead"));
        }
    };
    let use_case = filter(given.use_case);
    let found = throughput::explain(state.hub(), &actor, asked, use_case.as_deref()).await?;
    Ok(Json(view(found, as_of.to_rfc3339())))
}

fn view(found: Explained, as_of: String) -> ThroughputView {
    let Explained { brand_type, score, throughput, is_open, version, day_begins, sources } = found;
    ThroughputView {
        brand_type,
        score,
        open: is_open,
        messages_per_second: throughput.messages_per_second(),
        daily_cap: throughput.daily_cap,
        carriers: throughput
            .carriers
            .iter()
            .map(|one| CarrierView {
                carrier: one.carrier.as_str(),
                messages_per_second: one.messages_per_second,
                daily_cap: one.daily_cap,
            })
            .collect(),
        reason: ReasonView { code: throughput.rule, text: throughput.about },
        day_begins,
        version,
        sources: sources.into_iter().map(|(title, url)| SourceView { title, url }).collect(),
        as_of,
    }
}
