//! Domains that mail is sent from: which there are, the record that proves one, and what its mail records say.

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
        .route("/new", get(new::ask).post(new::create))
        .route("/{domain}", get(one::show))
        .route("/{domain}/check", post(one::check))
        .route("/{domain}/remove", post(one::remove));
    Router::new()
        .route("/console/{account}/domains", get(list::show))
        .nest("/console/{account}/domains", below)
}

/// Where the section begins.
fn base(customer: &Customer) -> String {
    format!("{}/domains", customer.home())
}

fn frame(customer: &Customer, title: impl Into<String>) -> Frame {
    Frame::customer(customer, Place::Domains, title)
}
