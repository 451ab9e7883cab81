//! Credentials of the provider's switches.

use secrecy::SecretString;
use trusthub_domain::account::Switch;
use trusthub_domain::sid::SwitchSid;

use crate::auth::secret_hash;
use crate::input::{self, FRIENDLY_NAME_LIMIT};
use crate::record::record_hub;
use crate::{Actor, Error, Hub, Result};

/// Makes credentials for a switch. The secret, 32 characters, is shown this once.
///
/// # Errors
/// `Forbidden` for anybody but the operator; `Invalid` for a name that is missing or too long.
pub async fn create(hub: &Hub, actor: &Actor, friendly_name: String) -> Result<(Switch, SecretString)> {
    actor.must_be_operator()?;
    input::required("Name", &friendly_name, FRIENDLY_NAME_LIMIT)?;
    let switch = Switch { sid: hub.sid(), friendly_name, date_created: hub.now(), revoked_at: None };
    let secret = SecretString::from(hub.random_hex::<16>());
    let mut tx = hub.db().write().await?;
    tx.switch_insert(&switch, &secret_hash(&secret)).await?;
    record_hub(&mut tx, hub, actor, "switch.create", switch.sid).await?;
    tx.commit().await?;
    Ok((switch, secret))
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
