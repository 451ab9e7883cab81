//! A version's file, read and held against its digest.

use aws_lc_rs::digest::{SHA256, digest};
use trusthub_gateways::documents::DocumentError;
use trusthub_storage::RegistryVersion;

use crate::{Actor, Hub, Result};

/// What keeps a version in force from being used.
#[derive(Debug, thiserror::Error)]
pub enum Damage {
    /// The store has no such file: it was lost, or the hub has moved to another store.
    #[error("its file is missing")]
    Missing,
    /// The file is not the one that was imported.
    #[error("its file is damaged: it is not what was imported")]
    Changed,
    /// The store does not work.
    #[error("its file cannot be read")]
    Store(#[source] DocumentError),
}

/// The versions in force, each with what is wrong with it.
///
/// # Errors
/// `Forbidden` for anybody but the operator; `Unavailable`.
pub async fn check(hub: &Hub, actor: &Actor) -> Result<Vec<(RegistryVersion, Option<Damage>)>> {
    let mut checked = Vec::new();
    for version in super::list(hub, actor).await?.into_iter().filter(RegistryVersion::is_in_force) {
        let damage = content(hub, &version).await.err();
        checked.push((version, damage));
    }
    Ok(checked)
}

/// A version's content, as it was stored.
pub(super) async fn content(hub: &Hub, version: &RegistryVersion) -> std::result::Result<Vec<u8>, Damage> {
    let key = version.object_key.parse().map_err(|_| Damage::Changed)?;
    let size_bytes = u64::try_from(version.size_bytes).unwrap_or_default();
    let content = match hub.documents().reference_get(&key, size_bytes).await {
        Ok(content) => content,
        Err(DocumentError::NotFound) => return Err(Damage::Missing),
        Err(DocumentError::TooLarge { .. }) => return Err(Damage::Changed),
        Err(error) => return Err(Damage::Store(error)),
    };
    if hex::encode(digest(&SHA256, &content)) == version.digest { Ok(content) } else { Err(Damage::Changed) }
}
