//! Traces, given to a collector by OTLP over HTTP (feature `otlp`).
//!
//! The crates below make spans of the target `trusthub_traces`, which know nothing of OpenTelemetry but the names of a
//! few fields; only those are exported, never a log line, so that a trace says what was written for it and no more.
//! Nothing waits for the collector: spans go through a bounded queue to a thread of their own, and what finds no room,
//! or a collector that does not answer, is lost. The collector is the operator's own, so the guard on outbound requests
//! does not stand in the way.

mod callers;
mod exporter;
mod sampler;

use std::time::Duration;

use axum::Router;
use axum::middleware::from_fn;
use opentelemetry::KeyValue;
use opentelemetry::trace::TracerProvider;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{BatchConfigBuilder, BatchSpanProcessor, SdkTracerProvider};
use tokio_util::sync::CancellationToken;
use tracing::{Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::registry::LookupSpan;

use self::exporter::Exporter;
use self::sampler::Entrances;
use crate::config::Config;
use crate::failure::Outcome;
use crate::wiring;

/// The target of all spans that are exported.
const TARGET: &str = "trusthub_traces";

/// Spans that may wait for the collector; about two megabytes. More are lost.
const QUEUE: usize = 4096;

/// Spans in one message.
const BATCH: usize = 512;

/// How old a span becomes before it is sent.
const DELAY: Duration = Duration::from_secs(1);

/// How long the end of the process waits for the last spans.
const FAREWELL: Duration = Duration::from_secs(3);

/// The export of traces, on or off.
pub(crate) struct Traces(Option<Export>);

struct Export {
    provider: SdkTracerProvider,
    /// Breaks off what is being sent.
    stop: CancellationToken,
    /// Cancelled when the exporter's thread is done with it.
    gone: CancellationToken,
}

impl Traces {
    /// As the configuration wants it; `instance` tells this process from others of the same service.
    ///
    /// # Errors
    /// Exit code 3 if there can be no HTTP client, for instance because of `fetch_ca_file`.
    pub(crate) fn new(config: &Config, instance: &str) -> Outcome<Self> {
        let Some(otlp) = &config.otlp else { return Ok(Self::off()) };
        let (stop, gone) = (CancellationToken::new(), CancellationToken::new());
        let exporter = Exporter::new(otlp, wiring::extra_roots(config)?, stop.clone(), gone.clone())?;
        let limits = BatchConfigBuilder::default()
            .with_max_queue_size(QUEUE)
            .with_max_export_batch_size(BATCH)
            .with_scheduled_delay(DELAY)
            .build();
        let provider = SdkTracerProvider::builder()
            .with_span_processor(BatchSpanProcessor::builder(exporter).with_batch_config(limits).build())
            .with_sampler(Entrances::sampled(otlp.sample))
            .with_resource(resource(instance))
            .build();
        Ok(Self(Some(Export { provider, stop, gone })))
    }

    /// None.
    pub(crate) fn off() -> Self {
        Self(None)
    }

    /// Makes traces of spans; `None` if nobody wants them.
    pub(crate) fn layer<S>(&self) -> Option<impl Layer<S> + use<S>>
    where
        S: Subscriber + for<'span> LookupSpan<'span>,
    {
        let export = self.0.as_ref()?;
        let layer = tracing_opentelemetry::layer()
            .with_tracer(export.provider.tracer("trusthub"))
            // Of the code nothing is told: neither its place nor its threads.
            .with_location(false)
            .with_target(false)
            .with_threads(false)
            .with_tracked_inactivity(false)
            // A span's parent is found without making each span the current one whenever it is polled.
            .with_context_activation(false);
        Some(
            layer.with_filter(
                filter_fn(|metadata| metadata.is_span() && metadata.target() == TARGET)
                    .with_max_level_hint(Level::DEBUG),
            ),
        )
    }

    /// The router, its requests part of the traces that their senders name.
    pub(crate) fn continued(&self, router: Router) -> Router {
        match self.0 {
            Some(_) => router.layer(from_fn(callers::continued)),
            None => router,
        }
    }

    /// Sends what is left, for a few seconds at most.
    pub(crate) async fn end(self) {
        let Some(Export { provider, stop, gone }) = self.0 else { return };
        // Waits on a thread for a thread. Whether it got through is known to the exporter, which has said so.
        let _ = tokio::task::spawn_blocking(move || provider.shutdown_with_timeout(FAREWELL)).await;
        stop.cancel();
        // The thread uses the runtime, which must not go first.
        let _ = tokio::time::timeout(FAREWELL, gone.cancelled()).await;
    }
}

/// Who is told of. What `OTEL_RESOURCE_ATTRIBUTES` says is added, as everywhere else.
fn resource(instance: &str) -> Resource {
    Resource::builder()
        .with_service_name("trusthub")
        .with_attributes([
            KeyValue::new("service.version", env!("CARGO_PKG_VERSION")),
            KeyValue::new("service.instance.id", instance.to_owned()),
        ])
        .build()
}
