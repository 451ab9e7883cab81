//! `Idempotency-Key`: the same request twice is done once, and answered alike, for a day.

use std::time::Duration;

use aws_lc_rs::digest;
use trusthub_storage::{Error as StorageError, IdempotencyState, Key, Scope};
pub use trusthub_storage::{IdempotencyKey, StoredAnswer};

use crate::{Actor, Error, Hub, Permit, Result};

/// A first request that has not finished after this belongs to a process that died. Longer than any request may take.
const ABANDONED_AFTER: Duration = Duration::from_secs(120);

/// What to do with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    /// It is the first: carry it out, then call [`finish`] or [`forget`].
    Go,
    /// It was done: give this answer.
    Answered(StoredAnswer),
}

/// Notes that a request begins. A first request that never finished (the process died) is free again after two minutes.
///
/// # Errors
/// `IdempotencyMismatch` if the key came with another body; `IdempotencyRunning` while the first request runs.
pub async fn begin(hub: &Hub, actor: &Actor, key: &IdempotencyKey, body: &[u8]) -> Result<Begun> {
    let scope = actor.may(Permit::Own)?;
    let body_hash = hex::encode(digest::digest(&digest::SHA256, body));
    if note(hub, &scope, key, &body_hash).await? {
        return Ok(Begun::Go);
    }
    let known = hub.db().read().await?.idempotency_find(&scope, key, &body_hash).await?;
    match known {
        Some(state) if !state.is_same_body => Err(Error::IdempotencyMismatch),
        Some(IdempotencyState { answer: Some(answer), .. }) => Ok(Begun::Answered(answer)),
        Some(state) if hub.now().since(state.started_at) < ABANDONED_AFTER => Err(Error::IdempotencyRunning),
        Some(state) => take_over(hub, &scope, key, &state).await,
        // Forgotten just now: the first request failed.
        None if note(hub, &scope, key, &body_hash).await? => Ok(Begun::Go),
        None => Err(Error::IdempotencyRunning),
    }
}

/// Of several requests that find the key abandoned, one goes on.
async fn take_over(
    hub: &Hub,
    scope: &Scope,
    key: &IdempotencyKey,
    state: &IdempotencyState,
) -> Result<Begun> {
    let mut tx = hub.db().write().await?;
    match tx.idempotency_take_over(scope, key, state.started_at, hub.now()).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(Begun::Go)
        }
        Err(StorageError::Conflict) => Err(Error::IdempotencyRunning),
        Err(error) => Err(error.into()),
    }
}

/// `false` if the key is known already.
async fn note(hub: &Hub, scope: &Scope, key: &IdempotencyKey, body_hash: &str) -> Result<bool> {
    let mut tx = hub.db().write().await?;
    match tx.idempotency_begin(scope, key, body_hash, hub.now()).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(true)
        }
        Err(StorageError::Duplicate(Key::IdempotencyKey)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Keeps the answer.
///
/// # Errors
/// `Unavailable`.
pub async fn finish(hub: &Hub, actor: &Actor, key: &IdempotencyKey, answer: &StoredAnswer) -> Result<()> {
    let scope = actor.may(Permit::Own)?;
    let mut tx = hub.db().write().await?;
    tx.idempotency_finish(&scope, key, answer).await?;
    Ok(tx.commit().await?)
}

/// Forgets the key: the request failed on our side (5xx) and may be tried again.
///
/// # Errors
/// `Unavailable`.
pub async fn forget(hub: &Hub, actor: &Actor, key: &IdempotencyKey) -> Result<()> {
    let scope = actor.may(Permit::Own)?;
    let mut tx = hub.db().write().await?;
    tx.idempotency_forget(&scope, key).await?;
    Ok(tx.commit().await?)
}
