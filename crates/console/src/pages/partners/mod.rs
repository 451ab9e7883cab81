//! Who sees what of an account: the provider's partners, what each is shown, giving consent and taking it back.

mod list;
mod recipient;
mod words;

use axum::Router;
use axum::routing::{get, post};

use crate::frame::{Frame, Place};
use crate::session::Customer;
use crate::state::ConsoleState;

pub(super) fn routes() -> Router<ConsoleState> {
    let below = Router::new()
        .route("/{recipient}", get(recipient::ask).post(recipient::give))
        .route("/{recipient}/withdraw", post(recipient::withdraw));
    Router::new()
        .route("/console/{account}/partners", get(list::show))
        .nest("/console/{account}/partners", below)
}

/// Where the section begins.
fn base(customer: &Customer) -> String {
    format!("{}/partners", customer.home())
}

fn frame(customer: &Customer, title: impl Into<String>) -> Frame {
    Frame::customer(customer, Place::Partners, title)
}
