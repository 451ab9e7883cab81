//! `/trust/v1/Accounts/{Sid}/TrustLevel`: how far an account can be trusted, and why.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use trusthub_app::trust;
use trusthub_domain::sid::AccountSid;
use trusthub_domain::trust::{Trust, TrustReason};
use utoipa::ToSchema;

use crate::error::Result;
use crate::input::{Caller, SidPath};
use crate::openapi::{Routes, describe};
use crate::state::ApiState;

pub(super) fn mount(routes: Routes) -> Routes {
    routes.get(
        "/trust/v1/Accounts/{Sid}/TrustLevel",
        find,
        describe("FetchTrustLevel", "Trust", "Look at the trust level of an account.")
            .explained(
                "The account's own, or that of an account below it. Derived from its customer profiles in force: 0 \
                 `unknown`, 1 `identified`, 2 `verified`, 3 `verified+`.",
            )
            .answers::<TrustLevelView>(200, "The level, with its reasons.")
            .refuses_unknown(),
    )
}

/// How far an account can be trusted.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TrustLevel)]
struct TrustLevelView {
    /// The account.
    account_sid: String,
    /// 0 to 3.
    level: u8,
    /// `unknown`, `identified`, `verified` or `verified+`.
    name: &'static str,
    /// What it rests on, and what keeps it from the next level.
    reasons: Vec<ReasonView>,
    /// When this held.
    as_of: String,
}

/// One reason.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TrustReason)]
struct ReasonView {
    /// For programs: `business_in_force`, `not_registered` …
    code: &'static str,
    /// For people.
    text: &'static str,
    /// The profile it is about; null for what is about the account.
    bundle_sid: Option<String>,
}

impl ReasonView {
    fn of(reason: &TrustReason) -> Self {
        Self {
            code: reason.ground.as_str(),
            text: reason.ground.in_words(),
            bundle_sid: reason.bundle_sid.map(|sid| sid.to_string()),
        }
    }
}

async fn find(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(sid): SidPath<AccountSid>,
) -> Result<Json<TrustLevelView>> {
    let as_of = state.hub().now();
    let Trust { level, reasons } = trust::level(state.hub(), &actor, sid).await?;
    Ok(Json(TrustLevelView {
        account_sid: sid.to_string(),
        level: level.number(),
        name: level.as_str(),
        reasons: reasons.iter().map(ReasonView::of).collect(),
        as_of: as_of.to_rfc3339(),
    }))
}
