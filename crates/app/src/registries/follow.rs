//! The registers in force, in memory: each node looks every second whether it still has them.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use trusthub_storage::RegistryVersion;
use trusthub_vetting::registries::compact::{Reader, decode};
use trusthub_vetting::registries::index::{Builder, RegistryIndex};
use uuid::Uuid;

use super::load::{Damage, content};
use crate::record::internal;
use crate::{Hub, Result};

/// How often it is asked which versions are in force.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Looks until a version that could not be loaded is tried again.
const TRY_AGAIN_AFTER: u32 = 60;

/// A register in memory.
pub struct Loaded {
    /// Which version.
    pub version: RegistryVersion,
    /// What is in it.
    pub index: RegistryIndex,
}

/// All registers in memory, by source.
pub type Registers = Vec<Arc<Loaded>>;

/// Keeps the registers of a node those in force, until `stop` is cancelled. A version that cannot be loaded is told
/// once, and tried again every minute; until it can be, the version before it serves.
pub(crate) async fn run(hub: Hub, stop: CancellationToken) {
    let mut broken = HashSet::new();
    let mut look = 0_u32;
    loop {
        if look.is_multiple_of(TRY_AGAIN_AFTER) {
            broken.clear();
        }
        look = look.wrapping_add(1);
        if let Err(error) = refresh(&hub, &mut broken).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "the registers in force could not be looked at; it is tried again"
            );
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

/// Loads what is in force and not in memory, and lets go of the rest. For tests and for commands.
///
/// # Errors
/// `Unavailable`.
pub async fn load_in_force(hub: &Hub) -> Result<()> {
    refresh(hub, &mut HashSet::new()).await
}

async fn refresh(hub: &Hub, broken: &mut HashSet<Uuid>) -> Result<()> {
    let versions = hub.db().read().await?.registry_version_list().await?;
    let in_force = versions.into_iter().filter(RegistryVersion::is_in_force);
    let before = hub.registers();
    let mut after: Registers = Vec::new();
    for version in in_force {
        let present = before.iter().find(|loaded| loaded.version.source == version.source);
        let is_present = present.is_some_and(|loaded| loaded.version.id == version.id);
        let loaded = match present {
            Some(present) if is_present => Some(Arc::clone(present)),
            _ if broken.contains(&version.id) => present.cloned(),
            _ => match load(hub, &version).await? {
                Ok(loaded) => Some(Arc::new(loaded)),
                Err(damage) => {
                    tracing::error!(
                        error = &damage as &dyn std::error::Error,
                        "the register {} cannot be loaded; import it again",
                        version.source
                    );
                    broken.insert(version.id);
                    present.cloned()
                }
            },
        };
        after.extend(loaded);
    }
    let is_same =
        before.len() == after.len() && before.iter().zip(&after).all(|(one, other)| Arc::ptr_eq(one, other));
    if !is_same {
        hub.set_registers(after);
    }
    Ok(())
}

/// The outer error is the hub's, the inner one the file's.
async fn load(hub: &Hub, version: &RegistryVersion) -> Result<std::result::Result<Loaded, Damage>> {
    let content = match content(hub, version).await {
        Ok(content) => content,
        Err(damage) => return Ok(Err(damage)),
    };
    // Seconds of work for a large register.
    let built = tokio::task::spawn_blocking(move || build(&content)).await.map_err(internal)?;
    let Some(index) = built else { return Ok(Err(Damage::Changed)) };
    tracing::info!(
        registry.source = version.source,
        registry.companies = version.companies,
        registry.size_bytes = index.size_bytes(),
        "the register {} is loaded",
        version.source
    );
    Ok(Ok(Loaded { version: version.clone(), index }))
}

/// `None` for bytes that are no stored register.
fn build(content: &[u8]) -> Option<RegistryIndex> {
    let mut builder = Builder::default();
    for record in Reader::open(content).ok()? {
        builder.add(&decode(&record.ok()?)?);
    }
    Some(builder.finish())
}
