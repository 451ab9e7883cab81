//! What a caller is told when something cannot be done: the only place that knows HTTP statuses and numbered codes.
//!
//! Source of the codes: the vendor's guides and error dictionary; where it leaves a choice, the choice is ours
//! and this file is where to look it up. An error travels as a response extension until a [`Page`] writes its body,
//! because only there the path, the public address and the log are at hand.

mod atis;
mod messaging;
mod render;
mod table;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use futures::FutureExt;
use trusthub_app::Error;

pub(crate) use atis::Atis;
pub(crate) use render::{ErrorView, Page};
pub(crate) use table::UNAVAILABLE;

/// A refused or failed request.
#[derive(Debug, Clone)]
pub(crate) struct ApiError {
    status: StatusCode,
    code: u32,
    message: Message,
    retry_after_seconds: Option<u64>,
    cause: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

#[derive(Debug, Clone)]
enum Message {
    Text(String),
    /// "The requested resource … was not found", about the path asked for.
    PathNotFound,
    /// Words of ATIS-1000082.
    Atis(atis::Words),
}

/// Result of a handler.
pub(crate) type Result<T> = std::result::Result<T, ApiError>;

impl ApiError {
    pub(crate) fn new(status: StatusCode, code: u32, message: impl Into<String>) -> Self {
        let message = Message::Text(message.into());
        Self { status, code, message, retry_after_seconds: None, cause: None }
    }

    fn bad_request(code: u32, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// A parameter that is not what it should be; `why` is a fragment that says how it should be.
    pub(crate) fn parameter(field: &str, why: &str) -> Self {
        Self::bad_request(table::PARAMETER, format!("{field} is not valid: {why}."))
    }

    /// A required parameter that is missing or empty.
    pub(crate) fn missing(field: &str) -> Self {
        let code = match field {
            "Attributes" => table::ATTRIBUTES,
            _ => table::PARAMETER,
        };
        Self::bad_request(code, format!("{field} is required."))
    }

    /// A document without a type, or with an unknown one.
    pub(crate) fn document_type_missing() -> Self {
        Self::bad_request(
            table::DOCUMENT_TYPE,
            "Type is required; GET /v1/SupportingDocumentTypes lists the types.",
        )
    }

    /// A document without a name.
    pub(crate) fn document_name_missing() -> Self {
        Self::bad_request(table::DOCUMENT_NAME, "FriendlyName is required.")
    }

    /// An end user without a type.
    pub(crate) fn end_user_type_missing() -> Self {
        Self::bad_request(table::END_USER_TYPE, "Type is required; GET /v1/EndUserTypes lists the types.")
    }

    /// `Attributes` that are no acceptable JSON object.
    pub(crate) fn attributes(why: &str) -> Self {
        Self::bad_request(table::ATTRIBUTES, format!("Attributes are not valid: {why}."))
    }

    /// `ObjectSid` or `ChannelEndpointSid` that is no identifier.
    pub(crate) fn object_sid(field: &str) -> Self {
        let message = format!("{field} is not valid: it is two letters followed by 32 hexadecimal digits.");
        Self::bad_request(table::OBJECT_SID, message)
    }

    /// `ObjectSid` of something that is never part of a bundle.
    pub(crate) fn object_type(why: &str) -> Self {
        Self::bad_request(table::OBJECT_TYPE, why)
    }

    /// The body is of a media type that the route does not take.
    pub(crate) fn media_type(accepted: &str) -> Self {
        let message = format!("The content type of the request is not supported; send {accepted}.");
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, table::MEDIA_TYPE, message)
    }

    /// The body is longer than the route takes.
    pub(crate) fn too_large(limit_bytes: u64) -> Self {
        Error::TooLarge { limit_bytes }.into()
    }

    /// The body took too long to arrive.
    pub(crate) fn slow_body(limit: Duration) -> Self {
        let seconds = limit.as_secs();
        let message =
            format!("The body did not arrive within {seconds} s. This request was not carried out.");
        Self::new(StatusCode::REQUEST_TIMEOUT, table::SLOW_BODY, message)
    }

    /// Path and query are longer than any that the hub gives out.
    pub(crate) fn uri_too_long(limit_bytes: usize) -> Self {
        let message = format!("The path with its query is longer than {limit_bytes} bytes.");
        Self::new(StatusCode::URI_TOO_LONG, table::URI_TOO_LONG, message)
    }

    /// There are too many header fields, or too much in them.
    pub(crate) fn headers_too_large(most: usize, limit_bytes: usize) -> Self {
        let message = format!(
            "The header of the request has more than {most} fields, or more than {limit_bytes} bytes."
        );
        Self::new(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, table::HEADERS_TOO_LARGE, message)
    }

    /// Too many requests; the same one is welcome later.
    pub(crate) fn too_many_requests(retry_after_seconds: u64) -> Self {
        let message = format!(
            "Too many requests; retry after {retry_after_seconds} s. This request was not carried out."
        );
        let error = Self::new(StatusCode::TOO_MANY_REQUESTS, table::TOO_MANY_REQUESTS, message);
        Self { retry_after_seconds: Some(retry_after_seconds), ..error }
    }

    /// The use case took too long.
    pub(crate) fn timed_out() -> Self {
        Error::Unavailable("the request took too long").into()
    }

    /// A bug of ours, named for the log only.
    pub(crate) fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Error::Internal(cause.into()).into()
    }

    /// What the path names does not exist, or is somebody else's.
    pub(crate) fn not_found() -> Self {
        let error = Self::new(StatusCode::NOT_FOUND, table::NOT_FOUND, "");
        Self { message: Message::PathNotFound, ..error }
    }

    /// The router's answer to a path that it does not know.
    pub(crate) async fn no_such_path() -> Self {
        std::future::ready(Self::not_found()).await
    }

    /// The router's answer to a method that the path does not know.
    pub(crate) async fn method_not_allowed() -> Self {
        let message = "This method is not allowed here; the header Allow lists those that are.";
        std::future::ready(Self::new(StatusCode::METHOD_NOT_ALLOWED, table::METHOD, message)).await
    }
}

/// What `answer` comes to, a panic in it included. Nothing of it is looked at afterwards, so none of it is half done.
pub(crate) async fn caught<T>(answer: impl Future<Output = Result<T>>) -> Result<T> {
    // The panic hook has written what and where; the payload could hold anything and goes nowhere.
    let panicked = |_| Err(ApiError::internal("a handler panicked"));
    AssertUnwindSafe(answer).catch_unwind().await.unwrap_or_else(panicked)
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
