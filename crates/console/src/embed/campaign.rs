//! The form for a campaign on somebody's page: all fields on one page, and what became of it.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use trusthub_app::inquiries::Subject;
use trusthub_app::inquiries::campaigns::{self, Standing};
use trusthub_domain::messaging::{BrandIssue, CampaignContent, CampaignStatus};
use trusthub_domain::sid::BundleSid;

use super::{Inlay, Inquiry};
use crate::campaign::fields::{self, USE_CASE};
use crate::campaign::{Problem, Sheet, problems};
use crate::fault::{Fault, Result};
use crate::form::{Group, Open};
use crate::frame::render;
use crate::session::Posted;
use crate::state::ConsoleState;

pub(super) fn routes() -> Router<ConsoleState> {
    Router::new().route("/embed/inquiries/{token}/campaign", get(ask).post(submit))
}

#[derive(Template)]
#[template(path = "embed/campaign.html")]
struct FormPage {
    inlay: Inlay,
    base: String,
    groups: Vec<Group>,
    open: Vec<Open>,
    /// What is wrong, and with no input of the form.
    whole: Option<String>,
    issues: Vec<BrandIssue>,
}

#[derive(Template)]
#[template(path = "embed/campaign_state.html")]
struct StatePage {
    inlay: Inlay,
    state: CampaignStatus,
}

/// The registration that the session is about.
fn registration_of(inquiry: &Inquiry) -> Result<BundleSid> {
    match inquiry.opened.subject {
        Subject::Campaign(sid) => Ok(sid),
        Subject::Profile(_) | Subject::Brand(_) | Subject::Numbers(_) | Subject::TollFree(_) => {
            Err(Fault::NoSuchPage)
        }
    }
}

async fn standing(state: &ConsoleState, inquiry: &Inquiry) -> Result<Standing> {
    let sid = registration_of(inquiry)?.to_string();
    Ok(campaigns::find(state.hub(), &inquiry.opened.actor, &sid).await?)
}

async fn ask(State(state): State<ConsoleState>, inquiry: Inquiry) -> Result<Response> {
    let standing = standing(&state, &inquiry).await?;
    let closed = standing.campaign.as_ref().filter(|_| !standing.is_open());
    let Some(campaign) = closed else {
        let content = standing.content().clone();
        return page(&state, &inquiry, &standing, &content, Vec::new(), StatusCode::OK);
    };
    let event = match campaign.status {
        CampaignStatus::Suspended => "ready",
        CampaignStatus::Pending
        | CampaignStatus::InProgress
        | CampaignStatus::Verified
        | CampaignStatus::Failed => "submitted",
    };
    let inlay = inquiry.inlay(&state, "Messages", event);
    Ok(render(&StatePage { inlay, state: campaign.status })?.into_response())
}

fn page(
    state: &ConsoleState,
    inquiry: &Inquiry,
    standing: &Standing,
    content: &CampaignContent,
    problems: Vec<Problem>,
    status: StatusCode,
) -> Result<Response> {
    let issues = standing.campaign.as_ref().map(|shown| shown.campaign.issues.clone()).unwrap_or_default();
    let about = standing.campaign.is_none().then(|| Group {
        title: "What you send",
        why: "It cannot be changed later.",
        fields: vec![fields::use_case(&standing.use_cases, &content.use_case)],
    });
    let Sheet { groups, open, whole } = Sheet::new(about, content, problems);
    let shown = FormPage {
        inlay: inquiry.inlay(state, "Register what you send", "ready"),
        base: inquiry.base.clone(),
        groups,
        open,
        whole,
        issues,
    };
    Ok((status, render(&shown)?).into_response())
}

async fn submit(State(state): State<ConsoleState>, inquiry: Inquiry, posted: Posted) -> Result<Response> {
    let sid = registration_of(&inquiry)?;
    let standing = standing(&state, &inquiry).await?;
    let use_case = match &standing.campaign {
        Some(shown) => &shown.campaign.content.use_case,
        None => posted.text(USE_CASE),
    };
    let content = fields::read(&posted, use_case);
    match campaigns::submit(state.hub(), &inquiry.opened.actor, sid, content.clone()).await {
        Ok(()) => Ok(Redirect::to(&format!("{}/campaign", inquiry.base)).into_response()),
        Err(error) => {
            let problems = problems(&content, error)?;
            page(&state, &inquiry, &standing, &content, problems, StatusCode::BAD_REQUEST)
        }
    }
}
