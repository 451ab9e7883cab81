//! `/trust/v1/CustomerProfiles/{Sid}/Vettings`: what vetting found about a profile, for its customer.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use trusthub_app::trust::{self, Vetting};
use trusthub_domain::bundle::BundleKind;
use trusthub_domain::review::{CaseOutcome, CaseState, Evidence};
use trusthub_domain::sid::BundleSid;
use utoipa::ToSchema;

use crate::error::Result;
use crate::input::{Caller, SidPath};
use crate::openapi::{Routes, describe};
use crate::state::ApiState;

pub(super) fn mount(routes: Routes) -> Routes {
    routes.get(
        "/trust/v1/CustomerProfiles/{Sid}/Vettings",
        list,
        describe("ListCustomerProfileVetting", "Trust", "List what vetting found about a Customer Profile.")
            .explained("One round for each submission, the newest first, each with its evidence.")
            .answers::<VettingsView>(200, "The rounds.")
            .refuses_unknown(),
    )
}

/// What vetting found about a profile.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Vettings)]
struct VettingsView {
    /// The profile.
    customer_profile_sid: String,
    /// The rounds, newest first.
    vettings: Vec<VettingView>,
    /// When this held.
    as_of: String,
}

/// One round of vetting.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Vetting)]
struct VettingView {
    /// Its identifier, `VC…`.
    sid: String,
    /// `vetting` while the machine is at it, `in-review` while a reviewer is awaited; then `approved`, `rejected` or
    /// `withdrawn`.
    status: &'static str,
    /// Whether the machine decided; null while nobody has.
    is_automatic: Option<bool>,
    /// When the profile was submitted.
    opened_at: String,
    /// By when it is to be decided.
    due_at: String,
    /// When it was.
    decided_at: Option<String>,
    /// What was checked, in the order of the checks.
    evidence: Vec<EvidenceView>,
}

/// One check.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = VettingEvidence)]
struct EvidenceView {
    /// For programs: `registry.name`, `email.domain_matches_website` …
    check: String,
    /// The field it is about.
    field: Option<String>,
    /// `pass`, `fail` or `unknown`: a check that could not be made is no failure.
    outcome: &'static str,
    /// What was found, in a sentence.
    text: String,
    /// What to do about it; null unless it failed.
    mend: Option<String>,
    /// What was compared with what.
    compared: String,
    /// Where what it was compared with comes from.
    source: Option<SourceView>,
    /// The code that a rejection for it carries.
    code: Option<u32>,
}

/// Where a check has its knowledge from.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = VettingSource)]
struct SourceView {
    /// `gleif`, or an address.
    name: String,
    /// Which version of it.
    version: String,
    /// Of what day it is.
    date: String,
}

impl VettingView {
    fn of(vetting: Vetting) -> Self {
        let case = vetting.case;
        let (status, is_automatic, decided_at) = match &case.state {
            CaseState::Vetting => ("vetting", None, None),
            CaseState::Open | CaseState::Claimed { .. } => ("in-review", None, None),
            CaseState::Decided { by, at, outcome } => {
                (name_of(*outcome), Some(by.is_none()), Some(at.to_rfc3339()))
            }
        };
        Self {
            sid: case.sid.to_string(),
            status,
            is_automatic,
            opened_at: case.opened_at.to_rfc3339(),
            due_at: case.due_at.to_rfc3339(),
            decided_at,
            evidence: vetting.evidence.into_iter().map(EvidenceView::of).collect(),
        }
    }
}

const fn name_of(outcome: CaseOutcome) -> &'static str {
    match outcome {
        CaseOutcome::Approved => "approved",
        CaseOutcome::Rejected => "rejected",
        CaseOutcome::Withdrawn => "withdrawn",
    }
}

impl EvidenceView {
    fn of(evidence: Evidence) -> Self {
        let source = evidence.source.map(|source| SourceView {
            name: source.name,
            version: source.version,
            date: source.date,
        });
        Self {
            check: evidence.check,
            field: evidence.field,
            outcome: evidence.outcome.as_str(),
            text: evidence.why,
            mend: evidence.mend,
            compared: evidence.compared,
            source,
            code: evidence.code.map(|code| code.0),
        }
    }
}

async fn list(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(sid): SidPath<BundleSid>,
) -> Result<Json<VettingsView>> {
    let as_of = state.hub().now();
    let vettings = trust::vettings(state.hub(), &actor, BundleKind::CustomerProfile, sid).await?;
    Ok(Json(VettingsView {
        customer_profile_sid: sid.to_string(),
        vettings: vettings.into_iter().map(VettingView::of).collect(),
        as_of: as_of.to_rfc3339(),
    }))
}
