//! Provisional copies: change an approved bundle while it stays in force.
//!
//! The copy is a draft of its own with copies of the end users and documents, because the originals are frozen. Its
//! approval replaces the original's content (see `changes::approve`); deleting it changes nothing.

use trusthub_domain::bundle::{Bundle, BundleKind, EntityAssignment, ObjectSid, Rule};
use trusthub_domain::evaluation::address_sids;
use trusthub_domain::item::{DocumentFile, DocumentStatus, EndUser, SupportingDocument};
use trusthub_domain::sid::{AddressSid, BundleSid};
use trusthub_storage::{Error as StorageError, Key, Scope, Tx};

use super::parts::{Gathered, gather};
use super::{load, must_be_allowed, not_found, policy_of};
use crate::items::documents::copy_file;
use crate::items::end_users::remember_bundles;
use crate::record::{Changed, record};
use crate::{Actor, Error, Hub, Permit, Result};

/// Makes the copy. Edit, evaluate and submit it under its own `BU…`.
///
/// # Errors
/// `NotFound`; `Rule` unless the original is in force, has no copy, and all its addresses still exist.
pub async fn create(hub: &Hub, actor: &Actor, kind: BundleKind, original: BundleSid) -> Result<Bundle> {
    let scope = actor.may(Permit::Own)?;
    let files = copy_files(hub, actor, &scope, kind, original).await?;
    let mut tx = hub.db().write().await?;
    let original = load(&mut tx, &scope, kind, original).await?;
    let has_copy = tx.bundle_find_copy(&scope, original.sid).await?.is_some();
    let copy = original.provisional_copy(hub.sid(), has_copy, hub.now())?;
    let gathered = gather(&mut tx, hub, &original, policy_of(hub, &original)?).await?;
    refuse_missing_address(hub, &gathered)?;
    tx.bundle_insert(&copy).await.map_err(|error| match error {
        StorageError::Duplicate(Key::BundleCopy) => Error::Rule(Rule::AlreadyCopied),
        other => other.into(),
    })?;
    copy_items(&mut tx, hub, &copy, gathered, files).await?;
    record(&mut tx, hub, actor, &scope, "bundle.copy", copy.sid, Changed::made(&copy)).await?;
    tx.commit().await?;
    Ok(copy)
}

/// The present copy.
///
/// # Errors
/// `NotFound` if there is no such bundle or it has no copy.
pub async fn find(hub: &Hub, actor: &Actor, kind: BundleKind, original: BundleSid) -> Result<Bundle> {
    let scope = actor.may(Permit::Read)?;
    let mut tx = hub.db().read().await?;
    load(&mut tx, &scope, kind, original).await?;
    tx.bundle_find_copy(&scope, original).await?.ok_or_else(|| match not_found(kind, original) {
        Error::NotFound(parent) => Error::NotFound(format!("{parent}/ProvisionalCopy")),
        other => other,
    })
}

/// A copied document has a file of its own, so that deleting one never empties the other. Files are copied before the
/// transaction, and only if the copy looks allowed.
async fn copy_files(
    hub: &Hub,
    actor: &Actor,
    scope: &Scope,
    kind: BundleKind,
    original: BundleSid,
) -> Result<Vec<(DocumentFile, DocumentFile)>> {
    let mut tx = hub.db().read().await?;
    let original = load(&mut tx, scope, kind, original).await?;
    must_be_allowed(hub, actor, policy_of(hub, &original)?)?;
    let has_copy = tx.bundle_find_copy(scope, original.sid).await?.is_some();
    original.provisional_copy(hub.sid(), has_copy, hub.now())?;
    let gathered = gather(&mut tx, hub, &original, policy_of(hub, &original)?).await?;
    drop(tx);
    let mut files = Vec::new();
    for document in gathered.parts.documents {
        if let Some(file) = document.file {
            let copy = copy_file(hub, scope, document.sid, &file).await?;
            files.push((file, copy));
        }
    }
    Ok(files)
}

fn refuse_missing_address(hub: &Hub, gathered: &Gathered) -> Result<()> {
    let parts = &gathered.parts;
    let named = address_sids(hub.catalog(), &parts.documents);
    let is_missing = |sid: &AddressSid| !parts.addresses.contains_key(sid);
    if named.iter().any(is_missing) { Err(Rule::CopyMissesAddress.into()) } else { Ok(()) }
}

async fn copy_items(
    tx: &mut Tx,
    hub: &Hub,
    copy: &Bundle,
    gathered: Gathered,
    files: Vec<(DocumentFile, DocumentFile)>,
) -> Result<()> {
    let Gathered { items, parts } = gathered;
    for item in items {
        let object_sid = match item.object_sid {
            ObjectSid::Bundle(sid) => ObjectSid::Bundle(sid),
            ObjectSid::EndUser(sid) => match parts.end_users.iter().find(|end_user| end_user.sid == sid) {
                Some(end_user) => copy_end_user(tx, hub, end_user).await?,
                None => continue,
            },
            ObjectSid::SupportingDocument(sid) => {
                match parts.documents.iter().find(|document| document.sid == sid) {
                    Some(document) => copy_document(tx, hub, document, &files).await?,
                    None => continue,
                }
            }
        };
        let assignment = EntityAssignment {
            sid: hub.sid(),
            bundle_sid: copy.sid,
            object_sid,
            date_created: hub.now(),
            ..item
        };
        tx.entity_assignment_insert(&assignment).await?;
    }
    Ok(())
}

async fn copy_end_user(tx: &mut Tx, hub: &Hub, end_user: &EndUser) -> Result<ObjectSid> {
    let now = hub.now();
    let copy =
        EndUser { sid: hub.sid(), version: 1, date_created: now, date_updated: now, ..end_user.clone() };
    tx.end_user_insert(&copy).await?;
    remember_bundles(tx, hub, &copy).await?;
    Ok(ObjectSid::EndUser(copy.sid))
}

async fn copy_document(
    tx: &mut Tx,
    hub: &Hub,
    document: &SupportingDocument,
    files: &[(DocumentFile, DocumentFile)],
) -> Result<ObjectSid> {
    let now = hub.now();
    let file = match &document.file {
        // Uploaded between the two transactions: the original is frozen, so this is a bug or a lost race.
        Some(old) => Some(files.iter().find(|(from, _)| from == old).ok_or(Error::Conflict)?.1.clone()),
        None => None,
    };
    let copy = SupportingDocument {
        sid: hub.sid(),
        status: DocumentStatus::Draft,
        file,
        version: 1,
        date_created: now,
        date_updated: now,
        ..document.clone()
    };
    tx.document_insert(&copy).await?;
    let scope = Scope::own(copy.account_sid);
    let named: Vec<AddressSid> =
        address_sids(hub.catalog(), std::slice::from_ref(&copy)).into_iter().collect();
    tx.document_addresses_set(&scope, copy.sid, &named).await?;
    Ok(ObjectSid::SupportingDocument(copy.sid))
}
