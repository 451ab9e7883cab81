//! `/stir/logos/{Name}`: the picture that a signed call of ours points to.
//!
//! Its address contains the digest of its bytes, so that what it serves never becomes another; it is gone with the product
//! that it was vetted with.

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG};
use axum::response::{IntoResponse, Response};
use trusthub_app::calls;

use crate::error::Result;
use crate::openapi::{Routes, describe_public};
use crate::state::ApiState;

/// A day: the bytes never change, and a suspension is not outlived by much.
const A_DAY: &str = "public, max-age=86400";

pub(super) fn described() -> Routes {
    Routes::new().get(
        "/stir/logos/{Name}",
        logo,
        describe_public("StirLogo", "The picture that is shown with a signed call.")
            .answers_text("image/png", "The picture, PNG or JPEG.")
            .refuses_unknown(),
    )
}

async fn logo(State(state): State<ApiState>, Path(name): Path<String>) -> Result<Response> {
    let (media_type, bytes) = calls::logo(state.hub(), &name).await?;
    let tag = format!("\"{}\"", name.split('.').next().unwrap_or_default());
    let headers = [
        (CONTENT_TYPE, media_type.as_str()),
        (CACHE_CONTROL, A_DAY),
        (ETAG, tag.as_str()),
        // A customer's bytes, opened in a browser, do nothing.
        (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
    ];
    Ok((headers, bytes).into_response())
}
