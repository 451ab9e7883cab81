//! Documents of a case, opened by a reviewer: the file, its text with what was found in it, its pages as pictures. Personal data,
//! so only for as long as the personal fields are shown.

use trusthub_domain::bundle::{ObjectSid, ReasonObject};
use trusthub_domain::item::{MediaType, SupportingDocument};
use trusthub_domain::reading::Legibility;
use trusthub_domain::review::Role;
use trusthub_domain::sid::{BundleSid, SupportingDocumentSid};
use trusthub_storage::{Scope, Tx};
use trusthub_vetting::DocumentFacts;
pub use trusthub_vetting::{MarkedPage, Sought};

use super::dossier::unmasked_until;
use super::facts::application_of;
use super::{locate, present_reviewer};
use crate::items::documents;
use crate::record::internal;
use crate::{Actor, Error, Hub, Result};

/// What stands in a document's file. Personal data.
#[derive(Clone, PartialEq, Eq)]
pub struct Paper {
    /// What its file is.
    pub media_type: MediaType,
    /// Whether it could be read; `None` if nobody has looked yet.
    pub legibility: Option<Legibility>,
    /// How many pages it has; 0 if nobody could count them.
    pub pages: u32,
    /// The pages that hold text, with what was found marked.
    pub texts: Vec<MarkedPage>,
    /// Whether its pages can be drawn here.
    pub has_pictures: bool,
}

impl std::fmt::Debug for Paper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Paper").field("pages", &self.pages).finish_non_exhaustive()
    }
}

/// The file of a document in the bundle, for a reviewer who has its personal fields shown.
///
/// # Errors
/// `NotFound`; `Forbidden` as long as they are masked, and if the file is malware.
pub async fn document(
    hub: &Hub,
    actor: &Actor,
    sid: BundleSid,
    document: SupportingDocumentSid,
) -> Result<(MediaType, Vec<u8>)> {
    let mut tx = hub.db().read().await?;
    let (scope, document) = shown(&mut tx, hub, actor, sid, document).await?;
    documents::content(hub, tx, &scope, &document).await
}

/// What stands in it, with what vetting found in it.
///
/// # Errors
/// As [`document`].
pub async fn paper(
    hub: &Hub,
    actor: &Actor,
    sid: BundleSid,
    document: SupportingDocumentSid,
) -> Result<Paper> {
    let mut tx = hub.db().read().await?;
    let (scope, document) = shown(&mut tx, hub, actor, sid, document).await?;
    let file = documents::shown_file(&mut tx, &scope, &document).await?;
    let content = tx.reading_find(&scope, &file.sha256).await?.map(|reading| reading.content);
    let facts = found(&mut tx, &scope, sid, &document).await?;
    let texts = content.as_ref().map(|content| content.texts.as_slice()).unwrap_or_default();
    Ok(Paper {
        media_type: file.media_type,
        legibility: content.as_ref().map(|content| content.legibility),
        pages: content.as_ref().map_or(0, |content| content.pages),
        texts: facts.map(|facts| facts.marked(texts)).unwrap_or_else(|| MarkedPage::plain(texts)),
        has_pictures: file.media_type == MediaType::Pdf && hub.inspector().draws(),
    })
}

/// A page of a PDF as a picture in PNG: whatever else is in the file stays behind.
///
/// # Errors
/// As [`document`]; `NotFound` for a page that there is not, and where no program draws pages.
pub async fn page(
    hub: &Hub,
    actor: &Actor,
    sid: BundleSid,
    document: SupportingDocumentSid,
    number: u32,
) -> Result<Vec<u8>> {
    let (media_type, bytes) = self::document(hub, actor, sid, document).await?;
    let missing = || Error::NotFound(format!("Page {number} of the document {document} as a picture"));
    if media_type != MediaType::Pdf {
        return Err(missing());
    }
    hub.inspector().draw(bytes, number).await.map_err(internal)?.ok_or_else(missing)
}

/// The document, if it is in the bundle and this reviewer has its personal fields shown.
async fn shown(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    sid: BundleSid,
    document: SupportingDocumentSid,
) -> Result<(Scope, SupportingDocument)> {
    let reviewer = present_reviewer(tx, actor, Role::Reviewer).await?.sid;
    let (scope, bundle) = locate(tx, sid).await?;
    let missing = || Error::NotFound(format!("The document {document} in {sid}"));
    let items = tx.entity_assignment_all(&scope, bundle.sid).await?;
    let wanted = ObjectSid::SupportingDocument(document);
    items.iter().find(|item| item.object_sid == wanted).ok_or_else(missing)?;
    if unmasked_until(tx, hub, &scope, sid, reviewer).await?.is_none() {
        return Err(Error::Forbidden("say first what you need the personal fields for"));
    }
    let document = tx.document_find(&scope, document).await?.ok_or_else(missing)?;
    Ok((scope, document))
}

/// What the newest case says of these very bytes.
async fn found(
    tx: &mut Tx,
    scope: &Scope,
    sid: BundleSid,
    document: &SupportingDocument,
) -> Result<Option<DocumentFacts>> {
    let cases = tx.case_list(scope, sid).await?;
    let application = cases.first().and_then(application_of);
    let facts = application.and_then(|application| application.documents).unwrap_or_default();
    let object = ReasonObject::SupportingDocument(document.sid);
    let sha256 = document.file.as_ref().map(|file| file.sha256.as_str());
    Ok(facts.into_iter().find(|facts| facts.object == object && Some(facts.sha256.as_str()) == sha256))
}
