//! The file that a customer uploaded, to look at again.

use axum::http::HeaderName;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use trusthub_app::items::documents;
use trusthub_domain::item::MediaType;

use super::step::pen;
use super::{Named, Section, StepName};
use crate::fault::{Fault, Result};
use crate::session::Customer;

/// A document never runs anything, and nothing of it reaches the console.
const POLICY: &str = "default-src 'none'; sandbox; frame-ancestors 'self'";

/// A file as an answer: shown if it is a picture, else saved.
pub(crate) fn answer(media: MediaType, bytes: Vec<u8>) -> Response {
    let (disposition, name) = match media {
        MediaType::Pdf => ("attachment", "document.pdf"),
        MediaType::Png => ("inline", "document.png"),
        MediaType::Jpeg => ("inline", "document.jpg"),
    };
    let headers: [(HeaderName, String); 3] = [
        (CONTENT_TYPE, media.as_str().to_owned()),
        (CONTENT_DISPOSITION, format!("{disposition}; filename=\"{name}\"")),
        (CONTENT_SECURITY_POLICY, POLICY.to_owned()),
    ];
    (headers, bytes).into_response()
}

pub(super) async fn of_step(
    customer: Customer,
    section: Section,
    named: Named,
    StepName(slug): StepName,
) -> Result<Response> {
    let opened = pen(&customer, section, named).open().await?;
    let document = opened.filled.document(opened.policy, &slug).ok_or(Fault::NoSuchPage)?;
    let (media, bytes) = documents::file(customer.hub(), &customer.actor, document.sid).await?;
    Ok(answer(media, bytes))
}
