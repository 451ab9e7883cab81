//! Which versions there are, how old they are, and whether they can be read.

use std::time::Duration;

use trusthub_storage::{Tx, WatchlistVersion};
use trusthub_vetting::watchlists::Source;

use super::content;
use crate::{Actor, Hub, Result};

/// A list that was not checked against its publisher's files for so long is stale. Ours: all of them are published anew
/// on most working days.
const LIST_IS_STALE_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

/// A version and how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListState {
    /// The version.
    pub version: WatchlistVersion,
    /// The last of its list.
    pub is_in_force: bool,
    /// Since its publisher's files were last looked at.
    pub age: Duration,
}

impl ListState {
    /// In force, and nobody has looked for a newer one since yesterday.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        self.is_in_force && self.age > LIST_IS_STALE_AFTER
    }
}

/// All versions that are kept, by list, newest first.
///
/// # Errors
/// `Forbidden` for anybody but the operator.
pub async fn list(hub: &Hub, actor: &Actor) -> Result<Vec<ListState>> {
    actor.must_be_operator()?;
    let versions = hub.db().read().await?.watchlist_list_any_account().await?;
    let now = hub.now();
    let mut states: Vec<ListState> = Vec::with_capacity(versions.len());
    for version in versions {
        let is_in_force = states.last().is_none_or(|last| last.version.source != version.source);
        states.push(ListState { age: now.since(version.checked_at), is_in_force, version });
    }
    Ok(states)
}

/// The lists in force that cannot be used, and why: read from the database as a server would.
///
/// # Errors
/// `Forbidden` for anybody but the operator.
pub async fn check(hub: &Hub, actor: &Actor) -> Result<Vec<(String, String)>> {
    let mut damaged = Vec::new();
    for state in list(hub, actor).await?.into_iter().filter(|state| state.is_in_force) {
        let version = state.version;
        let stored =
            hub.db().read().await?.watchlist_content_any_account(&version.source, version.sequence).await?;
        let why = match version.source.parse::<Source>() {
            Ok(source) => {
                content::decode(source, &version.file_digest, &stored).err().map(|damage| damage.to_string())
            }
            Err(unknown) => Some(unknown.to_string()),
        };
        damaged.extend(why.map(|why| (version.source, why)));
    }
    Ok(damaged)
}

/// The versions in force, by list. A list that this version of the hub does not know was imported by a later one; it
/// cannot be used here.
pub(crate) async fn in_force(tx: &mut Tx) -> Result<Vec<WatchlistVersion>> {
    let mut versions = tx.watchlist_list_any_account().await?;
    versions.retain(|version| version.source.parse::<Source>().is_ok());
    versions.dedup_by(|later, first| later.source == first.source);
    Ok(versions)
}
