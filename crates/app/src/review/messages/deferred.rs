//! Decisions about messages that can be undone: as [`crate::review::deferred`] says of cases.

use std::time::Duration;

use trusthub_domain::review::{
    CaseRefusal, Handling, MessageDecision, MessageItem, MessageRuling, Pending, Role,
};
use trusthub_storage::{Job, JobKind, Scope, Tx};

use super::super::deferred::decider;
use super::super::present_reviewer;
use super::{AtHand, Waits, save, take};
use crate::erased::unless_erased;
use crate::{Actor, Error, Hub, Result};

/// Decides; what is decided takes effect after `undo_for` unless [`undo`] takes it back. Until then it waits as before for
/// everybody outside, and nobody else can decide it.
///
/// # Errors
/// Those of an immediate decision; `Conflict` if it changed meanwhile.
pub async fn decide_later(
    hub: &Hub,
    actor: &Actor,
    item: MessageItem,
    ruling: MessageRuling,
    undo_for: Duration,
) -> Result<Handling> {
    let of_version = rehearse(hub, actor, item, ruling.clone()).await?;
    let mut tx = hub.db().write().await?;
    let AtHand { reviewer, scope, handling: before } = AtHand::load(&mut tx, actor, item).await?;
    let now = hub.now();
    let due_at = now.plus(undo_for);
    let decision = MessageDecision { ruling, of_version };
    let after = before.decide_later(reviewer.sid, decision, due_at, now)?;
    let handling = save(&mut tx, hub, actor, &scope, "decide_later", (&before, &after)).await?;
    if Waits::load(&mut tx, &scope, item).await?.version() != of_version {
        return Err(Error::Conflict);
    }
    tx.job_push(&hub.job(JobKind::Decide, scope.account(), item, due_at)).await?;
    tx.commit().await?;
    Ok(handling)
}

/// What the decision would do, in a transaction that never happens; the version that was looked at.
async fn rehearse(hub: &Hub, actor: &Actor, item: MessageItem, ruling: MessageRuling) -> Result<i64> {
    let mut tx = hub.db().write().await?;
    let scope = take(&mut tx, hub, actor, item).await?;
    let waits = Waits::load(&mut tx, &scope, item).await?;
    let version = waits.version();
    waits.decide(&mut tx, hub, actor, &scope, ruling).await?;
    Ok(version)
}

/// Takes a decision back that was not carried out yet; it waits as before.
///
/// # Errors
/// `NotFound` for what is not there; `Case` if there is nothing to undo, or somebody else decided; `Forbidden`; `Conflict`.
pub async fn undo(hub: &Hub, actor: &Actor, item: MessageItem) -> Result<Handling> {
    let mut tx = hub.db().write().await?;
    let AtHand { reviewer, scope, handling: before } = AtHand::load(&mut tx, actor, item).await?;
    let after = before.undo(reviewer.sid)?;
    let handling = save(&mut tx, hub, actor, &scope, "undo", (&before, &after)).await?;
    tx.commit().await?;
    Ok(handling)
}

/// Carries out what can no longer be undone.
///
/// # Errors
/// A refusal, if it cannot be carried out any more: then [`give_back`].
pub(in crate::review) async fn carry_out(
    hub: &Hub,
    job: &Job,
    scope: &Scope,
    item: MessageItem,
) -> Result<()> {
    let mut tx = hub.db().write().await?;
    tx.job_finish(job).await?;
    if let Some((before, pending)) = due(&mut tx, hub, scope, item).await? {
        let actor = decider(&mut tx, pending.by).await?;
        present_reviewer(&mut tx, &actor, Role::Reviewer).await?;
        // First, and only of the version that was read: whoever undoes it at this moment waits for this, or this for them.
        tx.handling_save(&before.without_pending()).await?;
        let waits = Waits::load(&mut tx, scope, item).await?;
        if waits.version() != pending.ruling.of_version {
            return Err(CaseRefusal::Changed.into());
        }
        waits.decide(&mut tx, hub, &actor, scope, pending.ruling.ruling).await?;
    }
    Ok(tx.commit().await?)
}

/// Gives it back to the reviewers, who are told why.
pub(in crate::review) async fn give_back(
    hub: &Hub,
    job: &Job,
    scope: &Scope,
    item: MessageItem,
    why: String,
) -> Result<()> {
    let mut tx = hub.db().write().await?;
    tx.job_finish(job).await?;
    if let Some((before, _)) = due(&mut tx, hub, scope, item).await? {
        let after = before.given_back(why);
        save(&mut tx, hub, &Actor::system(), scope, "give_back", (&before, &after)).await?;
    }
    Ok(tx.commit().await?)
}

/// What is to be carried out now; `None` if it was undone, or decided anew since, and if it was deleted or waits no more:
/// who is at it goes with its line in the queue. An erased account has none.
async fn due(
    tx: &mut Tx,
    hub: &Hub,
    scope: &Scope,
    item: MessageItem,
) -> Result<Option<(Handling, Pending<MessageDecision>)>> {
    let handling = unless_erased(tx.handling_find(scope, item).await)?;
    let now = hub.now();
    Ok(handling.and_then(|handling| {
        let pending = handling.pending.clone().filter(|pending| pending.is_due(now))?;
        Some((handling, pending))
    }))
}
