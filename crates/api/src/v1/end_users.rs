//! `/v1/EndUsers`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use trusthub_app::items::end_users::{self, NewEndUser};
use trusthub_domain::item::{Attributes, EndUser};
use trusthub_domain::sid::EndUserSid;
use utoipa::ToSchema;

use crate::error::{ApiError, Result};
use crate::input::{AttributesParameter, Caller, SidPath, TwilioForm, filter, required};
use crate::openapi::{Routes, describe};
use crate::paging::{Listing, PageQuery, V1Page};
use crate::state::ApiState;
use crate::urls::Urls;

const COLLECTION: &str = "EndUsers";
const LIST: &str = "/v1/EndUsers";
const ONE: &str = "/v1/EndUsers/{Sid}";

pub(super) fn mount(routes: Routes) -> Routes {
    routes
        .post(
            LIST,
            create,
            describe("CreateEndUser", COLLECTION, "Describe a person or business.")
                .explained("Incomplete attributes are fine: the evaluation of a bundle says what is missing.")
                .form::<NewParameters>()
                .answers::<EndUserView>(201, "The end user.")
                .refuses_bad_input(),
        )
        .get(
            LIST,
            list,
            describe("ListEndUser", COLLECTION, "List the end users of the account, newest first.")
                .lists::<EndUserView>("results")
                .refuses_bad_input(),
        )
        .get(
            ONE,
            find,
            describe("FetchEndUser", COLLECTION, "Look at an end user.")
                .answers::<EndUserView>(200, "As it stands.")
                .refuses_unknown(),
        )
        .post(
            ONE,
            update,
            describe("UpdateEndUser", COLLECTION, "Change an end user.")
                .explained("New attributes replace the old ones as a whole. Frozen while a bundle that it is in is under review or approved.")
                .form::<ChangeParameters>()
                .answers::<EndUserView>(200, "As it stands now.")
                .refuses_bad_input()
                .refuses_unknown()
                .refuses_conflicts(),
        )
        .delete(
            ONE,
            delete,
            describe("DeleteEndUser", COLLECTION, "Delete an end user that is assigned to no bundle.")
                .answers_nothing()
                .refuses_bad_input()
                .refuses_unknown()
                .refuses_conflicts(),
        )
}

/// A person or business.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EndUser)]
struct EndUserView {
    /// When it last changed.
    date_updated: String,
    /// Its identifier, `IT…`.
    sid: String,
    /// Your own name for it.
    friendly_name: String,
    /// The account that it belongs to.
    account_sid: String,
    /// Where it is.
    url: String,
    /// When it was made.
    date_created: String,
    /// Its content.
    #[schema(value_type = Object)]
    attributes: Attributes,
    /// Machine name of its type.
    r#type: String,
}

impl EndUserView {
    fn of(end_user: EndUser, urls: Urls<'_>) -> Self {
        Self {
            date_updated: end_user.date_updated.to_rfc3339(),
            sid: end_user.sid.to_string(),
            friendly_name: end_user.friendly_name,
            account_sid: end_user.account_sid.to_string(),
            url: urls.v1(COLLECTION, end_user.sid),
            date_created: end_user.date_created.to_rfc3339(),
            attributes: end_user.attributes,
            r#type: end_user.type_name,
        }
    }
}

/// What makes an end user.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[schema(as = NewEndUserParameters)]
struct NewParameters {
    /// Your own name for it.
    #[schema(required, nullable = false)]
    friendly_name: Option<String>,
    /// Machine name of its type.
    #[schema(required, nullable = false)]
    r#type: Option<String>,
    /// Its content.
    attributes: Option<AttributesParameter>,
}

async fn create(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    TwilioForm(given): TwilioForm<NewParameters>,
) -> Result<(StatusCode, Json<EndUserView>)> {
    let attributes = given.attributes.map(AttributesParameter::into_attributes).transpose()?;
    let new = NewEndUser {
        friendly_name: required("FriendlyName", given.friendly_name)?,
        type_name: filter(given.r#type).ok_or_else(ApiError::end_user_type_missing)?,
        attributes: attributes.unwrap_or_default(),
    };
    let end_user = end_users::create(state.hub(), &actor, new).await?;
    Ok((StatusCode::CREATED, Json(EndUserView::of(end_user, state.urls()))))
}

async fn list(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    query: PageQuery,
) -> Result<Json<V1Page<EndUserView>>> {
    let listing = Listing::new(state.hub(), &actor, LIST.to_owned(), Vec::new(), query);
    let page = end_users::list(state.hub(), &actor, listing.request()?).await?;
    Ok(Json(listing.v1("results", page, |end_user| EndUserView::of(end_user, state.urls()))))
}

async fn find(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(sid): SidPath<EndUserSid>,
) -> Result<Json<EndUserView>> {
    let end_user = end_users::find(state.hub(), &actor, sid).await?;
    Ok(Json(EndUserView::of(end_user, state.urls())))
}

/// What changes an end user.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[schema(as = ChangeEndUserParameters)]
struct ChangeParameters {
    /// Another name.
    friendly_name: Option<String>,
    /// New content, as a whole.
    attributes: Option<AttributesParameter>,
}

async fn update(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(sid): SidPath<EndUserSid>,
    TwilioForm(given): TwilioForm<ChangeParameters>,
) -> Result<Json<EndUserView>> {
    let attributes = given.attributes.map(AttributesParameter::into_attributes).transpose()?;
    let end_user = end_users::update(state.hub(), &actor, sid, given.friendly_name, attributes).await?;
    Ok(Json(EndUserView::of(end_user, state.urls())))
}

async fn delete(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(sid): SidPath<EndUserSid>,
) -> Result<StatusCode> {
    end_users::delete(state.hub(), &actor, sid).await?;
    Ok(StatusCode::NO_CONTENT)
}
