//! Logs, metrics and traces of the process.
//!
//! Logs go to standard error, so that standard output stays the command's answer. Personal data never reaches them:
//! no code of ours gives any to `tracing`.

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing::Subscriber;
use tracing_subscriber::filter::Directive;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, fmt, registry};

use crate::config::{Log, LogFormat};
use crate::failure::{Failure, Outcome};
use crate::output;
use crate::traces::Traces;

/// Upper bounds of the buckets of every duration, in seconds: from a cached answer to the request's time limit.
const DURATION_BUCKETS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];

/// Of the database's: from a look into memory to the time that a caller waits for a connection.
const DATABASE_BUCKETS: [f64; 11] =
    [0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.01, 0.05, 0.25, 1.0, 10.0];

/// Of what waits for its turn: from at once to the day that a reviewer has.
const WAITING_BUCKETS: [f64; 11] =
    [0.05, 0.25, 1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3_600.0, 14_400.0, 86_400.0];

/// Of tries: the schedule has eight.
const ATTEMPT_BUCKETS: [f64; 5] = [1.0, 2.0, 3.0, 5.0, 8.0];

/// What a command other than `serve` logs: only what its user should worry about.
pub(crate) fn for_a_command() {
    let filter = EnvFilter::try_from_env("TRUSTHUB_LOG").unwrap_or_else(|_| EnvFilter::new("error"));
    // A second call, as in `demo`, changes nothing.
    let _ = fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(output::remarks_are_seen())
        .without_time()
        .try_init();
}

/// What `serve` logs, and what it exports.
///
/// # Errors
/// Exit code 3 if the filter makes no sense.
pub(crate) fn for_a_server(log: &Log, traces: &Traces) -> Outcome {
    let filter = EnvFilter::try_new(&log.filter).map_err(Failure::environment)?;
    let filter = filter.add_directive(spans_of_traces_off()?);
    let outcome = match traces.layer() {
        // A filter for all costs less than one for each layer.
        None => registry().with(filter).with(lines(log.format)).try_init(),
        Some(traces) => registry().with(traces).with(lines(log.format).with_filter(filter)).try_init(),
    };
    outcome.map_err(|error| Failure::environment_because(format!("logging does not start: {error}")))
}

/// Lines on standard error.
fn lines<S>(format: LogFormat) -> Box<dyn Layer<S> + Send + Sync>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
{
    let layer = fmt::layer().with_writer(std::io::stderr);
    match format {
        LogFormat::Text => layer.with_ansi(output::remarks_are_seen()).boxed(),
        LogFormat::Json => layer.json().flatten_event(true).boxed(),
    }
}

/// Requests and jobs have spans for lines and others for traces; the lines would say everything twice.
fn spans_of_traces_off() -> Outcome<Directive> {
    "trusthub_traces=off".parse().map_err(Failure::environment)
}

/// Counts from now on; the handle renders what was counted.
///
/// # Errors
/// Exit code 3 if something in this process counts already.
pub(crate) fn metrics() -> Outcome<PrometheusHandle> {
    let prefix = |text: &str| Matcher::Prefix(text.to_owned());
    PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &DURATION_BUCKETS)
        .and_then(|builder| builder.set_buckets_for_metric(prefix("trusthub_database_"), &DATABASE_BUCKETS))
        .and_then(|builder| {
            let delay = Matcher::Full("trusthub_job_delay_seconds".to_owned());
            builder.set_buckets_for_metric(delay, &WAITING_BUCKETS)
        })
        .and_then(|builder| builder.set_buckets_for_metric(prefix("trusthub_vetting_"), &WAITING_BUCKETS))
        .and_then(|builder| builder.set_buckets_for_metric(prefix("trusthub_job_attempts"), &ATTEMPT_BUCKETS))
        .and_then(PrometheusBuilder::install_recorder)
        .map_err(Failure::environment)
}
