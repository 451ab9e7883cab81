//! The pages in the frame: the steps, a summary, and what became of it. They fill in one profile, one registration of who
//! uses numbers, or the two bundles that a brand rests on.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use trusthub_app::bundles::{self, filling};
use trusthub_app::inquiries::{Subject, brands, numbers};
use trusthub_app::items::documents;
use trusthub_domain::bundle::{BundleKind, Status};
use trusthub_domain::evaluation::Compliance;

use super::brand;
use super::desk::{Desk, desk, desks};
use super::{Inlay, Inquiry};
use crate::fault::{Fault, Result};
use crate::frame::render;
use crate::pages::bundles::Progress;
use crate::pages::bundles::StepName;
use crate::pages::bundles::file;
use crate::pages::bundles::reasons::{self, Shown};
use crate::pages::bundles::sheet::{Part, Sent, Sheet, renumber};
use crate::session::Posted;
use crate::state::ConsoleState;

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
    pub(super) fn inlay(&self, state: &ConsoleState, title: impl Into<String>, event: &'static str) -> Inlay {
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
pub(super) struct SummaryPage {
    pub(super) inlay: Inlay,
    pub(super) base: String,
    pub(super) parts: Vec<Part>,
    pub(super) can_submit: bool,
    pub(super) reasons: Vec<Shown>,
    pub(super) state: Now,
    /// What a brand waits for besides.
    pub(super) code: Option<brand::Code>,
}

/// Where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Now {
    Filling,
    Rejected,
    InReview,
    Approved,
    Stopped,
}

impl Now {
    /// What the page around the frame is told.
    pub(super) const fn event(self) -> &'static str {
        match self {
            Self::InReview | Self::Approved => "submitted",
            Self::Filling | Self::Rejected | Self::Stopped => "ready",
        }
    }
}

/// What it was turned down for stands first; else the first step that is not complete.
async fn begin(State(state): State<ConsoleState>, inquiry: Inquiry) -> Result<Redirect> {
    match inquiry.opened.subject {
        Subject::TollFree(_) => return Ok(Redirect::to(&format!("{}/toll-free", inquiry.base))),
        Subject::Campaign(_) => return Ok(Redirect::to(&format!("{}/campaign", inquiry.base))),
        Subject::Profile(_) | Subject::Brand(_) | Subject::Numbers(_) => {}
    }
    for pen in desks(&inquiry, &state).await? {
        let opened = pen.open().await?;
        let is_fresh = opened.filled.bundle.status == Status::Draft;
        let steps = opened.steps();
        let first = steps.iter().find(|step| step.progress != Progress::Done);
        if let Some(step) = first.filter(|_| is_fresh) {
            return Ok(Redirect::to(&format!("{}/steps/{}", inquiry.base, step.slug)));
        }
    }
    Ok(Redirect::to(&format!("{}/summary", inquiry.base)))
}

async fn ask(
    State(state): State<ConsoleState>,
    inquiry: Inquiry,
    StepName(slug): StepName,
) -> Result<Response> {
    let desk = desk(&inquiry, &state, &slug).await?;
    let sheet = desk.pen.sheet(&slug).await?;
    page(&state, &inquiry, StatusCode::OK, desk, sheet)
}

fn page(
    state: &ConsoleState,
    inquiry: &Inquiry,
    status: StatusCode,
    desk: Desk<'_>,
    sheet: Sheet,
) -> Result<Response> {
    let sheet = sheet.between(desk.before, desk.after);
    let inlay = inquiry.inlay(state, sheet.title.clone(), "ready");
    Ok((status, render(&StepPage { inlay, base: inquiry.base.clone(), sheet })?).into_response())
}

async fn save(
    State(state): State<ConsoleState>,
    inquiry: Inquiry,
    StepName(slug): StepName,
    posted: Posted,
) -> Result<Response> {
    let desk = desk(&inquiry, &state, &slug).await?;
    let next = match desk.pen.send(&slug, &posted).await? {
        Sent::Next(next) => Some(next),
        Sent::Saved if posted.text("then") == "later" => None,
        Sent::Saved => desk.next,
        Sent::Wrong(status, sheet) => return page(&state, &inquiry, status, desk, *sheet),
    };
    Ok(match next {
        Some(next) => Redirect::to(&format!("{}/steps/{next}", inquiry.base)).into_response(),
        None => Redirect::to(&format!("{}/summary", inquiry.base)).into_response(),
    })
}

async fn check(
    State(state): State<ConsoleState>,
    inquiry: Inquiry,
    StepName(slug): StepName,
    posted: Posted,
) -> Result<Html<String>> {
    desk(&inquiry, &state, &slug).await?.pen.check(&slug, &posted).await.map(Html)
}

async fn leave_out(
    State(state): State<ConsoleState>,
    inquiry: Inquiry,
    StepName(slug): StepName,
) -> Result<Redirect> {
    let pen = desk(&inquiry, &state, &slug).await?.pen;
    filling::leave_out(state.hub(), &inquiry.opened.actor, pen.kind, pen.sid, &slug).await?;
    Ok(Redirect::to(&format!("{}/summary", inquiry.base)))
}

async fn file_of_step(
    State(state): State<ConsoleState>,
    inquiry: Inquiry,
    StepName(slug): StepName,
) -> Result<Response> {
    let opened = desk(&inquiry, &state, &slug).await?.pen.open().await?;
    let document = opened.filled.document(opened.policy, &slug).ok_or(Fault::NoSuchPage)?;
    let (media, bytes) = documents::file(state.hub(), &inquiry.opened.actor, document.sid).await?;
    Ok(file::answer(media, bytes))
}

async fn summary(State(state): State<ConsoleState>, inquiry: Inquiry) -> Result<Response> {
    let page = summary_of(&state, &inquiry).await?;
    Ok(render(&page)?.into_response())
}

/// What it holds, what is wrong with it, and where it stands.
pub(super) async fn summary_of(state: &ConsoleState, inquiry: &Inquiry) -> Result<SummaryPage> {
    let mut all = Vec::new();
    for pen in desks(inquiry, state).await? {
        all.push(pen.open().await?);
    }
    let mut parts: Vec<Part> = all.iter().flat_map(|opened| opened.parts(&inquiry.base)).collect();
    renumber(parts.iter_mut().map(|part| &mut part.line));
    let reasons = all
        .iter()
        .flat_map(|opened| reasons::of(state.hub(), opened.policy, &opened.filled, &inquiry.base))
        .collect();
    let mut page = SummaryPage {
        inlay: inquiry.inlay(state, "Summary", "ready"),
        parts,
        can_submit: all.iter().all(|opened| {
            opened.filled.bundle.may_submit().is_ok() && opened.filled.report.status == Compliance::Compliant
        }),
        reasons,
        base: inquiry.base.clone(),
        state: all.first().map_or(Now::Stopped, |opened| now_of(&opened.filled.bundle)),
        code: None,
    };
    if let Subject::Brand(sid) = inquiry.opened.subject {
        brand::judge(state, inquiry, sid, &all, &mut page).await?;
    }
    page.inlay.event = page.state.event();
    Ok(page)
}

fn now_of(bundle: &trusthub_domain::bundle::Bundle) -> Now {
    if bundle.is_suspended() {
        return Now::Stopped;
    }
    match bundle.status {
        Status::Draft => Now::Filling,
        Status::PendingReview | Status::InReview => Now::InReview,
        Status::Approved => Now::Approved,
        Status::Rejected => Now::Rejected,
    }
}

async fn submit(State(state): State<ConsoleState>, inquiry: Inquiry) -> Result<Redirect> {
    let (hub, actor) = (state.hub(), &inquiry.opened.actor);
    match inquiry.opened.subject {
        Subject::Profile(sid) => {
            bundles::submit(hub, actor, BundleKind::CustomerProfile, sid).await?;
        }
        Subject::Brand(sid) => brands::submit(hub, actor, sid).await?,
        Subject::Numbers(sid) => {
            numbers::submit(hub, actor, sid).await?;
        }
        Subject::TollFree(_) | Subject::Campaign(_) => return Err(Fault::NoSuchPage),
    }
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
