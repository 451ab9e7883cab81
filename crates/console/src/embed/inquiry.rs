//! The pages in the frame: the steps, a summary, and what became of it.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use trusthub_app::bundles::{self, filling};
use trusthub_app::inquiries::Subject;
use trusthub_app::items::documents;
use trusthub_domain::bundle::{BundleKind, Status};
use trusthub_domain::evaluation::Compliance;
use trusthub_domain::sid::BundleSid;

use super::{Inlay, Inquiry};
use crate::fault::{Fault, Result};
use crate::frame::render;
use crate::pages::bundles::file;
use crate::pages::bundles::reasons::{self, Shown};
use crate::pages::bundles::sheet::{Part, Pen, Sent, Sheet};
use crate::pages::bundles::{Progress, StepName};
use crate::session::Posted;
use crate::state::ConsoleState;

const KIND: BundleKind = BundleKind::CustomerProfile;

pub(super) fn routes() -> Router<ConsoleState> {
    Router::new()
        .route("/embed/inquiries/{token}", get(begin))
        .route("/embed/inquiries/{token}/summary", get(summary))
        .route("/embed/inquiries/{token}/steps/{step}", get(ask).post(save))
        .route("/embed/inquiries/{token}/steps/{step}/check", post(check))
        .route("/embed/inquiries/{token}/steps/{step}/remove", post(leave_out))
        .route("/embed/inquiries/{token}/steps/{step}/file", get(file_of_step))
        .route("/embed/inquiries/{token}/submit", post(submit))
        .route("/embed/inquiries/{token}/cancelled", get(cancelled))
}

impl Inquiry {
    /// The profile that the session is about.
    fn profile(&self) -> Result<BundleSid> {
        match self.opened.subject {
            Subject::Profile(sid) => Ok(sid),
            Subject::TollFree(_) => Err(Fault::NoSuchPage),
        }
    }

    fn pen<'h>(&'h self, state: &'h ConsoleState) -> Result<Pen<'h>> {
        let sid = self.profile()?;
        Ok(Pen {
            hub: state.hub(),
            actor: &self.opened.actor,
            parent: None,
            kind: KIND,
            sid,
            base: self.base.clone(),
            // The address is the secret that another site does not know.
            csrf: String::new(),
            hides_supports: true,
        })
    }

    fn inlay(&self, state: &ConsoleState, title: impl Into<String>, event: &'static str) -> Inlay {
        Inlay::new(state, self.opened.theme.as_deref(), title, event)
    }
}

#[derive(Template)]
#[template(path = "embed/step.html")]
struct StepPage {
    inlay: Inlay,
    base: String,
    sheet: Sheet,
}

#[derive(Template)]
#[template(path = "embed/summary.html")]
struct SummaryPage {
    inlay: Inlay,
    base: String,
    parts: Vec<Part>,
    can_submit: bool,
    reasons: Vec<Shown>,
    state: Now,
}

/// Where the profile stands.
enum Now {
    Filling,
    Rejected,
    InReview,
    Approved,
    Stopped,
}

/// What it was turned down for stands first; else the first step that is not complete.
async fn begin(State(state): State<ConsoleState>, inquiry: Inquiry) -> Result<Redirect> {
    if let Subject::TollFree(_) = inquiry.opened.subject {
        return Ok(Redirect::to(&format!("{}/toll-free", inquiry.base)));
    }
    let opened = inquiry.pen(&state)?.open().await?;
    let is_fresh = opened.filled.bundle.status == Status::Draft;
    let steps = opened.steps();
    let first = steps.iter().find(|step| step.progress != Progress::Done);
    Ok(match first.filter(|_| is_fresh) {
        Some(step) => Redirect::to(&format!("{}/steps/{}", inquiry.base, step.slug)),
        None => Redirect::to(&format!("{}/summary", inquiry.base)),
    })
}

async fn ask(
    State(state): State<ConsoleState>,
    inquiry: Inquiry,
    StepName(slug): StepName,
) -> Result<Response> {
    let sheet = inquiry.pen(&state)?.sheet(&slug).await?;
    page(&state, &inquiry, StatusCode::OK, sheet)
}

fn page(state: &ConsoleState, inquiry: &Inquiry, status: StatusCode, sheet: Sheet) -> Result<Response> {
    let inlay = inquiry.inlay(state, sheet.title.clone(), "ready");
    Ok((status, render(&StepPage { inlay, base: inquiry.base.clone(), sheet })?).into_response())
}

async fn save(
    State(state): State<ConsoleState>,
    inquiry: Inquiry,
    StepName(slug): StepName,
    posted: Posted,
) -> Result<Response> {
    match inquiry.pen(&state)?.send(&slug, &posted).await? {
        Sent::Next(next) => Ok(Redirect::to(&format!("{}/steps/{next}", inquiry.base)).into_response()),
        Sent::Saved => Ok(Redirect::to(&format!("{}/summary", inquiry.base)).into_response()),
        Sent::Wrong(status, sheet) => page(&state, &inquiry, status, *sheet),
    }
}

async fn check(
    State(state): State<ConsoleState>,
    inquiry: Inquiry,
    StepName(slug): StepName,
    posted: Posted,
) -> Result<Html<String>> {
    inquiry.pen(&state)?.check(&slug, &posted).await.map(Html)
}

async fn leave_out(
    State(state): State<ConsoleState>,
    inquiry: Inquiry,
    StepName(slug): StepName,
) -> Result<Redirect> {
    filling::leave_out(state.hub(), &inquiry.opened.actor, KIND, inquiry.profile()?, &slug).await?;
    Ok(Redirect::to(&format!("{}/summary", inquiry.base)))
}

async fn file_of_step(
    State(state): State<ConsoleState>,
    inquiry: Inquiry,
    StepName(slug): StepName,
) -> Result<Response> {
    let opened = inquiry.pen(&state)?.open().await?;
    let document = opened.filled.document(opened.policy, &slug).ok_or(Fault::NoSuchPage)?;
    let (media, bytes) = documents::file(state.hub(), &inquiry.opened.actor, document.sid).await?;
    Ok(file::answer(media, bytes))
}

async fn summary(State(state): State<ConsoleState>, inquiry: Inquiry) -> Result<Response> {
    let opened = inquiry.pen(&state)?.open().await?;
    let bundle = &opened.filled.bundle;
    let now = if bundle.is_suspended() {
        Now::Stopped
    } else {
        match bundle.status {
            Status::Draft => Now::Filling,
            Status::PendingReview | Status::InReview => Now::InReview,
            Status::Approved => Now::Approved,
            Status::Rejected => Now::Rejected,
        }
    };
    let event = match now {
        Now::InReview | Now::Approved => "submitted",
        Now::Filling | Now::Rejected | Now::Stopped => "ready",
    };
    let page = SummaryPage {
        inlay: inquiry.inlay(&state, "Summary", event),
        parts: opened.parts(&inquiry.base),
        can_submit: bundle.may_submit().is_ok() && opened.filled.report.status == Compliance::Compliant,
        reasons: reasons::of(state.hub(), opened.policy, &opened.filled, &inquiry.base),
        base: inquiry.base.clone(),
        state: now,
    };
    Ok(render(&page)?.into_response())
}

async fn submit(State(state): State<ConsoleState>, inquiry: Inquiry) -> Result<Redirect> {
    bundles::submit(state.hub(), &inquiry.opened.actor, KIND, inquiry.profile()?).await?;
    Ok(Redirect::to(&format!("{}/summary", inquiry.base)))
}

#[derive(Template)]
#[template(path = "embed/cancelled.html")]
struct CancelledPage {
    inlay: Inlay,
    base: String,
}

async fn cancelled(State(state): State<ConsoleState>, inquiry: Inquiry) -> Result<Response> {
    let inlay = inquiry.inlay(&state, "Stopped", "cancelled");
    Ok(render(&CancelledPage { inlay, base: inquiry.base })?.into_response())
}
