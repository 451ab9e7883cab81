//! `/v1/ComplianceInquiries`: a profile that somebody fills in on a page of the account's own; in `toll_free`, the form for a
//! toll-free number; in `registration`, that for who uses GB numbers.

mod registration;
mod toll_free;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use trusthub_app::Invalid;
use trusthub_app::inquiries::{self, Begun, NewInquiry};
use trusthub_domain::sid::BundleSid;
use utoipa::ToSchema;

use crate::error::{ApiError, Result};
use crate::input::{Caller, SidPath, TwilioForm, email, filter, required};
use crate::openapi::{Routes, describe};
use crate::state::ApiState;

const TAG: &str = "ComplianceInquiries";
const LIST: &str = "/v1/ComplianceInquiries/Customers/Initialize";
const ONE: &str = "/v1/ComplianceInquiries/Customers/{CustomerId}/Initialize";

pub(super) fn mount(routes: Routes) -> Routes {
    registration::mount(toll_free::mount(routes))
        .post(
            LIST,
            create,
            describe("CreateComplianceInquiry", TAG, "Begin a profile that is filled in on a page of your own.")
                .explained(
                    "Hand inquiry_id and inquiry_session_token to the browser, where /embed.js shows the form. With \
                     PrimaryProfileSid it is a Secondary Customer Profile that rests on that one, else your Primary \
                     Customer Profile. A session lasts 24 hours.",
                )
                .form::<NewParameters>()
                .answers::<InquiryView>(201, "The session.")
                .refuses_bad_input(),
        )
        .post(
            ONE,
            resume,
            describe("UpdateComplianceInquiry", TAG, "Open a profile again: its session is over, or it was rejected.")
                .form::<ResumeParameters>()
                .answers::<InquiryView>(200, "A new session.")
                .refuses_bad_input()
                .refuses_unknown()
                .refuses_conflicts(),
        )
}

/// What begins one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[schema(as = NewComplianceInquiryParameters)]
struct NewParameters {
    /// The approved Primary Customer Profile that the new one rests on, `BU…`.
    primary_profile_sid: Option<String>,
    /// Who is told; without it, whoever is told of the Primary Customer Profile.
    notification_email: Option<String>,
    /// How the form looks: a name from the operator's themes. An unknown one is the hub's own look.
    theme_set_id: Option<String>,
}

/// What opens one again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[schema(as = ComplianceInquiryParameters)]
struct ResumeParameters {
    /// The approved Primary Customer Profile that it rests on, `BU…`.
    #[schema(required, nullable = false)]
    primary_profile_sid: Option<String>,
    /// How the form looks.
    theme_set_id: Option<String>,
}

/// A session of a guided profile.
#[derive(Serialize, ToSchema)]
#[schema(as = ComplianceInquiry)]
struct InquiryView {
    /// `inq_…`
    inquiry_id: String,
    /// Opens the form, for 24 hours.
    inquiry_session_token: String,
    /// The profile; names it when it is opened again.
    customer_id: String,
    /// Where it is opened again.
    url: String,
}

impl InquiryView {
    fn of(begun: &Begun, state: &ApiState) -> Self {
        let customer_id = &begun.subject_id;
        Self {
            inquiry_id: begun.id.clone(),
            inquiry_session_token: begun.token.expose_secret().to_owned(),
            url: state
                .urls()
                .path(format_args!("/v1/ComplianceInquiries/Customers/{customer_id}/Initialize")),
            customer_id: customer_id.clone(),
        }
    }
}

fn primary(given: Option<String>) -> Result<Option<BundleSid>> {
    let read = |text: String| text.parse().map_err(|_| ApiError::from(no_primary()));
    filter(given).map(read).transpose()
}

fn no_primary() -> trusthub_app::Error {
    let why = "PrimaryProfileSid is not the identifier of a Customer Profile: BU and 32 hex digits";
    Invalid::Primary(why.to_owned()).into()
}

async fn create(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    TwilioForm(given): TwilioForm<NewParameters>,
) -> Result<(StatusCode, Json<InquiryView>)> {
    let new = NewInquiry {
        primary: primary(given.primary_profile_sid)?,
        email: filter(given.notification_email).as_deref().map(email).transpose()?,
        theme: filter(given.theme_set_id),
    };
    let begun = inquiries::create(state.hub(), &actor, new).await?;
    Ok((StatusCode::CREATED, Json(InquiryView::of(&begun, &state))))
}

async fn resume(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(customer_id): SidPath<String>,
    TwilioForm(given): TwilioForm<ResumeParameters>,
) -> Result<Json<InquiryView>> {
    let primary = primary(Some(required("PrimaryProfileSid", given.primary_profile_sid)?))?;
    let theme = filter(given.theme_set_id);
    let begun = inquiries::resume(state.hub(), &actor, &customer_id, primary, theme).await?;
    Ok(Json(InquiryView::of(&begun, &state)))
}
