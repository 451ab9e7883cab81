//! How calls look on the phones that they reach: what products register for numbers and how far that is with each carrier,
//! and numbers that a partner found fault with.

mod list;
mod product;
mod ticket;
pub(crate) mod words;

use axum::Router;
use axum::routing::{get, post};

use crate::frame::{Frame, Place};
use crate::session::Customer;
use crate::state::ConsoleState;

pub(super) fn routes() -> Router<ConsoleState> {
    let below = Router::new()
        .route("/tickets/{ticket}", get(ticket::show))
        .route("/tickets/{ticket}/answer", post(ticket::answer))
        .route("/{product}", get(product::show));
    Router::new().route("/console/{account}/calls", get(list::show)).nest("/console/{account}/calls", below)
}

/// Where the section begins.
fn base(customer: &Customer) -> String {
    format!("{}/calls", customer.home())
}

fn frame(customer: &Customer, title: impl Into<String>) -> Frame {
    Frame::customer(customer, Place::Calls, title)
}
