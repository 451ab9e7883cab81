//! Bringing a version of a list into force: whole, in one transaction, with what it changes.

use std::collections::HashMap;

use trusthub_storage::{Error as StorageError, JobKind, WatchlistVersion};
use trusthub_vetting::watchlists::{Entity, Source, Watchlist};

use super::content::{self, Entry};
use crate::record::{hub_chain, internal, record_hub};
use crate::work::Rescreening;
use crate::{Actor, Error, Hub, Result};

/// By how much a list may lose entries or names from one version to the next without being asked about, in percent. Ours:
/// publishers take off a few at a time; a file that was cut off, or filtered, loses more.
const MOST_SHRINKING_PERCENT: i64 = 10;

/// A list as it was read.
pub struct Import {
    /// All of it.
    pub list: Watchlist,
    /// It may be much smaller than the version before.
    pub accepts_shrink: bool,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The version in force now.
    pub version: WatchlistVersion,
    /// It was in force before; only that it still is was noted.
    pub is_unchanged: bool,
}

/// Why a list was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It is much smaller than the version before.
    #[error(transparent)]
    Shrunk(#[from] ShrinkRefused),
    /// As for any use case.
    #[error(transparent)]
    Hub(#[from] Error),
}

/// Why a list that shrank is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the list would shrink from {before} to {after} {what}, by more than {MOST_SHRINKING_PERCENT} %; \
     the version before stays in force"
)]
pub struct ShrinkRefused {
    /// Entries, or names.
    pub what: &'static str,
    /// How many there are.
    pub before: i64,
    /// How many there would be.
    pub after: i64,
}

/// Imports a list. It takes effect in every process within two seconds, and whom its new entries may concern is screened
/// again. The version before is kept, older ones are forgotten.
///
/// # Errors
/// `Shrunk`; `Hub` with `Conflict` if somebody imported the same list meanwhile, or `Forbidden` for anybody but the operator.
pub async fn import(hub: &Hub, actor: &Actor, import: Import) -> std::result::Result<Imported, ImportError> {
    actor.must_be_operator()?;
    let Import { list, accepts_shrink } = import;
    let source = list.source;
    let before = Before::load(hub, source).await?;
    let sequence = before.version.as_ref().map_or(0, |version| version.sequence) + 1;
    let entries = entries(list.entities, sequence)?;
    let digest = content::version_of(source, &entries);
    let published = list.published.map(|day| day.to_string());
    if let Some(version) =
        before.version.as_ref().filter(|version| version.digest == digest && before.is_sound)
    {
        return Ok(confirm(hub, actor, version, published).await?);
    }
    let (entries, delta) = before.compare(entries);
    let names = entries.iter().map(|entry| count(entry.entity.names.len())).sum();
    let version = WatchlistVersion {
        source: source.as_str().to_owned(),
        sequence,
        digest,
        file_digest: String::new(),
        published,
        imported_by: actor.label(),
        imported_at: hub.now(),
        checked_at: hub.now(),
        entries: count(entries.len()),
        names,
        added: delta.added,
        changed: delta.changed,
        removed: delta.removed,
    };
    if !accepts_shrink && let Some(old) = &before.version {
        must_not_shrink("entries", old.entries, version.entries)?;
        must_not_shrink("names", old.names, version.names)?;
    }
    let content = content::encode(source, sequence, &entries).map_err(internal)?;
    let version = WatchlistVersion { file_digest: content::file_digest(&content), ..version };
    bring_into_force(hub, actor, &before, &version, &content).await?;
    Ok(Imported { version, is_unchanged: false })
}

async fn bring_into_force(
    hub: &Hub,
    actor: &Actor,
    before: &Before,
    version: &WatchlistVersion,
    content: &[u8],
) -> Result<()> {
    let mut tx = hub.db().write().await?;
    match tx.watchlist_insert_any_account(version, content).await {
        // Somebody else's version has the number.
        Err(StorageError::Duplicate(_)) => return Err(Error::Conflict),
        other => other?,
    }
    tx.watchlist_forget_any_account(&version.source, version.sequence - 2).await?;
    if version.added + version.changed > 0 {
        let seen = before.version.as_ref().filter(|_| before.is_sound).map_or(0, |version| version.sequence);
        let walk = Rescreening::walk(&version.source, seen);
        let job = hub.job(JobKind::Rescreen, hub_chain().account(), walk, hub.now());
        tx.job_push(&job.once(format!("rescreen:{}:{}", version.source, version.sequence))).await?;
    }
    let subject = format!("{} {} {}", version.source, version.sequence, version.digest);
    record_hub(&mut tx, hub, actor, "watchlist.import", subject).await?;
    Ok(tx.commit().await?)
}

async fn confirm(
    hub: &Hub,
    actor: &Actor,
    version: &WatchlistVersion,
    published: Option<String>,
) -> Result<Imported> {
    let now = hub.now();
    let published = published.or_else(|| version.published.clone());
    let mut tx = hub.db().write().await?;
    tx.watchlist_checked_any_account(&version.source, version.sequence, published.as_deref(), now).await?;
    let subject = format!("{} {} {}", version.source, version.sequence, version.digest);
    record_hub(&mut tx, hub, actor, "watchlist.check", subject).await?;
    tx.commit().await?;
    let version = WatchlistVersion { checked_at: now, published, ..version.clone() };
    Ok(Imported { version, is_unchanged: true })
}

fn entries(entities: Vec<Entity>, since: i64) -> Result<Vec<Entry>> {
    entities.into_iter().map(|entity| Entry::new(entity, since).map_err(internal)).collect()
}

fn must_not_shrink(what: &'static str, before: i64, after: i64) -> std::result::Result<(), ShrinkRefused> {
    let is_fine = after.saturating_mul(100) >= before.saturating_mul(100 - MOST_SHRINKING_PERCENT);
    if is_fine { Ok(()) } else { Err(ShrinkRefused { what, before, after }) }
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The version in force before.
struct Before {
    version: Option<WatchlistVersion>,
    /// Its content could be read.
    is_sound: bool,
    entries: HashMap<String, Entry>,
}

/// What a version changes.
struct Delta {
    added: i64,
    changed: i64,
    removed: i64,
}

impl Before {
    /// One that is damaged counts as none: everything is new then, and is screened for.
    async fn load(hub: &Hub, source: Source) -> Result<Self> {
        let mut tx = hub.db().read().await?;
        let versions = tx.watchlist_list_any_account().await?;
        let Some(version) = versions.into_iter().find(|version| version.source == source.as_str()) else {
            return Ok(Self { version: None, is_sound: true, entries: HashMap::new() });
        };
        let stored = tx.watchlist_content_any_account(&version.source, version.sequence).await?;
        let entries = match content::decode(source, &version.file_digest, &stored) {
            Ok(entries) => Some(entries),
            Err(damage) => {
                tracing::warn!(
                    error = &damage as &dyn std::error::Error,
                    "the list {source} in force is damaged"
                );
                None
            }
        };
        let is_sound = entries.is_some();
        let entries = entries.into_iter().flatten().map(|entry| (entry.entity.id.clone(), entry)).collect();
        Ok(Self { version: Some(version), is_sound, entries })
    }

    /// Entries that are as they were keep the number of the version they came in with.
    fn compare(&self, mut entries: Vec<Entry>) -> (Vec<Entry>, Delta) {
        let mut delta = Delta { added: 0, changed: 0, removed: 0 };
        let mut kept = 0;
        for entry in &mut entries {
            match self.entries.get(&entry.entity.id) {
                None => delta.added += 1,
                Some(old) if old.digest == entry.digest => {
                    entry.since = old.since;
                    kept += 1;
                }
                Some(_) => delta.changed += 1,
            }
        }
        delta.removed = count(self.entries.len()) - kept - delta.changed;
        (entries, delta)
    }
}
