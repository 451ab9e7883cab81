//! Credentials: what the account shows of an approved business to whoever wants to know, and how each stands.

mod list;
mod new;
mod one;
mod words;

use axum::Router;
use axum::routing::{get, post};

use crate::frame::{Frame, Place};
use crate::session::Customer;
use crate::state::ConsoleState;

pub(super) fn routes() -> Router<ConsoleState> {
    let below = Router::new()
        .route("/new", get(new::ask).post(new::issue))
        .route("/{credential}", get(one::show))
        .route("/{credential}/revoke", post(one::revoke));
    Router::new()
        .route("/console/{account}/credentials", get(list::show))
        .nest("/console/{account}/credentials", below)
}

/// Where the section begins.
fn base(customer: &Customer) -> String {
    format!("{}/credentials", customer.home())
}

fn frame(customer: &Customer, title: impl Into<String>) -> Frame {
    Frame::customer(customer, Place::Credentials, title)
}
