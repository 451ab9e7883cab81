//! A toll-free number that the checks left to a person.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use trusthub_app::review::Preview;
use trusthub_app::tollfree::review::{self, Case};
use trusthub_domain::sid::TollfreeSid;
use trusthub_domain::tollfree::State;

use super::{Holding, Named, RejectForm, Told, holding_of};
use crate::fault::Result;
use crate::frame::{DeskPlace, Frame, render};
use crate::pages::messaging::toll_free::badge;
use crate::session::Desk;
use crate::toll_free::fields;
use crate::words::Badge;

#[derive(Template)]
#[template(path = "review/toll_free.html")]
struct NumberPage {
    frame: Frame,
    base: String,
    holding: Holding,
    refused: Option<String>,
    preview: Option<Preview>,
    reject: RejectForm,
    codes: Vec<(String, String)>,
    field_choices: Vec<(String, String)>,
    badge: Badge,
    waits: bool,
    doubts: Vec<String>,
    facts: Vec<(&'static str, String)>,
    case: Case,
}

pub(super) async fn page(desk: &Desk, named: Named, sid: TollfreeSid, told: Told) -> Result<Response> {
    let case = review::show(desk.hub(), &desk.actor, sid).await?;
    let verification = &case.verification;
    let doubts = match &verification.state {
        State::InReview { doubts } => Some(doubts.clone()),
        State::Pending | State::Approved { .. } | State::Rejected { .. } => None,
    };
    let codes = desk.hub().catalog().error_codes().filter(|code| code.toll_free.is_some());
    let page = NumberPage {
        frame: Frame::desk(
            desk,
            DeskPlace::Messages,
            format!("Toll-free number {}", verification.phone_number.as_str()),
        )
        .after(told.done),
        base: named.url(),
        holding: holding_of(desk, named).await?,
        refused: told.refused,
        preview: told.preview,
        reject: told.reject,
        codes: codes.map(|code| (code.code.0.to_string(), code.message.clone())).collect(),
        field_choices: Vec::new(),
        badge: badge(verification.status()),
        waits: doubts.is_some(),
        doubts: doubts.unwrap_or_default(),
        facts: fields::facts(verification.submission.entered()),
        case,
    };
    Ok((told.status.unwrap_or(StatusCode::OK), render(&page)?).into_response())
}
