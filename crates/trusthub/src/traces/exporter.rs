//! Gives batches of spans to the collector: protobuf over HTTP, by the client that the rest of the hub has.
//!
//! The standard's own exporter would do, but for what it reads from the environment besides our configuration, what it
//! does not tell of failures, and the crates that it brings. What the collector does not take is counted and lost:
//! a hub that kept it would need memory for as long as the collector is away.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTraceServiceRequest, ExportTraceServiceResponse,
};
use opentelemetry_proto::transform::common::tonic::ResourceAttributesWithSchema;
use opentelemetry_proto::transform::trace::tonic::group_spans_by_resource_and_scope;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::{OTelSdkError, OTelSdkResult};
use opentelemetry_sdk::trace::{SpanData, SpanExporter};
use prost::Message;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, Response, StatusCode};
use tokio::runtime::Handle;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::config::Otlp;
use crate::failure::{Failure, Outcome};

/// For one message and its answer.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// Pauses before a message is sent again that the collector refused for now, or that did not reach it.
const RETRY_AFTER: [Duration; 2] = [Duration::from_millis(500), Duration::from_secs(1)];

/// Of the collector's answer, which says no more than how many spans it rejected.
const MOST_ANSWER_BYTES: usize = 64 * 1024;

/// The way to the collector.
#[derive(Debug)]
pub(super) struct Exporter {
    client: Client,
    otlp: Otlp,
    resource: ResourceAttributesWithSchema,
    runtime: Handle,
    stop: CancellationToken,
    is_failing: AtomicBool,
    _gone: DropGuard,
}

/// Why a message did not arrive, and whether it may the next time.
struct Failed {
    why: anyhow::Error,
    is_worth_retrying: bool,
}

impl Exporter {
    /// To that collector, until `stop`; `gone` is cancelled when nothing more is sent. To be made within the runtime.
    pub(super) fn new(
        otlp: &Otlp,
        roots: Option<Vec<u8>>,
        stop: CancellationToken,
        gone: CancellationToken,
    ) -> Outcome<Self> {
        let roots = match roots {
            Some(pem) => reqwest::Certificate::from_pem_bundle(&pem).map_err(Failure::environment)?,
            None => Vec::new(),
        };
        let client = Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .default_headers(otlp.headers.clone())
            .timeout(TIME_LIMIT)
            .tls_certs_merge(roots)
            .user_agent(concat!("trusthub/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(Failure::environment)?;
        let resource = ResourceAttributesWithSchema::default();
        let (runtime, is_failing) = (Handle::current(), AtomicBool::new(false));
        Ok(Self { client, otlp: otlp.clone(), resource, runtime, stop, is_failing, _gone: gone.drop_guard() })
    }

    /// How many spans of the message the collector rejected.
    async fn send(&self, message: Vec<u8>) -> Result<u64> {
        let message = bytes::Bytes::from(message);
        let mut pauses = RETRY_AFTER.iter();
        loop {
            match (self.try_once(message.clone()).await, pauses.next()) {
                (Ok(rejected), _) => return Ok(rejected),
                (Err(failed), Some(pause)) if failed.is_worth_retrying => tokio::time::sleep(*pause).await,
                (Err(failed), _) => return Err(failed.why),
            }
        }
    }

    async fn try_once(&self, message: bytes::Bytes) -> Result<u64, Failed> {
        let request = self.client.post(self.otlp.url.clone()).header(CONTENT_TYPE, "application/x-protobuf");
        let answer = request.body(message).send().await.map_err(|error| Failed {
            // One that took its whole time would hold up the queue for longer.
            is_worth_retrying: !error.is_timeout(),
            why: error.into(),
        })?;
        let status = answer.status();
        if status.is_success() {
            return Ok(rejected(answer).await);
        }
        let is_worth_retrying = matches!(
            status,
            StatusCode::TOO_MANY_REQUESTS
                | StatusCode::BAD_GATEWAY
                | StatusCode::SERVICE_UNAVAILABLE
                | StatusCode::GATEWAY_TIMEOUT
        );
        Err(Failed { why: anyhow!("{} answers {status}", self.otlp.url), is_worth_retrying })
    }

    /// Counts, and says when it begins to fail and when that is over; not each time in between.
    fn note(&self, count: u64, sent: Result<u64>) -> OTelSdkResult {
        let lost = sent.as_ref().map_or(count, |rejected| count.min(*rejected));
        metrics::counter!("trusthub_trace_spans_total", "outcome" => "exported").increment(count - lost);
        metrics::counter!("trusthub_trace_spans_total", "outcome" => "lost").increment(lost);
        let has_failed = self.is_failing.swap(sent.is_err(), Ordering::Relaxed);
        match sent {
            Ok(_) if has_failed => tracing::info!("traces reach the collector again"),
            Ok(_) => {}
            Err(error) if has_failed => return Err(OTelSdkError::InternalFailure(format!("{error:#}"))),
            Err(error) => {
                tracing::warn!(
                    error = error.as_ref() as &dyn std::error::Error,
                    "traces do not reach the collector and are lost; nothing else is"
                );
                return Err(OTelSdkError::InternalFailure(format!("{error:#}")));
            }
        }
        Ok(())
    }
}

impl SpanExporter for Exporter {
    /// Called on a thread of the SDK's own, which may wait.
    fn export(&self, batch: Vec<SpanData>) -> impl Future<Output = OTelSdkResult> + Send {
        let count = u64::try_from(batch.len()).unwrap_or(u64::MAX);
        let resource_spans = group_spans_by_resource_and_scope(batch, &self.resource);
        let message = ExportTraceServiceRequest { resource_spans }.encode_to_vec();
        let sent = self.runtime.block_on(async {
            tokio::select! {
                // First: at the end there is no runtime any more that could send.
                biased;
                () = self.stop.cancelled() => Err(anyhow!("the hub has ended")),
                sent = self.send(message) => sent,
            }
        });
        std::future::ready(self.note(count, sent.context("cannot export traces")))
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.resource = resource.into();
    }
}

/// How many spans the collector took the message without; none if it does not say.
async fn rejected(mut answer: Response) -> u64 {
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = answer.chunk().await {
        if body.len() + chunk.len() > MOST_ANSWER_BYTES {
            return 0;
        }
        body.extend_from_slice(&chunk);
    }
    let told = ExportTraceServiceResponse::decode(body.as_slice()).ok();
    let partly = told.and_then(|told| told.partial_success);
    partly.map_or(0, |partly| u64::try_from(partly.rejected_spans).unwrap_or_default())
}
