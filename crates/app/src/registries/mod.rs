//! Company registers of the hub: taken in by the operator, kept in versions, loaded by every node.
//!
//! A version is a row and an immutable file in the documents' store; the row's digest is checked whenever the file is
//! read. The newest version of a source is in force, the one before is kept. Start at [`prepare`], then [`take_in`].

mod follow;
mod import;
mod load;
mod search;

pub use follow::{Loaded, Registers, load_in_force};
pub use import::{Fewer, ImportError, Imported, Prepared, prepare, take_in};
pub use load::{Damage, check};
pub use trusthub_storage::RegistryVersion;

pub(crate) use follow::run as follow;
pub(crate) use search::{Asked, Look};

use crate::{Actor, Hub, Result};

/// Every version that is kept, by source, the newest first.
///
/// # Errors
/// `Forbidden` for anybody but the operator; `Unavailable`.
pub async fn list(hub: &Hub, actor: &Actor) -> Result<Vec<RegistryVersion>> {
    actor.must_be_operator()?;
    Ok(hub.db().read().await?.registry_version_list().await?)
}
