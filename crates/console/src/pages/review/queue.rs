//! What waits for a reviewer, due first.

use askama::Template;
use axum::response::{IntoResponse, Response};
use trusthub_app::review::{self, CaseFilter, QueuedCase};

use crate::fault::Result;
use crate::frame::{DeskPlace, Frame, render};
use crate::session::Desk;

#[derive(Template)]
#[template(path = "review/queue.html")]
struct QueuePage {
    frame: Frame,
    cases: Vec<QueuedCase>,
}

pub(super) async fn show(desk: Desk) -> Result<Response> {
    let cases = review::list(desk.hub(), &desk.actor, CaseFilter::default()).await?;
    Ok(render(&QueuePage { frame: Frame::desk(&desk, DeskPlace::Queue, "Queue"), cases })?.into_response())
}
