//! Numbers that partners found fault with: which tickets are open, and one of them with what a reviewer can do.

mod list;
mod one;

use axum::Router;
use axum::routing::{get, post};

use crate::state::ConsoleState;

pub(super) use self::list::badge;

pub(super) const BASE: &str = "/console/review/tickets";

pub(super) fn routes() -> Router<ConsoleState> {
    Router::new()
        .route(BASE, get(list::show))
        .route("/console/review/tickets/{sid}", get(one::show))
        .route("/console/review/tickets/{sid}/decide", post(one::decide))
}
