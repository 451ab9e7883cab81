//! The end of an approval: reminders before, the transition on the day.

use std::time::Duration;

use trusthub_domain::bundle::{Addressee, Bundle, EventKind, Status};
use trusthub_domain::sid::{BundleSid, EventSid, Sid};
use trusthub_storage::{Job, Scope};

use super::letters::{self, About};
use super::{Outcome, subject};
use crate::bundles::changes;
use crate::{Actor, Hub, Result};

/// A reminder that could not go out for this long is left out: the next one is nearer the truth.
const GRACE: Duration = Duration::from_secs(3 * 24 * 60 * 60);

/// The job decides by the bundle's present date, so that a job of an earlier approval finds nothing to do.
pub(super) async fn run(hub: &Hub, job: &Job) -> Result<Outcome> {
    let scope = Scope::own(job.account_sid);
    let sid: BundleSid = subject(job)?;
    let now = hub.now();
    let mut tx = hub.db().write().await?;
    let Some(bundle) = tx.bundle_find(&scope, sid).await? else {
        return Ok(Outcome::Done);
    };
    if let Ok(change) = bundle.expire(now) {
        changes::apply(&mut tx, hub, &Actor::system(), &bundle, change, "bundle.expire").await?;
        tx.commit().await?;
        return Ok(Outcome::Done);
    }
    drop(tx);
    if bundle.is_in_force(now) && is_reminder(hub, &bundle, job) {
        // The job's own id makes the Message-ID: the same for every try of this reminder.
        let message = EventSid::from_uuid(job.id);
        return letters::send(hub, message, now, reminder(bundle)).await;
    }
    Ok(Outcome::Done)
}

/// Whether the job was queued for one of the reminders before the present `valid_until`.
fn is_reminder(hub: &Hub, bundle: &Bundle, job: &Job) -> bool {
    let Some(valid_until) = bundle.valid_until else {
        return false;
    };
    hub.settings().expiry_reminders.iter().any(|ahead| {
        let due = valid_until.minus(*ahead);
        due <= hub.now() && hub.now().since(due) < GRACE && job.date_created < due
    })
}

fn reminder(bundle: Bundle) -> About {
    About {
        kind: EventKind::Expiring,
        status: Status::Approved,
        account_sid: bundle.account_sid,
        bundle_sid: bundle.sid,
        bundle_kind: bundle.kind,
        policy_sid: Some(bundle.policy_sid),
        addressee: Addressee {
            friendly_name: bundle.friendly_name,
            email: bundle.email,
            status_callback: bundle.status_callback,
        },
        reasons: Vec::new(),
        valid_until: bundle.valid_until,
        review_due_at: None,
    }
}
