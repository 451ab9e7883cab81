//! `/health` and `/ready`, for machines that watch the process: on the API's listener, and on that of the metrics.

use axum::Json;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Serialize;
use trusthub_app::{Hub, readiness};
use utoipa::ToSchema;

use crate::error::UNAVAILABLE;
use crate::openapi::{Routes, describe_public};
use crate::urls::Urls;

/// Whether the process runs.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Health)]
struct HealthView {
    /// `ok`
    status: &'static str,
}

/// Whether requests can be served.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Readiness)]
struct ReadyView {
    /// `ok`
    status: &'static str,
    /// What was looked at.
    checks: Vec<CheckView>,
}

/// Requests cannot be served.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NotReady)]
struct NotReadyView {
    /// 20503
    code: u32,
    /// What is not ready.
    message: String,
    /// The page about the code.
    more_info: String,
    /// 503
    status: u16,
    /// What was looked at.
    checks: Vec<CheckView>,
}

/// One thing that requests need.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReadinessCheck)]
struct CheckView {
    /// `process`, `database`, `schema` or `attestation`, and `sip` where it is spoken.
    name: &'static str,
    /// `ok` or `failing`.
    status: &'static str,
    /// What is wrong with it; null if nothing is.
    trouble: Option<&'static str>,
}

/// The two routes with their description.
pub(super) fn described() -> Routes {
    Routes::new()
        .get(
            "/health",
            health,
            describe_public("Health", "Whether the process runs.").answers::<HealthView>(200, "It does."),
        )
        .get(
            "/ready",
            ready,
            describe_public(
                "Ready",
                "Whether to send requests here: the process is not about to end, the database answers and has the tables of this \
                 version, calls can be attested, and SIP is answered where it is spoken.",
            )
            .answers::<ReadyView>(200, "They can.")
            .answers::<NotReadyView>(503, "They cannot; `checks` says why."),
        )
}

/// The same two routes for a listener of their own.
pub fn health_routes(hub: Hub) -> Router {
    Router::new().route("/health", get(health)).route("/ready", get(ready)).with_state(hub)
}

async fn health() -> Json<HealthView> {
    std::future::ready(Json(HealthView { status: "ok" })).await
}

async fn ready(State(hub): State<Hub>) -> Response {
    let checks = readiness::look(&hub).await;
    let failing: Vec<&str> =
        checks.iter().filter(|check| check.trouble.is_some()).map(|check| check.name).collect();
    let views = checks.iter().map(|check| CheckView {
        name: check.name,
        status: if check.trouble.is_none() { "ok" } else { "failing" },
        trouble: check.trouble,
    });
    let views = views.collect();
    if failing.is_empty() {
        return Json(ReadyView { status: "ok", checks: views }).into_response();
    }
    let status = StatusCode::SERVICE_UNAVAILABLE;
    let view = NotReadyView {
        code: UNAVAILABLE,
        message: format!("Not ready: {}.", failing.join(", ")),
        more_info: Urls::new(&hub.settings().public_url).error(UNAVAILABLE),
        status: status.as_u16(),
        checks: views,
    };
    (status, Json(view)).into_response()
}
