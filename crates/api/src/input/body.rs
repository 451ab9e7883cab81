//! Reads bodies up to a limit.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, EXPECT};
use axum::http::{HeaderMap, HeaderValue};
use bytes::{Bytes, BytesMut};
use futures::StreamExt;

use crate::error::{ApiError, Result};

/// Most bytes of a form or JSON body. Ours: ten times the longest form that any guide shows, attributes included.
const FORM_MAX_BYTES: u64 = 1024 * 1024;

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

/// The whole body, from the network.
///
/// # Errors
/// 413 if it is longer than `limit_bytes`, 408 if it takes longer than `time`, 400 if it breaks off.
pub(crate) async fn receive(
    headers: &HeaderMap,
    body: Body,
    limit_bytes: u64,
    time: Duration,
) -> Result<Bytes> {
    if waits_to_be_refused(headers, limit_bytes) {
        return Err(ApiError::too_large(limit_bytes));
    }
    tokio::time::timeout(time, collect(body, limit_bytes))
        .await
        .unwrap_or_else(|_| Err(ApiError::slow_body(time)))
}

/// The whole body, after [`receive`] has put it into the request.
///
/// # Errors
/// 400 if it breaks off, which then cannot happen.
pub(crate) async fn received(body: Body) -> Result<Bytes> {
    to_bytes(body, usize::MAX).await.map_err(|_| breaks_off())
}

/// Whether the client asks before it sends a body that is too long (RFC 9110 §10.1.1): then nothing needs to be read.
fn waits_to_be_refused(headers: &HeaderMap, limit_bytes: u64) -> bool {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let asks = text(EXPECT).is_some_and(|value| value.eq_ignore_ascii_case("100-continue"));
    asks && text(CONTENT_LENGTH)
        .and_then(|length| length.parse().ok())
        .is_some_and(|length: u64| length > limit_bytes)
}

async fn collect(body: Body, limit_bytes: u64) -> Result<Bytes> {
    let mut stream = body.into_data_stream();
    let mut collected = BytesMut::new();
    let mut seen_bytes: u64 = 0;
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| breaks_off())?;
        seen_bytes = seen_bytes.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
        if seen_bytes <= limit_bytes {
            collected.extend_from_slice(&chunk);
        } else if seen_bytes > limit_bytes.saturating_add(DRAINED_BYTES) {
            break;
        }
    }
    if seen_bytes > limit_bytes { Err(ApiError::too_large(limit_bytes)) } else { Ok(collected.freeze()) }
}

fn breaks_off() -> ApiError {
    ApiError::parameter("the request body", "it breaks off before its end")
}
