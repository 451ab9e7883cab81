//! The audit entry of a change, written in the change's own transaction.

use serde::Serialize;
use std::fmt::Display;
use trusthub_domain::sid::{AccountSid, Sid};
use trusthub_storage::{NewAuditEntry, Scope, Tx};

use crate::{Actor, Error, Hub, Result};

/// What changed: the object before and after, `None` where it did not exist.
pub(crate) struct Changed<'a, T> {
    pub(crate) before: Option<&'a T>,
    pub(crate) after: Option<&'a T>,
}

impl<'a, T> Changed<'a, T> {
    pub(crate) fn made(after: &'a T) -> Self {
        Self { before: None, after: Some(after) }
    }

    pub(crate) fn from_to(before: &'a T, after: &'a T) -> Self {
        Self { before: Some(before), after: Some(after) }
    }

    pub(crate) fn gone(before: &'a T) -> Self {
        Self { before: Some(before), after: None }
    }
}

/// Appends to the account's audit chain who did what to `subject`.
pub(crate) async fn record<T: Serialize>(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    scope: &Scope,
    action: &str,
    subject: impl Display,
    changed: Changed<'_, T>,
) -> Result<()> {
    let json = |value: Option<&T>| value.map(serde_json::to_value).transpose().map_err(internal);
    let entry = NewAuditEntry {
        at: hub.now(),
        actor: &actor.label(),
        action,
        subject: &subject.to_string(),
        before: json(changed.before)?,
        after: json(changed.after)?,
    };
    Ok(tx.audit_append(scope, &entry).await?)
}

/// The error with its causes on one line. Errors carry no personal data.
pub(crate) fn causes(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        line = format!("{line}: {next}");
        cause = next.source();
    }
    line
}

/// A failure that is a bug of ours.
pub(crate) fn internal(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::Internal(Box::new(error))
}

/// The chain of what belongs to no account: reviewers and keys.
pub(crate) fn hub_chain() -> Scope {
    Scope::own(AccountSid::from_uuid(uuid::Uuid::nil()))
}

/// Appends to the hub's own chain. There is no account whose key could hash values, so it holds none.
pub(crate) async fn record_hub(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    action: &str,
    subject: impl Display,
) -> Result<()> {
    record::<()>(tx, hub, actor, &hub_chain(), action, subject, Changed { before: None, after: None }).await
}
