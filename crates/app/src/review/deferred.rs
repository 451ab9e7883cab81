//! Decisions that can be undone: made now, carried out a little later, and nobody outside learns of one that was undone.
//! Those about messages are in [`messages::deferred`]; the job is one, and so is what becomes of a decision that cannot be
//! carried out any more.
//!
//! A decision is rehearsed first, so that whoever makes it hears at once what stands in its way. Then it waits, sealed, in
//! the case, and a job carries it out by the very code of an immediate one, in one transaction with its own end: a process
//! that dies anywhere loses nothing and does nothing twice.

use std::time::Duration;

use trusthub_domain::review::{Case, MessageItem, Pending, Ruling};
use trusthub_domain::sid::{BundleSid, CaseSid, ReviewerSid};
use trusthub_storage::{Job, JobKind, Scope, Tx};

use super::at_hand::AtHand;
use super::decisions::{rule, save};
use super::messages;
use crate::erased::unless_erased;
use crate::record::{causes, internal};
use crate::work::Outcome;
use crate::{Actor, Error, Hub, Result};

/// How long a decision can be undone. Ours: long enough to see the mistake, too short to be missed by a customer.
pub const UNDO_FOR: Duration = Duration::from_secs(60);

/// Decides; what is decided takes effect after `undo_for` unless [`undo`] takes it back. Until then the case is shown as
/// decided, and nobody else can decide it.
///
/// # Errors
/// Those of an immediate decision; `Conflict` if the case changed meanwhile.
pub async fn decide_later(
    hub: &Hub,
    actor: &Actor,
    sid: BundleSid,
    ruling: Ruling,
    undo_for: Duration,
) -> Result<Case> {
    let rehearsed = rehearse(hub, actor, sid, ruling.clone()).await?;
    let mut tx = hub.db().write().await?;
    let AtHand { reviewer, scope, case: before, .. } = AtHand::load(&mut tx, actor, sid).await?;
    if before != rehearsed {
        return Err(Error::Conflict);
    }
    let now = hub.now();
    let due_at = now.plus(undo_for);
    let after = before.decide_later(reviewer.sid, ruling, due_at, now)?;
    let case = save(&mut tx, hub, actor, &scope, "case.decide_later", &before, &after).await?;
    tx.job_push(&hub.job(JobKind::Decide, scope.account(), case.sid, due_at)).await?;
    tx.commit().await?;
    Ok(case)
}

/// What the decision would do, in a transaction that never happens; the case as it was looked at.
async fn rehearse(hub: &Hub, actor: &Actor, sid: BundleSid, ruling: Ruling) -> Result<Case> {
    let mut tx = hub.db().write().await?;
    let at_hand = AtHand::load(&mut tx, actor, sid).await?;
    let case = at_hand.case.clone();
    rule(&mut tx, hub, actor, at_hand, ruling).await?;
    Ok(case)
}

/// Takes a decision back that was not carried out yet; the case is as it was before.
///
/// # Errors
/// `NotFound` if it has no open case; `Case` if there is nothing to undo, or somebody else decided; `Forbidden`; `Conflict`.
pub async fn undo(hub: &Hub, actor: &Actor, sid: BundleSid) -> Result<Case> {
    let mut tx = hub.db().write().await?;
    let AtHand { reviewer, scope, case: before, .. } = AtHand::load(&mut tx, actor, sid).await?;
    let after = before.undo(reviewer.sid)?;
    let case = save(&mut tx, hub, actor, &scope, "case.undo", &before, &after).await?;
    tx.commit().await?;
    Ok(case)
}

/// What was decided.
#[derive(Clone, Copy)]
enum Decided {
    Case(CaseSid),
    Message(MessageItem),
}

impl Decided {
    fn of(job: &Job) -> Result<Self> {
        let item = job.subject.parse().map(Self::Message);
        item.or_else(|_| job.subject.parse().map(Self::Case)).map_err(internal)
    }
}

/// The job: carries out what can no longer be undone. What cannot be carried out any more, because the reviewer was
/// disabled or the bundle no longer complies, is given back to the reviewers with a note.
pub(crate) async fn run(hub: &Hub, job: &Job) -> Result<Outcome> {
    let scope = Scope::own(job.account_sid);
    let decided = Decided::of(job)?;
    let done = match decided {
        Decided::Case(sid) => carry_out(hub, job, &scope, sid).await,
        Decided::Message(item) => Box::pin(messages::deferred::carry_out(hub, job, &scope, item)).await,
    };
    match done {
        Ok(()) => Ok(Outcome::Settled),
        Err(
            refusal @ (Error::Forbidden(_)
            | Error::NotFound(_)
            | Error::Invalid(_)
            | Error::Rule(_)
            | Error::Case(_)
            | Error::Tollfree(_)
            | Error::Messaging(_)),
        ) => {
            let why = format!("The decision was not carried out: {}.", causes(&refusal));
            match decided {
                Decided::Case(sid) => give_back(hub, job, &scope, sid, why).await?,
                Decided::Message(item) => messages::deferred::give_back(hub, job, &scope, item, why).await?,
            }
            Ok(Outcome::Settled)
        }
        Err(error) => Err(error),
    }
}

/// Whoever decided, as they are now.
pub(super) async fn decider(tx: &mut Tx, by: ReviewerSid) -> Result<Actor> {
    let reviewer = tx.reviewer_find(by).await?;
    Ok(Actor::reviewer(reviewer.ok_or(Error::Forbidden("there is no such reviewer"))?))
}

async fn carry_out(hub: &Hub, job: &Job, scope: &Scope, sid: CaseSid) -> Result<()> {
    let mut tx = hub.db().write().await?;
    tx.job_finish(job).await?;
    if let Some((case, pending)) = due(&mut tx, hub, scope, sid).await? {
        let actor = decider(&mut tx, pending.by).await?;
        let at_hand = AtHand::load(&mut tx, &actor, case.bundle_sid).await?;
        // Two reads of one case: on PostgreSQL somebody may have undone the decision between them.
        if at_hand.case.pending.as_ref() == Some(&pending) {
            let at_hand = AtHand { case: at_hand.case.without_pending(), ..at_hand };
            rule(&mut tx, hub, &actor, at_hand, pending.ruling).await?;
        }
    }
    Ok(tx.commit().await?)
}

async fn give_back(hub: &Hub, job: &Job, scope: &Scope, sid: CaseSid, why: String) -> Result<()> {
    let mut tx = hub.db().write().await?;
    tx.job_finish(job).await?;
    if let Some((before, _)) = due(&mut tx, hub, scope, sid).await? {
        let after = before.reopened(why, hub.now());
        save(&mut tx, hub, &Actor::system(), scope, "case.give_back", &before, &after).await?;
    }
    Ok(tx.commit().await?)
}

/// The case whose decision is to be carried out now; `None` if it was undone, or another one was made since. An erased
/// account has none.
async fn due(tx: &mut Tx, hub: &Hub, scope: &Scope, sid: CaseSid) -> Result<Option<(Case, Pending)>> {
    let case = unless_erased(tx.case_find(scope, sid).await)?.filter(Case::is_open);
    let now = hub.now();
    Ok(case.and_then(|case| {
        let pending = case.pending.clone().filter(|pending| pending.is_due(now))?;
        Some((case, pending))
    }))
}
