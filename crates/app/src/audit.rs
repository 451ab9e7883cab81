//! The audit log, for operators.

use trusthub_domain::sid::AccountSid;
use trusthub_storage::Scope;
pub use trusthub_storage::{AuditEntry, AuditFinding, AuditReport, Checkpoint};

use crate::{Actor, Hub, Result};

/// Reads the whole log again and tells what does not fit.
///
/// # Errors
/// `Forbidden` for anybody but the operator; `Unavailable`.
pub async fn verify(hub: &Hub, actor: &Actor, against: Option<&Checkpoint>) -> Result<AuditReport> {
    actor.must_be_operator()?;
    Ok(hub.db().audit_verify(against).await?)
}

/// Folds what is new and returns the newest signed checkpoint; `None` on an empty log.
///
/// # Errors
/// `Forbidden` for anybody but the operator; `Unavailable`.
pub async fn checkpoint(hub: &Hub, actor: &Actor) -> Result<Option<Checkpoint>> {
    actor.must_be_operator()?;
    hub.db().audit_sequence(hub.now()).await?;
    Ok(hub.db().audit_checkpoint().await?)
}

/// Entries of one account from `after` (exclusive) on, oldest first.
///
/// # Errors
/// `Forbidden` for anybody but the operator; `Unavailable`.
pub async fn export(
    hub: &Hub,
    actor: &Actor,
    account: AccountSid,
    after: i64,
    limit: u32,
) -> Result<Vec<AuditEntry>> {
    actor.must_be_operator()?;
    Ok(hub.db().read().await?.audit_list(&Scope::own(account), after, limit).await?)
}
