//! Which bundles an item is in, and whether they let it change.

use trusthub_domain::bundle::{Bundle, ObjectSid};
use trusthub_domain::sid::SupportingDocumentSid;
use trusthub_storage::{Scope, Tx};

use crate::{Error, Hub, Result};

/// The bundles that `object` is an item of.
pub(crate) async fn bundles_with(tx: &mut Tx, scope: &Scope, object: ObjectSid) -> Result<Vec<Bundle>> {
    let mut bundles = Vec::new();
    for assignment in tx.entity_assignment_of_object(scope, object).await? {
        bundles.extend(tx.bundle_find(scope, assignment.bundle_sid).await?);
    }
    Ok(bundles)
}

/// Refuses if one of them is frozen. One approved bundle freezes an item for all (the vendor's guides).
pub(super) fn must_be_open(bundles: &[Bundle], kind: &'static str) -> Result<()> {
    let is_frozen = bundles.iter().any(|bundle| bundle.may_change().is_err());
    if is_frozen { Err(Error::ItemFrozen(kind)) } else { Ok(()) }
}

/// A change of an item is a change of each bundle it is in: whoever read the bundle before must read it again.
pub(super) async fn touch(tx: &mut Tx, hub: &Hub, bundles: &[Bundle]) -> Result<()> {
    for bundle in bundles {
        tx.bundle_touch(&bundle.touched(hub.now())).await?;
    }
    Ok(())
}

/// The bundles that rest on one of these documents, each once.
pub(super) async fn bundles_with_any(
    tx: &mut Tx,
    scope: &Scope,
    documents: &[SupportingDocumentSid],
) -> Result<Vec<Bundle>> {
    let mut bundles: Vec<Bundle> = Vec::new();
    for document in documents {
        for bundle in bundles_with(tx, scope, ObjectSid::SupportingDocument(*document)).await? {
            if !bundles.iter().any(|known| known.sid == bundle.sid) {
                bundles.push(bundle);
            }
        }
    }
    Ok(bundles)
}
