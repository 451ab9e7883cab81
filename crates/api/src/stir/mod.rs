//! `/stir/v1`: calls are signed and verified, by ATIS-1000082. Bodies, error bodies and their numbers are that document's
//! and not the vendor's; where it leaves a choice, `docs/stir-service.md` says what is ours.

mod body;
mod signing;
mod verification;

use axum::http::{HeaderMap, HeaderName, HeaderValue};

use crate::openapi::Routes;

/// Identifies a request to whoever sent it; comes back as it was sent.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-requestid");
/// Names the account that calls.
const ACCOUNT: HeaderName = HeaderName::from_static("x-trusthub-account-sid");
/// `gateway` for a call that comes in from another network.
const TRAFFIC: HeaderName = HeaderName::from_static("x-trusthub-traffic");
/// Names the decision of an answer.
const DECISION: HeaderName = HeaderName::from_static("x-trusthub-decision-id");

/// Longest identifier that comes back. Ours: a few UUIDs.
const REQUEST_ID_BYTES: usize = 200;

/// Mounts everything of `/stir/v1`.
pub(crate) fn mount(routes: Routes) -> Routes {
    verification::mount(signing::mount(routes))
}

/// The headers that an answer repeats.
fn echoed(request: &HeaderMap) -> HeaderMap {
    let mut headers = HeaderMap::new();
    if let Some(id) = request.get(REQUEST_ID).filter(|id| id.len() <= REQUEST_ID_BYTES) {
        headers.insert(REQUEST_ID, id.clone());
    }
    headers
}

/// With what decision an answer was given.
fn decided(headers: &mut HeaderMap, decision: &str) {
    if let Ok(value) = HeaderValue::from_str(decision) {
        headers.insert(DECISION, value);
    }
}
