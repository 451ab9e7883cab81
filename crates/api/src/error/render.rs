//! Writes an error's body, in the vendor's shape, and logs what is our fault, once.

use axum::Json;
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, Uri};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{ApiError, Message, atis};
use crate::state::ApiState;

/// The body of every refused or failed request.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Error)]
pub(crate) struct ErrorView {
    /// What kind of problem it is; each code has a page.
    pub code: u32,
    /// What is wrong and how to mend it.
    pub message: String,
    /// The page about the code.
    pub more_info: String,
    /// The HTTP status once more.
    pub status: u16,
}

/// What an error's body says besides the error: the request that it is about.
pub(crate) struct Page {
    uri: Uri,
}

impl Page {
    pub(crate) fn about(request: &Request) -> Self {
        Self { uri: request.uri().clone() }
    }

    /// Gives an error its body. Harmless if repeated: what has a body already is left alone.
    pub(crate) fn write(&self, state: &ApiState, mut response: Response) -> Response {
        match response.extensions_mut().remove::<ApiError>() {
            None => response,
            Some(error) => write(state, self.uri.path(), error, response),
        }
    }
}

fn write(state: &ApiState, path: &str, error: ApiError, response: Response) -> Response {
    log(&error);
    let body = atis::body(path, &error);
    let resource = resource(path);
    let view = ErrorView {
        code: error.code,
        message: match error.message {
            Message::Text(text) => text,
            Message::PathNotFound => format!("The requested resource {resource} was not found"),
            // Only a service of ATIS-1000082 says so, and its errors have a body of their own.
            Message::Atis(_) => String::new(),
        },
        more_info: state.urls().error(error.code),
        status: error.status.as_u16(),
    };
    let (head, _) = response.into_parts();
    let mut rendered = match body {
        Some(body) => (error.status, Json(body)).into_response(),
        None => (error.status, Json(view)).into_response(),
    };
    for (name, value) in &head.headers {
        // The router's own headers stay (Allow); those about the empty body do not.
        if name != CONTENT_LENGTH {
            rendered.headers_mut().insert(name, value.clone());
        }
    }
    if error.status == axum::http::StatusCode::UNAUTHORIZED {
        rendered.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"trusthub\""));
    }
    if let Some(seconds) = error.retry_after_seconds {
        rendered.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    *rendered.extensions_mut() = head.extensions;
    rendered
}

fn log(error: &ApiError) {
    let Some(cause) = &error.cause else { return };
    let mut chain = cause.to_string();
    let mut source = cause.source();
    while let Some(deeper) = source {
        chain.push_str(": ");
        chain.push_str(&deeper.to_string());
        source = deeper.source();
    }
    tracing::error!(code = error.code, cause = chain, "request failed");
}

/// `/v1/CustomerProfiles/BU…` is called `/CustomerProfiles/BU…` in messages, as the vendor does.
fn resource(path: &str) -> &str {
    path.strip_prefix("/v1").filter(|rest| rest.starts_with('/')).unwrap_or(path)
}
