//! What a summary says of a brand, beside what it says of the two bundles that it rests on; and the code that some brands
//! wait for.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use trusthub_app::Error;
use trusthub_app::inquiries::{Subject, brands};
use trusthub_app::messaging::codes;
use trusthub_domain::bundle::{Bundle, Status};
use trusthub_domain::messaging::{BrandStatus, ConfirmationKind};
use trusthub_domain::sid::{BrandSid, BundleSid};

use super::Inquiry;
use super::inquiry::{Now, SummaryPage, summary_of};
use crate::fault::{Fault, Result, sentence};
use crate::form::Field;
use crate::frame::render;
use crate::pages::bundles::Progress;
use crate::pages::bundles::reasons::Shown;
use crate::pages::bundles::sheet::Opened;
use crate::session::Posted;
use crate::state::ConsoleState;

pub(super) fn routes() -> Router<ConsoleState> {
    Router::new().route("/embed/inquiries/{token}/code", post(answer))
}

/// The code that a brand waits for.
pub(super) struct Code {
    pub(super) field: Field,
    /// Another one was sent.
    pub(super) is_sent_again: bool,
}

fn code_of(kind: ConfirmationKind) -> Code {
    let hint = match kind {
        ConfirmationKind::Otp => "It was sent to the phone that you named, or to your e-mail address.",
        ConfirmationKind::TwoFactor => "It was mailed to the contact of the company that you named.",
    };
    let field = Field::line("text", "Code", "The code").hint(hint).autocomplete("one-time-code");
    Code { field: field.max_length(16), is_sent_again: false }
}

/// Where the brand stands, what is wrong with it, and whether it can be submitted.
pub(super) async fn judge(
    state: &ConsoleState,
    inquiry: &Inquiry,
    sid: BundleSid,
    all: &[Opened<'_>],
    page: &mut SummaryPage,
) -> Result<()> {
    let standing = brands::find(state.hub(), &inquiry.opened.actor, &sid.to_string()).await?;
    let bundles = || all.iter().map(|opened| &opened.filled.bundle);
    let is_rejected = bundles().any(|bundle| bundle.status == Status::Rejected);
    let brand = standing.brand.as_ref();
    page.state = if bundles().any(Bundle::is_suspended) {
        Now::Stopped
    } else {
        match brand.map(|brand| brand.status) {
            Some(BrandStatus::Suspended) => Now::Stopped,
            Some(BrandStatus::Failed) => Now::Rejected,
            None | Some(BrandStatus::Pending | BrandStatus::InReview) if is_rejected => Now::Rejected,
            None => Now::Filling,
            Some(BrandStatus::Pending | BrandStatus::InReview) => Now::InReview,
            Some(BrandStatus::Approved) => Now::Approved,
        }
    };
    let may_be_registered = brand.is_none_or(|brand| brand.brand.resubmit(state.hub().now()).is_ok());
    page.can_submit = may_be_registered && page.state != Now::Stopped && all.iter().all(is_ready);
    let issues = brand.map(|brand| brand.brand.issues.as_slice()).unwrap_or_default();
    page.reasons.extend(issues.iter().map(|issue| Shown {
        code: issue.code.0,
        subject: "The brand".to_owned(),
        what: issue.description.clone(),
        mend: String::new(),
        note: None,
        href: None,
    }));
    page.code = brand.and_then(|brand| codes::awaited(&brand.brand)).map(code_of);
    Ok(())
}

/// It was submitted, or every step of it is complete. That a product's profile is not submitted yet does not count: both are,
/// one after the other.
fn is_ready(opened: &Opened<'_>) -> bool {
    opened.filled.bundle.may_submit().is_err()
        || opened.steps().iter().all(|step| matches!(step.progress, Progress::Done | Progress::LeftOut))
}

fn registered(standing: &brands::Standing) -> Result<BrandSid> {
    standing.registration.brand_sid.ok_or(Fault::NoSuchPage)
}

async fn answer(State(state): State<ConsoleState>, inquiry: Inquiry, posted: Posted) -> Result<Response> {
    let Subject::Brand(sid) = inquiry.opened.subject else { return Err(Fault::NoSuchPage) };
    let (hub, actor) = (state.hub(), &inquiry.opened.actor);
    let brand = registered(&brands::find(hub, actor, &sid.to_string()).await?)?;
    let is_again = posted.text("then") == "again";
    let answered = if is_again {
        codes::send_again(hub, actor, brand).await.map(drop)
    } else {
        codes::answer(hub, actor, brand, posted.text("Code")).await.map(drop)
    };
    let (status, error) = match answered {
        Ok(()) if is_again => (StatusCode::OK, None),
        Ok(()) => return Ok(Redirect::to(&format!("{}/summary", inquiry.base)).into_response()),
        Err(Error::Messaging(refusal)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, Some(sentence(&refusal.to_string())))
        }
        Err(error) => return Err(error.into()),
    };
    let mut page = summary_of(&state, &inquiry).await?;
    if let Some(code) = &mut page.code {
        code.is_sent_again = error.is_none();
        code.field.error = error;
    }
    Ok((status, render(&page)?).into_response())
}
