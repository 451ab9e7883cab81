//! `trusthub review list`: what waits for a decision, due first, and how long is left.

use std::collections::BTreeMap;

use serde::Serialize;
use trusthub_app::review::{self, CaseFilter, CaseSummary, QueuedCase, reviewers};
use trusthub_app::{Actor, Hub, Who};
use trusthub_domain::sid::ReviewerSid;
use trusthub_domain::time::Timestamp;

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
    claimed_by: Option<String>,
    claimed_until: Option<String>,
    opened_at: String,
    due_at: String,
    seconds_left: i64,
    is_test: bool,
    is_appeal: bool,
}

pub(super) async fn run(hub: &Hub, actor: &Actor, mine: bool, json: Json) -> Outcome {
    let claimed_by = match actor.who() {
        Who::Reviewer(reviewer) if mine => Some(reviewer.sid),
        Who::Reviewer(_)
        | Who::Account { .. }
        | Who::User { .. }
        | Who::Inquiry { .. }
        | Who::Operator
        | Who::System
        | Who::Retention
        | Who::TestMode
        | Who::Representative
        | Who::Switch(_)
        | Who::Trunk(_) => None,
    };
    let filter = CaseFilter { claimed_by, includes_vetting: true, limit: MOST_CASES };
    let cases = review::list(hub, actor, filter).await?;
    let known = reviewers::list(hub, &Actor::operator()).await?;
    let names: BTreeMap<ReviewerSid, &str> = known.iter().map(|one| (one.sid, one.email.as_str())).collect();
    if json.json {
        let listed = cases.iter().map(|case| listed(hub, case, &names));
        return output::json(&listed.collect::<Vec<_>>());
    }
    if cases.is_empty() {
        output::line("Nothing waits for a decision.");
        return Ok(());
    }
    let style = Style::of_standard_output();
    let rows: Vec<Vec<String>> = cases.iter().map(|case| row(hub, case, &names, style)).collect();
    for line in output::columns(&rows) {
        output::line(line);
    }
    Ok(())
}

fn is_claimed(hub: &Hub, case: &CaseSummary) -> bool {
    case.claimed_until.is_some_and(|until| hub.now() < until)
}

/// A lapsed claim is none: the case is free again although its row has not changed.
fn state(hub: &Hub, case: &CaseSummary) -> String {
    if case.state == "claimed" && !is_claimed(hub, case) { "open".to_owned() } else { case.state.clone() }
}

fn holder<'a>(hub: &Hub, case: &CaseSummary, names: &BTreeMap<ReviewerSid, &'a str>) -> Option<&'a str> {
    case.claimed_by.filter(|_| is_claimed(hub, case)).and_then(|sid| names.get(&sid).copied())
}

fn listed(hub: &Hub, queued: &QueuedCase, names: &BTreeMap<ReviewerSid, &str>) -> Listed {
    let case = &queued.case;
    Listed {
        case_sid: case.sid.to_string(),
        bundle_sid: case.bundle_sid.to_string(),
        account_sid: case.account_sid.to_string(),
        friendly_name: case.friendly_name.clone(),
        state: state(hub, case),
        claimed_by: holder(hub, case, names).map(str::to_owned),
        claimed_until: case.claimed_until.filter(|_| is_claimed(hub, case)).map(Timestamp::to_rfc3339),
        opened_at: case.opened_at.to_rfc3339(),
        due_at: case.due_at.to_rfc3339(),
        seconds_left: words::seconds_until(case.due_at, hub.now()),
        is_test: queued.is_test,
        is_appeal: case.is_appeal,
    }
}

fn row(hub: &Hub, queued: &QueuedCase, names: &BTreeMap<ReviewerSid, &str>, style: Style) -> Vec<String> {
    let case = &queued.case;
    let left = words::time_left(case.due_at, hub.now());
    let left = match words::seconds_until(case.due_at, hub.now()) {
        seconds if seconds < 0 => style.bad(left),
        seconds if seconds < 4 * 3600 => style.attention(left),
        _ => left,
    };
    let state = match (state(hub, case), holder(hub, case, names)) {
        (_, Some(name)) => format!("claimed by {name}"),
        (state, None) => state,
    };
    let test = if queued.is_test { style.attention("test ") } else { String::new() };
    let appeal = if case.is_appeal { style.attention("appeal ") } else { String::new() };
    let name = output::harmless(&case.friendly_name);
    vec![case.bundle_sid.to_string(), left, state, format!("{test}{appeal}{name}")]
}
