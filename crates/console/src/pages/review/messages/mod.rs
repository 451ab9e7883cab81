//! What of messages waits for a person: campaigns, tokens of Campaign Verify, and toll-free numbers.
//!
//! What does not wait any more has no page but a toll-free number's: whoever looks for it, or does something to it, is led
//! back to the list, which says so. What is not there at all is no page.

mod actions;
mod campaign;
mod list;
mod token;
mod toll_free;

use axum::Router;
use axum::extract::{FromRequestParts, Query};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use axum::routing::{get, post};
use trusthub_app::Error;
use trusthub_app::review::{Preview, messages};
use trusthub_domain::review::MessageItem;

use super::holding::{self, Holding};
use super::reject_form::RejectForm;
use super::who::Who;
use crate::asked::Asked;
use crate::fault::{Fault, Result};
use crate::session::{Desk, address_part};
use crate::state::ConsoleState;

const BASE: &str = "/console/review/messages";

pub(super) fn routes() -> Router<ConsoleState> {
    Router::new()
        .route(BASE, get(list::show))
        .route("/console/review/messages/{sid}", get(show))
        .route("/console/review/messages/{sid}/claim", post(actions::claim))
        .route("/console/review/messages/{sid}/release", post(actions::release))
        .route("/console/review/messages/{sid}/approve", post(actions::approve))
        .route("/console/review/messages/{sid}/reject", post(actions::reject))
        .route("/console/review/messages/{sid}/undo", post(actions::undo))
}

/// What a path names.
#[derive(Debug, Clone, Copy)]
struct Named(MessageItem);

impl Named {
    fn url(self) -> String {
        format!("{BASE}/{}", self.0)
    }
}

impl FromRequestParts<ConsoleState> for Named {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &ConsoleState) -> Result<Self> {
        address_part(parts, state, "sid").await?.parse().map(Self).map_err(|_| Fault::NoSuchPage)
    }
}

/// What is told above the page, and the form as it was sent.
#[derive(Default)]
struct Told {
    done: Option<&'static str>,
    refused: Option<String>,
    status: Option<StatusCode>,
    reject: RejectForm,
    preview: Option<Preview>,
}

async fn show(desk: Desk, named: Named, Query(asked): Query<Asked>) -> Result<Response> {
    let done = holding::done_in_words(&asked.done);
    page(&desk, named, Told { done, ..Told::default() }).await
}

async fn page(desk: &Desk, named: Named, told: Told) -> Result<Response> {
    let shown = match named.0 {
        MessageItem::TollFree(sid) => toll_free::page(desk, named, sid, told).await,
        MessageItem::Campaign(_) => campaign::page(desk, named, told).await,
        MessageItem::Token(_) => token::page(desk, named, told).await,
    };
    match shown {
        Err(Fault::App(Error::NotFound(_))) => over(desk, named).await,
        other => other,
    }
}

/// Where whoever looks for what does not wait is led; nowhere, if it is not there.
async fn over(desk: &Desk, named: Named) -> Result<Response> {
    messages::handling(desk.hub(), &desk.actor, named.0).await?;
    Ok(list::gone())
}

/// Who is at it.
async fn holding_of(desk: &Desk, named: Named) -> Result<Holding> {
    let handling = messages::handling(desk.hub(), &desk.actor, named.0).await?;
    Ok(Holding::of_message(&handling, &Who::known(desk).await?, desk.hub().now()))
}
