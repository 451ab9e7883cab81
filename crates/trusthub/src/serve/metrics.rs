//! `/metrics` for Prometheus, on a listener of its own: what it tells is not for customers.

use std::time::Duration;

use axum::Router;
use axum::routing::get;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::connections::{Server, Tasks};
use crate::failure::Outcome;
use crate::telemetry;

/// How often histograms are condensed when nobody asks for them; the exporter's own default.
const UPKEEP_EVERY: Duration = Duration::from_secs(5);

/// Counts from now on, and tells on `listener`.
///
/// # Errors
/// Exit code 3 if this process counts already.
pub(crate) fn serve(listener: TcpListener, tasks: &Tasks, stop: &CancellationToken) -> Outcome {
    let handle = telemetry::metrics()?;
    metrics::gauge!("trusthub_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
    let upkeep = handle.clone();
    let end = stop.clone();
    tasks.work.spawn(async move {
        let mut ticks = tokio::time::interval(UPKEEP_EVERY);
        loop {
            tokio::select! {
                () = end.cancelled() => return,
                _ = ticks.tick() => upkeep.run_upkeep(),
            }
        }
    });
    let router = Router::new().route("/metrics", get(async move || handle.render()));
    Server { router, tls: None, tasks: tasks.clone(), stop: stop.clone() }.spawn(listener);
    Ok(())
}
