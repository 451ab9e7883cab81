//! Letters about an account's bundles to those of its people who chose them, besides whoever a bundle itself names.
//!
//! Each is a job of its own, so that one address that cannot be reached keeps nobody else from being told.

use std::fmt;
use std::str::FromStr;

use trusthub_domain::bundle::{EventKind, UnknownName};
use trusthub_domain::contact::Email;
use trusthub_domain::people::{Notifications, User};
use trusthub_domain::sid::{AccountSid, BundleSid, EventSid, UserSid};
use trusthub_storage::{Job, JobKind, Scope, Tx};

use super::letters::{self, About};
use super::{Outcome, expiry};
use crate::erased::unless_erased;
use crate::record::internal;
use crate::{Hub, Result};

/// What a letter is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    /// Something happened.
    Event(EventSid),
    /// An approval runs out.
    Reminder(BundleSid),
}

/// What a job is about, and who is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct LetterCopy {
    subject: Subject,
    user: UserSid,
}

impl fmt::Display for LetterCopy {
    /// `EV… US…` or `BU… US…`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.subject {
            Subject::Event(sid) => write!(f, "{sid} {}", self.user),
            Subject::Reminder(sid) => write!(f, "{sid} {}", self.user),
        }
    }
}

impl FromStr for LetterCopy {
    type Err = UnknownName;

    fn from_str(text: &str) -> std::result::Result<Self, UnknownName> {
        let (subject, user) = text.split_once(' ').ok_or(UnknownName)?;
        let subject = match subject.parse() {
            Ok(event) => Subject::Event(event),
            Err(_) => Subject::Reminder(subject.parse().map_err(|_| UnknownName)?),
        };
        Ok(Self { subject, user: user.parse().map_err(|_| UnknownName)? })
    }
}

/// Whether somebody who chose so is told of this.
fn wants(chosen: Notifications, kind: EventKind) -> bool {
    match kind {
        EventKind::Approved | EventKind::Rejected | EventKind::Suspended | EventKind::Reinstated => {
            chosen.decisions
        }
        EventKind::Expired | EventKind::Expiring => chosen.expiry,
        EventKind::Submitted | EventKind::ReviewStarted => false,
    }
}

/// Queues a letter for each of the account's people who chose it. Whoever the bundle names has theirs already.
pub(super) async fn queue(
    tx: &mut Tx,
    hub: &Hub,
    account: AccountSid,
    kind: EventKind,
    subject: Subject,
    named: &Email,
) -> Result<()> {
    for user in tx.user_list_told(&Scope::own(account)).await? {
        let is_named = user.email.as_str().eq_ignore_ascii_case(named.as_str());
        if !is_named && wants(user.notifications, kind) {
            let copy = LetterCopy { subject, user: user.sid };
            tx.job_push(&hub.job(JobKind::MailCopy, account, copy, hub.now())).await?;
        }
    }
    Ok(())
}

pub(super) async fn run(hub: &Hub, job: &Job) -> Result<Outcome> {
    let LetterCopy { subject, user } = job.subject.parse().map_err(internal)?;
    let scope = Scope::own(job.account_sid);
    let user = unless_erased(hub.db().read().await?.user_find(&scope, user).await)?;
    let Some(user) = user.filter(|user| !user.is_disabled) else { return Ok(Outcome::Done) };
    let Some(about) = about(hub, &scope, subject, &user).await? else { return Ok(Outcome::Done) };
    let name = job.id.simple().to_string();
    letters::post(hub, &name, hub.now(), user.email, about).await
}

/// What there is to tell; nothing if it is gone, or no longer wanted.
async fn about(hub: &Hub, scope: &Scope, subject: Subject, user: &User) -> Result<Option<About>> {
    let about = match subject {
        Subject::Event(sid) => match hub.db().read().await?.event_find(scope, sid).await? {
            Some(stored) => Some(letters::about(hub, stored.event).await?),
            None => None,
        },
        Subject::Reminder(sid) => {
            let bundle = hub.db().read().await?.bundle_find(scope, sid).await?;
            bundle.filter(|bundle| bundle.is_in_force(hub.now())).map(expiry::reminder)
        }
    };
    Ok(about.filter(|about| wants(user.notifications, about.kind)))
}

#[cfg(test)]
mod tests {
    use trusthub_domain::sid::Sid;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_subject_reads_back() {
        let user = UserSid::from_uuid(Uuid::from_u128(7));
        let event = Subject::Event(Sid::from_uuid(Uuid::from_u128(8)));
        let reminder = Subject::Reminder(Sid::from_uuid(Uuid::from_u128(9)));
        for subject in [event, reminder] {
            let copy = LetterCopy { subject, user };
            assert_eq!(copy.to_string().parse(), Ok(copy));
        }
        for wrong in ["", "EV1 US2", &user.to_string(), &format!("{user} {user}")] {
            assert_eq!(wrong.parse::<LetterCopy>(), Err(UnknownName), "{wrong}");
        }
    }
}
