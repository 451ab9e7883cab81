//! `/partner/v1/Events`: every change of trust, in one order: piece by piece, waiting where it ends, or as a stream.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::ACCEPT;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use trusthub_app::partners::{self, CloudEvent, MOST_EVENTS, StartAt};
use trusthub_domain::partner::PartnerScope;
use utoipa::{IntoParams, ToSchema};

use super::stream;
use super::view::EventFields;
use crate::error::{ApiError, Result};
use crate::input::{Caller, TwilioQuery, filter, parsed};
use crate::openapi::{Routes, describe};
use crate::state::ApiState;

const PATH: &str = "/partner/v1/Events";

/// Entries in an answer, unless told otherwise.
const LIMIT: u32 = 100;

/// Longest wait.
const MOST_SECONDS: u64 = 30;

/// What is left of the time that a request may take, for reading and writing.
const SPARE: Duration = Duration::from_secs(2);

pub(super) fn mount(routes: Routes) -> Routes {
    routes.get(
        PATH,
        list,
        describe("ListPartnerEvent", "Partners", "Read the feed of every change of trust.")
            .explained(
                "Needs the scope `feed`. Entries come in one order that never changes, those about one subject in the order in \
                 which they happened. Go on with the `cursor` of the last answer. With `Accept: text/event-stream` the answer is \
                 a stream that goes on; `Last-Event-ID` is a cursor.",
            )
            .query::<Wanted>()
            .answers::<EventsView>(200, "What comes behind the cursor; nothing if there is nothing yet.")
            .refuses_bad_input(),
    )
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "PascalCase")]
#[into_params(rename_all = "PascalCase")]
struct Wanted {
    /// Where to go on: the `cursor` of an earlier answer. Without it the feed begins with the oldest entry that is kept; with
    /// `latest`, with what comes after now.
    cursor: Option<String>,
    /// Seconds to wait for something if there is nothing, 30 at most.
    wait: Option<String>,
    /// Most entries in the answer, 1 to 1000; 100 unless given.
    limit: Option<String>,
}

/// A piece of the feed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PartnerEvents)]
struct EventsView {
    /// In order.
    #[schema(value_type = Vec<EventFields>)]
    events: Vec<CloudEvent>,
    /// Where to go on.
    cursor: String,
    /// When this held.
    as_of: String,
}

fn from(written: Option<&str>) -> Result<StartAt> {
    match written {
        None => Ok(StartAt::Beginning),
        Some("latest") => Ok(StartAt::Latest),
        Some(text) => {
            let why = || ApiError::parameter("Cursor", "it is the cursor of an earlier answer, or latest");
            let sequence = text.parse().ok().filter(|sequence| *sequence >= 0);
            sequence.map(StartAt::Cursor).ok_or_else(why)
        }
    }
}

async fn list(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    TwilioQuery(wanted): TwilioQuery<Wanted>,
    headers: HeaderMap,
) -> Result<Response> {
    let hub = state.hub();
    let partner = actor.must_be_partner(PartnerScope::Feed)?;
    let is_stream = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(asks_for_stream);
    let last = headers.get("last-event-id").filter(|_| is_stream).and_then(|value| value.to_str().ok());
    let cursor = last.map(str::to_owned).or(filter(wanted.cursor));
    let seconds: u64 = parsed("Wait", filter(wanted.wait).as_deref())?.unwrap_or(0);
    if seconds > MOST_SECONDS {
        return Err(ApiError::parameter("Wait", &format!("it is at most {MOST_SECONDS} seconds")));
    }
    let limit: u32 = parsed("Limit", filter(wanted.limit).as_deref())?.unwrap_or(LIMIT);
    if !(1..=MOST_EVENTS).contains(&limit) {
        return Err(ApiError::parameter("Limit", &format!("it is 1 to {MOST_EVENTS}")));
    }
    let cursor = partners::start(hub, &actor, from(cursor.as_deref())?).await?;
    if is_stream {
        let waiting = state.partner_limits().admit_waiting(partner)?;
        return Ok(stream::of(hub.clone(), actor, cursor, waiting));
    }
    let mut batch = partners::read(hub, &actor, cursor, limit).await?;
    let wait = Duration::from_secs(seconds).min(state.config().request_timeout.saturating_sub(SPARE));
    if batch.events.is_empty() && !wait.is_zero() {
        let _waiting = state.partner_limits().admit_waiting(partner)?;
        partners::wait(hub, &actor, cursor, wait).await?;
        batch = partners::read(hub, &actor, cursor, limit).await?;
    }
    let view =
        EventsView { events: batch.events, cursor: batch.cursor.to_string(), as_of: hub.now().to_rfc3339() };
    Ok(Json(view).into_response())
}

fn asks_for_stream(accepted: &str) -> bool {
    accepted
        .split(',')
        .any(|one| one.split(';').next().is_some_and(|name| name.trim() == "text/event-stream"))
}

pub(super) fn cursor_from(written: Option<&str>) -> Result<StartAt> {
    // What is sent begins with what comes after now, unless told otherwise.
    written.map_or(Ok(StartAt::Latest), |text| from(Some(text)))
}
