//! A token of Campaign Verify, which a person looks up there.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use trusthub_app::messaging::desk::{self as waiting, Item, Sender};
use trusthub_domain::messaging::BrandVetting;

use super::campaign::codes;
use super::{Holding, Named, RejectForm, Told, holding_of};
use crate::fault::{Fault, Result};
use crate::frame::{DeskPlace, Frame, render};
use crate::session::Desk;

#[derive(Template)]
#[template(path = "review/token.html")]
struct TokenPage {
    frame: Frame,
    base: String,
    holding: Holding,
    refused: Option<String>,
    reject: RejectForm,
    codes: Vec<(String, String)>,
    field_choices: Vec<(String, String)>,
    sender: Sender,
    vetting: BrandVetting,
}

pub(super) async fn page(desk: &Desk, named: Named, told: Told) -> Result<Response> {
    let item = waiting::show(desk.hub(), &desk.actor, &named.0.to_string()).await?;
    let sender = waiting::sender(desk.hub(), &desk.actor, &item).await?;
    let Item::Token(vetting) = item else { return Err(Fault::NoSuchPage) };
    let page = TokenPage {
        frame: Frame::desk(desk, DeskPlace::Messages, "A Campaign Verify token").after(told.done),
        base: named.url(),
        holding: holding_of(desk, named).await?,
        refused: told.refused,
        reject: told.reject,
        codes: codes(desk.hub()),
        field_choices: Vec::new(),
        sender,
        vetting: *vetting,
    };
    Ok((told.status.unwrap_or(StatusCode::OK), render(&page)?).into_response())
}
