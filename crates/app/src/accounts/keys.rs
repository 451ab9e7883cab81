//! API keys: the secret is shown once and kept as a hash.

use secrecy::SecretString;
use trusthub_domain::account::ApiKey;
use trusthub_domain::sid::KeySid;

use crate::auth::secret_hash;
use crate::input::{self, FRIENDLY_NAME_LIMIT};
use crate::record::{Changed, record};
use crate::{Actor, Error, Hub, Page, PageRequest, Permit, Result};

/// Makes a key; the secret is 32 characters.
///
/// # Errors
/// `Forbidden` for API keys; `Invalid` for a name that is too long.
pub async fn create(
    hub: &Hub,
    actor: &Actor,
    friendly_name: Option<String>,
) -> Result<(ApiKey, SecretString)> {
    let scope = actor.may(Permit::ManageCredentials)?;
    let friendly_name = friendly_name.unwrap_or_default();
    input::limit("FriendlyName", &friendly_name, FRIENDLY_NAME_LIMIT)?;
    let now = hub.now();
    let key = ApiKey {
        sid: hub.sid(),
        account_sid: scope.account(),
        friendly_name,
        date_created: now,
        date_updated: now,
    };
    let secret = SecretString::from(hub.random_hex::<16>());
    let mut tx = hub.db().write().await?;
    tx.key_insert(&key, &secret_hash(&secret)).await?;
    record(&mut tx, hub, actor, &scope, "key.create", key.sid, Changed::made(&key)).await?;
    tx.commit().await?;
    Ok((key, secret))
}

/// One key.
///
/// # Errors
/// `NotFound`; `Forbidden` for API keys.
pub async fn find(hub: &Hub, actor: &Actor, sid: KeySid) -> Result<ApiKey> {
    let scope = actor.may(Permit::ManageCredentials)?;
    hub.db().read().await?.key_find(&scope, sid).await?.ok_or_else(|| not_found(sid))
}

/// All keys.
///
/// # Errors
/// `Forbidden` for API keys.
pub async fn list(hub: &Hub, actor: &Actor, page: PageRequest) -> Result<Page<ApiKey>> {
    let scope = actor.may(Permit::ManageCredentials)?;
    Ok(hub.db().read().await?.key_list(&scope, &page).await?)
}

/// Renames a key.
///
/// # Errors
/// `NotFound`; `Forbidden` for API keys; `Invalid` for a name that is too long.
pub async fn rename(hub: &Hub, actor: &Actor, sid: KeySid, friendly_name: String) -> Result<ApiKey> {
    let scope = actor.may(Permit::ManageCredentials)?;
    input::limit("FriendlyName", &friendly_name, FRIENDLY_NAME_LIMIT)?;
    let mut tx = hub.db().write().await?;
    let before = tx.key_find(&scope, sid).await?.ok_or_else(|| not_found(sid))?;
    let key = ApiKey { friendly_name, date_updated: hub.now(), ..before.clone() };
    tx.key_save(&key).await?;
    record(&mut tx, hub, actor, &scope, "key.rename", sid, Changed::from_to(&before, &key)).await?;
    tx.commit().await?;
    Ok(key)
}

/// Deletes a key; it stops working at once.
///
/// # Errors
/// `NotFound`; `Forbidden` for API keys.
pub async fn delete(hub: &Hub, actor: &Actor, sid: KeySid) -> Result<()> {
    let scope = actor.may(Permit::ManageCredentials)?;
    let mut tx = hub.db().write().await?;
    let before = tx.key_find(&scope, sid).await?.ok_or_else(|| not_found(sid))?;
    tx.key_delete(&scope, sid).await?;
    record(&mut tx, hub, actor, &scope, "key.delete", sid, Changed::gone(&before)).await?;
    Ok(tx.commit().await?)
}

fn not_found(sid: KeySid) -> Error {
    Error::NotFound(format!("/Keys/{sid}"))
}
