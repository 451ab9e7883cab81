//! Reads bodies up to a limit.

use axum::body::Body;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use bytes::{Bytes, BytesMut};
use futures::StreamExt;

use crate::error::{ApiError, Result};

/// Most bytes of a form or JSON body. Ours: ten times the longest form that any guide shows, attributes included.
pub(crate) const FORM_MAX_BYTES: u64 = 1024 * 1024;

/// What a multipart body may hold besides the file: the other parts and the boundaries.
const MULTIPART_SLACK_BYTES: u64 = 256 * 1024;

/// How much of a body that is too long is read and thrown away, so that the client gets to read the answer instead
/// of a broken connection.
const DRAINED_BYTES: u64 = 32 * 1024 * 1024;

/// Most bytes that a body with these headers may have.
pub(crate) fn body_limit(headers: &HeaderMap, document_max_bytes: u64) -> u64 {
    if media_type(headers).as_deref() == Some("multipart/form-data") {
        document_max_bytes.saturating_add(MULTIPART_SLACK_BYTES)
    } else {
        FORM_MAX_BYTES
    }
}

/// The media type without parameters, in lower case.
pub(super) fn media_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    value.split(';').next().map(|name| name.trim().to_ascii_lowercase()).filter(|name| !name.is_empty())
}

/// The whole body.
///
/// # Errors
/// 413 if it is longer than `limit_bytes`, 400 if it breaks off.
pub(crate) async fn read_body(body: Body, limit_bytes: u64) -> Result<Bytes> {
    let mut stream = body.into_data_stream();
    let mut collected = BytesMut::new();
    let mut seen_bytes: u64 = 0;
    while let Some(chunk) = stream.next().await {
        let chunk =
            chunk.map_err(|_| ApiError::parameter("the request body", "it breaks off before its end"))?;
        seen_bytes = seen_bytes.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
        if seen_bytes <= limit_bytes {
            collected.extend_from_slice(&chunk);
        } else if seen_bytes > limit_bytes.saturating_add(DRAINED_BYTES) {
            break;
        }
    }
    if seen_bytes > limit_bytes { Err(ApiError::too_large(limit_bytes)) } else { Ok(collected.freeze()) }
}
