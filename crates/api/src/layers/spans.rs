//! What a request is called in log lines, and what in exported traces: a span for each.
//!
//! Traces are made of the target `trusthub_traces` only, so that nothing is exported but what is written for it. Whoever
//! has another task work for a request goes through [`RequestSpans::found_in`], for that task must carry both.

use axum::extract::Request;
use axum::http::Extensions;
use tracing::instrument::Instrumented;
use tracing::{Instrument, Span, field};

use super::trace_parent::trace_parent;

/// The two spans of a request.
#[derive(Debug, Clone)]
pub(super) struct RequestSpans {
    line: Span,
    trace: Span,
}

impl RequestSpans {
    /// Of a request of that route; `method` is one of the few that are told apart.
    pub(super) fn of(request: &Request, id: &str, method: &'static str, route: &str) -> Self {
        let line = tracing::info_span!(
            "request", request.id = id, http.method = %request.method(), http.route = route,
            trace.id = trace_parent(request.headers()).map(|parent| parent.trace_id)
        );
        // Within the other, not as its child by name: a parent that is named hides the sender's trace.
        let trace = line.in_scope(|| {
            tracing::debug_span!(
                target: "trusthub_traces", "request", otel.kind = "server", otel.name = format!("{method} {route}"),
                http.request.method = method, http.route = route, request.id = id,
                http.response.status_code = field::Empty, account.sid = field::Empty,
                otel.status_code = field::Empty
            )
        });
        Self { line, trace }
    }

    /// For [`RequestSpans::found_in`], where there are traces at all.
    pub(super) fn leave_in(&self, request: &mut Request) {
        if !self.trace.is_disabled() {
            request.extensions_mut().insert(self.clone());
        }
    }

    /// Those of the request that is being answered here.
    pub(super) fn found_in(extensions: &Extensions) -> Self {
        let current = || Self { line: Span::current(), trace: Span::none() };
        extensions.get::<Self>().cloned().unwrap_or_else(current)
    }

    /// Does `work` as part of the request.
    pub(super) fn around<W: Future>(self, work: W) -> Instrumented<Instrumented<W>> {
        work.instrument(self.trace).instrument(self.line)
    }

    /// Does `work` as part of the request, at once.
    pub(super) fn in_scope<T>(&self, work: impl FnOnce() -> T) -> T {
        self.line.in_scope(|| self.trace.in_scope(work))
    }

    /// How it was answered, for the trace; a line of its own says it in the log.
    pub(super) fn end(&self, status: u16, account: &str) {
        if self.trace.is_disabled() {
            return;
        }
        self.trace.record("http.response.status_code", status);
        if !account.is_empty() {
            self.trace.record("account.sid", account);
        }
        // A refusal is no failure of ours.
        if status >= 500 {
            self.trace.record("otel.status_code", "ERROR");
        }
    }
}
