//! How long the head of a request may be. The connection has limits of its own, far above these, against what is no
//! request at all; here a client learns in words what it did.

use axum::extract::Request;

use crate::error::{ApiError, Result};

/// Path and query. Ours: four times what filters and a page token can come to.
const MOST_URI_BYTES: usize = 8 * 1024;
/// Header fields. Ours: what SDKs send, and what a chain of proxies adds, many times over.
const MOST_HEADERS: usize = 64;
/// Names and values of all header fields together; what common servers take by default.
const MOST_HEADER_BYTES: usize = 16 * 1024;

/// Refuses a head that is longer than any honest one.
pub(super) fn within_limits(request: &Request) -> Result<()> {
    let uri_bytes = request.uri().path_and_query().map_or(0, |uri| uri.as_str().len());
    if uri_bytes > MOST_URI_BYTES {
        return Err(ApiError::uri_too_long(MOST_URI_BYTES));
    }
    let headers = request.headers();
    let header_bytes: usize =
        headers.iter().map(|(name, value)| name.as_str().len().saturating_add(value.len())).sum();
    if headers.len() > MOST_HEADERS || header_bytes > MOST_HEADER_BYTES {
        return Err(ApiError::headers_too_large(MOST_HEADERS, MOST_HEADER_BYTES));
    }
    Ok(())
}
