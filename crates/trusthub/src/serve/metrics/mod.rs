//! `/metrics` for Prometheus, and `/health` and `/ready` for whoever watches the process, on a listener of their own:
//! what it tells is not for customers, and it speaks no TLS.

pub(crate) mod catalogue;
mod process;

use std::time::Duration;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use tokio::net::TcpListener;
use trusthub_storage::Db;

use super::Ending;
use super::connections::{Server, Tasks};
use crate::config::ClientLimits;
use crate::failure::Outcome;
use crate::telemetry;
use crate::wiring::Opened;

/// How often histograms are condensed when nobody asks for them; the exporter's own default.
const UPKEEP_EVERY: Duration = Duration::from_secs(5);

/// Prometheus' text format.
const TEXT_FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Counts from now on, and tells on `listener`.
///
/// # Errors
/// Exit code 3 if this process counts already.
pub(crate) fn serve(
    listener: TcpListener,
    limits: ClientLimits,
    opened: &Opened,
    tasks: &Tasks,
    ending: &Ending,
) -> Outcome {
    let handle = telemetry::metrics()?;
    catalogue::describe();
    metrics::gauge!("trusthub_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
    let upkeep = handle.clone();
    let end = ending.here.clone();
    tasks.work.spawn(async move {
        let mut ticks = tokio::time::interval(UPKEEP_EVERY);
        loop {
            tokio::select! {
                () = end.cancelled() => return,
                _ = ticks.tick() => upkeep.run_upkeep(),
            }
        }
    });
    let (hub, db) = (opened.hub.clone(), opened.db.clone());
    let started = process::Started::now(hub.now());
    let metrics = get(move || {
        connections(&db);
        process::measure(started);
        std::future::ready(([(CONTENT_TYPE, TEXT_FORMAT)], handle.render()))
    });
    let router = Router::new().route("/metrics", metrics).merge(trusthub_api::health_routes(hub));
    let (tasks, ending) = (tasks.clone(), ending.clone());
    Server { router, tls: None, tasks, ending, limits, trusted_proxies: Vec::new() }.spawn(listener);
    Ok(())
}

/// The database's connections as they are now.
fn connections(db: &Db) {
    for connections in db.connections() {
        let used = connections.open.saturating_sub(connections.idle);
        for (state, count) in [("used", used), ("idle", connections.idle)] {
            metrics::gauge!("trusthub_database_connections", "pool" => connections.pool, "state" => state)
                .set(count);
        }
        metrics::gauge!("trusthub_database_connections_max", "pool" => connections.pool)
            .set(connections.most);
    }
}
