//! What waits, the longest first.

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use trusthub_app::messaging::desk as waiting;
use trusthub_app::tollfree::review as numbers;
use trusthub_domain::time::Timestamp;

use super::super::holding;
use super::super::who::Who;
use super::BASE;
use crate::asked::Asked;
use crate::fault::Result;
use crate::frame::{DeskPlace, Frame, render};
use crate::session::Desk;

struct Row {
    name: String,
    /// It has no other name than its identifier.
    is_identifier: bool,
    href: String,
    kind: &'static str,
    account: String,
    since: Timestamp,
    holder: String,
    may_claim: bool,
}

#[derive(Template)]
#[template(path = "review/messages.html")]
struct ListPage {
    frame: Frame,
    rows: Vec<Row>,
    here: String,
}

/// Back to the list, which says that there is nothing to decide any more.
pub(super) fn gone() -> Response {
    Redirect::to(&format!("{BASE}?done=gone")).into_response()
}

pub(super) async fn show(desk: Desk, Query(asked): Query<Asked>) -> Result<Response> {
    let (who, now) = (Who::known(&desk).await?, desk.hub().now());
    let campaigns = waiting::list(desk.hub(), &desk.actor).await?.into_iter().map(|one| Row {
        href: format!("{BASE}/{}", one.sid),
        kind: if one.sid.starts_with("VT") { "Campaign Verify token" } else { "Campaign" },
        name: one.sid,
        is_identifier: true,
        account: one.account_sid.to_string(),
        since: one.since,
        holder: holding::in_list(&one.holder, &who, now),
        may_claim: one.holder.leaves_free(who.own, now),
    });
    let numbers = numbers::list(desk.hub(), &desk.actor).await?.into_iter().map(|one| Row {
        href: format!("{BASE}/{}", one.sid),
        kind: "Toll-free number",
        name: one.phone_number.as_str().to_owned(),
        is_identifier: false,
        account: one.account_sid.to_string(),
        since: one.queued_at,
        holder: holding::in_list(&one.holder, &who, now),
        may_claim: one.holder.leaves_free(who.own, now),
    });
    let mut rows: Vec<Row> = campaigns.chain(numbers).collect();
    rows.sort_by_key(|row| row.since);
    let done = match asked.done.as_str() {
        "gone" => Some("That does not wait any more: it was decided, or the customer took it back."),
        _ => None,
    };
    let frame = Frame::desk(&desk, DeskPlace::Messages, "Messages").after(done);
    let here = desk.visit.here.clone();
    Ok(render(&ListPage { frame, rows, here })?.into_response())
}
