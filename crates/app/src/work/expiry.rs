//! The end of an approval: reminders before, the transition on the day.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use trusthub_domain::bundle::{Addressee, Bundle, EventKind, Status, UnknownName};
use trusthub_domain::contact::Email;
use trusthub_domain::sid::{BundleSid, EventSid, Sid};
use trusthub_domain::time::Timestamp;
use trusthub_storage::{Job, Scope};

use super::letters::{self, About};
use super::{Outcome, copies};
use crate::bundles::changes;
use crate::record::internal;
use crate::{Actor, Hub, Result};

/// A reminder that could not go out for this long is left out: the next one is nearer the truth.
const GRACE: Duration = Duration::from_secs(3 * 24 * 60 * 60);

/// What an expiry job is about: which approval of which bundle, and how long before its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Deadline {
    pub(crate) bundle: BundleSid,
    pub(crate) valid_until: Timestamp,
    /// Zero for the end itself.
    pub(crate) ahead: Duration,
}

impl Deadline {
    pub(crate) fn due_at(&self) -> Timestamp {
        self.valid_until.minus(self.ahead)
    }
}

/// `BU… 1826971200000000 2592000`: the bundle, its `valid_until` in microseconds, the seconds before it.
impl fmt::Display for Deadline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.bundle, self.valid_until.as_micros(), self.ahead.as_secs())
    }
}

impl FromStr for Deadline {
    type Err = UnknownName;

    fn from_str(text: &str) -> std::result::Result<Self, UnknownName> {
        let mut parts = text.split(' ');
        let mut next = || parts.next().ok_or(UnknownName);
        Ok(Self {
            bundle: next()?.parse().map_err(|_| UnknownName)?,
            valid_until: Timestamp::from_micros(next()?.parse().map_err(|_| UnknownName)?),
            ahead: Duration::from_secs(next()?.parse().map_err(|_| UnknownName)?),
        })
    }
}

/// A job of an earlier approval finds another date on the bundle and does nothing.
pub(super) async fn run(hub: &Hub, job: &Job) -> Result<Outcome> {
    let scope = Scope::own(job.account_sid);
    let deadline: Deadline = job.subject.parse().map_err(internal)?;
    let now = hub.now();
    let mut tx = hub.db().write().await?;
    let found = tx.bundle_find(&scope, deadline.bundle).await?;
    let Some(bundle) = found.filter(|bundle| bundle.valid_until == Some(deadline.valid_until)) else {
        return Ok(Outcome::Done);
    };
    if let Ok(change) = bundle.expire(now) {
        changes::apply(&mut tx, hub, &Actor::system(), &bundle, change, "bundle.expire").await?;
        tx.commit().await?;
        return Ok(Outcome::Done);
    }
    drop(tx);
    let is_timely = now.since(deadline.due_at()) < GRACE;
    if is_timely && !deadline.ahead.is_zero() && bundle.is_in_force(now) {
        // The job's own id makes the Message-ID: the same for every try of this reminder.
        let message = EventSid::from_uuid(job.id);
        let named = bundle.email.clone();
        let outcome = letters::send(hub, message, now, reminder(bundle)).await?;
        return copied(hub, job, deadline.bundle, &named, outcome).await;
    }
    Ok(Outcome::Done)
}

/// Tells the account's people who chose it once the bundle's own letter is settled, and takes the job from the queue with
/// that, so that a process that dies here tells nobody twice.
async fn copied(hub: &Hub, job: &Job, bundle: BundleSid, named: &Email, outcome: Outcome) -> Result<Outcome> {
    let subject = copies::Subject::Reminder(bundle);
    match outcome {
        Outcome::Done => {
            let mut tx = hub.db().write().await?;
            copies::queue(&mut tx, hub, job.account_sid, EventKind::Expiring, subject, named).await?;
            tx.job_finish(job).await?;
            tx.commit().await?;
            Ok(Outcome::Settled)
        }
        Outcome::Dead(why) => {
            let mut tx = hub.db().write().await?;
            copies::queue(&mut tx, hub, job.account_sid, EventKind::Expiring, subject, named).await?;
            tx.commit().await?;
            Ok(Outcome::Dead(why))
        }
        Outcome::Settled | Outcome::Retry(_) | Outcome::Wait(_) => Ok(outcome),
    }
}

pub(super) fn reminder(bundle: Bundle) -> About {
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
        is_appeal: false,
        may_appeal: false,
    }
}
