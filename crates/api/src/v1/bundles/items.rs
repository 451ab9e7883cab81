//! Items of a bundle: end users, documents and supporting bundles.

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use trusthub_app::bundles::items;
use trusthub_domain::bundle::{BundleKind, EntityAssignment, ObjectSid, ObjectSidError};
use trusthub_domain::sid::{BundleSid, EntityAssignmentSid};
use utoipa::{IntoParams, ToSchema};

use super::Names;
use super::view::BundleReference;
use crate::error::{ApiError, Result};
use crate::input::{Caller, SidPath, TwilioForm, TwilioQuery, filter, required};
use crate::openapi::{Routes, describe};
use crate::paging::{Listing, PageQuery, V1Page};
use crate::state::ApiState;
use crate::urls::Urls;

pub(super) fn mount(routes: Routes, names: &Names) -> Routes {
    let (tag, words, singular) = (names.collection, names.words, names.singular);
    let list_path = format!("{}/EntityAssignments", names.parent);
    let one_path = format!("{list_path}/{{Sid}}");
    routes
        .post(
            &list_path,
            assign,
            describe(
                format!("Create{singular}EntityAssignment"),
                tag,
                format!("Assign an item to a {words}."),
            )
            .explained("One object of each type. To replace one, delete its assignment first.")
            .form::<AssignParameters>()
            .answers::<AssignmentView>(201, "The assignment.")
            .refuses_bad_input()
            .refuses_unknown()
            .refuses_conflicts(),
        )
        .get(
            &list_path,
            list,
            describe(format!("List{singular}EntityAssignment"), tag, format!("List the items of a {words}."))
                .query::<FilterParameters>()
                .lists::<AssignmentView>("results")
                .refuses_bad_input()
                .refuses_unknown(),
        )
        .get(
            &one_path,
            find,
            describe(
                format!("Fetch{singular}EntityAssignment"),
                tag,
                format!("Look at an item of a {words}."),
            )
            .answers::<AssignmentView>(200, "The assignment.")
            .refuses_unknown(),
        )
        .delete(
            &one_path,
            remove,
            describe(
                format!("Delete{singular}EntityAssignment"),
                tag,
                format!("Remove an item from a {words}."),
            )
            .answers_nothing()
            .refuses_bad_input()
            .refuses_unknown()
            .refuses_conflicts(),
        )
}

/// An item of a bundle.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EntityAssignment)]
struct AssignmentView {
    /// Its identifier, `BV…`.
    sid: String,
    #[serde(flatten)]
    bundle: BundleReference,
    /// The account that it belongs to.
    account_sid: String,
    /// The assigned object.
    object_sid: String,
    /// When it was assigned.
    date_created: String,
    /// Where it is.
    url: String,
}

impl AssignmentView {
    fn of(assignment: &EntityAssignment, kind: BundleKind, urls: Urls<'_>) -> Self {
        let rest = format_args!("EntityAssignments/{}", assignment.sid);
        Self {
            sid: assignment.sid.to_string(),
            bundle: BundleReference::to(kind, assignment.bundle_sid),
            account_sid: assignment.account_sid.to_string(),
            object_sid: assignment.object_sid.to_string(),
            date_created: assignment.date_created.to_rfc3339(),
            url: urls.below_bundle(kind, assignment.bundle_sid, rest),
        }
    }
}

/// What is assigned.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[schema(as = AssignItemParameters)]
struct AssignParameters {
    /// An end user (`IT…`), a supporting document (`RD…`) or a supporting bundle (`BU…`).
    #[schema(required, nullable = false)]
    object_sid: Option<String>,
}

async fn assign(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    Extension(kind): Extension<BundleKind>,
    SidPath(bundle): SidPath<BundleSid>,
    TwilioForm(given): TwilioForm<AssignParameters>,
) -> Result<(StatusCode, Json<AssignmentView>)> {
    let object: ObjectSid = required("ObjectSid", given.object_sid)?.parse().map_err(|error| match error {
        ObjectSidError::Malformed => ApiError::object_sid("ObjectSid"),
        ObjectSidError::WrongKind => ApiError::object_type(
            "ObjectSid is not valid: only end users (IT), supporting documents (RD) and bundles (BU) can be assigned; \
             an address goes into a supporting document.",
        ),
    })?;
    let assignment = items::assign(state.hub(), &actor, kind, bundle, object).await?;
    Ok((StatusCode::CREATED, Json(AssignmentView::of(&assignment, kind, state.urls()))))
}

/// Which items are listed.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "PascalCase")]
#[into_params(parameter_in = Query, rename_all = "PascalCase")]
struct FilterParameters {
    /// Only those of this type, by machine name.
    object_type: Option<String>,
}

async fn list(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    Extension(kind): Extension<BundleKind>,
    SidPath(bundle): SidPath<BundleSid>,
    TwilioQuery(given): TwilioQuery<FilterParameters>,
    query: PageQuery,
) -> Result<Json<V1Page<AssignmentView>>> {
    let object_type = filter(given.object_type);
    let path = format!("{}/{bundle}/EntityAssignments", Names::of(kind).list);
    let listing = Listing::new(state.hub(), &actor, path, vec![("ObjectType", object_type.clone())], query);
    let page = items::list(state.hub(), &actor, kind, bundle, object_type, listing.request()?).await?;
    Ok(Json(listing.v1("results", page, |assignment| AssignmentView::of(&assignment, kind, state.urls()))))
}

async fn find(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    Extension(kind): Extension<BundleKind>,
    SidPath((bundle, sid)): SidPath<(BundleSid, EntityAssignmentSid)>,
) -> Result<Json<AssignmentView>> {
    let assignment = items::find(state.hub(), &actor, kind, bundle, sid).await?;
    Ok(Json(AssignmentView::of(&assignment, kind, state.urls())))
}

async fn remove(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    Extension(kind): Extension<BundleKind>,
    SidPath((bundle, sid)): SidPath<(BundleSid, EntityAssignmentSid)>,
) -> Result<StatusCode> {
    items::remove(state.hub(), &actor, kind, bundle, sid).await?;
    Ok(StatusCode::NO_CONTENT)
}
