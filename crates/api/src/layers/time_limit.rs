//! No request runs for ever.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;

use crate::error::{ApiError, Result};

/// Answers 503 if the rest takes longer.
pub(crate) async fn time_limit(
    State(limit): State<Duration>,
    request: Request,
    next: Next,
) -> Result<Response> {
    tokio::time::timeout(limit, next.run(request)).await.map_err(|_| ApiError::timed_out())
}
