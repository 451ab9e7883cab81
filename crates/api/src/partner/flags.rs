//! `/partner/v1/Flags`: numbers that a partner found fault with, and what became of them.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use trusthub_app::partners::tickets::Told;
use trusthub_app::partners::tickets::flags::{self, NewFlag};
use trusthub_domain::contact::Phone;
use trusthub_domain::partner::{FlagReason, PartnerScope, TicketNote, TicketStep};
use trusthub_domain::sid::TicketSid;
use trusthub_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::error::{ApiError, Result};
use crate::input::{Caller, SidPath, TwilioForm, filter, required};
use crate::openapi::{Routes, describe};
use crate::paging::{Listing, PageQuery, V1Page};
use crate::state::ApiState;
use crate::urls::Urls;

const PATH: &str = "/partner/v1/Flags";

pub(super) fn mount(routes: Routes) -> Routes {
    let one = format!("{PATH}/{{Sid}}");
    routes
        .post_keyless(
            PATH,
            create,
            describe("CreatePartnerFlag", "Partners", "Flag a number, so that its owner explains or mends it.")
                .explained(
                    "Needs the scope `registrations`; for carriers and analytics engines. Flagging a number again joins the flag \
                     that you have open for it. Each counts against the look-ups of the day. A number that a look-up tells \
                     nothing of is not found, whether anybody has it or not.",
                )
                .form::<NewParameters>()
                .answers::<FlagView>(201, "Its owner is told.")
                .refuses_bad_input()
                .refuses_unknown(),
        )
        .get(
            PATH,
            list,
            describe("ListPartnerFlag", "Partners", "List the numbers that you flagged.")
                .lists::<FlagView>("flags")
                .refuses_bad_input(),
        )
        .get(
            &one,
            find,
            describe("FetchPartnerFlag", "Partners", "See what became of a number that you flagged.")
                .answers::<FlagView>(200, "The flag.")
                .refuses_unknown(),
        )
        .post_keyless(
            &one,
            clear,
            describe("UpdatePartnerFlag", "Partners", "Say that a number is clean, which closes its flag.")
                .form::<ClearParameters>()
                .answers::<FlagView>(200, "It is closed, and its owner is told.")
                .refuses_bad_input()
                .refuses_unknown()
                .refuses_conflicts(),
        )
}

/// What you found.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[schema(as = NewPartnerFlagParameters)]
struct NewParameters {
    /// The number, in E.164.
    #[schema(required, nullable = false)]
    number: Option<String>,
    /// `spam-likely`, `scam-likely`, `blocked`, `wrong-name` or `other`.
    #[schema(required, nullable = false)]
    reason: Option<String>,
    /// What you saw; at most 2000 characters. Its owner reads it.
    #[schema(required, nullable = false)]
    evidence: Option<String>,
    /// When you last saw it, RFC 3339; now, unless given.
    seen_at: Option<String>,
}

/// That it is in order.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[schema(as = UpdatePartnerFlagParameters)]
struct ClearParameters {
    /// `clean`.
    #[schema(required, nullable = false)]
    status: Option<String>,
    /// What you want its owner to know; at most 2000 characters.
    note: Option<String>,
}

/// A number that you flagged.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PartnerFlag)]
struct FlagView {
    /// `RT…`
    sid: String,
    /// The number.
    number: String,
    /// Why you last flagged it.
    reason: &'static str,
    /// `open`: its owner is asked; `answered`: a reviewer reads the answer; `partner-asked`: look again, and say whether it is
    /// clean; `closed`.
    status: &'static str,
    /// What a reviewer last said to you.
    reviewer_note: Option<String>,
    /// How often you flagged it.
    flags: i64,
    /// When you last saw it.
    seen_at: String,
    /// When you flagged it first.
    date_created: String,
    /// When something was last said.
    date_updated: String,
    /// When this held.
    as_of: String,
    /// Where it is.
    url: String,
}

impl FlagView {
    fn of(told: &Told, now: Timestamp, urls: Urls<'_>) -> Self {
        let Told { ticket, notes } = told;
        let to_partner =
            |note: &&TicketNote| matches!(note.step, TicketStep::PartnerAsked | TicketStep::Resolved);
        Self {
            sid: ticket.sid.to_string(),
            number: ticket.phone_number.as_str().to_owned(),
            reason: ticket.reason.as_str(),
            status: ticket.status.as_str(),
            reviewer_note: notes.iter().rev().find(to_partner).map(|note| note.text.clone()),
            flags: ticket.flags,
            seen_at: ticket.seen_at.to_rfc3339(),
            date_created: ticket.date_created.to_rfc3339(),
            date_updated: ticket.date_updated.to_rfc3339(),
            as_of: now.to_rfc3339(),
            url: urls.path(format!("{PATH}/{}", ticket.sid)),
        }
    }
}

impl NewParameters {
    fn read(self) -> Result<NewFlag> {
        let names = || FlagReason::ALL.iter().map(|reason| reason.as_str()).collect::<Vec<_>>().join(", ");
        let number = required("Number", self.number)?.trim().parse::<Phone>();
        let reason = required("Reason", self.reason)?.parse();
        let seen_at = filter(self.seen_at).map(|text| {
            let why = "it is a moment in RFC 3339, like 2026-11-27T05:12:56Z";
            Timestamp::parse_rfc3339(&text).ok_or_else(|| ApiError::parameter("SeenAt", why))
        });
        Ok(NewFlag {
            number: number.map_err(|error| ApiError::parameter("Number", &error.to_string()))?,
            reason: reason
                .map_err(|_| ApiError::parameter("Reason", &format!("it is one of {}", names())))?,
            seen_at: seen_at.transpose()?,
            evidence: required("Evidence", self.evidence)?,
        })
    }
}

async fn create(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    TwilioForm(given): TwilioForm<NewParameters>,
) -> Result<(StatusCode, Json<FlagView>)> {
    let partner = actor.must_be_partner(PartnerScope::Registrations)?;
    let new = given.read()?;
    state.partner_limits().admit_lookups(partner, 1)?;
    let told = flags::flag(state.hub(), &actor, new).await?;
    Ok((StatusCode::CREATED, Json(FlagView::of(&told, state.hub().now(), state.urls()))))
}

async fn list(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    query: PageQuery,
) -> Result<Json<V1Page<FlagView>>> {
    let hub = state.hub();
    let listing = Listing::new(hub, &actor, PATH.to_owned(), Vec::new(), query);
    let page = flags::list(hub, &actor, listing.request()?).await?;
    let now = hub.now();
    Ok(Json(listing.v1("flags", page, |told| FlagView::of(&told, now, state.urls()))))
}

async fn find(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(sid): SidPath<TicketSid>,
) -> Result<Json<FlagView>> {
    let told = flags::find(state.hub(), &actor, sid).await?;
    Ok(Json(FlagView::of(&told, state.hub().now(), state.urls())))
}

async fn clear(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(sid): SidPath<TicketSid>,
    TwilioForm(given): TwilioForm<ClearParameters>,
) -> Result<Json<FlagView>> {
    actor.must_be_partner(PartnerScope::Registrations)?;
    if required("Status", given.status)? != "clean" {
        return Err(ApiError::parameter("Status", "it is clean; flag the number again if it is not"));
    }
    let note = given.note.unwrap_or_default();
    let told = flags::clear(state.hub(), &actor, sid, note).await?;
    Ok(Json(FlagView::of(&told, state.hub().now(), state.urls())))
}
