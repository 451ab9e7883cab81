//! `trusthub account hold|release|holds|retention`: what is to be kept, and what will go.

use serde::Serialize;
use trusthub_app::retention::{self, Due, NewHold};
use trusthub_app::{Actor, Hub};
use trusthub_domain::retention::LegalHold;
use trusthub_domain::sid::{AccountSid, BundleSid};

use crate::cli::Json;
use crate::failure::Outcome;
use crate::output::{self, Style};

pub(super) async fn hold(hub: &Hub, new: NewHold) -> Outcome {
    let hold = retention::set(hub, &Actor::operator(), new).await?;
    output::line(format!(
        "{} is under a legal hold: nothing of it is erased until you release it.",
        hold.subject
    ));
    Ok(())
}

pub(super) async fn release(hub: &Hub, account: AccountSid, bundle: Option<BundleSid>) -> Outcome {
    retention::release(hub, &Actor::operator(), account, bundle).await?;
    output::line("Released. Retention periods count again.");
    Ok(())
}

/// A line of `account holds --json`.
#[derive(Serialize)]
struct ListedHold<'a> {
    account_sid: AccountSid,
    subject: String,
    reason: &'a str,
    since: String,
}

impl<'a> From<&'a LegalHold> for ListedHold<'a> {
    fn from(hold: &'a LegalHold) -> Self {
        Self {
            account_sid: hold.account_sid,
            subject: hold.subject.to_string(),
            reason: &hold.reason,
            since: hold.since.to_rfc3339(),
        }
    }
}

pub(super) async fn holds(hub: &Hub, account: AccountSid, json: Json) -> Outcome {
    let holds = retention::holds(hub, &Actor::operator(), account).await?;
    let listed: Vec<ListedHold<'_>> = holds.iter().map(ListedHold::from).collect();
    if json.json {
        return output::json(&listed);
    }
    if listed.is_empty() {
        output::line("No legal holds.");
    }
    let row =
        |hold: &ListedHold<'_>| vec![hold.subject.clone(), hold.since.clone(), output::harmless(hold.reason)];
    output::table(listed.iter().map(row));
    Ok(())
}

/// A line of `account retention --json`.
#[derive(Serialize)]
struct ListedDue<'a> {
    account_sid: AccountSid,
    subject: &'a str,
    class: &'static str,
    past_since: String,
    held: bool,
}

impl<'a> From<&'a Due> for ListedDue<'a> {
    fn from(due: &'a Due) -> Self {
        Self {
            account_sid: due.account_sid,
            subject: &due.subject,
            class: due.class.as_str(),
            past_since: due.since.to_rfc3339(),
            held: due.is_held,
        }
    }
}

pub(super) async fn due(hub: &Hub, json: Json) -> Outcome {
    let due = retention::list(hub, &Actor::operator()).await?;
    let listed: Vec<ListedDue<'_>> = due.iter().map(ListedDue::from).collect();
    if json.json {
        return output::json(&listed);
    }
    if listed.is_empty() {
        output::line("Nothing is past its retention period.");
    }
    let style = Style::of_standard_output();
    let row = |due: &ListedDue<'_>| {
        let held = if due.held { style.attention("kept: legal hold") } else { "will be erased".to_owned() };
        vec![
            due.subject.to_owned(),
            due.class.to_owned(),
            due.past_since.clone(),
            held,
            format!("of {}", due.account_sid),
        ]
    };
    output::table(listed.iter().map(row));
    Ok(())
}
