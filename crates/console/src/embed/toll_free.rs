//! The form for a toll-free number on somebody's page: all fields on one page, and what became of it.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use trusthub_app::inquiries::Subject;
use trusthub_app::inquiries::toll_free::{self, Form};
use trusthub_app::{Error, Invalid};
use trusthub_domain::sid::PhoneNumberSid;
use trusthub_domain::tollfree::{Entered, FieldProblem, RejectionReason, Status};

use super::{Inlay, Inquiry};
use crate::fault::{Fault, Result};
use crate::frame::render;
use crate::session::Posted;
use crate::state::ConsoleState;
use crate::toll_free::{Sheet, fields};

pub(super) fn routes() -> Router<ConsoleState> {
    Router::new().route("/embed/inquiries/{token}/toll-free", get(ask).post(submit))
}

#[derive(Template)]
#[template(path = "embed/toll_free.html")]
struct FormPage {
    inlay: Inlay,
    base: String,
    number: String,
    sheet: Sheet,
}

#[derive(Template)]
#[template(path = "embed/toll_free_state.html")]
struct StatePage {
    inlay: Inlay,
    number: String,
    state: Now,
    reasons: Vec<RejectionReason>,
}

/// Where a number stands that needs nothing from whoever looks.
enum Now {
    Checking,
    Approved,
    Rejected,
}

/// The number that the session is about.
fn number_of(inquiry: &Inquiry) -> Result<PhoneNumberSid> {
    match inquiry.opened.subject {
        Subject::TollFree(sid) => Ok(sid),
        Subject::Profile(_) | Subject::Brand(_) | Subject::Numbers(_) | Subject::Campaign(_) => {
            Err(Fault::NoSuchPage)
        }
    }
}

async fn ask(State(state): State<ConsoleState>, inquiry: Inquiry) -> Result<Response> {
    let form = toll_free::form(state.hub(), &inquiry.opened.actor, number_of(&inquiry)?).await?;
    let standing =
        form.submitted.as_ref().map(|submitted| (submitted.status(), submitted.may_edit().is_ok()));
    let now = match standing {
        None | Some((Status::Rejected, true)) => {
            let entered = form.entered.clone();
            return page(&state, &inquiry, &form, &entered, &[], StatusCode::OK);
        }
        Some((Status::PendingReview | Status::InReview, _)) => Now::Checking,
        Some((Status::Approved, _)) => Now::Approved,
        Some((Status::Rejected, false)) => Now::Rejected,
    };
    let event = match now {
        Now::Checking | Now::Approved => "submitted",
        Now::Rejected => "ready",
    };
    let shown = StatePage {
        inlay: Inlay::new(&state, inquiry.opened.theme.as_deref(), "Toll-free number", event),
        number: form.phone_number.as_str().to_owned(),
        state: now,
        reasons: form.submitted.map(|submitted| submitted.reasons(state.hub().now())).unwrap_or_default(),
    };
    Ok(render(&shown)?.into_response())
}

fn page(
    state: &ConsoleState,
    inquiry: &Inquiry,
    form: &Form,
    entered: &Entered,
    problems: &[FieldProblem],
    status: StatusCode,
) -> Result<Response> {
    let action = format!("{}/toll-free", inquiry.base);
    let shown = FormPage {
        inlay: Inlay::new(state, inquiry.opened.theme.as_deref(), "Verify a toll-free number", "ready"),
        base: inquiry.base.clone(),
        number: form.phone_number.as_str().to_owned(),
        sheet: Sheet::new(state.hub(), form, entered, problems, action, None),
    };
    Ok((status, render(&shown)?).into_response())
}

async fn submit(State(state): State<ConsoleState>, inquiry: Inquiry, posted: Posted) -> Result<Response> {
    let number = number_of(&inquiry)?;
    let actor = &inquiry.opened.actor;
    let form = toll_free::form(state.hub(), actor, number).await?;
    let entered = fields::read(&form.entered, form.skips_use_case, &posted);
    match toll_free::submit(state.hub(), actor, number, entered.clone()).await {
        Ok(_) => Ok(Redirect::to(&format!("{}/toll-free", inquiry.base)).into_response()),
        Err(Error::Invalid(Invalid::Fields(problems))) => {
            page(&state, &inquiry, &form, &entered, &problems, StatusCode::BAD_REQUEST)
        }
        Err(error) => Err(error.into()),
    }
}
