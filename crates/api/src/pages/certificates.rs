//! `/stir/certificates/{Name}`: the chain that a signed call of ours names, for whoever verifies it.
//!
//! Its address contains the digest of the signing certificate, so that what it serves never becomes another's.

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use axum::response::{IntoResponse, Response};
use trusthub_app::certificates;

use crate::error::Result;
use crate::openapi::{Routes, describe_public};
use crate::state::ApiState;

/// What verifiers ask for (RFC 8555 section 9.1).
const PEM_CHAIN: &str = "application/pem-certificate-chain";

/// Verifiers keep a chain for a day whatever is said (ATIS-1000074 section 5.3.1).
const A_DAY: &str = "public, max-age=86400";

pub(super) fn described() -> Routes {
    Routes::new().get(
        "/stir/certificates/{Name}",
        chain,
        describe_public(
            "StirCertificate",
            "A certificate that calls are signed with, and those above it, in PEM.",
        )
        .answers_text(PEM_CHAIN, "The chain, the signing certificate first.")
        .refuses_unknown(),
    )
}

async fn chain(State(state): State<ApiState>, Path(name): Path<String>) -> Result<Response> {
    let chain = certificates::published(state.hub(), &name).await?;
    let tag = format!("\"{}\"", name.trim_end_matches(".pem"));
    Ok(([(CONTENT_TYPE, PEM_CHAIN), (CACHE_CONTROL, A_DAY), (ETAG, tag.as_str())], chain).into_response())
}
