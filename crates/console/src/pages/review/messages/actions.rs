//! What a reviewer does to one of them. What is done leads back to the page; what is refused is told above it as it is now.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use trusthub_app::Error;
use trusthub_app::messaging::desk as waiting;
use trusthub_app::review::{GivenReason, Preview, UNDO_FOR, messages};
use trusthub_app::tollfree::review as numbers;
use trusthub_domain::review::{MessageItem, MessageRuling};

use super::super::reject_form::RejectForm;
use super::super::who::Who;
use super::{BASE, Named, Told, list, page};
use crate::fault::{Fault, Result, sentence};
use crate::session::{Desk, Posted};

pub(super) async fn claim(desk: Desk, named: Named, posted: Posted) -> Result<Response> {
    let done = messages::claim(desk.hub(), &desk.actor, named.0).await.map(drop);
    // From the list, one goes on in the list.
    let back = posted.text("back");
    if done.is_ok() && (back == BASE || back.starts_with(&format!("{BASE}?"))) {
        return Ok(Redirect::to(back).into_response());
    }
    told(&desk, named, done, "claimed").await
}

pub(super) async fn release(desk: Desk, named: Named) -> Result<Response> {
    let done = messages::release(desk.hub(), &desk.actor, named.0).await.map(drop);
    told(&desk, named, done, "released").await
}

pub(super) async fn approve(desk: Desk, named: Named) -> Result<Response> {
    match decide(&desk, named, MessageRuling::Approve).await {
        Ok(()) => Ok(Redirect::to(&named.url()).into_response()),
        Err(error) => refused(&desk, named, error, RejectForm::default()).await,
    }
}

/// First the letter as the customer will get it, then the decision.
pub(super) async fn reject(desk: Desk, named: Named, posted: Posted) -> Result<Response> {
    let reject = RejectForm::of(&posted);
    if posted.text("step") == "preview" {
        return match preview(&desk, named, reject.given()).await {
            Ok(preview) => {
                page(&desk, named, Told { reject, preview: Some(preview), ..Told::default() }).await
            }
            Err(error) => refused(&desk, named, error, reject).await,
        };
    }
    match decide(&desk, named, MessageRuling::Reject(reject.given())).await {
        Ok(()) => Ok(Redirect::to(&named.url()).into_response()),
        Err(error) => refused(&desk, named, error, reject).await,
    }
}

pub(super) async fn undo(desk: Desk, named: Named) -> Result<Response> {
    let done = messages::undo(desk.hub(), &desk.actor, named.0).await.map(drop);
    told(&desk, named, done, "undone").await
}

async fn decide(desk: &Desk, named: Named, ruling: MessageRuling) -> trusthub_app::Result<()> {
    messages::decide_later(desk.hub(), &desk.actor, named.0, ruling, UNDO_FOR).await.map(drop)
}

async fn preview(desk: &Desk, named: Named, given: Vec<GivenReason>) -> trusthub_app::Result<Preview> {
    match named.0 {
        MessageItem::TollFree(sid) => {
            let given = given.into_iter().map(numbers::GivenReason::from).collect();
            numbers::preview(desk.hub(), &desk.actor, sid, given).await
        }
        MessageItem::Campaign(_) | MessageItem::Token(_) => {
            waiting::preview(desk.hub(), &desk.actor, &named.0.to_string(), given).await
        }
    }
}

async fn told(desk: &Desk, named: Named, done: trusthub_app::Result<()>, word: &str) -> Result<Response> {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("{}?done={word}", named.url())).into_response()),
        Err(error) => refused(desk, named, error, RejectForm::default()).await,
    }
}

/// What stands in the way is told above the page as it is now.
async fn refused(desk: &Desk, named: Named, error: Error, reject: RejectForm) -> Result<Response> {
    let why = match &error {
        Error::Case(refusal) => Who::known(desk).await?.refused(refusal, named.0.in_words()),
        Error::Conflict => {
            "Somebody else decided it at the same moment, or it was changed. Below is how it is now."
                .to_owned()
        }
        Error::Invalid(_) | Error::Tollfree(_) | Error::Messaging(_) => sentence(&error.to_string()),
        // The form stood on a page of it, so it was there: what is not any more, the customer took back.
        Error::NotFound(_) => return Ok(list::gone()),
        _ => return Err(error.into()),
    };
    let status = Fault::from(error).status();
    let status = if status == StatusCode::BAD_REQUEST { StatusCode::UNPROCESSABLE_ENTITY } else { status };
    page(desk, named, Told { refused: Some(why), status: Some(status), reject, ..Told::default() }).await
}
