//! The reviewers' pages: the queue, a case, the desk in numbers.

mod case;
mod holding;
mod messages;
mod numbers;
mod queue;
mod reject_form;
mod tickets;
mod view;
mod who;
mod words;

use axum::Router;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::routing::{get, post};
use trusthub_domain::sid::BundleSid;

use crate::fault::{Fault, Result};
use crate::session::address_part;
use crate::state::ConsoleState;

pub(super) fn routes() -> Router<ConsoleState> {
    Router::new()
        .route("/console/review", get(queue::show))
        .route("/console/review/counts", get(queue::counts))
        .route("/console/review/views", post(queue::save_view))
        .route("/console/review/views/delete", post(queue::delete_view))
        .route("/console/review/desk", get(numbers::show))
        .route("/console/review/desk.csv", get(numbers::csv))
        .merge(messages::routes())
        .merge(tickets::routes())
        .route("/console/review/{bundle}", get(case::show))
        .route("/console/review/{bundle}/claim", post(case::claim))
        .route("/console/review/{bundle}/release", post(case::release))
        .route("/console/review/{bundle}/approve", post(case::approve))
        .route("/console/review/{bundle}/reject", post(case::reject))
        .route("/console/review/{bundle}/undo", post(case::undo))
        .route("/console/review/{bundle}/refer", post(case::refer))
        .route("/console/review/{bundle}/ask", post(case::ask))
        .route("/console/review/{bundle}/ask-representative", post(case::ask_representative))
        .route("/console/review/{bundle}/note", post(case::note))
        .route("/console/review/{bundle}/unmask", post(case::unmask))
        .route("/console/review/{bundle}/website", get(case::website))
        .route("/console/review/{bundle}/documents/{document}", get(case::document))
        .route("/console/review/{bundle}/documents/{document}/text", get(case::paper))
        .route("/console/review/{bundle}/documents/{document}/pages/{number}", get(case::paper_page))
}

/// The bundle that a path names.
#[derive(Debug, Clone, Copy)]
struct Named(BundleSid);

impl Named {
    fn url(self) -> String {
        format!("/console/review/{}", self.0)
    }
}

impl FromRequestParts<ConsoleState> for Named {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &ConsoleState) -> Result<Self> {
        address_part(parts, state, "bundle").await?.parse().map(Self).map_err(|_| Fault::NoSuchPage)
    }
}
