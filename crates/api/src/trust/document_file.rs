//! `/trust/v1/SupportingDocuments/{Sid}/File`: the file of a document, as it was uploaded.

use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use trusthub_app::items::documents;
use trusthub_domain::item::MediaType;
use trusthub_domain::sid::SupportingDocumentSid;

use crate::error::Result;
use crate::input::{Caller, SidPath};
use crate::openapi::{Routes, describe};
use crate::state::ApiState;

pub(super) fn mount(routes: Routes) -> Routes {
    routes.get(
        "/trust/v1/SupportingDocuments/{Sid}/File",
        file,
        describe("FetchSupportingDocumentFile", "SupportingDocuments", "Get the file of a document.")
            .answers_file()
            .refuses_unknown(),
    )
}

async fn file(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(sid): SidPath<SupportingDocumentSid>,
) -> Result<impl IntoResponse> {
    let (media_type, bytes) = documents::file(state.hub(), &actor, sid).await?;
    let ending = match media_type {
        MediaType::Pdf => "pdf",
        MediaType::Png => "png",
        MediaType::Jpeg => "jpg",
    };
    // Never shown inside the browser's page: somebody else made the file.
    let disposition = format!("attachment; filename=\"{sid}.{ending}\"");
    Ok(([(CONTENT_TYPE, media_type.as_str().to_owned()), (CONTENT_DISPOSITION, disposition)], bytes))
}
