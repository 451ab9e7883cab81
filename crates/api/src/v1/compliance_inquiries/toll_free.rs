//! `/v1/ComplianceInquiries/Tollfree`: the form for a toll-free number on a page of the account's own.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use secrecy::ExposeSecret;
use serde::Serialize;
use trusthub_app::Invalid;
use trusthub_app::inquiries::toll_free::{NewTollfreeInquiry, begin};
use trusthub_domain::contact::Phone;
use trusthub_domain::sid::BundleSid;
use trusthub_domain::tollfree::TextField;
use utoipa::ToSchema;

use super::TAG;
use crate::error::Result;
use crate::input::{Caller, TwilioForm, email, filter, parsed, required};
use crate::messaging::tollfree::fields::parameters;
use crate::openapi::{Routes, describe};
use crate::state::ApiState;

const PATH: &str = "/v1/ComplianceInquiries/Tollfree/Initialize";

pub(super) fn mount(routes: Routes) -> Routes {
    routes.post(
        PATH,
        create,
        describe("CreateComplianceTollfreeInquiry", TAG, "Begin a toll-free verification that is filled in on a page of your own.")
            .explained(
                "Hand inquiry_id and inquiry_session_token to the browser, where /embed.js shows the form with what you give \
                 here filled in. What it submits is a toll-free verification. For a number that was rejected it is the form \
                 that corrects that. A session lasts 24 hours.",
            )
            .form::<NewParameters>()
            .answers::<TollfreeInquiryView>(201, "The session.")
            .refuses_bad_input(),
    )
}

parameters! {
    /// What begins one. Everything but number and address is filled in or changed in the form.
    #[schema(as = NewComplianceTollfreeInquiryParameters)]
    NewParameters;
    required: [];
    email: [#[schema(required, nullable = false)]];
    /// The number in E.164, of this account.
    #[schema(required, nullable = false)]
    tollfree_phone_number: Option<String>,
    /// The Customer Profile of the business, `BU…`, of this account or its parent.
    customer_profile_sid: Option<String>,
    /// Your own name for it.
    external_reference_id: Option<String>,
    /// Whether the form does not ask what messages are about; then give that here.
    skip_messaging_use_case: Option<bool>,
    /// How the form looks: a name from the operator's themes.
    theme_set_id: Option<String>,
}

/// A session of the form.
#[derive(Serialize, ToSchema)]
#[schema(as = ComplianceTollfreeInquiry)]
struct TollfreeInquiryView {
    /// `inq_…`
    inquiry_id: String,
    /// Opens the form, for 24 hours.
    inquiry_session_token: String,
    /// The number's registration.
    registration_id: String,
    /// Where another session is begun.
    url: String,
}

async fn create(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    TwilioForm(given): TwilioForm<NewParameters>,
) -> Result<(StatusCode, Json<TollfreeInquiryView>)> {
    let number = required("TollfreePhoneNumber", given.tollfree_phone_number.clone())?;
    let notified = required("NotificationEmail", given.notification_email.clone())?;
    let profile = filter(given.customer_profile_sid.clone());
    let external = given.external_reference_id.clone();
    let (skips_use_case, theme) = (given.skip_messaging_use_case, filter(given.theme_set_id.clone()));
    let mut entered = given.entered()?;
    entered.enter(TextField::ExternalReferenceId, external.as_deref());
    let new = NewTollfreeInquiry {
        phone_number: number.trim().parse::<Phone>().map_err(Invalid::Phone)?,
        email: email(&notified)?,
        customer_profile_sid: parsed::<BundleSid>("CustomerProfileSid", profile.as_deref())?,
        entered,
        skips_use_case: skips_use_case.unwrap_or_default(),
        theme,
    };
    let begun = begin(state.hub(), &actor, new).await?;
    let view = TollfreeInquiryView {
        inquiry_id: begun.id.clone(),
        inquiry_session_token: begun.token.expose_secret().to_owned(),
        registration_id: begun.subject_id.clone(),
        url: state.urls().path(PATH),
    };
    Ok((StatusCode::CREATED, Json(view)))
}
