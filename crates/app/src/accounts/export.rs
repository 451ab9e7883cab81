//! Everything that is held about an account and the persons in it, in clear: what a person who asks is owed.

mod messages;
mod readable;
mod rows;
mod values;

use std::io;

use serde::Serialize;
use serde_json::Value;
use trusthub_domain::sid::AccountSid;
use trusthub_storage::Scope;

use self::rows::Export;
use self::values::of_file;
use super::not_found;
use crate::attestation::evidence;
use crate::record::{Changed, internal, record};
use crate::{Actor, Hub, Result};

/// One thing that is held.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Exported {
    /// What it is: `account`, `bundle`, `end_user`, `file` …
    pub kind: &'static str,
    /// What is held of it.
    pub value: Value,
}

/// Gives everything that is held about an account to `sink`, one thing after the other, and returns how much that was.
///
/// Left out are what signs in (tokens, secrets, passwords, passkeys, sessions, their hashes), keyed hashes that nobody can read, answers stored for a
/// day, which repeat the rest, and jobs, which hold identifiers only. Rows are of one moment.
///
/// # Errors
/// `Forbidden` for anybody but the operator; `NotFound` for an account that is not there or was erased; `Internal` with
/// what `sink` failed with; `Unavailable`.
pub async fn export(
    hub: &Hub,
    actor: &Actor,
    sid: AccountSid,
    sink: impl FnMut(&Exported) -> io::Result<()> + Send,
) -> Result<u64> {
    actor.must_be_operator()?;
    let scope = Scope::own(sid);
    // Those of a moment ago wait in memory.
    evidence::keep_all(hub).await?;
    let mut tx = hub.db().read().await?;
    let account = tx.account_find(&scope).await?;
    let account =
        account.filter(|account| !super::erasure::is_erased(account)).ok_or_else(|| not_found(sid))?;
    let mut export = Export { scope, tx, sink, count: 0 };
    export.add("account", &account)?;
    export.keys().await?;
    export.users().await?;
    export.bundles().await?;
    export.events_and_cases().await?;
    export.confirmations().await?;
    export.imported_customers().await?;
    export.credentials().await?;
    export.tollfree().await?;
    export.domains().await?;
    export.end_users().await?;
    let mut files = export.documents().await?;
    files.extend(export.site_pictures().await?);
    export.places().await?;
    Box::pin(export.messaging()).await?;
    export.decisions().await?;
    export.consents().await?;
    export.partners().await?;
    export.audit().await?;
    let Export { mut sink, mut count, tx, .. } = export;
    drop(tx);
    for file in files {
        sink(&of_file(hub, &scope, &file).await?).map_err(internal)?;
        count += 1;
    }
    let mut tx = hub.db().write().await?;
    let nothing = Changed::<()> { before: None, after: None };
    record(&mut tx, hub, actor, &scope, "account.export", sid, nothing).await?;
    tx.commit().await?;
    Ok(count)
}
