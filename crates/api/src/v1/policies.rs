//! `/v1/Policies`

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use serde_json::Value;
use trusthub_domain::policy::Policy;
use trusthub_domain::sid::PolicySid;
use utoipa::ToSchema;

use crate::error::{ApiError, Result};
use crate::input::SidPath;
use crate::openapi::{Routes, describe};
use crate::paging::{PageQuery, V1Page, constant_page};
use crate::state::ApiState;
use crate::urls::Urls;

const COLLECTION: &str = "Policies";
const LIST: &str = "/v1/Policies";

pub(super) fn mount(routes: Routes) -> Routes {
    routes
        .get(
            LIST,
            list,
            describe("ListPolicies", COLLECTION, "List every policy of this hub.")
                .lists::<PolicyView>("results")
                .refuses_bad_input(),
        )
        .get(
            "/v1/Policies/{Sid}",
            find,
            describe("FetchPolicies", COLLECTION, "Look at what a policy asks for.")
                .answers::<PolicyView>(200, "The policy.")
                .refuses_unknown(),
        )
}

/// What a profile or product of one kind must hold.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Policy)]
struct PolicyView {
    /// Where it is.
    url: String,
    /// End users, documents and supporting bundles, with the fields that count.
    #[schema(value_type = Object)]
    requirements: Value,
    /// What people call it.
    friendly_name: String,
    /// Its identifier, `RN…`; the same on every hub.
    sid: String,
}

impl PolicyView {
    fn of(policy: &Policy, urls: Urls<'_>) -> Self {
        Self {
            url: urls.v1(COLLECTION, policy.sid),
            requirements: policy.requirements_json(),
            friendly_name: policy.friendly_name.clone(),
            sid: policy.sid.to_string(),
        }
    }
}

async fn list(State(state): State<ApiState>, query: PageQuery) -> Result<Json<V1Page<PolicyView>>> {
    let policies = state.hub().catalog().policies();
    let view = |policy: &Policy| PolicyView::of(policy, state.urls());
    constant_page(state.urls(), LIST, "results", policies, &query, view).map(Json)
}

async fn find(State(state): State<ApiState>, SidPath(sid): SidPath<PolicySid>) -> Result<Json<PolicyView>> {
    let policy = state.hub().catalog().policy(sid).ok_or_else(ApiError::not_found)?;
    Ok(Json(PolicyView::of(policy, state.urls())))
}
