//! `trusthub review list`: what waits for a decision, due first, and how long is left.

use serde::Serialize;
use trusthub_app::review;
use trusthub_app::review::queue::{CaseFilter, CaseSummary, QueuedCase, View};
use trusthub_app::{Actor, Hub};
use trusthub_domain::review::Risk;

use super::held::{Claimed, Decided, Held, Names, names};
use super::words;
use crate::cli::Json;
use crate::failure::Outcome;
use crate::output::{self, Style};

/// More lines than a person reads; what is beyond them is not due first.
const MOST_CASES: u32 = 1000;

/// A line of `review list --json`.
#[derive(Serialize)]
struct Listed {
    case_sid: String,
    bundle_sid: String,
    account_sid: String,
    friendly_name: String,
    state: String,
    #[serde(flatten)]
    claim: Claimed,
    opened_at: String,
    due_at: String,
    seconds_left: i64,
    is_test: bool,
    is_appeal: bool,
    kind: Option<&'static str>,
    policy_sid: Option<String>,
    country: Option<String>,
    risk: Option<&'static str>,
    points: Option<i64>,
    has_screening_hit: bool,
    needs_second_reviewer: bool,
    is_for_leads: bool,
    waits_for_customer: bool,
    #[serde(flatten)]
    decision: Decided,
}

pub(super) async fn run(hub: &Hub, actor: &Actor, view: View, json: Json) -> Outcome {
    let filter = CaseFilter { includes_vetting: true, limit: MOST_CASES, ..view.filter(actor)? };
    let cases = review::list(hub, actor, filter).await?;
    let names = names(hub).await?;
    if json.json {
        let listed = cases.iter().map(|case| listed(hub, case, &names));
        return output::json(&listed.collect::<Vec<_>>());
    }
    if cases.is_empty() {
        output::line("Nothing waits for a decision.");
        return Ok(());
    }
    let style = Style::of_standard_output();
    output::table(cases.iter().map(|case| row(hub, case, &names, style)));
    Ok(())
}

/// A lapsed claim is none: the case is free again although its row has not changed.
fn state(case: &CaseSummary, held: &Held) -> String {
    if case.state == "claimed" && held.claim.claimed_by.is_none() {
        "open".to_owned()
    } else {
        case.state.clone()
    }
}

fn listed(hub: &Hub, queued: &QueuedCase, names: &Names) -> Listed {
    let case = &queued.case;
    let held = Held::of(&case.holder, names, hub.now());
    Listed {
        case_sid: case.sid.to_string(),
        bundle_sid: case.bundle_sid.to_string(),
        account_sid: case.account_sid.to_string(),
        friendly_name: case.friendly_name.clone(),
        state: state(case, &held),
        claim: held.claim,
        opened_at: case.opened_at.to_rfc3339(),
        due_at: case.due_at.to_rfc3339(),
        seconds_left: words::seconds_until(case.due_at, hub.now()),
        is_test: queued.is_test,
        is_appeal: case.is_appeal,
        kind: case.bundle_kind.map(trusthub_domain::bundle::BundleKind::as_str),
        policy_sid: case.policy_sid.map(|sid| sid.to_string()),
        country: case.country.clone(),
        risk: case.risk.map(Risk::as_str),
        points: case.points,
        has_screening_hit: case.has_hit,
        needs_second_reviewer: case.needs_second,
        is_for_leads: case.is_for_leads,
        waits_for_customer: case.waits_for_customer,
        decision: held.decision,
    }
}

fn row(hub: &Hub, queued: &QueuedCase, names: &Names, style: Style) -> Vec<String> {
    let case = &queued.case;
    let left = words::time_left(case.due_at, hub.now());
    let left = match words::seconds_until(case.due_at, hub.now()) {
        seconds if seconds < 0 => style.bad(left),
        seconds if seconds < 4 * 3600 => style.attention(left),
        _ => left,
    };
    let held = Held::of(&case.holder, names, hub.now());
    let state = match held.in_words() {
        Some(words) => words,
        None if case.waits_for_customer => "waits for the customer".to_owned(),
        None => state(case, &held),
    };
    let risk = match case.risk {
        Some(risk @ Risk::High) => style.bad(risk.as_str()),
        Some(risk @ (Risk::Medium | Risk::Low)) => risk.as_str().to_owned(),
        None => "-".to_owned(),
    };
    let country = case.country.clone().unwrap_or_else(|| "-".to_owned());
    let lead = if case.is_for_leads { style.attention("for a lead ") } else { String::new() };
    let test = if queued.is_test { style.attention("test ") } else { String::new() };
    let appeal = if case.is_appeal { style.attention("appeal ") } else { String::new() };
    let name = output::harmless(&case.friendly_name);
    vec![case.bundle_sid.to_string(), left, risk, country, state, format!("{test}{appeal}{lead}{name}")]
}
