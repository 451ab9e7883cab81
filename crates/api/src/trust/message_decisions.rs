//! `/trust/v1/MessageDecisions`: whether messages may be sent now; and how many a brand sent.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use trusthub_app::messaging::sending::{self, Asked, DayUsage, MOST, MessageDecision};
use trusthub_domain::messaging::{CarrierName, Throughput};
use trusthub_domain::sid::{AccountSid, BrandSid};
use trusthub_domain::time::Timestamp;
use utoipa::{IntoParams, ToSchema};

use crate::error::{ApiError, Result};
use crate::input::{Caller, SidPath, TwilioForm, TwilioQuery, filter, parsed, required};
use crate::openapi::{Routes, describe};
use crate::state::ApiState;

const TAG: &str = "Trust";
const PATH: &str = "/trust/v1/MessageDecisions";
const USAGE: &str = "/trust/v1/BrandRegistrations/{Sid}/Usage";

pub(super) fn mount(routes: Routes) -> Routes {
    routes
        .post(
            PATH,
            decide,
            describe("CreateMessageDecision", TAG, "Ask whether messages may be sent now.")
                .explained(
                    "To the United States, from a number of the account that you name: your own, one below it, or, with the \
                     credentials of a switch, any. What is allowed is counted in the brand's day, once, over all nodes: ask \
                     right before sending, and send what was allowed.",
                )
                .form::<AskedParameters>()
                .answers::<DecisionView>(200, "The decision. Refusals are answers, not errors.")
                .refuses_bad_input()
                .refuses_unknown(),
        )
        .get(
            USAGE,
            usage,
            describe("FetchBrandRegistrationUsage", TAG, "See how many messages a brand sent on a day.")
                .query::<DayParameters>()
                .answers::<UsageView>(200, "What nodes have told: each does so within two seconds.")
                .refuses_bad_input()
                .refuses_unknown(),
        )
}

/// What is asked.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[schema(as = NewMessageDecisionParameters)]
struct AskedParameters {
    /// The sending number in E.164.
    #[schema(required, nullable = false)]
    from: Option<String>,
    /// The account that sends; your own unless given.
    account_sid: Option<String>,
    /// How many messages, 1 unless given: all of them are allowed, or none. Segments count as messages.
    count: Option<String>,
    /// The recipients' carrier, if you know it: `att`, `tmobile` or `verizon`. Its own limits hold then, too.
    carrier: Option<String>,
}

/// Whether they may be sent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MessageDecision)]
struct DecisionView {
    /// `allow`, `throttle` or `block`.
    decision: &'static str,
    /// Why.
    reason: ReasonView,
    /// When to ask again, in seconds; null unless throttled.
    retry_after: Option<f64>,
    /// The account that was named as the sender.
    account_sid: String,
    /// The sending number.
    from: String,
    /// How many were asked for.
    count: u32,
    /// The number's messaging service.
    messaging_service_sid: Option<String>,
    /// Its campaign.
    campaign_sid: Option<String>,
    /// The campaign's brand.
    brand_sid: Option<String>,
    /// What the campaign may send; null where nothing is registered, and for toll-free numbers.
    limits: Option<LimitsView>,
    /// The day in which it is counted.
    day: Option<DayView>,
    /// When what it rests on held.
    as_of: Option<String>,
}

/// Why.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MessageDecisionReason)]
struct ReasonView {
    /// For programs: `registered`, `rate_exceeded`, `no_campaign` …
    code: &'static str,
    /// What carriers answer in the same case, as the vendor's error dictionary numbers it.
    error_code: Option<u32>,
    /// For people.
    text: &'static str,
}

/// What may be sent at most.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MessageDecisionLimits)]
struct LimitsView {
    /// The rule, as in `/trust/v1/Throughput`.
    rule: String,
    /// Messages a second: the carrier's, or all together.
    messages_per_second: f64,
}

/// A brand's day.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MessageDecisionDay)]
struct DayView {
    /// The date where the caps begin anew.
    date: String,
    /// Sent so far, with what nodes have set aside.
    used: u64,
    /// The limit; null for none.
    cap: Option<u64>,
    /// When the next day begins.
    ends_at: String,
}

impl DecisionView {
    fn of(decision: MessageDecision, asked: &Asked) -> Self {
        let MessageDecision { ground, retry_after, service, campaign, brand, limits, day, as_of } = decision;
        Self {
            decision: ground.outcome().as_str(),
            reason: ReasonView {
                code: ground.as_str(),
                error_code: ground.error_code(),
                text: ground.in_words(),
            },
            // Rounded up: who comes a moment early is told to wait again.
            retry_after: retry_after.map(|wait| (wait.as_secs_f64() * 1000.0).ceil() / 1000.0),
            account_sid: asked.account.to_string(),
            from: asked.from.as_str().to_owned(),
            count: asked.count,
            messaging_service_sid: service.map(|sid| sid.to_string()),
            campaign_sid: campaign.map(|sid| sid.to_string()),
            brand_sid: brand.map(|brand| brand.sid.to_string()),
            limits: limits.map(|limits| LimitsView {
                messages_per_second: per_second(&limits, asked.carrier),
                rule: limits.rule.clone(),
            }),
            day: day.map(|(day, left)| DayView {
                date: day.to_string(),
                used: left.used,
                cap: left.cap,
                ends_at: day.ends_at.to_rfc3339(),
            }),
            as_of: as_of.map(Timestamp::to_rfc3339),
        }
    }
}

fn per_second(limits: &Throughput, carrier: Option<CarrierName>) -> f64 {
    let of_carrier = carrier.and_then(|name| limits.of_carrier(name));
    of_carrier.map_or_else(|| limits.messages_per_second(), |carrier| carrier.messages_per_second)
}

async fn decide(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    TwilioForm(given): TwilioForm<AskedParameters>,
) -> Result<Json<DecisionView>> {
    let from = required("From", given.from)?;
    let from = from.parse().map_err(|error| ApiError::parameter("From", &format!("{error}")))?;
    let named: Option<AccountSid> = parsed("AccountSid", filter(given.account_sid).as_deref())?;
    let own = actor.account_sid();
    let account = named.or(own).ok_or_else(|| {
        ApiError::parameter("AccountSid", "say who sends: a switch has no account of its own")
    })?;
    let too_many = || ApiError::parameter("Count", &format!("it is 1 to {MOST}"));
    let count = match filter(given.count) {
        Some(text) => text.parse().map_err(|_| too_many())?,
        None => 1,
    };
    let carrier = match filter(given.carrier) {
        Some(text) => {
            let unknown =
                |_| ApiError::parameter("Carrier", "it is att, tmobile or verizon; leave out any other");
            Some(text.parse().map_err(unknown)?)
        }
        None => None,
    };
    let asked = Asked { account, from, count, carrier };
    let decision = sending::decide(state.hub(), &actor, &asked).await?;
    Ok(Json(DecisionView::of(decision, &asked)))
}

/// Which day.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "PascalCase")]
#[into_params(parameter_in = Query, rename_all = "PascalCase")]
struct DayParameters {
    /// A date where the caps begin anew, `2026-11-27`; the present one unless given.
    day: Option<String>,
}

/// What a brand sent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BrandRegistrationUsage)]
struct UsageView {
    /// The brand.
    brand_sid: String,
    /// The day.
    date: String,
    /// Over all carriers, and for each that was named.
    counts: Vec<CountView>,
}

/// Messages to one carrier, or to all.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BrandRegistrationUsageCount)]
struct CountView {
    /// `all`, `att`, `tmobile` or `verizon`.
    carrier: String,
    /// Messages that were allowed.
    used: u64,
    /// Messages of the day's limit that are set aside for nodes and not used so far.
    set_aside: u64,
    /// When a node last told.
    as_of: String,
}

impl CountView {
    fn of(usage: DayUsage) -> Self {
        Self {
            carrier: usage.lane,
            used: usage.used,
            set_aside: usage.granted.saturating_sub(usage.used),
            as_of: usage.date_updated.to_rfc3339(),
        }
    }
}

async fn usage(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(sid): SidPath<BrandSid>,
    TwilioQuery(given): TwilioQuery<DayParameters>,
) -> Result<Json<UsageView>> {
    let (date, counts) = sending::usage(state.hub(), &actor, sid, filter(given.day)).await?;
    let counts = counts.into_iter().map(CountView::of).collect();
    Ok(Json(UsageView { brand_sid: sid.to_string(), date, counts }))
}
