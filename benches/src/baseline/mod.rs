//! What the hub is compared with: the handlers that one would write with axum and sqlx and nothing else. They run the
//! very statements of the hub, in transactions like the hub's, and answer; they check nothing, seal nothing and tell
//! nobody. A test compares their statements with those that the hub is seen to run.

mod database;
mod handlers;
mod statements;
mod texts;

use std::sync::Arc;

use anyhow::{Context, Result};
use axum::Router;
use axum::routing::{get, post};
use tokio::net::TcpListener;

use self::database::Database;

/// What every handler has.
struct Baseline {
    database: Database,
}

type Shared = Arc<Baseline>;

/// Serves until it is killed.
pub async fn serve(database_url: &str, listen: &str) -> Result<()> {
    let baseline = Arc::new(Baseline { database: Database::open(database_url).await? });
    let routes = Router::new()
        .route("/ready", get(handlers::ready))
        .route("/v1/CustomerProfiles", post(handlers::create).get(handlers::list))
        .route("/v1/CustomerProfiles/{sid}", post(handlers::submit).get(handlers::fetch))
        .route("/v1/CustomerProfiles/{sid}/EntityAssignments", post(handlers::assign))
        .route("/v1/CustomerProfiles/{sid}/Evaluations", post(handlers::evaluate))
        .route("/v1/EndUsers", post(handlers::end_user))
        .route("/v1/SupportingDocuments", post(handlers::document))
        .route("/2010-04-01/Accounts/{account}/Addresses.json", post(handlers::address))
        .with_state(baseline);
    let listener = TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
    Ok(axum::serve(listener, routes).await?)
}
