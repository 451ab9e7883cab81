//! `/trust/v1/{CustomerProfiles,TrustProducts}/{Sid}/Numbers`: many phone numbers of a bundle at once.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use trusthub_app::bundles::many_numbers::{self, AssignedLine, LineOutcome};
use trusthub_domain::bundle::BundleKind;
use trusthub_domain::sid::BundleSid;
use utoipa::ToSchema;

use crate::error::Result;
use crate::input::{Caller, SidPath, TwilioForm, required};
use crate::openapi::{Operation, Routes, describe};
use crate::state::ApiState;

pub(super) fn mount(routes: Routes) -> Routes {
    routes
        .post("/trust/v1/CustomerProfiles/{Sid}/Numbers", to_profile, described(BundleKind::CustomerProfile))
        .post("/trust/v1/TrustProducts/{Sid}/Numbers", to_product, described(BundleKind::TrustProduct))
}

fn described(kind: BundleKind) -> Operation {
    let id = match kind {
        BundleKind::CustomerProfile => "AssignCustomerProfileNumbers",
        BundleKind::TrustProduct => "AssignTrustProductNumbers",
    };
    describe(id, "Trust", format!("Assign many phone numbers to a {} at once.", kind.in_words()))
        .explained(
            "Numbers of the account or of one below it. A bad line does not stop the others, and repeating a list is harmless.",
        )
        .form::<Parameters>()
        .answers::<NumbersView>(200, "What became of each line.")
        .refuses_bad_input()
        .refuses_unknown()
        .refuses_conflicts()
}

/// A list of numbers.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[schema(as = AssignNumbersParameters)]
struct Parameters {
    /// One number a line, as `+12155550100`, or the text of a CSV file with a column `phone_number`; at most 2000 lines.
    #[schema(required, nullable = false)]
    phone_numbers: Option<String>,
}

/// What became of a list of numbers.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AssignedNumbers)]
struct NumbersView {
    /// The profile or product.
    bundle_sid: String,
    /// How many are assigned now and were not before.
    assigned: usize,
    /// How many were assigned before.
    unchanged: usize,
    /// How many are not assigned.
    refused: usize,
    /// Each line, in order.
    lines: Vec<LineView>,
    /// When this held.
    as_of: String,
}

/// What became of a line.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AssignedNumber)]
struct LineView {
    /// Its place in the list, from 1.
    line: u64,
    /// What stands there.
    phone_number: String,
    /// `assigned`, `unchanged` or `refused`.
    outcome: &'static str,
    /// The new assignment, `RA…`.
    assignment_sid: Option<String>,
    /// Why it was refused.
    why: Option<String>,
}

impl LineView {
    fn of(line: AssignedLine) -> Self {
        let outcome = line.outcome.as_str();
        let (assignment_sid, why) = match line.outcome {
            LineOutcome::Assigned(sid) => (Some(sid.to_string()), None),
            LineOutcome::Unchanged => (None, None),
            LineOutcome::Refused(why) => (None, Some(why)),
        };
        Self { line: line.line, phone_number: line.text, outcome, assignment_sid, why }
    }
}

async fn to_profile(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(sid): SidPath<BundleSid>,
    TwilioForm(given): TwilioForm<Parameters>,
) -> Result<Json<NumbersView>> {
    let list = required("PhoneNumbers", given.phone_numbers)?;
    let lines = many_numbers::assign(state.hub(), &actor, BundleKind::CustomerProfile, sid, &list).await?;
    Ok(Json(view(&state, sid, lines)))
}

async fn to_product(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(sid): SidPath<BundleSid>,
    TwilioForm(given): TwilioForm<Parameters>,
) -> Result<Json<NumbersView>> {
    let list = required("PhoneNumbers", given.phone_numbers)?;
    let lines = many_numbers::assign(state.hub(), &actor, BundleKind::TrustProduct, sid, &list).await?;
    Ok(Json(view(&state, sid, lines)))
}

fn view(state: &ApiState, sid: BundleSid, lines: Vec<AssignedLine>) -> NumbersView {
    let lines: Vec<LineView> = lines.into_iter().map(LineView::of).collect();
    let count = |outcome| lines.iter().filter(|line| line.outcome == outcome).count();
    NumbersView {
        bundle_sid: sid.to_string(),
        assigned: count("assigned"),
        unchanged: count("unchanged"),
        refused: count("refused"),
        as_of: state.hub().now().to_rfc3339(),
        lines,
    }
}
