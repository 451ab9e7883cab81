//! The bundle itself: make, list, look at, change or submit, delete.

use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde::Deserialize;
use trusthub_app::Invalid;
use trusthub_app::bundles::{self, BundleFilter, NewBundle};
use trusthub_domain::bundle::{BundleKind, Edit, Rule, Status};
use trusthub_domain::sid::{BundleSid, PolicySid};
use utoipa::{IntoParams, ToSchema};

use super::Names;
use super::view::BundleView;
use crate::error::{ApiError, Result};
use crate::input::{Caller, SidPath, TwilioForm, TwilioQuery, email, filter, parsed, required};
use crate::openapi::{Routes, describe};
use crate::paging::{Listing, PageQuery, V1Page};
use crate::state::ApiState;

/// Names a live bundle that a new one seems to repeat.
pub(crate) const DUPLICATE_OF: &str = "x-trusthub-duplicate-of";

pub(super) fn mount(routes: Routes, names: &Names) -> Routes {
    let (tag, words, singular) = (names.collection, names.words, names.singular);
    routes
        .post(
            &names.list,
            create,
            describe(format!("Create{singular}"), tag, format!("Make a {words}, as a draft."))
                .explained(
                    "If a live one with the same policy and name exists, it is made all the same, and the header \
                     X-TrustHub-Duplicate-Of names the other.",
                )
                .form::<NewParameters>()
                .answers::<BundleView>(201, "The draft.")
                .refuses_bad_input(),
        )
        .get(
            &names.list,
            list,
            describe(format!("List{singular}"), tag, format!("List every {words} of the account, newest first."))
                .query::<FilterParameters>()
                .lists::<BundleView>("results")
                .refuses_bad_input(),
        )
        .get(
            &names.one,
            find,
            describe(format!("Fetch{singular}"), tag, format!("Look at a {words}."))
                .answers::<BundleView>(200, "As it stands.")
                .refuses_unknown(),
        )
        .post(
            &names.one,
            update,
            describe(format!("Update{singular}"), tag, format!("Change a {words}, or submit it."))
                .explained(
                    "Status=pending-review submits it: it is evaluated at once, and the answer shows where that led. \
                     Status is sent alone. What is under review or approved cannot be changed.",
                )
                .form::<ChangeParameters>()
                .answers::<BundleView>(200, "As it stands now.")
                .refuses_bad_input()
                .refuses_unknown()
                .refuses_conflicts(),
        )
        .delete(
            &names.one,
            delete,
            describe(format!("Delete{singular}"), tag, format!("Delete a {words}."))
                .answers_nothing()
                .refuses_bad_input()
                .refuses_unknown()
                .refuses_conflicts(),
        )
}

/// What makes a bundle.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[schema(as = NewBundleParameters)]
struct NewParameters {
    /// Your own name for it.
    #[schema(required, nullable = false)]
    friendly_name: Option<String>,
    /// Who is told when its status changes.
    #[schema(required, nullable = false)]
    email: Option<String>,
    /// What it must hold, `RN…`.
    #[schema(required, nullable = false)]
    policy_sid: Option<String>,
    /// A URL that is called when its status changes.
    status_callback: Option<String>,
}

async fn create(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    Extension(kind): Extension<BundleKind>,
    TwilioForm(given): TwilioForm<NewParameters>,
) -> Result<Response> {
    let new = NewBundle {
        kind,
        friendly_name: required("FriendlyName", given.friendly_name)?,
        email: email(&required("Email", given.email)?)?,
        policy_sid: policy_sid(&required("PolicySid", given.policy_sid)?)?,
        status_callback: filter(given.status_callback),
    };
    let created = bundles::create(state.hub(), &actor, new).await?;
    let mut response = (StatusCode::CREATED, Json(BundleView::of(&created.bundle, &state))).into_response();
    if let Some(other) = created.duplicate_of {
        let value = HeaderValue::from_str(&other.to_string()).map_err(ApiError::internal)?;
        response.headers_mut().insert(HeaderName::from_static(DUPLICATE_OF), value);
    }
    Ok(response)
}

pub(super) fn policy_sid(text: &str) -> Result<PolicySid> {
    text.parse().map_err(|_| ApiError::parameter("PolicySid", "it is RN followed by 32 hexadecimal digits"))
}

/// Which bundles are listed.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "PascalCase")]
#[into_params(parameter_in = Query, rename_all = "PascalCase")]
struct FilterParameters {
    /// Only those with this status.
    status: Option<String>,
    /// Only those with exactly this name.
    friendly_name: Option<String>,
    /// Only those under this policy.
    policy_sid: Option<String>,
}

async fn list(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    Extension(kind): Extension<BundleKind>,
    TwilioQuery(given): TwilioQuery<FilterParameters>,
    query: PageQuery,
) -> Result<Json<V1Page<BundleView>>> {
    let (status, name, policy) =
        (filter(given.status), filter(given.friendly_name), filter(given.policy_sid));
    let wanted = BundleFilter {
        status: parsed::<Status>("Status", status.as_deref())?,
        friendly_name: name.clone(),
        policy_sid: policy.as_deref().map(policy_sid).transpose()?,
    };
    let filters = vec![("Status", status), ("FriendlyName", name), ("PolicySid", policy)];
    let listing = Listing::new(state.hub(), &actor, Names::of(kind).list, filters, query);
    let page = bundles::list(state.hub(), &actor, kind, wanted, listing.request()?).await?;
    Ok(Json(listing.v1("results", page, |bundle| BundleView::of(&bundle, &state))))
}

async fn find(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    Extension(kind): Extension<BundleKind>,
    SidPath(sid): SidPath<BundleSid>,
) -> Result<Json<BundleView>> {
    let bundle = bundles::find(state.hub(), &actor, kind, sid).await?;
    Ok(Json(BundleView::of(&bundle, &state)))
}

/// What changes a bundle.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[schema(as = ChangeBundleParameters)]
struct ChangeParameters {
    /// `pending-review` submits it.
    status: Option<String>,
    /// Another URL to be called; empty for none.
    status_callback: Option<String>,
    /// Another name.
    friendly_name: Option<String>,
    /// Somebody else to be told.
    email: Option<String>,
}

async fn update(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    Extension(kind): Extension<BundleKind>,
    SidPath(sid): SidPath<BundleSid>,
    TwilioForm(given): TwilioForm<ChangeParameters>,
) -> Result<Json<BundleView>> {
    let hub = state.hub();
    let edit = Edit {
        friendly_name: given.friendly_name,
        email: given.email.as_deref().map(email).transpose()?,
        status_callback: given.status_callback.map(|url| filter(Some(url))),
    };
    let bundle = match given.status.as_deref() {
        Some(_) if !edit.is_empty() => return Err(Invalid::StatusWithFields.into()),
        Some(text) => match text.parse() {
            Ok(Status::PendingReview) => bundles::submit(hub, &actor, kind, sid).await?,
            Ok(Status::Draft | Status::InReview | Status::Rejected | Status::Approved) => {
                // Whether it exists is told first, and only to its owner.
                bundles::find(hub, &actor, kind, sid).await?;
                return Err(Rule::StatusIsTheProviders.into());
            }
            Err(_) => return Err(Invalid::Status.into()),
        },
        None if edit.is_empty() => bundles::find(hub, &actor, kind, sid).await?,
        None => bundles::edit(hub, &actor, kind, sid, edit).await?,
    };
    Ok(Json(BundleView::of(&bundle, &state)))
}

async fn delete(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    Extension(kind): Extension<BundleKind>,
    SidPath(sid): SidPath<BundleSid>,
) -> Result<StatusCode> {
    bundles::delete(state.hub(), &actor, kind, sid).await?;
    Ok(StatusCode::NO_CONTENT)
}
