//! What waits, the longest first.

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use trusthub_app::messaging::desk as waiting;
use trusthub_app::tollfree::review as numbers;
use trusthub_domain::time::Timestamp;

use super::BASE;
use crate::asked::Asked;
use crate::fault::Result;
use crate::frame::{DeskPlace, Frame, render};
use crate::session::Desk;

struct Row {
    name: String,
    href: String,
    kind: &'static str,
    account: String,
    since: Timestamp,
}

#[derive(Template)]
#[template(path = "review/messages.html")]
struct ListPage {
    frame: Frame,
    rows: Vec<Row>,
}

/// Back to the list, which says what was done.
pub(super) fn after(word: &str) -> Response {
    Redirect::to(&format!("{BASE}?done={word}")).into_response()
}

pub(super) async fn show(desk: Desk, Query(asked): Query<Asked>) -> Result<Response> {
    let campaigns = waiting::list(desk.hub(), &desk.actor).await?.into_iter().map(|one| Row {
        href: format!("{BASE}/{}", one.sid),
        kind: if one.sid.starts_with("VT") { "Campaign Verify token" } else { "Campaign" },
        name: one.sid,
        account: one.account_sid.to_string(),
        since: one.since,
    });
    let numbers = numbers::list(desk.hub(), &desk.actor).await?.into_iter().map(|one| Row {
        href: format!("{BASE}/{}", one.sid),
        kind: "Toll-free number",
        name: one.phone_number.as_str().to_owned(),
        account: one.account_sid.to_string(),
        since: one.queued_at,
    });
    let mut rows: Vec<Row> = campaigns.chain(numbers).collect();
    rows.sort_by_key(|row| row.since);
    let done = match asked.done.as_str() {
        "approved" => Some("It is approved, and the customer is told."),
        "rejected" => Some("It is rejected, and the customer is told why."),
        _ => None,
    };
    let frame = Frame::desk(&desk, DeskPlace::Messages, "Messages").after(done);
    Ok(render(&ListPage { frame, rows })?.into_response())
}
