//! A request belongs to the trace that its sender names by W3C `traceparent`. Its `tracestate` is a text of the
//! sender's, of which nobody knows what it holds, and is not taken over.

use axum::extract::Request;
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::Response;
use opentelemetry::Context;
use opentelemetry::context::FutureExt;
use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState};
use trusthub_api::trace_parent;

/// Answers in the sender's trace, if there is one.
pub(super) async fn continued(request: Request, next: Next) -> Response {
    match context_of(request.headers()) {
        Some(context) => next.run(request).with_context(context).await,
        None => next.run(request).await,
    }
}

fn context_of(headers: &HeaderMap) -> Option<Context> {
    let parent = trace_parent(headers)?;
    let flags = if parent.is_sampled { TraceFlags::SAMPLED } else { TraceFlags::default() };
    let (trace, span) = (TraceId::from_hex(parent.trace_id).ok()?, SpanId::from_hex(parent.parent_id).ok()?);
    let sender = SpanContext::new(trace, span, flags, true, TraceState::default());
    Some(Context::new().with_remote_span_context(sender))
}
