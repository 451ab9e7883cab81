//! `/v1/SupportingDocuments`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use trusthub_app::items::documents::{self, DocumentEdit, NewDocument};
use trusthub_domain::item::{Attributes, SupportingDocument};
use trusthub_domain::sid::SupportingDocumentSid;
use utoipa::ToSchema;

use crate::error::{ApiError, Result};
use crate::input::{AttributesParameter, Caller, DocumentForm, DocumentParameters, SidPath, filter};
use crate::openapi::{Routes, describe};
use crate::paging::{Listing, PageQuery, V1Page};
use crate::state::ApiState;
use crate::urls::Urls;

const COLLECTION: &str = "SupportingDocuments";
const LIST: &str = "/v1/SupportingDocuments";
const ONE: &str = "/v1/SupportingDocuments/{Sid}";

pub(super) fn mount(routes: Routes) -> Routes {
    routes
        .post(
            LIST,
            create,
            describe("CreateSupportingDocument", COLLECTION, "Describe a paper or an address, with a file if you have one.")
                .form_with_file::<DocumentParameters>()
                .requires(&["FriendlyName", "Type"])
                .answers::<DocumentView>(201, "The document.")
                .refuses_bad_input(),
        )
        .get(
            LIST,
            list,
            describe("ListSupportingDocument", COLLECTION, "List the documents of the account, newest first.")
                .lists::<DocumentView>("results")
                .refuses_bad_input(),
        )
        .get(
            ONE,
            find,
            describe("FetchSupportingDocument", COLLECTION, "Look at a document.")
                .answers::<DocumentView>(200, "As it stands.")
                .refuses_unknown(),
        )
        .post(
            ONE,
            update,
            describe("UpdateSupportingDocument", COLLECTION, "Change a document.")
                .explained(
                    "New attributes replace the old ones as a whole, a new file the old one. Type cannot be changed. \
                     Frozen while a bundle that it is in is under review or approved.",
                )
                .form_with_file::<DocumentParameters>()
                .answers::<DocumentView>(200, "As it stands now.")
                .refuses_bad_input()
                .refuses_unknown()
                .refuses_conflicts(),
        )
        .delete(
            ONE,
            delete,
            describe("DeleteSupportingDocument", COLLECTION, "Delete a document that is assigned to no bundle.")
                .answers_nothing()
                .refuses_bad_input()
                .refuses_unknown()
                .refuses_conflicts(),
        )
}

/// A supporting document.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SupportingDocument)]
struct DocumentView {
    /// `DRAFT`, `PENDING_REVIEW`, `REJECTED`, `APPROVED` or `EXPIRED`.
    status: String,
    /// When it last changed.
    date_updated: String,
    /// Your own name for it.
    friendly_name: String,
    /// The account that it belongs to.
    account_sid: String,
    /// Where it is.
    url: String,
    /// When it was made.
    date_created: String,
    /// Its identifier, `RD…`.
    sid: String,
    /// Its content.
    #[schema(value_type = Object)]
    attributes: Attributes,
    /// Machine name of its type.
    r#type: String,
    /// What its file is; null without a file.
    mime_type: Option<String>,
}

impl DocumentView {
    fn of(document: SupportingDocument, urls: Urls<'_>) -> Self {
        Self {
            status: document.status.as_str().to_owned(),
            date_updated: document.date_updated.to_rfc3339(),
            friendly_name: document.friendly_name,
            account_sid: document.account_sid.to_string(),
            url: urls.v1(COLLECTION, document.sid),
            date_created: document.date_created.to_rfc3339(),
            sid: document.sid.to_string(),
            attributes: document.attributes,
            r#type: document.type_name,
            mime_type: document.file.map(|file| file.media_type.as_str().to_owned()),
        }
    }
}

async fn create(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    form: DocumentForm,
) -> Result<(StatusCode, Json<DocumentView>)> {
    let given = form.parameters;
    let attributes = given.attributes.map(AttributesParameter::into_attributes).transpose()?;
    let new = NewDocument {
        friendly_name: filter(given.friendly_name).ok_or_else(ApiError::document_name_missing)?,
        type_name: filter(given.type_name).ok_or_else(ApiError::document_type_missing)?,
        attributes: attributes.unwrap_or_default(),
        file: form.file,
    };
    let document = documents::create(state.hub(), &actor, new).await?;
    Ok((StatusCode::CREATED, Json(DocumentView::of(document, state.urls()))))
}

async fn list(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    query: PageQuery,
) -> Result<Json<V1Page<DocumentView>>> {
    let listing = Listing::new(state.hub(), &actor, LIST.to_owned(), Vec::new(), query);
    let page = documents::list(state.hub(), &actor, listing.request()?).await?;
    Ok(Json(listing.v1("results", page, |document| DocumentView::of(document, state.urls()))))
}

async fn find(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(sid): SidPath<SupportingDocumentSid>,
) -> Result<Json<DocumentView>> {
    let document = documents::find(state.hub(), &actor, sid).await?;
    Ok(Json(DocumentView::of(document, state.urls())))
}

async fn update(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(sid): SidPath<SupportingDocumentSid>,
    form: DocumentForm,
) -> Result<Json<DocumentView>> {
    let attributes = form.parameters.attributes.map(AttributesParameter::into_attributes).transpose()?;
    let edit = DocumentEdit { friendly_name: form.parameters.friendly_name, attributes, file: form.file };
    let document = documents::update(state.hub(), &actor, sid, edit).await?;
    Ok(Json(DocumentView::of(document, state.urls())))
}

async fn delete(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(sid): SidPath<SupportingDocumentSid>,
) -> Result<StatusCode> {
    documents::delete(state.hub(), &actor, sid).await?;
    Ok(StatusCode::NO_CONTENT)
}
