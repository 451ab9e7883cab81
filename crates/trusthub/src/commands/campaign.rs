//! `trusthub campaign`: what of messages is left to a person.

use serde::Serialize;
use trusthub_app::messaging::desk::{self, Item, Ruling, Waiting};
use trusthub_app::review::GivenReason;
use trusthub_app::{Actor, Error, Hub};
use trusthub_domain::bundle::ReasonCode;
use trusthub_domain::review::MessageItem;
use trusthub_domain::sid::AccountSid;

use super::review::held::{self, Held, Names};
use super::review::{as_reviewer, explained};
use crate::cli::{self, Json, Place};
use crate::failure::{Failure, Outcome};
use crate::output;

pub(super) async fn run(place: &Place, command: cli::Campaign) -> Outcome {
    match command {
        cli::Campaign::List { by, json } => {
            as_reviewer(place, &by, async |hub, actor| list(hub, actor, json).await).await
        }
        cli::Campaign::Show { sid, by } => {
            as_reviewer(place, &by, async |hub, actor| show(hub, actor, &sid).await).await
        }
        cli::Campaign::Claim { sid, by } => {
            as_reviewer(place, &by, async |hub, actor| held::claim(hub, actor, item(&sid)?).await).await
        }
        cli::Campaign::Release { sid, by } => {
            as_reviewer(place, &by, async |hub, actor| held::release(hub, actor, item(&sid)?).await).await
        }
        cli::Campaign::Approve { sid, by } => {
            as_reviewer(place, &by, async |hub, actor| {
                decide(hub, actor, &sid, Ruling::Approve).await?;
                output::line(format!("{sid} is approved."));
                Ok(())
            })
            .await
        }
        cli::Campaign::Reject { sid, code, note, by } => {
            as_reviewer(place, &by, async |hub, actor| {
                let reason = GivenReason { code: ReasonCode(code), field: None, note: Some(note) };
                let ruling = Ruling::Reject(vec![reason]);
                decide(hub, actor, &sid, ruling).await?;
                output::line(format!("{sid} is turned down; the customer is told why."));
                Ok(())
            })
            .await
        }
    }
}

fn item(sid: &str) -> Outcome<MessageItem> {
    let found = sid.parse().ok().filter(|item| !matches!(item, MessageItem::TollFree(_)));
    found.ok_or_else(|| Failure::from(Error::NotFound(format!("A campaign or token that waits under {sid}"))))
}

async fn decide(hub: &Hub, actor: &Actor, sid: &str, ruling: Ruling) -> Outcome {
    match desk::decide(hub, actor, sid, ruling).await {
        Ok(()) => Ok(()),
        Err(error) => Err(explained(hub, error).await),
    }
}

/// What `campaign list --json` prints, one for each.
#[derive(Serialize)]
struct Listed {
    sid: String,
    account_sid: AccountSid,
    waits_since: String,
    #[serde(flatten)]
    held: Held,
}

fn listed(hub: &Hub, waiting: &Waiting, names: &Names) -> Listed {
    Listed {
        sid: waiting.sid.clone(),
        account_sid: waiting.account_sid,
        waits_since: waiting.since.to_rfc3339(),
        held: Held::of(&waiting.holder, names, hub.now()),
    }
}

async fn list(hub: &Hub, actor: &Actor, json: Json) -> Outcome {
    let waiting = desk::list(hub, actor).await?;
    let names = held::names(hub).await?;
    if json.json {
        return output::json(&waiting.iter().map(|one| listed(hub, one, &names)).collect::<Vec<_>>());
    }
    if waiting.is_empty() {
        output::line("Nothing waits.");
    }
    for one in waiting {
        let held = Held::of(&one.holder, &names, hub.now()).in_words();
        let held = held.map(|words| format!("  {words}")).unwrap_or_default();
        let since = one.since.to_rfc3339();
        output::line(format!("{}  since {since}  of {}{held}", one.sid, one.account_sid));
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
