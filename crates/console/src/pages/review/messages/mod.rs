//! What of messages waits for a person: campaigns, tokens of Campaign Verify, and toll-free numbers.

mod campaign;
mod list;
mod token;
mod toll_free;

use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use trusthub_app::Error;
use trusthub_app::review::Preview;
use trusthub_domain::sid::TollfreeSid;

use super::reject_form::RejectForm;
use crate::fault::{Fault, Result, sentence};
use crate::session::{Desk, Posted};
use crate::state::ConsoleState;

const BASE: &str = "/console/review/messages";

pub(super) fn routes() -> Router<ConsoleState> {
    Router::new()
        .route(BASE, get(list::show))
        .route("/console/review/messages/{sid}", get(show))
        .route("/console/review/messages/{sid}/approve", post(approve))
        .route("/console/review/messages/{sid}/reject", post(reject))
}

/// What is told above the page, and the form as it was sent.
#[derive(Default)]
struct Told {
    refused: Option<String>,
    status: Option<StatusCode>,
    reject: RejectForm,
    preview: Option<Preview>,
}

/// What its identifier says that it is.
enum Kind {
    TollFree(TollfreeSid),
    Campaign,
    Token,
}

fn kind(sid: &str) -> Kind {
    match sid.parse() {
        Ok(sid) => Kind::TollFree(sid),
        Err(_) if sid.starts_with("VT") => Kind::Token,
        Err(_) => Kind::Campaign,
    }
}

async fn show(desk: Desk, Path(sid): Path<String>) -> Result<Response> {
    page(&desk, &sid, Told::default()).await
}

async fn page(desk: &Desk, sid: &str, told: Told) -> Result<Response> {
    match kind(sid) {
        Kind::TollFree(sid) => toll_free::page(desk, sid, told).await,
        Kind::Campaign => campaign::page(desk, sid, told).await,
        Kind::Token => token::page(desk, sid, told).await,
    }
}

async fn approve(desk: Desk, Path(sid): Path<String>) -> Result<Response> {
    let done = match kind(&sid) {
        Kind::TollFree(sid) => toll_free::approve(&desk, sid).await,
        Kind::Campaign | Kind::Token => campaign::approve(&desk, &sid).await,
    };
    match done {
        Ok(()) => Ok(list::after("approved")),
        Err(error) => refused(&desk, &sid, error, RejectForm::default()).await,
    }
}

/// First the letter as the customer will get it, then the decision.
async fn reject(desk: Desk, Path(sid): Path<String>, posted: Posted) -> Result<Response> {
    let reject = RejectForm::of(&posted);
    if posted.text("step") == "preview" {
        let preview = match kind(&sid) {
            Kind::TollFree(sid) => toll_free::preview(&desk, sid, &reject).await,
            Kind::Campaign | Kind::Token => campaign::preview(&desk, &sid, &reject).await,
        };
        return match preview {
            Ok(preview) => {
                page(&desk, &sid, Told { reject, preview: Some(preview), ..Told::default() }).await
            }
            Err(error) => refused(&desk, &sid, error, reject).await,
        };
    }
    let done = match kind(&sid) {
        Kind::TollFree(sid) => toll_free::reject(&desk, sid, &reject).await,
        Kind::Campaign | Kind::Token => campaign::reject(&desk, &sid, &reject).await,
    };
    match done {
        Ok(()) => Ok(list::after("rejected")),
        Err(error) => refused(&desk, &sid, error, reject).await,
    }
}

/// What stands in the way is told above the page as it is now.
async fn refused(desk: &Desk, sid: &str, error: Error, reject: RejectForm) -> Result<Response> {
    let why = match &error {
        Error::Conflict => {
            "Somebody else decided it at the same moment, or it was changed. Below is how it is now."
                .to_owned()
        }
        Error::Invalid(_) | Error::Tollfree(_) | Error::Messaging(_) => sentence(&error.to_string()),
        _ => return Err(error.into()),
    };
    let status = Fault::from(error).status();
    let status = if status == StatusCode::BAD_REQUEST { StatusCode::UNPROCESSABLE_ENTITY } else { status };
    page(desk, sid, Told { refused: Some(why), status: Some(status), reject, ..Told::default() }).await
}
