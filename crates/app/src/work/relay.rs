//! Fans an event out: which mail, which callback. One transaction, and each job at most once per event.

use std::time::Duration;

use trusthub_domain::bundle::EventKind;
use trusthub_storage::{JobKind, Scope, StoredEvent};

use super::Outcome;
use crate::bundles::changes::push;
use crate::{Hub, Result};

/// Who is decided within this time gets no "received" letter (design §1).
const RECEIVED_AFTER: Duration = Duration::from_secs(60);

pub(super) async fn run(hub: Hub, stored: StoredEvent) -> Result<Outcome> {
    let event = stored.event;
    let now = hub.now();
    let mut tx = hub.db().write().await?;
    match event.transition.kind {
        EventKind::Submitted | EventKind::Expiring => {}
        EventKind::ReviewStarted => {
            push(&mut tx, &hub, &event, JobKind::MailReceived, event.transition.at.plus(RECEIVED_AFTER))
                .await?;
        }
        EventKind::Approved
        | EventKind::Rejected
        | EventKind::Suspended
        | EventKind::Reinstated
        | EventKind::Expired => push(&mut tx, &hub, &event, JobKind::Mail, now).await?,
    }
    if event.addressee.status_callback.is_some() {
        push(&mut tx, &hub, &event, JobKind::Callback, now).await?;
    } else {
        tx.event_settle_callback(&Scope::own(event.account_sid), event.sid, now).await?;
    }
    tx.commit().await?;
    Ok(Outcome::Done)
}
