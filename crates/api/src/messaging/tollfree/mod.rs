//! `/v1/Tollfree/Verifications`: whether a business may send messages from a toll-free number.

pub(crate) mod fields;
mod view;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use trusthub_app::tollfree::{self, Edit, Fields, NewVerification, TollfreeFilter, Whose};
use trusthub_domain::sid::{BundleSid, PhoneNumberSid, TollfreeSid};
use trusthub_domain::tollfree::{Status, TextField, Verification};
use utoipa::IntoParams;

use self::fields::parameters;
use self::view::VerificationView;
use crate::error::{ApiError, Result};
use crate::input::{Caller, SidPath, TwilioForm, TwilioQuery, filter, parsed, required};
use crate::openapi::{Routes, describe};
use crate::paging::{Listing, PageQuery, V1Page};
use crate::state::ApiState;

const TAG: &str = "TollfreeVerification";
pub(crate) const PATH: &str = "/v1/Tollfree/Verifications";
const ONE: &str = "/v1/Tollfree/Verifications/{Sid}";

pub(super) fn mount(routes: Routes) -> Routes {
    routes
        .post(
            PATH,
            create,
            describe("CreateTollfreeVerification", TAG, "Submit a toll-free number for verification.")
                .explained(
                    "The number is one of the account's own and has no verification yet. It is checked within seconds: \
                     rejected for what is certainly wrong, approved if nothing speaks against it and an approved Customer \
                     Profile vouches for the business, otherwise left to a reviewer.",
                )
                .form::<NewParameters>()
                .answers::<VerificationView>(201, "The submission.")
                .refuses_bad_input()
                .refuses_conflicts(),
        )
        .get(
            PATH,
            list,
            describe("ListTollfreeVerification", TAG, "List the submissions, newest first.")
                .query::<FilterParameters>()
                .lists::<VerificationView>("verifications")
                .refuses_bad_input(),
        )
        .get(
            ONE,
            find,
            describe("FetchTollfreeVerification", TAG, "Look at a submission.")
                .answers::<VerificationView>(200, "As it stands.")
                .refuses_unknown(),
        )
        .post(
            ONE,
            update,
            describe("UpdateTollfreeVerification", TAG, "Correct a submission; it is checked anew.")
                .explained(
                    "While it is pending, or when it was rejected and edit_allowed is true. Until edit_expiration it keeps its \
                     place in the queue. Fields that are left out stay.",
                )
                .form::<ChangeParameters>()
                .answers::<VerificationView>(202, "The submission, pending again.")
                .refuses_bad_input()
                .refuses_unknown()
                .refuses_conflicts(),
        )
        .delete(
            ONE,
            delete,
            describe("DeleteTollfreeVerification", TAG, "Take a submission back: the number is no longer verified.")
                .answers_nothing()
                .refuses_unknown()
                .refuses_conflicts(),
        )
}

parameters! {
    /// What submits a number.
    #[schema(as = NewTollfreeVerificationParameters)]
    NewParameters;
    required: [#[schema(required, nullable = false)]];
    email: [#[schema(required, nullable = false)]];
    /// The number, `PN…`.
    #[schema(required, nullable = false)]
    tollfree_phone_number_sid: Option<String>,
    /// The Customer Profile of the business, `BU…`, of this account or its parent. What it says need not be repeated.
    customer_profile_sid: Option<String>,
    /// Your own name for it.
    external_reference_id: Option<String>,
}

parameters! {
    /// What corrects a submission.
    #[schema(as = ChangeTollfreeVerificationParameters)]
    ChangeParameters;
    required: [];
    email: [];
    /// Why, for the reviewer: "The website is back".
    edit_reason: Option<String>,
}

/// Which submissions are listed.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "PascalCase")]
#[into_params(parameter_in = Query, rename_all = "PascalCase")]
struct FilterParameters {
    /// Only of this number, `PN…`.
    tollfree_phone_number_sid: Option<String>,
    /// Only in this status.
    status: Option<String>,
    /// Only with this name of your own.
    external_reference_id: Option<String>,
    /// Also those of subaccounts.
    include_sub_accounts: Option<bool>,
    /// Only on these toll-free Trust Products, `BU…`.
    #[serde(default)]
    trust_product_sid: Vec<String>,
}

fn view(state: &ApiState, verification: &Verification) -> Json<VerificationView> {
    Json(VerificationView::of(verification, state.urls(), state.hub().now()))
}

async fn create(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    TwilioForm(given): TwilioForm<NewParameters>,
) -> Result<(StatusCode, Json<VerificationView>)> {
    let number = required("TollfreePhoneNumberSid", given.tollfree_phone_number_sid.clone())?;
    let number_sid = number.parse().map_err(|_| ApiError::object_sid("TollfreePhoneNumberSid"))?;
    let profile = filter(given.customer_profile_sid.clone());
    let external = given.external_reference_id.clone();
    let mut entered = given.entered()?;
    entered.enter(TextField::ExternalReferenceId, external.as_deref());
    let new = NewVerification {
        number_sid,
        customer_profile_sid: parsed::<BundleSid>("CustomerProfileSid", profile.as_deref())?,
        entered,
    };
    let made = tollfree::create(state.hub(), &actor, new).await?;
    Ok((StatusCode::CREATED, view(&state, &made)))
}

async fn list(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    TwilioQuery(given): TwilioQuery<FilterParameters>,
    query: PageQuery,
) -> Result<Json<V1Page<VerificationView>>> {
    let status = filter(given.status);
    let number = filter(given.tollfree_phone_number_sid);
    let unknown = |_| {
        ApiError::parameter("Status", "it is PENDING_REVIEW, IN_REVIEW, TWILIO_APPROVED or TWILIO_REJECTED")
    };
    let products: Vec<String> = given.trust_product_sid.into_iter().filter(|sid| !sid.is_empty()).collect();
    let product =
        |sid: &String| sid.parse::<BundleSid>().map_err(|_| ApiError::object_sid("TrustProductSid"));
    let wanted = TollfreeFilter {
        number_sid: parsed::<PhoneNumberSid>("TollfreePhoneNumberSid", number.as_deref())?,
        status: status.as_deref().map(str::parse::<Status>).transpose().map_err(unknown)?,
        external_reference_id: filter(given.external_reference_id),
        trust_products: products.iter().map(product).collect::<Result<_>>()?,
    };
    let includes_subaccounts = given.include_sub_accounts;
    let mut filters = vec![
        ("Status", status),
        ("ExternalReferenceId", wanted.external_reference_id.clone()),
        ("TollfreePhoneNumberSid", number),
        ("IncludeSubAccounts", includes_subaccounts.map(|includes| includes.to_string())),
    ];
    filters.extend(products.into_iter().map(|sid| ("TrustProductSid", Some(sid))));
    let whose = if includes_subaccounts == Some(true) { Whose::Family } else { Whose::Own };
    let listing = Listing::new(state.hub(), &actor, PATH.to_owned(), filters, query);
    let page = tollfree::list(state.hub(), &actor, whose, wanted, listing.request()?).await?;
    let now = state.hub().now();
    Ok(Json(listing.v1("verifications", page, |one| VerificationView::of(&one, state.urls(), now))))
}

async fn find(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(sid): SidPath<TollfreeSid>,
) -> Result<Json<VerificationView>> {
    let found = tollfree::find(state.hub(), &actor, sid).await?;
    Ok(view(&state, &found))
}

async fn update(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(sid): SidPath<TollfreeSid>,
    TwilioForm(given): TwilioForm<ChangeParameters>,
) -> Result<(StatusCode, Json<VerificationView>)> {
    let reason = filter(given.edit_reason.clone());
    let edit = Edit { reason, customer_profile_sid: None, fields: Fields::Changed(given.entered()?) };
    let changed = tollfree::update(state.hub(), &actor, sid, edit).await?;
    Ok((StatusCode::ACCEPTED, view(&state, &changed)))
}

async fn delete(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(sid): SidPath<TollfreeSid>,
) -> Result<StatusCode> {
    tollfree::delete(state.hub(), &actor, sid).await?;
    Ok(StatusCode::NO_CONTENT)
}
