//! Revoking a credential by hand.

use trusthub_domain::credential::{Credential, RevocationCause};
use trusthub_domain::sid::CredentialSid;

use super::{follow, not_found};
use crate::{Actor, Hub, Permit, Result, retry};

/// Revokes a credential for good. Repeating it is harmless.
///
/// # Errors
/// `NotFound`.
pub async fn revoke(hub: &Hub, actor: &Actor, sid: CredentialSid) -> Result<Credential> {
    let revoked = retry::on_conflict(|| once(hub, actor, sid)).await?;
    hub.status_lists().forget();
    Ok(revoked)
}

async fn once(hub: &Hub, actor: &Actor, sid: CredentialSid) -> Result<Credential> {
    let scope = actor.may(Permit::Own)?;
    let mut tx = hub.db().write().await?;
    let before = tx.credential_find(&scope, sid).await?.ok_or_else(|| not_found(sid))?;
    let Some(after) = before.revoke(RevocationCause::Requested, hub.now()) else { return Ok(before) };
    let revoked = follow::save(&mut tx, hub, actor, &before, &after).await?;
    tx.commit().await?;
    Ok(revoked)
}
