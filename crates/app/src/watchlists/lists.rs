//! What is in force, in memory and ready to be searched.
//!
//! Whoever searches asks [`ListCache::current`], which looks at the database which versions are in force and loads what
//! it does not have yet. So a new version counts from the transaction that brought it, in every process; that servers
//! look every second as well only keeps the first to search from waiting.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use trusthub_storage::{Tx, WatchlistVersion};
use trusthub_vetting::ListUsed;
use trusthub_vetting::watchlists::Source;

use super::content::{self, Entry};
use super::search::Index;
use super::versions::in_force;
use crate::record::internal;
use crate::{Error, Hub, Result};

/// An entry of a list that is in force.
#[derive(Debug, Clone)]
pub(crate) struct Listed {
    pub(crate) source: Source,
    /// The version of its list.
    pub(crate) version: Arc<str>,
    pub(crate) entry: Arc<Entry>,
}

/// The lists in force.
pub(crate) struct Lists {
    loaded: Vec<Loaded>,
    pub(crate) index: Arc<Index>,
    /// What is new since some version, as it was last asked for: a walk over all bundles asks the same again and again.
    newer: Mutex<Option<(Source, i64, Arc<Index>)>>,
}

/// One list.
struct Loaded {
    source: Source,
    sequence: i64,
    digest: String,
    /// `None` if its content could not be read.
    entries: Option<Vec<Listed>>,
}

impl Lists {
    fn of(loaded: Vec<Loaded>) -> Self {
        let entries = loaded.iter().filter_map(|list| list.entries.as_ref()).flatten().cloned();
        let index = Arc::new(Index::build(entries.collect()));
        Self { loaded, index, newer: Mutex::default() }
    }

    /// The lists that can be searched.
    pub(crate) fn used(&self) -> Vec<ListUsed> {
        let readable = self.loaded.iter().filter(|list| list.entries.is_some());
        readable.map(|list| ListUsed { source: list.source, version: list.digest.clone() }).collect()
    }

    /// The lists in force that cannot.
    pub(crate) fn unreadable(&self) -> Vec<Source> {
        self.loaded.iter().filter(|list| list.entries.is_none()).map(|list| list.source).collect()
    }

    /// Only what came into this list after version `seen`.
    pub(crate) fn newer_than(&self, source: Source, seen: i64) -> Arc<Index> {
        let mut newer = self.newer.lock().unwrap_or_else(PoisonError::into_inner);
        match newer.as_ref() {
            Some((known, since, index)) if (*known, *since) == (source, seen) => Arc::clone(index),
            _ => {
                let list = self.loaded.iter().filter(|list| list.source == source);
                let entries = list.filter_map(|list| list.entries.as_ref()).flatten();
                let entries = entries.filter(|listed| listed.entry.since > seen).cloned().collect();
                let index = Arc::new(Index::build(entries));
                *newer = Some((source, seen, Arc::clone(&index)));
                index
            }
        }
    }

    fn stand_for(&self, in_force: &[WatchlistVersion]) -> bool {
        self.loaded.len() == in_force.len()
            && self.loaded.iter().zip(in_force).all(|(list, version)| list.is(version))
    }

    /// Whether these are still the ones in force, asked within a transaction that rests on them.
    ///
    /// # Errors
    /// `Conflict` if they are not.
    pub(crate) async fn must_be_current(&self, tx: &mut Tx) -> Result<()> {
        if self.stand_for(&in_force(tx).await?) { Ok(()) } else { Err(Error::Conflict) }
    }
}

impl Loaded {
    fn is(&self, version: &WatchlistVersion) -> bool {
        self.source.as_str() == version.source
            && self.sequence == version.sequence
            && self.digest == version.digest
    }
}

/// The lists of one process.
pub(crate) struct ListCache {
    present: RwLock<Arc<Lists>>,
    /// One at a time loads; the others wait for what it finds.
    loading: tokio::sync::Mutex<()>,
}

impl Default for ListCache {
    fn default() -> Self {
        Self { present: RwLock::new(Arc::new(Lists::of(Vec::new()))), loading: tokio::sync::Mutex::default() }
    }
}

impl ListCache {
    fn present(&self) -> Arc<Lists> {
        Arc::clone(&self.present.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The lists in force now.
    ///
    /// # Errors
    /// `Unavailable`.
    pub(crate) async fn current(&self, hub: &Hub) -> Result<Arc<Lists>> {
        let versions = in_force(&mut hub.db().read().await?).await?;
        let present = self.present();
        if present.stand_for(&versions) {
            return Ok(present);
        }
        let _turn = self.loading.lock().await;
        let present = self.present();
        if present.stand_for(&versions) {
            return Ok(present);
        }
        let mut loaded = Vec::with_capacity(versions.len());
        for version in versions {
            loaded.push(load(hub, &present, version).await?);
        }
        // Building the index takes a good part of a second of a whole processor.
        let lists =
            tokio::task::spawn_blocking(move || Arc::new(Lists::of(loaded))).await.map_err(internal)?;
        *self.present.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&lists);
        tracing::info!(lists = lists.used().len(), "sanctions lists are loaded");
        Ok(lists)
    }
}

/// A list that is in memory already, or as the database has it. One that is damaged is told and left out: what is found
/// without it says so.
async fn load(hub: &Hub, present: &Lists, version: WatchlistVersion) -> Result<Loaded> {
    let source: Source = version.source.parse().map_err(internal)?;
    if let Some(known) = present.loaded.iter().find(|list| list.is(&version) && list.entries.is_some()) {
        let entries = known.entries.clone();
        return Ok(Loaded { source, sequence: version.sequence, digest: version.digest, entries });
    }
    let mut tx = hub.db().read().await?;
    let stored = tx.watchlist_content_any_account(&version.source, version.sequence).await?;
    drop(tx);
    let file_digest = version.file_digest.clone();
    let decoded = tokio::task::spawn_blocking(move || content::decode(source, &file_digest, &stored));
    let entries = match decoded.await.map_err(internal)? {
        Ok(entries) => {
            let version: Arc<str> = version.digest.as_str().into();
            let listed = |entry| Listed { source, version: Arc::clone(&version), entry: Arc::new(entry) };
            Some(entries.into_iter().map(listed).collect())
        }
        Err(damage) => {
            tracing::error!(
                error = &damage as &dyn std::error::Error,
                "the sanctions list {source} is damaged"
            );
            None
        }
    };
    Ok(Loaded { source, sequence: version.sequence, digest: version.digest, entries })
}
