//! One log line, measurements and an identifier per request. No query, no body, no name ever goes there.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;
use trusthub_domain::sid::AccountSid;

use super::spans::RequestSpans;
use crate::state::ApiState;

/// The vendor's name for it, which its SDKs show.
const REQUEST_ID: HeaderName = HeaderName::from_static("twilio-request-id");

/// Whose credentials were shown; the authentication layer leaves it in the response.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ActingAccount(pub(crate) AccountSid);

/// Makes identifiers of requests: `RQ` and 32 hex digits, unlike those of any other process.
#[derive(Debug, Default)]
pub(crate) struct RequestIds {
    // The standard library keys each of these from the operating system's randomness.
    high: RandomState,
    low: RandomState,
    counter: AtomicU64,
}

impl RequestIds {
    fn next(&self) -> String {
        let count = self.counter.fetch_add(1, Ordering::Relaxed);
        format!("RQ{:016x}{:016x}", self.high.hash_one(count), self.low.hash_one(count))
    }
}

/// A request being measured.
pub(super) struct Measured {
    began: Instant,
    id: String,
    method: &'static str,
    route: Arc<str>,
    spans: RequestSpans,
    in_flight: InFlight,
}

impl Measured {
    /// From now on.
    pub(super) fn begin(state: &ApiState, request: &mut Request) -> Self {
        let began = Instant::now();
        let id = state.request_ids().next();
        let method = known_method(request.method().as_str());
        // The pattern, not the path: few values for the metrics, and no identifiers beside them.
        let route: Arc<str> =
            request.extensions().get::<MatchedPath>().map_or("unknown", MatchedPath::as_str).into();
        let spans = RequestSpans::of(request, &id, method, &route);
        spans.leave_in(request);
        Self { began, id, method, route, spans, in_flight: InFlight::begin() }
    }

    /// What belongs to this request happens in these.
    pub(super) fn spans(&self) -> &RequestSpans {
        &self.spans
    }

    /// Writes down how it went, and tells the client how the request is called.
    pub(super) fn end(self, mut response: Response) -> Response {
        let Self { began, id, method, route, spans, in_flight } = self;
        drop(in_flight);
        let elapsed = began.elapsed();
        let status = response.status().as_u16();
        metrics::counter!(
            "trusthub_http_requests_total",
            "method" => method, "route" => Arc::clone(&route), "status" => status.to_string()
        )
        .increment(1);
        metrics::histogram!(
            "trusthub_http_request_duration_seconds",
            "method" => method, "route" => route, "status" => class_of(status)
        )
        .record(elapsed);
        let account = response
            .extensions()
            .get::<ActingAccount>()
            .map(|account| account.0.to_string())
            .unwrap_or_default();
        let duration_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
        spans.end(status, &account);
        spans.in_scope(|| {
            tracing::info!(http.status = status, duration_ms, account.sid = account, "request answered");
        });
        if let Ok(id) = HeaderValue::from_str(&id) {
            response.headers_mut().insert(REQUEST_ID, id);
        }
        response
    }
}

/// The class only, or each route would have many histograms.
fn class_of(status: u16) -> &'static str {
    match status {
        ..200 => "1xx",
        200..300 => "2xx",
        300..400 => "3xx",
        400..500 => "4xx",
        500.. => "5xx",
    }
}

/// A client may send any word as a method; only those of the API become labels.
fn known_method(method: &str) -> &'static str {
    ["GET", "POST", "DELETE", "HEAD"].into_iter().find(|known| *known == method).unwrap_or("other")
}

/// A request being answered; dropped too if its client leaves before the answer.
struct InFlight;

impl InFlight {
    fn begin() -> Self {
        metrics::gauge!("trusthub_http_requests_in_flight").increment(1);
        Self
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        metrics::gauge!("trusthub_http_requests_in_flight").decrement(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_have_the_vendors_form_and_differ() {
        let ids = RequestIds::default();
        let (first, second) = (ids.next(), ids.next());
        assert!(first.len() == 34 && first.starts_with("RQ"), "{first}");
        assert!(first != second && RequestIds::default().next() != first);
    }
}
