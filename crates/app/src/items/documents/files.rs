//! Files of documents: judged by content, sealed, stored under a key that is never used twice.

use trusthub_domain::item::DocumentFile;
use trusthub_domain::sid::SupportingDocumentSid;
use trusthub_gateways::documents::DocumentKey;
use trusthub_gateways::documents::media_type::{pixels, sniff};
use trusthub_storage::{JobKind, Scope, Tx};

use super::unavailable;
use crate::record::internal;
use crate::{Error, Hub, Invalid, Result};

/// Picture points of an upload: twice as many as are read. A small file that unpacks to more is made to harm.
const MOST_PIXELS: u64 = 100_000_000;

/// Stores the bytes and tells what they are. Done before the transaction: nothing remote happens inside one. If the
/// transaction then fails, the sealed bytes stay behind unreferenced and unreadable without their row.
pub(crate) async fn store(
    hub: &Hub,
    scope: &Scope,
    document: SupportingDocumentSid,
    bytes: Vec<u8>,
) -> Result<DocumentFile> {
    let size_bytes = u64::try_from(bytes.len()).map_err(internal)?;
    let limit_bytes = hub.settings().document_max_bytes;
    if bytes.is_empty() {
        return Err(Invalid::FileEmpty.into());
    }
    if size_bytes > limit_bytes {
        return Err(Error::TooLarge { limit_bytes });
    }
    let media_type = sniff(&bytes).ok_or(Invalid::FileType)?;
    if pixels(&bytes).is_some_and(|points| points > MOST_PIXELS) {
        let why = format!("the picture has more than {} million points", MOST_PIXELS / 1_000_000);
        return Err(Invalid::Field { field: "File", why }.into());
    }
    let key = DocumentKey::new(scope.account(), document, hub.uuid());
    let sha256 = put(hub, scope, &key, &bytes).await?;
    Ok(DocumentFile { media_type, size_bytes, sha256, object_key: key.to_string() })
}

/// Seals bytes and stores them; their SHA-256.
pub(crate) async fn put(hub: &Hub, scope: &Scope, key: &DocumentKey, bytes: &[u8]) -> Result<String> {
    let sealed = hub.db().vault().seal_document(scope.account(), &key.to_string(), bytes).await?;
    hub.documents().put(key, sealed).await.map_err(unavailable)?;
    Ok(hex::encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes)))
}

/// The clear bytes of a file.
pub(crate) async fn load(hub: &Hub, scope: &Scope, object_key: &str) -> Result<Vec<u8>> {
    let key: DocumentKey = object_key.parse().map_err(internal)?;
    let sealed = hub.documents().get(&key).await.map_err(unavailable)?;
    Ok(hub.db().vault().open_document(scope.account(), object_key, &sealed).await?)
}

/// Copies a file under a key of its own.
pub(crate) async fn copy(
    hub: &Hub,
    scope: &Scope,
    document: SupportingDocumentSid,
    file: &DocumentFile,
) -> Result<DocumentFile> {
    let bytes = load(hub, scope, &file.object_key).await?;
    store(hub, scope, document, bytes).await
}

/// Queues the deletion of a file that no row will name once this transaction commits.
pub(crate) async fn delete_later(tx: &mut Tx, hub: &Hub, scope: &Scope, object_key: &str) -> Result<()> {
    Ok(tx.job_push(&hub.job(JobKind::DeleteFile, scope.account(), object_key, hub.now())).await?)
}
