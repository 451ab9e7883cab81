//! `/trust/v1/{CustomerProfiles,TrustProducts}/{Sid}/Timeline`: what happened to a bundle, and what happens next.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use trusthub_app::bundles;
use trusthub_domain::bundle::{BundleKind, Cause, Reason};
use trusthub_domain::sid::BundleSid;
use trusthub_domain::time::Timestamp;
use trusthub_domain::timeline::{Entry, Timeline};
use utoipa::ToSchema;

use crate::error::Result;
use crate::input::{Caller, SidPath};
use crate::openapi::{Operation, Routes, describe};
use crate::state::ApiState;
use crate::v1::ReasonView;

pub(super) fn mount(routes: Routes) -> Routes {
    routes
        .get("/trust/v1/CustomerProfiles/{Sid}/Timeline", of_profile, described(BundleKind::CustomerProfile))
        .get("/trust/v1/TrustProducts/{Sid}/Timeline", of_product, described(BundleKind::TrustProduct))
}

fn described(kind: BundleKind) -> Operation {
    let id = match kind {
        BundleKind::CustomerProfile => "FetchCustomerProfileTimeline",
        BundleKind::TrustProduct => "FetchTrustProductTimeline",
    };
    describe(id, "Trust", format!("Look at what happened to a {}, and what happens next.", kind.in_words()))
        .answers::<TimelineView>(200, "The timeline.")
        .refuses_unknown()
}

/// What happened to a profile or product, and what happens next.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Timeline)]
struct TimelineView {
    /// The profile or product.
    bundle_sid: String,
    /// As `/v1` shows it.
    status: &'static str,
    /// By when it will be decided; null unless it is under review.
    due_at: Option<String>,
    /// What happens next.
    next: NextView,
    /// What stands against it, each with the field and how to mend it.
    problems: Vec<ReasonView>,
    /// What happened, oldest first.
    entries: Vec<EntryView>,
    /// When this held.
    as_of: String,
}

/// What happens next.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TimelineNext)]
struct NextView {
    /// `submit`, `wait_for_checks`, `wait_for_representative`, `wait_for_reviewer`, `overdue`, `mend`, `ask_support`,
    /// `renew`, `suspended`, `wait_for_support`, `in_force` or `renew_soon`.
    code: &'static str,
    /// For people.
    text: String,
    /// Whether an appeal would be taken.
    may_appeal: bool,
}

/// Something that happened.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TimelineEntry)]
struct EntryView {
    /// When.
    at: String,
    /// `created`, `submitted`, `appealed`, `checks_run`, `representative_asked`, `representative_confirmed`,
    /// `representative_denied`, `representative_silent`, `reviewer_at_it`, `approved`, `rejected`, `suspended`,
    /// `reinstated`, `expiring` or `expired`.
    step: &'static str,
    /// For people.
    text: String,
    /// `machine`, `reviewer` or `operator`; null for what you or a representative did.
    by: Option<&'static str>,
    /// Why, where it was turned down or suspended.
    problems: Vec<ReasonView>,
}

impl EntryView {
    fn of(entry: &Entry, state: &ApiState) -> Self {
        Self {
            at: entry.at.to_rfc3339(),
            step: entry.step.as_str(),
            text: entry.step.in_words(),
            by: entry.by.map(Cause::as_str),
            problems: entry.problems.iter().map(|reason| problem(reason, state)).collect(),
        }
    }
}

fn problem(reason: &Reason, state: &ApiState) -> ReasonView {
    ReasonView::of(reason, state.hub().catalog(), state.urls())
}

async fn of_profile(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(sid): SidPath<BundleSid>,
) -> Result<Json<TimelineView>> {
    let as_of = state.hub().now();
    let timeline = bundles::timeline(state.hub(), &actor, BundleKind::CustomerProfile, sid).await?;
    Ok(Json(view(sid, &timeline, as_of, &state)))
}

async fn of_product(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(sid): SidPath<BundleSid>,
) -> Result<Json<TimelineView>> {
    let as_of = state.hub().now();
    let timeline = bundles::timeline(state.hub(), &actor, BundleKind::TrustProduct, sid).await?;
    Ok(Json(view(sid, &timeline, as_of, &state)))
}

fn view(sid: BundleSid, timeline: &Timeline, as_of: Timestamp, state: &ApiState) -> TimelineView {
    let next = timeline.next;
    TimelineView {
        bundle_sid: sid.to_string(),
        status: timeline.status.as_str(),
        due_at: timeline.due_at.map(Timestamp::to_rfc3339),
        next: NextView { code: next.as_str(), text: next.in_words(), may_appeal: next.may_appeal() },
        problems: timeline.problems.iter().map(|reason| problem(reason, state)).collect(),
        entries: timeline.entries.iter().map(|entry| EntryView::of(entry, state)).collect(),
        as_of: as_of.to_rfc3339(),
    }
}
