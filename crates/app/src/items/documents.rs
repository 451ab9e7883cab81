//! Supporting documents. Their attributes lie in the database, their files sealed in the document store.

pub(crate) mod files;
mod readings;

pub(crate) use files::{copy as copy_file, load as load_file, store as store_file};
pub(crate) use readings::{is_quarantined, reading};

use trusthub_domain::bundle::{Bundle, ObjectSid};
use trusthub_domain::evaluation::address_sids;
use trusthub_domain::item::{Attributes, DocumentFile, DocumentStatus, MediaType, SupportingDocument};
use trusthub_domain::policy::ItemKind;
use trusthub_domain::review::Role;
use trusthub_domain::sid::{AddressSid, SupportingDocumentSid};
use trusthub_storage::{Scope, Tx};

use super::freeze;
use crate::error::InUse;
use crate::input::{self, FRIENDLY_NAME_LIMIT};
use crate::record::{Changed, internal, record};
use crate::review::present_reviewer;
use crate::{Actor, Error, Hub, Invalid, Page, PageRequest, Permit, Result, Who};

/// What is given to make a document.
#[derive(Debug, Clone)]
pub struct NewDocument {
    /// The customer's own name for it.
    pub friendly_name: String,
    /// Machine name of its type.
    pub type_name: String,
    /// Its content.
    pub attributes: Attributes,
    /// The uploaded bytes, if any; judged by content.
    pub file: Option<Vec<u8>>,
}

/// Changes of a document; each `None` leaves as is.
#[derive(Debug, Clone, Default)]
pub struct DocumentEdit {
    /// A new name.
    pub friendly_name: Option<String>,
    /// New content, as a whole.
    pub attributes: Option<Attributes>,
    /// Another file in place of the old one.
    pub file: Option<Vec<u8>>,
}

/// Makes one.
///
/// # Errors
/// `Invalid` for an unknown type, an unusable name, or a file that is empty or of another kind; `TooLarge`.
pub async fn create(hub: &Hub, actor: &Actor, new: NewDocument) -> Result<SupportingDocument> {
    let scope = actor.may(Permit::Own)?;
    input::required("FriendlyName", &new.friendly_name, FRIENDLY_NAME_LIMIT)?;
    hub.catalog().item_type(ItemKind::SupportingDocument, &new.type_name).ok_or(Invalid::DocumentType)?;
    let sid = hub.sid();
    let file = match new.file {
        Some(bytes) => Some(store_file(hub, &scope, sid, bytes).await?),
        None => None,
    };
    let mut tx = hub.db().write().await?;
    let new = StoredDocument {
        friendly_name: new.friendly_name,
        type_name: new.type_name,
        attributes: new.attributes,
        file,
    };
    let document = insert(&mut tx, hub, actor, &scope, sid, new).await?;
    tx.commit().await?;
    Ok(document)
}

/// A document to be made whose file, if it has one, is in the store already.
pub(crate) struct StoredDocument {
    pub(crate) friendly_name: String,
    pub(crate) type_name: String,
    pub(crate) attributes: Attributes,
    pub(crate) file: Option<DocumentFile>,
}

/// Makes one within a larger change.
pub(crate) async fn insert(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    scope: &Scope,
    sid: SupportingDocumentSid,
    new: StoredDocument,
) -> Result<SupportingDocument> {
    input::required("FriendlyName", &new.friendly_name, FRIENDLY_NAME_LIMIT)?;
    let now = hub.now();
    let document = SupportingDocument {
        sid,
        account_sid: scope.account(),
        friendly_name: new.friendly_name,
        type_name: new.type_name,
        status: DocumentStatus::Draft,
        attributes: new.attributes,
        file: new.file,
        version: 1,
        date_created: now,
        date_updated: now,
    };
    tx.document_insert(&document).await?;
    remember_addresses(tx, hub, scope, &document).await?;
    record(tx, hub, actor, scope, "document.create", sid, Changed::made(&document)).await?;
    Ok(document)
}

/// One of them.
///
/// # Errors
/// `NotFound`.
pub async fn find(hub: &Hub, actor: &Actor, sid: SupportingDocumentSid) -> Result<SupportingDocument> {
    let scope = actor.may(Permit::Read)?;
    hub.db().read().await?.document_find(&scope, sid).await?.ok_or_else(|| not_found(sid))
}

/// All of them.
///
/// # Errors
/// `Unavailable`.
pub async fn list(hub: &Hub, actor: &Actor, page: PageRequest) -> Result<Page<SupportingDocument>> {
    let scope = actor.may(Permit::Read)?;
    Ok(hub.db().read().await?.document_list(&scope, &page).await?)
}

/// Changes it.
///
/// # Errors
/// `NotFound`; `ItemFrozen` while a bundle it is in is under review or approved; as [`create`]; `Conflict`.
pub async fn update(
    hub: &Hub,
    actor: &Actor,
    sid: SupportingDocumentSid,
    edit: DocumentEdit,
) -> Result<SupportingDocument> {
    let scope = actor.may(Permit::Own)?;
    let new_file = match edit.file {
        Some(bytes) => {
            // Asked before the file is stored, so that a frozen document takes up no room.
            open_document(&mut hub.db().read().await?, &scope, sid).await?;
            Some(store_file(hub, &scope, sid, bytes).await?)
        }
        None => None,
    };
    let mut tx = hub.db().write().await?;
    let changes =
        StoredEdit { friendly_name: edit.friendly_name, attributes: edit.attributes, file: new_file };
    let document = change(&mut tx, hub, actor, &scope, sid, changes).await?;
    tx.commit().await?;
    Ok(document)
}

/// Changes of a document whose new file, if it gets one, is in the store already.
pub(crate) struct StoredEdit {
    pub(crate) friendly_name: Option<String>,
    pub(crate) attributes: Option<Attributes>,
    pub(crate) file: Option<DocumentFile>,
}

/// Changes one within a larger change. The bundles it is in are saved with it.
pub(crate) async fn change(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    scope: &Scope,
    sid: SupportingDocumentSid,
    edit: StoredEdit,
) -> Result<SupportingDocument> {
    let (before, bundles) = open_document(tx, scope, sid).await?;
    let friendly_name = edit.friendly_name.unwrap_or_else(|| before.friendly_name.clone());
    input::required("FriendlyName", &friendly_name, FRIENDLY_NAME_LIMIT)?;
    let changed = SupportingDocument {
        friendly_name,
        attributes: edit.attributes.unwrap_or_else(|| before.attributes.clone()),
        file: edit.file.clone().or_else(|| before.file.clone()),
        date_updated: hub.now(),
        ..before.clone()
    };
    let document = tx.document_save(&changed).await?;
    remember_addresses(tx, hub, scope, &document).await?;
    if let (Some(_), Some(old)) = (edit.file, &before.file) {
        files::delete_later(tx, hub, scope, &old.object_key).await?;
        readings::forget(tx, scope, old).await?;
    }
    freeze::touch(tx, hub, &bundles).await?;
    record(tx, hub, actor, scope, "document.update", sid, Changed::from_to(&before, &document)).await?;
    Ok(document)
}

/// The document and the bundles it is in; refused if one of them is frozen.
async fn open_document(
    tx: &mut Tx,
    scope: &Scope,
    sid: SupportingDocumentSid,
) -> Result<(SupportingDocument, Vec<Bundle>)> {
    let document = tx.document_find(scope, sid).await?.ok_or_else(|| not_found(sid))?;
    let bundles = freeze::bundles_with(tx, scope, ObjectSid::SupportingDocument(sid)).await?;
    freeze::must_be_open(&bundles, "supporting document")?;
    Ok((document, bundles))
}

/// Deletes it and its file.
///
/// # Errors
/// `NotFound`; `InUse` while it is under review or assigned.
pub async fn delete(hub: &Hub, actor: &Actor, sid: SupportingDocumentSid) -> Result<()> {
    let scope = actor.may(Permit::Own)?;
    let mut tx = hub.db().write().await?;
    let before = tx.document_find(&scope, sid).await?.ok_or_else(|| not_found(sid))?;
    let bundles = freeze::bundles_with(&mut tx, &scope, ObjectSid::SupportingDocument(sid)).await?;
    if bundles.iter().any(Bundle::is_under_review) {
        return Err(InUse::DocumentUnderReview.into());
    }
    if !bundles.is_empty() {
        return Err(InUse::DocumentAssigned.into());
    }
    if let Some(file) = &before.file {
        files::delete_later(&mut tx, hub, &scope, &file.object_key).await?;
        readings::forget(&mut tx, &scope, file).await?;
    }
    tx.document_addresses_set(&scope, sid, &[]).await?;
    tx.document_delete(&scope, sid).await?;
    record(&mut tx, hub, actor, &scope, "document.delete", sid, Changed::gone(&before)).await?;
    Ok(tx.commit().await?)
}

/// The clear bytes of its file, for its owner and for reviewers.
///
/// # Errors
/// `NotFound` if there is no such document or no file was uploaded; `Forbidden` if the file is malware.
pub async fn file(hub: &Hub, actor: &Actor, sid: SupportingDocumentSid) -> Result<(MediaType, Vec<u8>)> {
    // A reviewer works for the provider and opens files of the bundle that `review::show` led to.
    let scope = if let Who::Reviewer(_) = actor.who() {
        let mut tx = hub.db().read().await?;
        present_reviewer(&mut tx, actor, Role::Reviewer).await?;
        let owner = tx.sid_owner_any_account(&sid.to_string()).await?;
        Scope::own(owner.ok_or_else(|| not_found(sid))?)
    } else {
        actor.may(Permit::Read)?
    };
    let mut tx = hub.db().read().await?;
    let document = tx.document_find(&scope, sid).await?.ok_or_else(|| not_found(sid))?;
    content(hub, tx, &scope, &document).await
}

/// What is in a document's file, if it may be shown to anybody. The store is asked after the transaction has ended: it may be
/// slow.
///
/// # Errors
/// As [`shown_file`]; `Unavailable`.
pub(crate) async fn content(
    hub: &Hub,
    mut tx: Tx,
    scope: &Scope,
    document: &SupportingDocument,
) -> Result<(MediaType, Vec<u8>)> {
    let file = shown_file(&mut tx, scope, document).await?;
    drop(tx);
    Ok((file.media_type, files::load(hub, scope, &file.object_key).await?))
}

/// A document's file, if it may be shown to anybody.
///
/// # Errors
/// `NotFound` if none was uploaded; `Forbidden` if it is malware.
pub(crate) async fn shown_file<'d>(
    tx: &mut Tx,
    scope: &Scope,
    document: &'d SupportingDocument,
) -> Result<&'d DocumentFile> {
    let missing = || Error::NotFound(format!("/SupportingDocuments/{}/File", document.sid));
    let file = document.file.as_ref().ok_or_else(missing)?;
    if is_quarantined(tx, scope, file).await? {
        return Err(Error::Forbidden("malware was found in this file, so nobody is given it"));
    }
    Ok(file)
}

/// Attributes are sealed, so which addresses a document names is remembered beside them.
async fn remember_addresses(
    tx: &mut Tx,
    hub: &Hub,
    scope: &Scope,
    document: &SupportingDocument,
) -> Result<()> {
    let named: Vec<AddressSid> =
        address_sids(hub.catalog(), std::slice::from_ref(document)).into_iter().collect();
    Ok(tx.document_addresses_set(scope, document.sid, &named).await?)
}

fn not_found(sid: SupportingDocumentSid) -> Error {
    Error::NotFound(format!("/SupportingDocuments/{sid}"))
}

/// A failure of the document store, for a caller who can only wait.
fn unavailable(error: trusthub_gateways::documents::DocumentError) -> Error {
    use trusthub_gateways::documents::DocumentError as Document;
    match error {
        Document::TooLarge { .. } | Document::NotFound | Document::AlreadyExists => internal(error),
        Document::Folder { .. } | Document::Store(_) | Document::Timeout => {
            Error::Unavailable("the document store")
        }
    }
}
