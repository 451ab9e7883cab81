//! `/v1/A2PBrandRegistrations`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use trusthub_app::inquiries::brands::{self, Given, NewBrandRegistration, Standing};
use trusthub_domain::messaging::{BrandType, IdentityStatus};
use trusthub_domain::sid::BundleSid;
use utoipa::ToSchema;

use super::{ErrorView, SessionView};
use crate::error::{ApiError, Result};
use crate::input::{Caller, RegistrationId, SidPath, TwilioForm, email, filter, parsed, required};
use crate::openapi::{Routes, describe};
use crate::state::ApiState;
use crate::urls::Urls;

const TAG: &str = "A2PBrandRegistrations";
const LIST: &str = "/v1/A2PBrandRegistrations";
const ONE: &str = "/v1/A2PBrandRegistrations/{Id}";
const ONE_UNENCODED: &str = "/v1/A2PBrandRegistrations/{Id}/{Registration}";
const SESSIONS: &str = "/v1/A2PBrandRegistrations/{Id}/EmbeddedSessions";
const SESSIONS_UNENCODED: &str = "/v1/A2PBrandRegistrations/{Id}/{Registration}/EmbeddedSessions";

pub(super) fn mount(routes: Routes) -> Routes {
    routes
        .post(
            LIST,
            create,
            describe("CreateA2PBrandRegistration", TAG, "Begin a brand that is registered on a page of your own.")
                .explained(
                    "Hand sessionId and sessionToken to the browser, where /embed.js shows the form with what you give here \
                     filled in. It fills in a Customer Profile and a Trust Product, and what it submits is a brand. A \
                     session lasts 24 hours.",
                )
                .form::<NewParameters>()
                .answers::<SessionView>(201, "The session.")
                .refuses_bad_input(),
        )
        .get(
            ONE,
            find,
            describe("FetchA2PBrandRegistration", TAG, "See what became of a brand that is registered on a page.")
                .answers::<BrandRegistrationView>(200, "As it stands.")
                .refuses_unknown(),
        )
        .get_unencoded(ONE_UNENCODED, find)
        .post(
            SESSIONS,
            open_again,
            describe("CreateA2PBrandRegistrationEmbeddedSession", TAG, "Open the form again.")
                .answers::<SessionView>(201, "A new session.")
                .refuses_unknown(),
        )
        .post_unencoded(SESSIONS_UNENCODED, open_again)
}

macro_rules! parameters {
    ($($(#[$doc:meta])* $field:ident = $name:literal;)+) => {
        /// What begins one. Everything but the first two is filled in or changed in the form.
        #[derive(Debug, Deserialize, ToSchema)]
        #[serde(rename_all = "camelCase")]
        #[schema(as = NewA2PBrandRegistrationParameters)]
        struct NewParameters {
            /// `STANDARD` or `SOLE_PROPRIETOR`.
            #[schema(required, nullable = false)]
            brand_type: Option<String>,
            /// Who is told of the result.
            #[schema(required, nullable = false)]
            notification_email: Option<String>,
            /// How the form looks: a name from the operator's themes.
            theme_set_id: Option<String>,
            /// Your own name for it.
            friendly_name: Option<String>,
            /// A token of Campaign Verify, imported once the brand is registered.
            brand_external_vetting_token: Option<String>,
            /// For trying out: registered at once, and nobody is told.
            is_test: Option<bool>,
            /// Low volume: no vetting, and no score.
            skip_automatic_sec_vet: Option<bool>,
            /// Ours: the Customer Profile of the business, `BU…`, if there is one; then no other is made.
            customer_profile_sid: Option<String>,
            /// Ours: the Primary Customer Profile that a new one rests on, `BU…`; without it your own, if it is in force.
            primary_profile_sid: Option<String>,
            $($(#[$doc])* $field: Option<String>,)+
        }

        impl NewParameters {
            /// What the form begins with.
            fn given(&mut self) -> Given {
                Given::new([$(($name, self.$field.take())),+])
            }
        }
    };
}

parameters! {
    /// Legal name.
    business_name = "businessName";
    /// `EIN`, `CBN`, `CN`, `ACN`, `CIN`, `VAT`, `VATRN`, `RN`, `DUNS` or `Other`.
    business_registration_authority = "businessRegistrationAuthority";
    /// The number in the register; 21 characters at most.
    business_registration_number = "businessRegistrationNumber";
    /// Of a standard brand what a Customer Profile's `business_industry` may be; of a sole proprietor its `vertical`.
    business_industry = "businessIndustry";
    /// Website; begins with https://.
    business_website = "businessWebsite";
    /// A Customer Profile's `business_type`, or `PRIVATE_PROFIT`, `PUBLIC_PROFIT`, `NON_PROFIT` or `GOVERNMENT`.
    business_type = "businessType";
    /// What its shares are traded as.
    business_stock_symbol = "businessStockSymbol";
    /// Where they are traded.
    business_stock_exchange = "businessStockExchange";
    /// `501c1` to `501c29`, or `527`, which takes a token of Campaign Verify.
    business_tax_exempt_status = "businessTaxExemptStatus";
    /// Street and number; goes with city, state, postal code and country.
    business_street_address = "businessStreetAddress";
    /// Suite or floor.
    business_street_address2 = "businessStreetAddress2";
    /// City.
    business_city = "businessCity";
    /// State, province or region. It may be left out where addresses have none, as in the United Kingdom.
    business_state_province_region = "businessStateProvinceRegion";
    /// Postal code.
    business_postal_code = "businessPostalCode";
    /// ISO 3166-1 alpha-2.
    business_country = "businessCountry";
    /// Whom to ask.
    business_contact_first_name = "businessContactFirstName";
    /// Whom to ask.
    business_contact_last_name = "businessContactLastName";
    /// Where to ask.
    business_contact_email = "businessContactEmail";
    /// Where to ask, in E.164.
    business_contact_phone = "businessContactPhone";
    /// Who confirms the brand of a public company.
    authorized_contact_verification_email = "authorizedContactVerificationEmail";
    /// The mobile phone of a sole proprietor, in E.164.
    authorized_contact_mobile_phone_number_e164 = "authorizedContactMobilePhoneNumberE164";
}

fn bundle(field: &str, given: Option<String>) -> Result<Option<BundleSid>> {
    parsed(field, filter(given).as_deref())
}

async fn create(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    TwilioForm(mut given): TwilioForm<NewParameters>,
) -> Result<(StatusCode, Json<SessionView>)> {
    let brand_type = required("brandType", given.brand_type.take())?;
    let notified = required("notificationEmail", given.notification_email.take())?;
    let new = NewBrandRegistration {
        brand_type: brand_type
            .trim()
            .parse::<BrandType>()
            .map_err(|_| ApiError::parameter("brandType", "it is STANDARD or SOLE_PROPRIETOR"))?,
        email: email(&notified)?,
        given: given.given(),
        friendly_name: filter(given.friendly_name),
        is_mock: given.is_test.unwrap_or(false),
        skips_vetting: given.skip_automatic_sec_vet.unwrap_or(false),
        vetting_token: filter(given.brand_external_vetting_token),
        theme: filter(given.theme_set_id),
        customer_profile_sid: bundle("customerProfileSid", given.customer_profile_sid)?,
        primary: bundle("primaryProfileSid", given.primary_profile_sid)?,
    };
    let begun = brands::create(state.hub(), &actor, new).await?;
    Ok((StatusCode::CREATED, Json(SessionView::of(&begun))))
}

async fn open_again(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(RegistrationId(id)): SidPath<RegistrationId>,
) -> Result<(StatusCode, Json<SessionView>)> {
    let begun = brands::open_again(state.hub(), &actor, &id).await?;
    Ok((StatusCode::CREATED, Json(SessionView::of(&begun))))
}

/// A brand that is registered on a page, and what it became.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = A2PBrandRegistration)]
struct BrandRegistrationView {
    /// `tri1.us1.account.AC…/registration.BU…`
    id: String,
    /// `DRAFT` until it is submitted; then the brand's, or `FAILED` if its bundles were turned down before.
    status: &'static str,
    /// `STANDARD` or `SOLE_PROPRIETOR`.
    brand_type: &'static str,
    /// Your own name for it.
    friendly_name: String,
    /// Who is told of the result.
    notification_email: String,
    /// For trying out.
    is_test: bool,
    /// It wants no score.
    skip_automatic_sec_vet: bool,
    /// The Customer Profile that says who it is.
    customer_profile_sid: String,
    /// The Trust Product that says what it sends as.
    a2p_profile_sid: String,
    /// The brand, `BN…`; null until it is submitted.
    a2p_brand_registration_sid: Option<String>,
    /// How sure it is who the brand is; null before it is registered.
    identity_status: Option<&'static str>,
    /// What is to be mended.
    errors: Vec<ErrorView>,
    /// When it was begun.
    date_created: String,
    /// When it was last submitted.
    date_updated: String,
}

impl BrandRegistrationView {
    fn of(standing: &Standing, urls: Urls<'_>) -> Self {
        let registration = &standing.registration;
        let brand = standing.brand.as_ref().map(|shown| &shown.brand);
        let of_bundles = standing.bundles().flat_map(|bundle| ErrorView::of_bundle(bundle, urls));
        let issues = brand.map(|brand| brand.issues.as_slice()).unwrap_or_default();
        Self {
            id: standing.id.clone(),
            status: standing.status(),
            brand_type: registration.brand_type.as_str(),
            friendly_name: standing.product.friendly_name.clone(),
            notification_email: standing.product.email.as_str().to_owned(),
            is_test: registration.is_mock,
            skip_automatic_sec_vet: registration.skips_vetting,
            customer_profile_sid: standing.profile.sid.to_string(),
            a2p_profile_sid: standing.product.sid.to_string(),
            a2p_brand_registration_sid: registration.brand_sid.map(|sid| sid.to_string()),
            identity_status: brand.and_then(|brand| brand.identity).map(IdentityStatus::as_str),
            errors: of_bundles.chain(ErrorView::of_issues(issues, urls)).collect(),
            date_created: registration.date_created.to_rfc3339(),
            date_updated: registration.date_updated.to_rfc3339(),
        }
    }
}

async fn find(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(RegistrationId(id)): SidPath<RegistrationId>,
) -> Result<Json<BrandRegistrationView>> {
    let standing = brands::find(state.hub(), &actor, &id).await?;
    Ok(Json(BrandRegistrationView::of(&standing, state.urls())))
}
