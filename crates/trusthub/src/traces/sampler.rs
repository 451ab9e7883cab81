//! Which spans are kept: where a trace begins, its parts as the beginning.

use opentelemetry::trace::{Link, SpanKind, TraceId};
use opentelemetry::{Context, KeyValue};
use opentelemetry_sdk::trace::{Sampler, SamplingResult, ShouldSample};

/// A trace may begin with a request or a job. What the hub asks its database between them (is there a job? how long are
/// the queues?) would be a trace each, several per second, of no use to anybody.
#[derive(Debug, Clone)]
pub(super) struct Entrances(Sampler);

impl Entrances {
    /// Keeps that share of the traces that begin here; a trace that a sender began is kept if the sender keeps it.
    pub(super) fn sampled(share: f64) -> Sampler {
        Sampler::ParentBased(Box::new(Self(Sampler::TraceIdRatioBased(share))))
    }
}

impl ShouldSample for Entrances {
    fn should_sample(
        &self,
        parent: Option<&Context>,
        trace: TraceId,
        name: &str,
        kind: &SpanKind,
        attributes: &[KeyValue],
        links: &[Link],
    ) -> SamplingResult {
        let sampler = match kind {
            SpanKind::Server | SpanKind::Consumer => &self.0,
            SpanKind::Client | SpanKind::Producer | SpanKind::Internal => &Sampler::AlwaysOff,
        };
        sampler.should_sample(parent, trace, name, kind, attributes, links)
    }
}

#[cfg(test)]
mod tests {
    use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceState};

    use opentelemetry_sdk::trace::SamplingDecision;

    use super::*;

    fn is_kept(share: f64, kind: &SpanKind, parent: Option<TraceFlags>) -> bool {
        let trace = TraceId::from(0x4bf9_2f35_77b3_4da6_a3ce_929d_0e0e_4736);
        let context = parent.map(|flags| {
            let sender = SpanContext::new(trace, SpanId::from(7), flags, true, TraceState::default());
            Context::new().with_remote_span_context(sender)
        });
        let decided = Entrances::sampled(share).should_sample(context.as_ref(), trace, "", kind, &[], &[]);
        decided.decision == SamplingDecision::RecordAndSample
    }

    #[test]
    fn a_trace_begins_with_a_request_or_a_job_only() {
        for (kind, begins) in [
            (SpanKind::Server, true),
            (SpanKind::Consumer, true),
            (SpanKind::Client, false),
            (SpanKind::Internal, false),
        ] {
            assert_eq!(is_kept(1.0, &kind, None), begins, "{kind:?}");
            assert!(is_kept(1.0, &kind, Some(TraceFlags::SAMPLED)), "{kind:?} within a trace");
        }
    }

    #[test]
    fn the_sender_decides_for_its_own_traces_and_the_share_for_ours() {
        assert!(!is_kept(0.0, &SpanKind::Server, None));
        assert!(is_kept(0.0, &SpanKind::Server, Some(TraceFlags::SAMPLED)));
        assert!(!is_kept(1.0, &SpanKind::Server, Some(TraceFlags::default())));
    }
}
