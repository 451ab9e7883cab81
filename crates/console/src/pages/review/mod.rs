//! The reviewers' pages.

mod queue;

use axum::Router;
use axum::routing::get;

use crate::state::ConsoleState;

pub(super) fn routes() -> Router<ConsoleState> {
    Router::new().route("/console/review", get(queue::show))
}
