//! A register's file becomes the version in force, or changes nothing.

use std::io::BufRead;

use aws_lc_rs::digest::{SHA256, digest};
use bytes::Bytes;
use trusthub_gateways::documents::{DocumentError, ReferenceKey};
use trusthub_storage::{JobKind, RegistryVersion, Tx};
use trusthub_vetting::registries::compact::Writer;
use trusthub_vetting::registries::{Layout, Limits, Records, Refusal, Source, Why};

use crate::record::{hub_chain, internal, record_hub};
use crate::work::Rescreening;
use crate::{Actor, Error, Hub, Result};

/// The version in force and the one before.
const KEPT: usize = 2;

/// A register's file, read to its end and found whole.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// Whose.
    pub source: Source,
    /// Companies in it.
    pub companies: u64,
    /// Rows that name none.
    pub skipped: u64,
    /// As it is stored.
    content: Vec<u8>,
    /// SHA-256 of that, hex.
    digest: String,
}

/// Whether a register may have lost most of its companies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fewer {
    /// No: the file is probably a part.
    Refused,
    /// Yes: the operator says so.
    Accepted,
}

/// What came of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The version in force now.
    pub version: RegistryVersion,
    /// It was in force before: the file holds what is known already.
    pub is_unchanged: bool,
    /// The version in whose place it came, which is kept.
    pub replaced: Option<RegistryVersion>,
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The hub.
    #[error(transparent)]
    Hub(#[from] Error),
    /// Less than half of what is in force.
    #[error("the file names {found} companies and the version in force {in_force}: is it only a part?")]
    Fewer {
        /// Companies in the file.
        found: u64,
        /// Companies in the version in force.
        in_force: i64,
    },
}

/// Reads a register's file, unpacked, from front to back. `watcher` is told the companies so far.
///
/// # Errors
/// The file is refused whole, with line and column.
pub fn prepare(
    layout: &Layout,
    input: impl BufRead,
    mut watcher: impl FnMut(u64),
) -> std::result::Result<Prepared, Refusal> {
    let refused = |error| Refusal { line: 0, column: None, why: Why::Read(error) };
    let mut records = Records::open(layout, input, Limits::default())?;
    let mut writer = Writer::begin(Vec::new()).map_err(refused)?;
    let mut companies = 0;
    for record in &mut records {
        writer.record(&record?).map_err(refused)?;
        companies += 1;
        watcher(companies);
    }
    let content = writer.finish().map_err(refused)?;
    let digest = hex::encode(digest(&SHA256, &content));
    Ok(Prepared { source: layout.source(), companies, skipped: records.skipped(), content, digest })
}

/// Brings a register into force, here and within seconds in every node. `published` is the day of its publication.
///
/// The file is stored before the row that names it is committed: whatever breaks off in between leaves the old version in
/// force, and a file that nothing names.
///
/// # Errors
/// `Hub` with `Forbidden` for anybody but the operator, with `Unavailable`, or with `Conflict` if another import was
/// faster; `Fewer`.
pub async fn take_in(
    hub: &Hub,
    actor: &Actor,
    prepared: Prepared,
    published: Option<String>,
    fewer: Fewer,
) -> std::result::Result<Imported, ImportError> {
    let known = super::list(hub, actor).await?;
    let source = prepared.source.to_string();
    let in_force = known.into_iter().find(|version| version.source == source && version.is_in_force());
    if let Some(version) = in_force {
        if version.digest == prepared.digest && is_there(hub, &version).await? {
            return Ok(Imported { version, is_unchanged: true, replaced: None });
        }
        let before = u64::try_from(version.companies).unwrap_or_default();
        if prepared.companies.saturating_mul(2) < before && fewer == Fewer::Refused {
            return Err(ImportError::Fewer { found: prepared.companies, in_force: version.companies });
        }
    }
    let id = hub.uuid();
    let key = ReferenceKey::registry(id);
    let size_bytes = i64::try_from(prepared.content.len()).map_err(internal)?;
    hub.documents().reference_put(&key, Bytes::from(prepared.content)).await.map_err(unavailable)?;
    let version = RegistryVersion {
        id,
        source,
        object_key: key.to_string(),
        digest: prepared.digest,
        size_bytes,
        companies: i64::try_from(prepared.companies).map_err(internal)?,
        published,
        imported_at: hub.now(),
        replaced_at: None,
    };
    let replaced = bring_into_force(hub, actor, &version).await?;
    Ok(Imported { version, is_unchanged: false, replaced })
}

/// Gives the version in whose place it came.
async fn bring_into_force(
    hub: &Hub,
    actor: &Actor,
    version: &RegistryVersion,
) -> Result<Option<RegistryVersion>> {
    let mut tx = hub.db().write().await?;
    tx.registry_version_insert(version).await?;
    let replaced = forget_old(&mut tx, hub, &version.source).await?;
    // Whom it knows, or knows no more, stands perhaps under another name than when it was approved.
    let walk = Rescreening::walk_in_registers();
    let job = hub.job(JobKind::Rescreen, hub_chain().account(), walk, hub.now());
    tx.job_push(&job.once(format!("rescreen:registers:{}", version.id.simple()))).await?;
    let subject = format!("{} {}", version.source, version.digest);
    record_hub(&mut tx, hub, actor, "registry.import", subject).await?;
    tx.commit().await?;
    Ok(replaced)
}

/// Whether the store has the version's file; after a move to another store it may be gone.
async fn is_there(hub: &Hub, version: &RegistryVersion) -> Result<bool> {
    Ok(super::load::content(hub, version).await.is_ok())
}

/// Forgets all but the last versions of a source; gives the one that was in force before.
async fn forget_old(tx: &mut Tx, hub: &Hub, source: &str) -> Result<Option<RegistryVersion>> {
    let all = tx.registry_version_list().await?;
    let mut of_source = all.into_iter().filter(|version| version.source == source);
    let kept: Vec<RegistryVersion> = of_source.by_ref().take(KEPT).collect();
    for old in of_source {
        tx.registry_version_delete(old.id).await?;
        let job = hub.job(JobKind::DeleteFile, hub_chain().account(), old.object_key, hub.now());
        tx.job_push(&job).await?;
    }
    Ok(kept.into_iter().find(|version| !version.is_in_force()))
}

fn unavailable(error: DocumentError) -> Error {
    match error {
        DocumentError::AlreadyExists | DocumentError::NotFound | DocumentError::TooLarge { .. } => {
            internal(error)
        }
        DocumentError::Folder { .. } | DocumentError::Store(_) | DocumentError::Timeout => {
            Error::Unavailable("the document store")
        }
    }
}
