//! An uploaded file, from an address of its own where nothing runs: pictures are shown, everything else is only saved.

use axum::extract::FromRequestParts;
use axum::http::header::{
    CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use trusthub_app::review;
use trusthub_domain::sid::SupportingDocumentSid;

use super::super::Named;
use crate::fault::{Fault, Result};
use crate::session::{Desk, address_part};
use crate::state::ConsoleState;

/// No script, no form, no request, and no origin: whatever a file tries, it is alone.
const ALONE: &str = "sandbox; default-src 'none'; frame-ancestors 'self'";

/// Which document: the last part of the address.
pub(in crate::pages::review) struct Document(pub(super) SupportingDocumentSid);

impl FromRequestParts<ConsoleState> for Document {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &ConsoleState) -> Result<Self> {
        address_part(parts, state, "document").await?.parse().map(Self).map_err(|_| Fault::NoSuchPage)
    }
}

pub(in crate::pages::review) async fn show(
    desk: Desk,
    named: Named,
    Document(sid): Document,
) -> Result<Response> {
    let (media_type, bytes) = review::document(desk.hub(), &desk.actor, named.0, sid).await?;
    let media_type = media_type.as_str();
    let (kind, ending) = match media_type {
        "image/png" => ("inline", "png"),
        "image/jpeg" => ("inline", "jpg"),
        _ => ("attachment", "pdf"),
    };
    Ok(alone(media_type, &format!("{kind}; filename=\"{sid}.{ending}\""), bytes))
}

/// How the business's website looked.
pub(in crate::pages::review) async fn website(desk: Desk, named: Named) -> Result<Response> {
    let picture = review::site_picture(desk.hub(), &desk.actor, named.0).await?;
    Ok(alone("image/png", "inline", picture))
}

/// Somebody's bytes, from an address where nothing runs.
pub(super) fn alone(media_type: &str, disposition: &str, bytes: Vec<u8>) -> Response {
    let headers = [
        (CONTENT_TYPE, media_type),
        (CONTENT_DISPOSITION, disposition),
        (CONTENT_SECURITY_POLICY, ALONE),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "SAMEORIGIN"),
    ];
    let headers = headers.map(|(name, value)| (name, value.to_owned()));
    (headers, bytes).into_response()
}
