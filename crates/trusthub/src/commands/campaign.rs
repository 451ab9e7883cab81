//! `trusthub campaign`: what of messages is left to a person.

use serde::Serialize;
use trusthub_app::messaging::desk::{self, Item, Ruling, Waiting};
use trusthub_app::review::GivenReason;
use trusthub_app::{Actor, Hub};
use trusthub_domain::bundle::ReasonCode;
use trusthub_domain::sid::AccountSid;

use super::beside;
use super::review::reviewer;
use crate::cli::{self, Json, Place};
use crate::failure::Outcome;
use crate::output;

pub(super) async fn run(place: &Place, command: cli::Campaign) -> Outcome {
    match command {
        cli::Campaign::List { by, json } => {
            beside(place, async |hub| list(hub, &reviewer(hub, &by).await?, json).await).await
        }
        cli::Campaign::Show { sid, by } => {
            beside(place, async |hub| show(hub, &reviewer(hub, &by).await?, &sid).await).await
        }
        cli::Campaign::Approve { sid, by } => {
            beside(place, async |hub| {
                desk::decide(hub, &reviewer(hub, &by).await?, &sid, Ruling::Approve).await?;
                output::line(format!("{sid} is approved."));
                Ok(())
            })
            .await
        }
        cli::Campaign::Reject { sid, code, note, by } => {
            beside(place, async |hub| {
                let reason = GivenReason { code: ReasonCode(code), field: None, note: Some(note) };
                let ruling = Ruling::Reject(vec![reason]);
                desk::decide(hub, &reviewer(hub, &by).await?, &sid, ruling).await?;
                output::line(format!("{sid} is turned down; the customer is told why."));
                Ok(())
            })
            .await
        }
    }
}

/// What `campaign list --json` prints, one for each.
#[derive(Serialize)]
struct Listed {
    sid: String,
    account_sid: AccountSid,
    waits_since: String,
}

impl From<Waiting> for Listed {
    fn from(waiting: Waiting) -> Self {
        Self { sid: waiting.sid, account_sid: waiting.account_sid, waits_since: waiting.since.to_rfc3339() }
    }
}

async fn list(hub: &Hub, actor: &Actor, json: Json) -> Outcome {
    let listed: Vec<Listed> = desk::list(hub, actor).await?.into_iter().map(Listed::from).collect();
    if json.json {
        return output::json(&listed);
    }
    if listed.is_empty() {
        output::line("Nothing waits.");
    }
    for one in listed {
        output::line(format!("{}  since {}  of {}", one.sid, one.waits_since, one.account_sid));
    }
    Ok(())
}

/// Everything as JSON: a campaign is texts, and a reviewer reads all of them.
async fn show(hub: &Hub, actor: &Actor, sid: &str) -> Outcome {
    match desk::show(hub, actor, sid).await? {
        Item::Campaign(campaign) => output::json(&*campaign),
        Item::Token(vetting) => output::json(&*vetting),
    }
}
