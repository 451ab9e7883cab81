//! Looking at what was issued.

use std::fmt::Display;

use trusthub_domain::credential::{Credential, CredentialState};
use trusthub_domain::sid::{AccountSid, BundleSid, CredentialSid};
use trusthub_storage::{Scope, Tx};

use super::not_found;
use crate::{Actor, Error, Hub, Page, PageRequest, Permit, Result};

/// What is kept of a credential.
///
/// # Errors
/// `NotFound`.
pub async fn find(hub: &Hub, actor: &Actor, sid: CredentialSid) -> Result<Credential> {
    let scope = actor.may(Permit::Read)?;
    let mut tx = hub.db().read().await?;
    tx.credential_find(&scope, sid).await?.ok_or_else(|| not_found(sid))
}

/// What is kept of the account's credentials, newest first, optionally only of those about one profile.
///
/// # Errors
/// `Unavailable`.
pub async fn list(
    hub: &Hub,
    actor: &Actor,
    profile: Option<BundleSid>,
    page: PageRequest,
) -> Result<Page<Credential>> {
    let scope = actor.may(Permit::Read)?;
    let mut tx = hub.db().read().await?;
    Ok(tx.credential_list(&scope, profile, &page).await?)
}

/// The operator acting for the account of a profile or credential.
///
/// # Errors
/// `Forbidden` for anybody but the operator; `NotFound` if there is no such thing.
pub async fn on_behalf(hub: &Hub, actor: &Actor, sid: impl Display) -> Result<Actor> {
    actor.must_be_operator()?;
    let sid = sid.to_string();
    let owner = hub.db().read().await?.sid_owner_any_account(&sid).await?;
    owner
        .map(|owner| actor.on(owner))
        .ok_or_else(|| Error::NotFound(format!("What has the identifier {sid}")))
}

/// Whose a credential is and where it stands; `None` if it is none of this hub's. For those who may ask about others:
/// whether the asker may is theirs to decide.
pub(crate) async fn known(
    tx: &mut Tx,
    hub: &Hub,
    sid: CredentialSid,
) -> Result<Option<(AccountSid, CredentialState)>> {
    let Some(account) = tx.sid_owner_any_account(&sid.to_string()).await? else { return Ok(None) };
    let found = tx.credential_find(&Scope::own(account), sid).await?;
    Ok(found.map(|credential| (account, credential.state(hub.now()))))
}
