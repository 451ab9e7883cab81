//! `/trust/v1/RemediationTickets`: numbers of the account that a partner found fault with.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use trusthub_app::partners::tickets::{Told, answers};
use trusthub_domain::partner::{FlagReason, Ticket, TicketNote};
use trusthub_domain::sid::TicketSid;
use trusthub_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::error::Result;
use crate::input::{Caller, SidPath, TwilioForm, required};
use crate::openapi::{Routes, describe};
use crate::paging::{Listing, PageQuery, V1Page};
use crate::state::ApiState;
use crate::urls::Urls;

const PATH: &str = "/trust/v1/RemediationTickets";

pub(super) fn mount(routes: Routes) -> Routes {
    let one = format!("{PATH}/{{Sid}}");
    routes
        .get(
            PATH,
            list,
            describe("ListRemediationTicket", "Trust", "List the numbers of yours that partners found fault with.")
                .lists::<TicketView>("remediation_tickets")
                .refuses_bad_input(),
        )
        .get(
            &one,
            find,
            describe("FetchRemediationTicket", "Trust", "See what a partner found, and what was said since.")
                .answers::<ToldView>(200, "The ticket.")
                .refuses_unknown(),
        )
        .post(
            &format!("{one}/Answers"),
            answer,
            describe("CreateRemediationTicketAnswer", "Trust", "Answer what a partner found.")
                .explained("A reviewer reads it, and takes it up with the partner. An open ticket by itself lowers no trust.")
                .form::<AnswerParameters>()
                .answers::<ToldView>(201, "The ticket, answered.")
                .refuses_bad_input()
                .refuses_unknown(),
        )
}

/// A number that a partner found fault with.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RemediationTicket)]
struct TicketView {
    /// `RT…`
    sid: String,
    /// Whose number it is.
    account_sid: String,
    /// Which partner, `PT…`.
    partner_sid: String,
    /// The number.
    phone_number: String,
    /// `spam-likely`, `scam-likely`, `blocked`, `wrong-name` or `other`.
    reason: &'static str,
    /// `open`: answer it; `answered`: a reviewer reads your answer; `partner-asked`: the partner looks again; `closed`.
    status: &'static str,
    /// How often it was flagged.
    flags: i64,
    /// When the partner last saw what it complains of.
    seen_at: String,
    /// When it was opened.
    date_created: String,
    /// When something was last said.
    date_updated: String,
    /// When this held.
    as_of: String,
    /// Where it is.
    url: String,
}

/// A number that a partner found fault with, and what was said on it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RemediationTicketWithNotes)]
struct ToldView {
    /// The ticket.
    #[serde(flatten)]
    ticket: TicketView,
    /// What was said, from the beginning.
    notes: Vec<NoteView>,
}

/// Something that was said.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RemediationTicketNote)]
struct NoteView {
    /// `partner`, `customer` or `reviewer`.
    author: &'static str,
    /// `flagged`, `answered`, `partner-asked`, `resolved` or `cleared`.
    step: &'static str,
    /// Why it was flagged, where it was.
    reason: Option<&'static str>,
    /// In their words.
    text: String,
    /// When.
    date_created: String,
}

/// What you say.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[schema(as = NewRemediationTicketAnswerParameters)]
struct AnswerParameters {
    /// What the number is used for, and what you mended; at most 2000 characters.
    #[schema(required, nullable = false)]
    text: Option<String>,
}

impl TicketView {
    fn of(ticket: &Ticket, now: Timestamp, urls: Urls<'_>) -> Self {
        Self {
            sid: ticket.sid.to_string(),
            account_sid: ticket.account_sid.to_string(),
            partner_sid: ticket.partner_sid.to_string(),
            phone_number: ticket.phone_number.as_str().to_owned(),
            reason: ticket.reason.as_str(),
            status: ticket.status.as_str(),
            flags: ticket.flags,
            seen_at: ticket.seen_at.to_rfc3339(),
            date_created: ticket.date_created.to_rfc3339(),
            date_updated: ticket.date_updated.to_rfc3339(),
            as_of: now.to_rfc3339(),
            url: urls.path(format!("{PATH}/{}", ticket.sid)),
        }
    }
}

impl ToldView {
    fn of(told: &Told, now: Timestamp, urls: Urls<'_>) -> Self {
        let note = |note: &TicketNote| NoteView {
            author: note.author.as_str(),
            step: note.step.as_str(),
            reason: note.reason.map(FlagReason::as_str),
            text: note.text.clone(),
            date_created: note.at.to_rfc3339(),
        };
        Self { ticket: TicketView::of(&told.ticket, now, urls), notes: told.notes.iter().map(note).collect() }
    }
}

async fn list(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    query: PageQuery,
) -> Result<Json<V1Page<TicketView>>> {
    let hub = state.hub();
    let listing = Listing::new(hub, &actor, PATH.to_owned(), Vec::new(), query);
    let page = answers::list(hub, &actor, listing.request()?).await?;
    let now = hub.now();
    Ok(Json(listing.v1("remediation_tickets", page, |ticket| TicketView::of(&ticket, now, state.urls()))))
}

async fn find(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(sid): SidPath<TicketSid>,
) -> Result<Json<ToldView>> {
    let told = answers::find(state.hub(), &actor, sid).await?;
    Ok(Json(ToldView::of(&told, state.hub().now(), state.urls())))
}

async fn answer(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(sid): SidPath<TicketSid>,
    TwilioForm(given): TwilioForm<AnswerParameters>,
) -> Result<(StatusCode, Json<ToldView>)> {
    let told = answers::answer(state.hub(), &actor, sid, required("Text", given.text)?).await?;
    Ok((StatusCode::CREATED, Json(ToldView::of(&told, state.hub().now(), state.urls()))))
}
