//! `/trust/v1/CustomerProfiles/{Sid}/Appeals`: asking that somebody else looks at a rejection.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use trusthub_app::bundles::appeals;
use trusthub_domain::review::{AppealOutcome, Case, CaseState};
use trusthub_domain::sid::{BundleSid, CaseSid};
use trusthub_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::error::Result;
use crate::input::{Caller, SidPath, TwilioForm, required};
use crate::openapi::{Routes, describe};
use crate::paging::{PageQuery, V1Page, constant_page};
use crate::state::ApiState;
use crate::urls::Urls;

const TAG: &str = "Trust";
const LIST: &str = "/trust/v1/CustomerProfiles/{CustomerProfileSid}/Appeals";

pub(super) fn mount(routes: Routes) -> Routes {
    routes
        .post(
            LIST,
            create,
            describe("CreateCustomerProfileAppeal", TAG, "Appeal against the rejection of a Customer Profile.")
                .explained(
                    "Puts the profile back into review as it is, once per rejection. Somebody who did not turn it down decides \
                     within 24 hours. To change it, do so and submit it again instead.",
                )
                .form::<NewParameters>()
                .answers::<AppealView>(201, "The appeal, pending.")
                .refuses_bad_input()
                .refuses_unknown(),
        )
        .get(
            LIST,
            list,
            describe("ListCustomerProfileAppeal", TAG, "List the appeals of a Customer Profile.")
                .lists::<AppealView>("appeals")
                .refuses_bad_input()
                .refuses_unknown(),
        )
        .get(
            &format!("{LIST}/{{Sid}}"),
            find,
            describe("FetchCustomerProfileAppeal", TAG, "Look at an appeal.")
                .answers::<AppealView>(200, "The appeal.")
                .refuses_unknown(),
        )
}

/// An appeal.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Appeal)]
struct AppealView {
    /// Its identifier, `VC…`.
    sid: String,
    /// The account that it belongs to.
    account_sid: String,
    /// The profile.
    customer_profile_sid: String,
    /// `pending`; `overturned`: the profile was approved; `upheld`: it stays rejected, its `errors` say why; `withdrawn`.
    status: &'static str,
    /// What you said.
    note: String,
    /// Until when it will be decided.
    date_due: String,
    /// When it was decided; null while it is pending.
    date_decided: Option<String>,
    /// When it was made.
    date_created: String,
    /// When this answer was true.
    as_of: String,
    /// Where it is.
    url: String,
}

impl AppealView {
    fn of(case: &Case, now: Timestamp, urls: Urls<'_>) -> Self {
        let decided_at = match &case.state {
            CaseState::Decided { at, .. } => Some(*at),
            CaseState::Vetting | CaseState::Open | CaseState::Claimed { .. } => None,
        };
        Self {
            sid: case.sid.to_string(),
            account_sid: case.account_sid.to_string(),
            customer_profile_sid: case.bundle_sid.to_string(),
            status: case.appeal_outcome().unwrap_or(AppealOutcome::Pending).as_str(),
            note: case.appeal.as_ref().map(|appeal| appeal.note.clone()).unwrap_or_default(),
            date_due: case.due_at.to_rfc3339(),
            date_decided: decided_at.map(Timestamp::to_rfc3339),
            date_created: case.opened_at.to_rfc3339(),
            as_of: now.to_rfc3339(),
            url: urls.path(format!("{}/{}", path(case.bundle_sid), case.sid)),
        }
    }
}

/// What an appeal says.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[schema(as = NewAppealParameters)]
struct NewParameters {
    /// Why the rejection is wrong, for the reviewer; at most 2000 characters.
    #[schema(required, nullable = false)]
    note: Option<String>,
}

fn path(bundle: BundleSid) -> String {
    format!("/trust/v1/CustomerProfiles/{bundle}/Appeals")
}

async fn create(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(bundle): SidPath<BundleSid>,
    TwilioForm(given): TwilioForm<NewParameters>,
) -> Result<(StatusCode, Json<AppealView>)> {
    let note = required("Note", given.note)?;
    let case = appeals::create(state.hub(), &actor, bundle, note).await?;
    Ok((StatusCode::CREATED, Json(AppealView::of(&case, state.hub().now(), state.urls()))))
}

async fn list(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(bundle): SidPath<BundleSid>,
    query: PageQuery,
) -> Result<Json<V1Page<AppealView>>> {
    let cases = appeals::list(state.hub(), &actor, bundle).await?;
    let now = state.hub().now();
    let view = |case: &Case| AppealView::of(case, now, state.urls());
    Ok(Json(constant_page(state.urls(), &path(bundle), "appeals", &cases, &query, view)?))
}

async fn find(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath((bundle, sid)): SidPath<(BundleSid, CaseSid)>,
) -> Result<Json<AppealView>> {
    let case = appeals::find(state.hub(), &actor, bundle, sid).await?;
    Ok(Json(AppealView::of(&case, state.hub().now(), state.urls())))
}
