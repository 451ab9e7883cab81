//! `/v1/AuthTokens`: rotation without downtime, by the routes of the SDKs' accounts product.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use trusthub_app::accounts::tokens::{self, Token};
use utoipa::{IntoParams, ToSchema};

use crate::error::Result;
use crate::input::{Caller, TwilioForm, TwilioQuery};
use crate::openapi::{Routes, describe};
use crate::state::ApiState;
use crate::urls::Urls;

const TAG: &str = "AuthTokens";
const SECONDARY: &str = "/v1/AuthTokens/Secondary";
const PROMOTE: &str = "/v1/AuthTokens/Promote";

pub(super) fn mount(routes: Routes) -> Routes {
    routes
        .post(
            SECONDARY,
            create,
            describe("CreateSecondaryAuthToken", TAG, "Make a second auth token; both work from now on.")
                .form::<RotationParameters>()
                .answers::<SecondaryView>(201, "The token, shown this once.")
                .refuses_with(403, "API keys cannot do this."),
        )
        .delete(
            SECONDARY,
            delete,
            describe("DeleteSecondaryAuthToken", TAG, "Delete the second auth token.")
                .query::<RotationParameters>()
                .answers_nothing()
                .refuses_bad_input()
                .refuses_with(403, "API keys cannot do this.")
                .refuses_unknown(),
        )
        .post(
            PROMOTE,
            promote,
            describe("UpdateAuthTokenPromotion", TAG, "Make the second auth token the only one.")
                .explained("The old one stops working. Callbacks are signed with the new one from now on.")
                .form::<RotationParameters>()
                .answers::<PromotedView>(200, "The token.")
                .refuses_with(403, "API keys cannot do this.")
                .refuses_unknown(),
        )
}

/// What the SDKs can send along.
#[derive(Debug, Deserialize, IntoParams, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[schema(as = AuthTokenParameters)]
#[into_params(parameter_in = Query, rename_all = "PascalCase")]
struct RotationParameters {
    /// Accepted and without effect: the hub sends no mail about tokens.
    #[serde(rename = "SuppressEmailNotification")]
    _suppress_email_notification: Option<bool>,
}

/// A second auth token.
#[derive(Serialize, ToSchema)]
#[schema(as = SecondaryAuthToken)]
struct SecondaryView {
    /// Whose it is.
    account_sid: String,
    /// When it was made.
    date_created: String,
    /// When it last changed.
    date_updated: String,
    /// The token.
    secondary_auth_token: String,
    /// Where it is.
    url: String,
}

impl SecondaryView {
    fn of(token: &Token, urls: Urls<'_>) -> Self {
        Self {
            account_sid: token.account_sid.to_string(),
            date_created: token.date_created.to_rfc3339(),
            date_updated: token.date_updated.to_rfc3339(),
            secondary_auth_token: token.token.expose_secret().to_owned(),
            url: urls.path(SECONDARY),
        }
    }
}

/// The auth token after a promotion.
#[derive(Serialize, ToSchema)]
#[schema(as = AuthTokenPromotion)]
struct PromotedView {
    /// Whose it is.
    account_sid: String,
    /// The token.
    auth_token: String,
    /// When it was made.
    date_created: String,
    /// When it was promoted.
    date_updated: String,
    /// Where it is.
    url: String,
}

impl PromotedView {
    fn of(token: &Token, urls: Urls<'_>) -> Self {
        Self {
            account_sid: token.account_sid.to_string(),
            auth_token: token.token.expose_secret().to_owned(),
            date_created: token.date_created.to_rfc3339(),
            date_updated: token.date_updated.to_rfc3339(),
            url: urls.path(PROMOTE),
        }
    }
}

async fn create(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    TwilioForm(RotationParameters { .. }): TwilioForm<RotationParameters>,
) -> Result<(StatusCode, Json<SecondaryView>)> {
    let token = tokens::create_secondary(state.hub(), &actor).await?;
    Ok((StatusCode::CREATED, Json(SecondaryView::of(&token, state.urls()))))
}

async fn delete(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    TwilioQuery(RotationParameters { .. }): TwilioQuery<RotationParameters>,
) -> Result<StatusCode> {
    tokens::delete_secondary(state.hub(), &actor).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn promote(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    TwilioForm(RotationParameters { .. }): TwilioForm<RotationParameters>,
) -> Result<Json<PromotedView>> {
    let token = tokens::promote_secondary(state.hub(), &actor).await?;
    Ok(Json(PromotedView::of(&token, state.urls())))
}
