//! What a reviewer does to a case. What is done leads back to the page; what is refused is told above it as it is now.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use trusthub_app::Error;
use trusthub_app::review::{self, Preview, UNDO_FOR};
use trusthub_domain::confirmation::{Channel, Seat};
use trusthub_domain::review::{CaseRefusal, Ruling};

use super::super::Named;
use super::super::reject_form::RejectForm;
use super::super::who::Who;
use super::{Told, page};
use crate::fault::{Fault, Result, sentence};
use crate::session::{Desk, Posted};

pub(in crate::pages::review) async fn claim(desk: Desk, named: Named, posted: Posted) -> Result<Response> {
    let done = review::claim(desk.hub(), &desk.actor, named.0).await.map(drop);
    // From the queue, one goes on in the queue.
    let back = posted.text("back");
    if done.is_ok() && (back == "/console/review" || back.starts_with("/console/review?")) {
        return Ok(Redirect::to(back).into_response());
    }
    told(&desk, named, done, "claimed").await
}

pub(in crate::pages::review) async fn release(desk: Desk, named: Named) -> Result<Response> {
    let done = review::release(desk.hub(), &desk.actor, named.0).await.map(drop);
    told(&desk, named, done, "released").await
}

pub(in crate::pages::review) async fn approve(desk: Desk, named: Named, posted: Posted) -> Result<Response> {
    let ruling = Ruling::Approve { note: text(&posted, "note") };
    let done = review::decide_later(desk.hub(), &desk.actor, named.0, ruling, UNDO_FOR).await;
    told(&desk, named, done.map(drop), "").await
}

/// First the letter as the customer will get it, then the decision.
pub(in crate::pages::review) async fn reject(desk: Desk, named: Named, posted: Posted) -> Result<Response> {
    let form = RejectForm::of(&posted);
    if posted.text("step") == "preview" {
        let preview = review::preview(desk.hub(), &desk.actor, named.0, form.given()).await;
        return previewed(&desk, named, form, preview).await;
    }
    let ruling = Ruling::Reject { reasons: form.given(), note: None };
    match review::decide_later(desk.hub(), &desk.actor, named.0, ruling, UNDO_FOR).await {
        Ok(_) => Ok(Redirect::to(&named.url()).into_response()),
        Err(error) => refused(&desk, named, error, form).await,
    }
}

async fn previewed(
    desk: &Desk,
    named: Named,
    form: RejectForm,
    preview: trusthub_app::Result<Preview>,
) -> Result<Response> {
    match preview {
        Ok(preview) => {
            page(desk, named, Told { reject: form, preview: Some(preview), ..Told::default() }).await
        }
        Err(error) => refused(desk, named, error, form).await,
    }
}

pub(in crate::pages::review) async fn undo(desk: Desk, named: Named) -> Result<Response> {
    let done = review::undo(desk.hub(), &desk.actor, named.0).await.map(drop);
    told(&desk, named, done, "undone").await
}

pub(in crate::pages::review) async fn refer(desk: Desk, named: Named, posted: Posted) -> Result<Response> {
    let note = text(&posted, "note").unwrap_or_default();
    let done = review::refer(desk.hub(), &desk.actor, named.0, note).await.map(drop);
    told(&desk, named, done, "referred").await
}

pub(in crate::pages::review) async fn ask(desk: Desk, named: Named, posted: Posted) -> Result<Response> {
    let question = text(&posted, "question").unwrap_or_default();
    let done = review::ask(desk.hub(), &desk.actor, named.0, text(&posted, "field"), question).await;
    told(&desk, named, done.map(drop), "asked").await
}

pub(in crate::pages::review) async fn ask_representative(
    desk: Desk,
    named: Named,
    posted: Posted,
) -> Result<Response> {
    let whom = posted.text("whom").split_once('-').and_then(|(seat, channel)| {
        let seat: Seat = seat.parse().ok()?;
        Some((seat, channel.parse::<Channel>().ok()?))
    });
    let done = match whom {
        Some((seat, channel)) => {
            review::ask_representative(desk.hub(), &desk.actor, named.0, seat, channel).await.map(drop)
        }
        None => Err(CaseRefusal::CannotBeAsked.into()),
    };
    told(&desk, named, done, "asked-representative").await
}

pub(in crate::pages::review) async fn note(desk: Desk, named: Named, posted: Posted) -> Result<Response> {
    let note = text(&posted, "note").unwrap_or_default();
    let done = review::note(desk.hub(), &desk.actor, named.0, text(&posted, "field"), note).await;
    told(&desk, named, done.map(drop), "noted").await
}

pub(in crate::pages::review) async fn unmask(desk: Desk, named: Named, posted: Posted) -> Result<Response> {
    let reason = text(&posted, "reason").unwrap_or_default();
    let done = review::unmask(desk.hub(), &desk.actor, named.0, reason).await;
    told(&desk, named, done.map(drop), "unmasked").await
}

/// What was entered, with the line ends of this side; `None` if that is nothing.
fn text(posted: &Posted, name: &str) -> Option<String> {
    Some(posted.text(name).replace("\r\n", "\n")).filter(|text| !text.is_empty())
}

async fn told(desk: &Desk, named: Named, done: trusthub_app::Result<()>, word: &str) -> Result<Response> {
    match done {
        Ok(()) if word.is_empty() => Ok(Redirect::to(&named.url()).into_response()),
        Ok(()) => Ok(Redirect::to(&format!("{}?done={word}", named.url())).into_response()),
        Err(error) => refused(desk, named, error, RejectForm::default()).await,
    }
}

/// What stands in the way is told above the page as it is now; what is no matter of this case is a page of its own.
async fn refused(desk: &Desk, named: Named, error: Error, reject: RejectForm) -> Result<Response> {
    let why = match &error {
        Error::Case(refusal) => Who::known(desk).await?.refused(refusal, "case"),
        Error::Conflict => {
            "Somebody else changed this case at the same moment. Below is how it is now; decide again."
                .to_owned()
        }
        Error::Invalid(_) | Error::Rule(_) => sentence(&error.to_string()),
        _ => return Err(error.into()),
    };
    let status = Fault::from(error).status();
    let status = if status == StatusCode::BAD_REQUEST { StatusCode::UNPROCESSABLE_ENTITY } else { status };
    page(desk, named, Told { refused: Some(why), status: Some(status), reject, ..Told::default() }).await
}
