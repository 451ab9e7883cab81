//! `/trust/v1/BrandRegistrations/{Sid}/Otp` and `…/Score`: answering a code, and why a brand has its score.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use trusthub_app::messaging::{brands, codes};
use trusthub_domain::messaging::ScorePart;
use trusthub_domain::sid::BrandSid;
use utoipa::ToSchema;

use crate::error::Result;
use crate::input::{Caller, SidPath, TwilioForm, required};
use crate::messaging::BrandView;
use crate::openapi::{Routes, describe};
use crate::state::ApiState;

const TAG: &str = "Trust";
const OTP: &str = "/trust/v1/BrandRegistrations/{Sid}/Otp";
const SCORE: &str = "/trust/v1/BrandRegistrations/{Sid}/Score";

pub(super) fn mount(routes: Routes) -> Routes {
    routes
        .post(
            OTP,
            answer,
            describe("AnswerBrandRegistrationOtp", TAG, "Answer the code that proves a brand.")
                .explained("Five wrong codes end it; SmsOtp has another one sent.")
                .form::<OtpParameters>()
                .answers::<BrandView>(200, "The brand, confirmed.")
                .refuses_bad_input()
                .refuses_unknown()
                .refuses_conflicts(),
        )
        .get(
            SCORE,
            score,
            describe("FetchBrandRegistrationScore", TAG, "See why a brand has its score.")
                .answers::<ScoreView>(200, "What counted.")
                .refuses_unknown(),
        )
}

/// The code.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[schema(as = BrandOtpParameters)]
struct OtpParameters {
    /// Six digits.
    #[schema(required, nullable = false)]
    code: Option<String>,
}

async fn answer(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(sid): SidPath<BrandSid>,
    TwilioForm(given): TwilioForm<OtpParameters>,
) -> Result<Json<BrandView>> {
    let code = required("Code", given.code)?;
    let shown = codes::answer(state.hub(), &actor, sid, &code).await?;
    Ok(Json(BrandView::of(shown, state.urls())))
}

/// A score with what it is made of.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BrandScore)]
struct ScoreView {
    /// The brand.
    brand_sid: String,
    /// 1 to 100; null for a brand without one.
    score: Option<u8>,
    /// The rules it was counted by.
    rules: Option<String>,
    /// What counted, the most first.
    parts: Vec<PartView>,
    /// When this held.
    as_of: String,
}

/// What one thing counted.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BrandScorePart)]
struct PartView {
    /// The check, or `base`, or the company type.
    what: String,
    /// Points.
    points: i32,
    /// Why.
    text: String,
}

async fn score(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(sid): SidPath<BrandSid>,
) -> Result<Json<ScoreView>> {
    let as_of = state.hub().now();
    let score = brands::find(state.hub(), &actor, sid).await?.brand.score;
    let part = |part: ScorePart| PartView { what: part.what, points: part.points, text: part.why };
    Ok(Json(ScoreView {
        brand_sid: sid.to_string(),
        score: score.as_ref().map(|score| score.points),
        rules: score.as_ref().map(|score| score.rules.clone()),
        parts: score.map(|score| score.parts.into_iter().map(part).collect()).unwrap_or_default(),
        as_of: as_of.to_rfc3339(),
    }))
}
