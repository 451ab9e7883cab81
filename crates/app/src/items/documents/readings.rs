//! What stands in files: read once for the same bytes, scanned again from time to time, and remembered sealed.

use std::time::Duration;

use trusthub_domain::item::{DocumentFile, MediaType, SupportingDocument};
use trusthub_domain::reading::{Content, Legibility, Reading, Scan};
use trusthub_storage::{Scope, Tx};

use super::files;
use crate::record::{Changed, record};
use crate::{Actor, Hub, Result};

/// A file that was clean is scanned anew when it is looked at after this: scanners learn daily.
const CLEAN_FOR: Duration = Duration::from_hours(24);

/// What stands in a document's file. `None` if it could not be looked at now, which is logged.
///
/// The file is read outside of any transaction, and what was read is stored in one of its own.
pub(crate) async fn reading(
    hub: &Hub,
    scope: &Scope,
    document: &SupportingDocument,
    file: &DocumentFile,
) -> Result<Option<Reading>> {
    let known = hub.db().read().await?.reading_find(scope, &file.sha256).await?;
    let content = known.as_ref().map(|known| known.content.clone());
    let content = content.filter(|content| is_final(hub, content, file.media_type));
    let is_scanned = known.as_ref().is_some_and(|known| !must_scan(hub, known));
    if content.is_some() && is_scanned {
        return Ok(known);
    }
    let bytes = match files::load(hub, scope, &file.object_key).await {
        Ok(bytes) => bytes,
        Err(error) => {
            tracing::warn!(
                account.sid = %scope.account(), document.sid = %document.sid,
                error = &error as &dyn std::error::Error, "an uploaded file cannot be loaded, so it is not read"
            );
            return Ok(None);
        }
    };
    let scan = async {
        match known.as_ref().filter(|_| is_scanned) {
            Some(known) => (known.scan.clone(), known.scanned_at),
            None => (scan(hub, &bytes).await, hub.now()),
        }
    };
    let read = async {
        match content {
            Some(content) => Some(content),
            None => read(hub, file.media_type, bytes.clone()).await,
        }
    };
    // At once: the reader works in a process that nothing gets out of, so a verdict need not be waited for.
    let ((scan, scanned_at), content) = tokio::join!(scan, read);
    let content = if scan.is_malware() { Some(Content::illegible(Legibility::Withheld)) } else { content };
    let Some(content) = content else { return Ok(None) };
    let reading = Reading { content, scan, scanned_at };
    let mut tx = hub.db().write().await?;
    tx.reading_set(scope, &file.sha256, &reading, hub.now()).await?;
    if reading.scan.is_malware() && !known.is_some_and(|known| known.scan.is_malware()) {
        let quarantined = Changed::from_to(document, document);
        record(&mut tx, hub, &Actor::system(), scope, "document.quarantine", document.sid, quarantined)
            .await?;
    }
    tx.commit().await?;
    Ok(Some(reading))
}

/// What waits for a program that is installed now is read again, and so is what took too long: perhaps only then.
fn is_final(hub: &Hub, content: &Content, media_type: MediaType) -> bool {
    match content.legibility {
        Legibility::NotRecognised => !hub.inspector().recognises(media_type),
        Legibility::TooCostly => false,
        Legibility::Text
        | Legibility::NoText
        | Legibility::Locked
        | Legibility::Damaged
        | Legibility::TooLarge
        | Legibility::Withheld => true,
    }
}

fn must_scan(hub: &Hub, known: &Reading) -> bool {
    let may_be_better = match &known.scan {
        Scan::Malware { .. } => false,
        Scan::Off | Scan::Unknown => true,
        Scan::Clean { .. } => hub.now().since(known.scanned_at) >= CLEAN_FOR,
    };
    may_be_better && hub.inspector().has_scanner()
}

/// A scanner that fails is never taken for one that found nothing.
async fn scan(hub: &Hub, bytes: &[u8]) -> Scan {
    hub.inspector().scan(bytes).await.unwrap_or_else(|error| {
        tracing::warn!(error = &error as &dyn std::error::Error, "an uploaded file could not be scanned");
        Scan::Unknown
    })
}

async fn read(hub: &Hub, media_type: MediaType, bytes: Vec<u8>) -> Option<Content> {
    let read = hub.inspector().read(media_type, bytes).await;
    read.inspect_err(|error| {
        tracing::error!(error = error as &dyn std::error::Error, "an uploaded file could not be read");
    })
    .ok()
}

/// Whether malware was found in a file.
pub(crate) async fn is_quarantined(tx: &mut Tx, scope: &Scope, file: &DocumentFile) -> Result<bool> {
    let known = tx.reading_find(scope, &file.sha256).await?;
    Ok(known.is_some_and(|known| known.scan.is_malware()))
}

/// Forgets what was read in a file that goes. That a file is malware stays known: the same bytes may lie in another
/// document.
pub(super) async fn forget(tx: &mut Tx, scope: &Scope, file: &DocumentFile) -> Result<()> {
    if !is_quarantined(tx, scope, file).await? {
        tx.reading_delete(scope, &file.sha256).await?;
    }
    Ok(())
}
