//! Fans an event out: which mail, which callback. The new jobs and the end of this one are one transaction, so that a
//! process that dies here neither loses nor doubles any.

use std::time::Duration;

use trusthub_domain::bundle::{BundleEvent, EventKind};
use trusthub_domain::review::{AppealOutcome, Case};
use trusthub_storage::{Job, JobKind, Scope, Tx};

use super::dispatch::event_of;
use super::{Outcome, copies};
use crate::bundles::appeals;
use crate::bundles::changes::push;
use crate::messaging::{deciding, registrations};
use crate::{Hub, Result};

/// Who is decided within this time gets no "received" letter.
const RECEIVED_AFTER: Duration = Duration::from_secs(60);

pub(super) async fn run(hub: &Hub, job: &Job) -> Result<Outcome> {
    let Some(event) = event_of(hub, job).await?.map(|stored| stored.event) else {
        return Ok(Outcome::Done);
    };
    let now = hub.now();
    let mut tx = hub.db().write().await?;
    tx.job_finish(job).await?;
    let appeal = decided_appeal(&mut tx, &event).await?;
    match event.transition.kind {
        EventKind::Submitted | EventKind::Expiring => {}
        EventKind::ReviewStarted => {
            let run_at = event.transition.at.plus(RECEIVED_AFTER);
            push(&mut tx, hub, &event, JobKind::MailReceived, run_at).await?;
        }
        EventKind::Approved
        | EventKind::Rejected
        | EventKind::Suspended
        | EventKind::Reinstated
        | EventKind::Expired => {
            push(&mut tx, hub, &event, JobKind::Mail, now).await?;
            let (kind, named) = (event.transition.kind, &event.addressee.email);
            copies::queue(&mut tx, hub, event.account_sid, kind, copies::Subject::Event(event.sid), named)
                .await?;
        }
    }
    Box::pin(deciding::follow(&mut tx, hub, &event)).await?;
    Box::pin(registrations::follow(&mut tx, hub, &event)).await?;
    if event.addressee.status_callback.is_some() {
        push(&mut tx, hub, &event, JobKind::Callback, now).await?;
    } else {
        tx.event_settle_callback(&Scope::own(event.account_sid), event.sid, now).await?;
    }
    tx.commit().await?;
    count(&event);
    if let Some((outcome, case)) = appeal {
        appeals::count(outcome.as_str(), &case);
    }
    Ok(Outcome::Settled)
}

/// The appeal that this event is the decision of.
async fn decided_appeal(tx: &mut Tx, event: &BundleEvent) -> Result<Option<(AppealOutcome, Case)>> {
    let wanted = match event.transition.kind {
        EventKind::Approved => AppealOutcome::Overturned,
        EventKind::Rejected => AppealOutcome::Upheld,
        EventKind::Submitted
        | EventKind::ReviewStarted
        | EventKind::Suspended
        | EventKind::Reinstated
        | EventKind::Expired
        | EventKind::Expiring => return Ok(None),
    };
    let cases = tx.case_list(&Scope::own(event.account_sid), event.bundle_sid).await?;
    let newest = cases.into_iter().next().filter(|case| case.appeal_outcome() == Some(wanted));
    Ok(newest.map(|case| (wanted, case)))
}

/// Counted here and not where it was decided: a reviewer's command line is gone before anybody could ask it, and what
/// is not committed did not happen.
fn count(event: &BundleEvent) {
    let kind = event.bundle_kind.as_str();
    let by = event.cause.as_str();
    match event.transition.kind {
        EventKind::Approved | EventKind::Rejected => metrics::counter!(
            "trusthub_decisions_total", "kind" => kind, "outcome" => event.transition.kind.as_str(), "by" => by
        ),
        EventKind::Submitted
        | EventKind::ReviewStarted
        | EventKind::Suspended
        | EventKind::Reinstated
        | EventKind::Expired
        | EventKind::Expiring => metrics::counter!(
            "trusthub_transitions_total", "kind" => kind, "event" => event.transition.kind.as_str(), "by" => by
        ),
    }
    .increment(1);
}
