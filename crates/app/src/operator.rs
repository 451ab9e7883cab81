//! What only whoever runs the binary may do: the keys.

use trusthub_storage::MasterKey;

use crate::accounts::erasure;
use crate::record::record_hub;
use crate::{Actor, Hub, Result};

/// Puts every key under a new master key; returns how many.
///
/// # Errors
/// `Forbidden` for anybody but the operator; `Unavailable`.
pub async fn rotate_master_key(hub: &Hub, actor: &Actor, next: &MasterKey) -> Result<u64> {
    actor.must_be_operator()?;
    let count = hub.db().vault().rotate_master(next).await?;
    note(hub, actor, "keys.rotate").await?;
    Ok(count)
}

/// All wrapped keys as one text, useless without the master key.
///
/// # Errors
/// `Forbidden` for anybody but the operator; `Unavailable`.
pub async fn export_keys(hub: &Hub, actor: &Actor) -> Result<String> {
    actor.must_be_operator()?;
    let text = hub.db().vault().export().await?;
    note(hub, actor, "keys.export").await?;
    Ok(text)
}

/// Takes in an export; keys of erased accounts stay destroyed, and what rows of them are here go. Returns how many were
/// taken in.
///
/// # Errors
/// `Forbidden` for anybody but the operator; `Unavailable`.
pub async fn import_keys(hub: &Hub, actor: &Actor, text: &str) -> Result<u64> {
    actor.must_be_operator()?;
    let count = hub.db().vault().import(text).await?;
    let mut tx = hub.db().write().await?;
    erasure::erase_all_again(&mut tx, hub, actor).await?;
    record_hub(&mut tx, hub, actor, "keys.import", "keys").await?;
    tx.commit().await?;
    Ok(count)
}

async fn note(hub: &Hub, actor: &Actor, action: &str) -> Result<()> {
    let mut tx = hub.db().write().await?;
    record_hub(&mut tx, hub, actor, action, "keys").await?;
    Ok(tx.commit().await?)
}
