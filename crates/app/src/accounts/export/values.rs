//! What is shown of rows that are stored otherwise than they read, and of files.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use trusthub_domain::item::DocumentFile;
use trusthub_gateways::documents::{DocumentError, DocumentKey};
use trusthub_storage::{Scope, StoredEvent};

use super::Exported;
use crate::attestation::evidence::Kept;
use crate::items::documents::is_quarantined;
use crate::record::internal;
use crate::{Error, Hub, Result};

pub(super) fn of_event(stored: &StoredEvent) -> Value {
    let event = &stored.event;
    json!({
        "sid": event.sid,
        "account_sid": event.account_sid,
        "bundle_sid": event.bundle_sid,
        "bundle_kind": event.bundle_kind,
        "kind": event.transition.kind,
        "status": event.transition.status,
        "sequence": event.transition.sequence,
        "reasons": event.transition.reasons,
        "at": event.transition.at,
        "cause": event.cause.as_str(),
        "addressee": event.addressee,
        "callback_settled_at": stored.callback_settled_at,
    })
}

pub(super) fn of_decision(kept: &Kept) -> Value {
    json!({
        "sid": kept.sid,
        "account_sid": kept.account_sid,
        "origid": kept.origid,
        "decided_at": kept.decided_at.to_rfc3339(),
        "evidence": kept.evidence,
    })
}

pub(super) async fn of_file(hub: &Hub, scope: &Scope, file: &DocumentFile) -> Result<Exported> {
    let key: DocumentKey = file.object_key.parse().map_err(internal)?;
    let is_malware = is_quarantined(&mut hub.db().read().await?, scope, file).await?;
    let content = match hub.documents().get(&key).await {
        // Nobody is given it, not even among everything else.
        _ if is_malware => Value::Null,
        Ok(sealed) => {
            let clear = hub.db().vault().open_document(scope.account(), &file.object_key, &sealed).await?;
            Value::String(STANDARD.encode(clear))
        }
        // Lost, or replaced since the rows were read.
        Err(DocumentError::NotFound) => Value::Null,
        Err(_) => return Err(Error::Unavailable("the document store")),
    };
    let value = json!({
        "object_key": file.object_key,
        "media_type": file.media_type,
        "size_bytes": file.size_bytes,
        "sha256": file.sha256,
        "is_malware": is_malware,
        "content_base64": content,
    });
    Ok(Exported { kind: "file", value })
}
