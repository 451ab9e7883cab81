//! The body of a request is there before anything is done about it, so that the time for a use case is its own, and a
//! client that sends slowly, too much or half of it holds nothing but its connection.

use axum::body::Body;
use axum::extract::Request;

use crate::error::Result;
use crate::input::{body_limit, receive};
use crate::state::ApiState;

/// Receives the body, up to a size that depends on its kind and within the configured time.
pub(super) async fn whole(state: &ApiState, request: Request) -> Result<Request> {
    let (parts, body) = request.into_parts();
    let limit_bytes = body_limit(&parts.headers, state.hub().settings().document_max_bytes);
    let body = receive(&parts.headers, body, limit_bytes, state.config().body_timeout).await?;
    Ok(Request::from_parts(parts, Body::from(body)))
}
