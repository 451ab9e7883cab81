//! `/trust/v1/Requirements`: what must be registered before somebody calls or sends messages.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use trusthub_app::requirements::{Advised, advise};
use trusthub_domain::requirements::{
    Channel, Consequence, CustomerRole, RequirementKind, Requirements, RuleSource, Situation, Threshold,
};
use trusthub_domain::sid::AccountSid;
use utoipa::{IntoParams, ToSchema};

use crate::error::{ApiError, Result};
use crate::input::{Caller, TwilioQuery, filter, parsed, required};
use crate::openapi::{Routes, describe};
use crate::state::ApiState;

pub(super) fn mount(routes: Routes) -> Routes {
    routes.get(
        "/trust/v1/Requirements",
        find,
        describe("FetchRequirements", "Trust", "Ask what must be registered for what you want to do.")
            .explained(
                "Rules with dates and sources, in the order in which things are registered; for each, what happens without it \
                 and how far the account has come with it.",
            )
            .query::<Parameters>()
            .answers::<RequirementsView>(200, "What must be registered, in order.")
            .refuses_bad_input()
            .refuses_unknown(),
    )
}

/// Who asks, and what for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "PascalCase")]
#[into_params(rename_all = "PascalCase")]
struct Parameters {
    /// `direct`: for yourself; `isv`: for yourself, with customers of your own; `isv_customer`: a customer of an ISV.
    #[param(required, nullable = false)]
    role: Option<String>,
    /// Separated by commas: `voice`, `sms` (A2P 10DLC), `toll_free`, `cnam`, `branded_calling`, `voice_integrity`.
    #[serde(default)]
    channels: Vec<String>,
    /// The most messages that are sent on one day; 0 unless given.
    messages_per_day: Option<String>,
    /// Whether calls go out; `false` unless given.
    outbound_voice: Option<bool>,
    /// Where the business is, as two letters of ISO 3166-1; `US` unless given.
    country: Option<String>,
    /// Whether the business has a registration or tax number; `true` unless given.
    registered: Option<bool>,
    /// How far this account has come: your own unless given, or one below it.
    account_sid: Option<String>,
}

impl Parameters {
    fn read(self) -> Result<(Situation, Option<AccountSid>)> {
        let account = parsed("AccountSid", filter(self.account_sid).as_deref())?;
        let role = required("Role", self.role)?;
        let role: CustomerRole =
            role.parse().map_err(|_| ApiError::parameter("Role", "it is direct, isv or isv_customer"))?;
        let mut channels = BTreeSet::new();
        for name in
            self.channels.iter().flat_map(|list| list.split(',')).filter(|name| !name.trim().is_empty())
        {
            channels.insert(
                name.parse::<Channel>().map_err(|_| ApiError::parameter("Channels", &any_channel()))?,
            );
        }
        let country = filter(self.country).map(|country| country.trim().to_ascii_uppercase());
        if country
            .as_ref()
            .is_some_and(|code| code.len() != 2 || !code.bytes().all(|c| c.is_ascii_uppercase()))
        {
            return Err(ApiError::parameter("Country", "it is two letters of ISO 3166-1"));
        }
        let usual = Situation::of(role);
        let situation = Situation {
            channels,
            messages_per_day: parsed("MessagesPerDay", filter(self.messages_per_day).as_deref())?
                .unwrap_or(0),
            outbound_voice: self.outbound_voice.unwrap_or(usual.outbound_voice),
            country: country.unwrap_or_else(|| usual.country.clone()),
            is_registered: self.registered.unwrap_or(usual.is_registered),
            ..usual
        };
        Ok((situation, account))
    }
}

fn any_channel() -> String {
    let names: Vec<&str> = Channel::ALL.iter().map(|channel| channel.as_str()).collect();
    format!("each is one of {}", names.join(", "))
}

/// What must be registered.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Requirements)]
struct RequirementsView {
    /// As it was asked.
    role: &'static str,
    /// As they were asked about.
    channels: Vec<&'static str>,
    /// As it was asked about.
    messages_per_day: u32,
    /// As it was asked about.
    outbound_voice: bool,
    /// As it was asked about.
    country: String,
    /// As it was asked about.
    registered: bool,
    /// The account that `standing` is about.
    account_sid: Option<String>,
    /// In the order in which they are registered.
    requirements: Vec<RequirementView>,
    /// When this held.
    as_of: String,
}

/// Something to be registered.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Requirement)]
struct RequirementView {
    /// For programs: `secondary_profile`, `secondary_a2p_brand`, `shaken_stir` …
    name: String,
    /// For people.
    title: String,
    /// `customer_profile`, `trust_product`, `a2p_brand`, `a2p_campaign` or `number_assignment`.
    kind: &'static str,
    /// The policies of bundles that are it, the usual one first; empty for what is registered elsewhere.
    policy_sids: Vec<String>,
    /// `required`, or `recommended`.
    need: &'static str,
    /// `own`, or `isv`: of the ISV whose customer asks.
    holder: &'static str,
    /// Why.
    because: String,
    /// How to get it.
    how: String,
    /// The names of what comes before it.
    after: Vec<String>,
    /// What happens without it.
    without: Vec<ConsequenceView>,
    /// The number of messages a day that decided; null if none did.
    threshold: Option<ThresholdView>,
    /// Where it is written.
    source: Option<SourceView>,
    /// `in_force`, `in_review`, `draft`, `rejected`, `missing`; `not_known` for what is registered elsewhere.
    standing: &'static str,
    /// The profile or product that it is about; null if there is none.
    bundle_sid: Option<String>,
}

/// What happens without something.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RequirementConsequence)]
struct ConsequenceView {
    /// `attestation_b`, `attestation_c`, `blocked`, `filtered`, `daily_cap`, `labelled`, `no_name` or `cannot_register`.
    effect: &'static str,
    /// For people.
    text: String,
    /// Where it is written.
    source: Option<SourceView>,
}

/// A number of messages a day at which something changes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RequirementThreshold)]
struct ThresholdView {
    /// How many.
    messages_per_day: u32,
    /// The first day it holds for.
    since: String,
    /// Where it is written.
    source: Option<SourceView>,
}

/// Where something is written.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RequirementSource)]
struct SourceView {
    /// Whose document it is, and its title.
    title: String,
    /// Where it is.
    url: Option<String>,
    /// Its date, or when it was last read.
    date: String,
}

impl SourceView {
    fn of(rules: &Requirements, name: &str) -> Option<Self> {
        let RuleSource { title, url, date, .. } = rules.source(name)?.clone();
        Some(Self { title, url, date })
    }
}

impl RequirementView {
    fn of(advised: &Advised<'_>, rules: &Requirements) -> Self {
        let (required, requirement) = (&advised.required, advised.required.requirement);
        let consequence = |one: &Consequence| ConsequenceView {
            effect: one.effect.as_str(),
            text: one.text.clone(),
            source: SourceView::of(rules, &one.source),
        };
        let threshold = |one: &Threshold| ThresholdView {
            messages_per_day: one.messages_per_day,
            since: one.since.clone(),
            source: SourceView::of(rules, &one.source),
        };
        Self {
            name: requirement.name.clone(),
            title: requirement.title.clone(),
            kind: RequirementKind::as_str(requirement.kind),
            policy_sids: requirement.policies.iter().map(ToString::to_string).collect(),
            need: required.need.as_str(),
            holder: required.holder.as_str(),
            because: required.because.clone(),
            how: requirement.how.clone(),
            after: required.after.iter().map(|name| (*name).to_owned()).collect(),
            without: requirement.without.iter().map(consequence).collect(),
            threshold: required.threshold.map(threshold),
            source: SourceView::of(rules, &requirement.source),
            standing: advised.standing.as_str(),
            bundle_sid: advised.standing.bundle().map(|sid| sid.to_string()),
        }
    }
}

async fn find(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    TwilioQuery(given): TwilioQuery<Parameters>,
) -> Result<Json<RequirementsView>> {
    let (situation, account) = given.read()?;
    let as_of = state.hub().now();
    let advised = advise(state.hub(), &actor, &situation, account).await?;
    let rules = state.hub().catalog().requirements();
    Ok(Json(RequirementsView {
        role: situation.role.as_str(),
        channels: situation.channels.iter().map(|channel| channel.as_str()).collect(),
        messages_per_day: situation.messages_per_day,
        outbound_voice: situation.outbound_voice,
        country: situation.country,
        registered: situation.is_registered,
        account_sid: account.or(actor.account_sid()).map(|sid| sid.to_string()),
        requirements: advised.iter().map(|one| RequirementView::of(one, rules)).collect(),
        as_of: as_of.to_rfc3339(),
    }))
}
