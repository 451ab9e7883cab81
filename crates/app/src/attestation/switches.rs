//! Credentials of the provider's switches.

use secrecy::SecretString;
use trusthub_domain::account::Switch;
use trusthub_domain::sid::SwitchSid;
use trusthub_storage::{Error as StorageError, Key};

use super::tls_names::{Asker, refuse_name_of_other, tls_name_of};
use crate::auth::secret_hash;
use crate::input::{self, FRIENDLY_NAME_LIMIT};
use crate::record::record_hub;
use crate::{Actor, Error, Hub, Result};

/// Makes credentials for a switch. The secret, 32 characters, is shown this once.
///
/// # Errors
/// `Forbidden` for anybody but the operator; `Invalid` for a name that is missing or too long.
pub async fn create(hub: &Hub, actor: &Actor, friendly_name: String) -> Result<(Switch, SecretString)> {
    let secret = SecretString::from(hub.random_hex::<16>());
    let switch = insert(hub, actor, friendly_name, None, &secret_hash(&secret)).await?;
    Ok((switch, secret))
}

/// Lets a switch in by the client certificates that name it, and by nothing else.
///
/// # Errors
/// `Forbidden` for anybody but the operator; `Invalid` for a name that is missing or too long, or a TLS name that is no
/// DNS name; `AlreadyExists` if a switch in use has that TLS name.
pub async fn create_with_certificate(
    hub: &Hub,
    actor: &Actor,
    friendly_name: String,
    tls_name: &str,
) -> Result<Switch> {
    let tls_name = tls_name_of(tls_name, "sbc.provider.example")?;
    insert(hub, actor, friendly_name, Some(tls_name), &[]).await
}

async fn insert(
    hub: &Hub,
    actor: &Actor,
    friendly_name: String,
    tls_name: Option<String>,
    secret_hash: &[u8],
) -> Result<Switch> {
    actor.must_be_operator()?;
    input::required("Name", &friendly_name, FRIENDLY_NAME_LIMIT)?;
    let switch =
        Switch { sid: hub.sid(), friendly_name, date_created: hub.now(), tls_name, revoked_at: None };
    let mut tx = hub.db().write().await?;
    if let Some(name) = &switch.tls_name {
        refuse_name_of_other(&mut tx, Asker::Switch, name).await?;
    }
    tx.switch_insert(&switch, secret_hash).await.map_err(|error| match error {
        StorageError::Duplicate(Key::SwitchTlsName) => {
            Error::AlreadyExists("A switch in use has this TLS name; revoke it first".to_owned())
        }
        other => other.into(),
    })?;
    record_hub(&mut tx, hub, actor, "switch.create", switch.sid).await?;
    tx.commit().await?;
    Ok(switch)
}

/// All of them, revoked ones too, oldest first.
///
/// # Errors
/// `Forbidden` for anybody but the operator.
pub async fn list(hub: &Hub, actor: &Actor) -> Result<Vec<Switch>> {
    actor.must_be_operator()?;
    let known = hub.db().read().await?.switch_credentials_list().await?;
    Ok(known.into_iter().map(|known| known.switch).collect())
}

/// Shuts a switch out: at once on this node, within a second on the others.
///
/// # Errors
/// `Forbidden` for anybody but the operator; `NotFound` if there is no such switch, or it is out already.
pub async fn revoke(hub: &Hub, actor: &Actor, sid: SwitchSid) -> Result<()> {
    actor.must_be_operator()?;
    let mut tx = hub.db().write().await?;
    if !tx.switch_revoke(sid, hub.now()).await? {
        return Err(Error::NotFound(format!("A switch {sid} that is not revoked")));
    }
    record_hub(&mut tx, hub, actor, "switch.revoke", sid).await?;
    Ok(tx.commit().await?)
}
