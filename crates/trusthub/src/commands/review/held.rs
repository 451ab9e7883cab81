//! Who is at something that waits for reviewers, by the names they sign in with; and being at what of messages waits.

use std::collections::BTreeMap;

use serde::Serialize;
use trusthub_app::review::queue::Holder;
use trusthub_app::review::{messages, reviewers};
use trusthub_app::{Actor, Hub};
use trusthub_domain::review::MessageItem;
use trusthub_domain::sid::ReviewerSid;
use trusthub_domain::time::Timestamp;

use super::explained;
use crate::failure::Outcome;
use crate::output;

/// The reviewers' e-mail addresses.
pub(crate) type Names = BTreeMap<ReviewerSid, String>;

pub(crate) async fn names(hub: &Hub) -> Outcome<Names> {
    let known = reviewers::list(hub, &Actor::operator()).await?;
    Ok(known.into_iter().map(|one| (one.sid, one.email.as_str().to_owned())).collect())
}

/// Who is at something, as lists tell it.
#[derive(Serialize)]
pub(crate) struct Held {
    #[serde(flatten)]
    pub(crate) claim: Claimed,
    #[serde(flatten)]
    pub(crate) decision: Decided,
}

/// Who claimed it; a claim that has lapsed is none.
#[derive(Serialize)]
pub(crate) struct Claimed {
    pub(crate) claimed_by: Option<String>,
    claimed_until: Option<String>,
}

/// Who has decided it and may still take that back.
#[derive(Serialize)]
pub(crate) struct Decided {
    pending_by: Option<String>,
    pending_until: Option<String>,
}

impl Held {
    pub(crate) fn of(holder: &Holder, names: &Names, now: Timestamp) -> Self {
        let name = |sid: ReviewerSid| names.get(&sid).cloned().unwrap_or_else(|| sid.to_string());
        let claimant = holder.claimant(now);
        Self {
            claim: Claimed {
                claimed_by: claimant.map(name),
                claimed_until: holder.claimed_until.filter(|_| claimant.is_some()).map(Timestamp::to_rfc3339),
            },
            decision: Decided {
                pending_by: holder.pending_by.map(name),
                pending_until: holder.pending_until.map(Timestamp::to_rfc3339),
            },
        }
    }

    pub(crate) fn in_words(&self) -> Option<String> {
        match (&self.decision.pending_by, &self.claim.claimed_by) {
            (Some(name), _) => Some(format!("decided by {name}, can still be undone")),
            (None, Some(name)) => Some(format!("claimed by {name}")),
            (None, None) => None,
        }
    }
}

pub(crate) async fn claim(hub: &Hub, actor: &Actor, item: MessageItem) -> Outcome {
    match messages::claim(hub, actor, item).await {
        Ok(handling) => {
            let until = handling.claim.map(|claim| format!(" until {}", claim.until)).unwrap_or_default();
            output::line(format!("{item} is yours{until}."));
            Ok(())
        }
        Err(error) => Err(explained(hub, error).await),
    }
}

pub(crate) async fn release(hub: &Hub, actor: &Actor, item: MessageItem) -> Outcome {
    match messages::release(hub, actor, item).await {
        Ok(_) => {
            output::line(format!("{item} is free again."));
            Ok(())
        }
        Err(error) => Err(explained(hub, error).await),
    }
}
