//! `/v1/a2p/BrandRegistrations`, and the codes sent for them.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use trusthub_app::messaging::brands::{self, NewBrand, Shown};
use trusthub_app::messaging::codes;
use trusthub_domain::messaging::{BrandType, IdentityStatus};
use trusthub_domain::sid::{BrandSid, BundleSid};
use utoipa::ToSchema;

use super::IssueView;
use crate::error::{ApiError, Result};
use crate::input::{Caller, SidPath, TwilioForm, filter, required};
use crate::openapi::{Routes, describe};
use crate::paging::{Listing, PageQuery, V1Page};
use crate::state::ApiState;
use crate::urls::Urls;

pub(super) const TAG: &str = "BrandRegistrations";
const LIST: &str = "/v1/a2p/BrandRegistrations";
const ONE: &str = "/v1/a2p/BrandRegistrations/{Sid}";
const CODES: &str = "/v1/a2p/BrandRegistrations/{BrandRegistrationSid}/SmsOtp";

pub(super) fn mount(routes: Routes) -> Routes {
    routes
        .post(
            LIST,
            create,
            describe("CreateBrandRegistrations", TAG, "Register a brand.")
                .explained(
                    "From a Customer Profile and a Trust Product for A2P messages that are in review or approved. It is \
                     decided as soon as both are; a mock at once.",
                )
                .form::<NewParameters>()
                .answers::<BrandView>(201, "The brand, pending.")
                .refuses_bad_input()
                .refuses_unknown(),
        )
        .get(
            LIST,
            list,
            describe("ListBrandRegistrations", TAG, "List the brands of the account, newest first.")
                .lists::<BrandView>("data")
                .refuses_bad_input(),
        )
        .get(
            ONE,
            find,
            describe("FetchBrandRegistrations", TAG, "Look at a brand.")
                .answers::<BrandView>(200, "As it stands.")
                .refuses_unknown(),
        )
        .post(
            ONE,
            update,
            describe("UpdateBrandRegistrations", TAG, "Submit a brand again after its bundles were corrected.")
                .explained("Up to three times, while it is FAILED, or registered with an identity that is not verified.")
                .answers::<BrandView>(202, "The brand, pending again.")
                .refuses_bad_input()
                .refuses_unknown()
                .refuses_conflicts(),
        )
        .post(
            CODES,
            send_code,
            describe("CreateBrandRegistrationOtp", TAG, "Have another code sent that proves a brand.")
                .explained("The one before no longer counts.")
                .answers::<CodeView>(201, "It is on its way.")
                .refuses_bad_input()
                .refuses_unknown()
                .refuses_conflicts(),
        )
}

/// A brand registration.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BrandRegistration)]
pub(crate) struct BrandView {
    /// Its identifier, `BN…`.
    sid: String,
    /// The account that it belongs to.
    account_sid: String,
    /// The Customer Profile that it rests on.
    customer_profile_bundle_sid: String,
    /// The Trust Product that it rests on.
    a2p_profile_bundle_sid: String,
    /// When it was made.
    date_created: String,
    /// When it last changed.
    date_updated: String,
    /// `STANDARD` or `SOLE_PROPRIETOR`.
    brand_type: &'static str,
    /// `PENDING`, `IN_REVIEW`, `APPROVED`, `FAILED` or `SUSPENDED`.
    status: &'static str,
    /// Under which it is registered; null until then.
    tcr_id: Option<String>,
    /// The first error in words.
    failure_reason: Option<String>,
    /// Why it was turned down, or what was not matched.
    errors: Vec<IssueView>,
    /// Where it is.
    url: String,
    /// 1 to 100; null without vetting.
    brand_score: Option<u8>,
    /// What was not matched, in the vendor's old words.
    brand_feedback: Option<Vec<&'static str>>,
    /// `SELF_DECLARED`, `UNVERIFIED`, `VERIFIED` or `VETTED_VERIFIED`.
    identity_status: Option<&'static str>,
    /// Null: no list of the index is held here.
    russell_3000: Option<bool>,
    /// Whether it is a government's.
    government_entity: Option<bool>,
    /// `501c3` and the like, where a register says so.
    tax_exempt_status: Option<String>,
    /// It wants no score.
    skip_automatic_sec_vet: bool,
    /// For trying out.
    mock: bool,
    /// What lies below it.
    links: LinksView,
}

/// What lies below a brand.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BrandRegistrationLinks)]
struct LinksView {
    /// Its vettings.
    brand_vettings: String,
    /// Codes that prove it.
    brand_registration_otps: String,
}

impl BrandView {
    pub(crate) fn of(shown: Shown, urls: Urls<'_>) -> Self {
        let Shown { brand, status } = shown;
        let url = urls.path(format_args!("{LIST}/{}", brand.sid));
        let feedback: Vec<&'static str> =
            brand.issues.iter().filter_map(|issue| feedback(issue.code.0)).collect();
        Self {
            sid: brand.sid.to_string(),
            account_sid: brand.account_sid.to_string(),
            customer_profile_bundle_sid: brand.customer_profile_sid.to_string(),
            a2p_profile_bundle_sid: brand.a2p_profile_sid.to_string(),
            date_created: brand.date_created.to_rfc3339(),
            date_updated: brand.date_updated.to_rfc3339(),
            brand_type: brand.brand_type.as_str(),
            status: status.as_str(),
            tcr_id: brand.registered_as,
            failure_reason: brand.issues.first().map(|issue| issue.description.clone()),
            errors: IssueView::all(brand.issues, urls),
            brand_score: brand.score.as_ref().map(|score| score.points),
            brand_feedback: (!feedback.is_empty()).then_some(feedback),
            identity_status: brand.identity.map(IdentityStatus::as_str),
            russell_3000: None,
            government_entity: brand.is_government,
            tax_exempt_status: brand.tax_exempt_status,
            skip_automatic_sec_vet: brand.skips_vetting,
            mock: brand.is_mock,
            links: LinksView {
                brand_vettings: format!("{url}/Vettings"),
                brand_registration_otps: format!("{url}/SmsOtp"),
            },
            url,
        }
    }
}

/// The word by which the vendor told it before there were errors.
const fn feedback(code: u32) -> Option<&'static str> {
    match code {
        30795 => Some("TAX_ID"),
        30796 => Some("STOCK_SYMBOL"),
        30797 => Some("GOVERNMENT_ENTITY"),
        30798 => Some("NONPROFIT"),
        30799 => Some("OTHERS"),
        _ => None,
    }
}

/// What makes a brand.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewBrandParameters)]
struct NewParameters {
    /// The Customer Profile, `BU…`.
    #[serde(rename = "CustomerProfileBundleSid")]
    #[schema(required, nullable = false)]
    customer_profile_bundle_sid: Option<String>,
    /// The Trust Product for A2P messages, `BU…`.
    #[serde(rename = "A2PProfileBundleSid")]
    #[schema(required, nullable = false)]
    a2p_profile_bundle_sid: Option<String>,
    /// `STANDARD` or `SOLE_PROPRIETOR`; the Trust Product says it anyway.
    #[serde(rename = "BrandType")]
    brand_type: Option<String>,
    /// For trying out: approved at once, and nobody is told.
    #[serde(rename = "Mock")]
    mock: Option<bool>,
    /// Low volume: no vetting, and no score.
    #[serde(rename = "SkipAutomaticSecVet")]
    skip_automatic_sec_vet: Option<bool>,
}

fn bundle(field: &str, given: Option<String>) -> Result<BundleSid> {
    required(field, given)?.trim().parse().map_err(|_| ApiError::object_sid(field))
}

async fn create(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    TwilioForm(given): TwilioForm<NewParameters>,
) -> Result<(StatusCode, Json<BrandView>)> {
    let brand_type = filter(given.brand_type)
        .map(|text| {
            text.parse::<BrandType>()
                .map_err(|_| ApiError::parameter("BrandType", "it is STANDARD or SOLE_PROPRIETOR"))
        })
        .transpose()?;
    let new = NewBrand {
        customer_profile_sid: bundle("CustomerProfileBundleSid", given.customer_profile_bundle_sid)?,
        a2p_profile_sid: bundle("A2PProfileBundleSid", given.a2p_profile_bundle_sid)?,
        brand_type,
        is_mock: given.mock.unwrap_or(false),
        skips_vetting: given.skip_automatic_sec_vet.unwrap_or(false),
    };
    let shown = brands::create(state.hub(), &actor, new).await?;
    Ok((StatusCode::CREATED, Json(BrandView::of(shown, state.urls()))))
}

async fn list(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    query: PageQuery,
) -> Result<Json<V1Page<BrandView>>> {
    let listing = Listing::new(state.hub(), &actor, LIST.to_owned(), Vec::new(), query);
    let page = brands::list(state.hub(), &actor, listing.request()?).await?;
    Ok(Json(listing.v1("data", page, |shown| BrandView::of(shown, state.urls()))))
}

async fn find(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(sid): SidPath<BrandSid>,
) -> Result<Json<BrandView>> {
    let shown = brands::find(state.hub(), &actor, sid).await?;
    Ok(Json(BrandView::of(shown, state.urls())))
}

async fn update(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(sid): SidPath<BrandSid>,
) -> Result<(StatusCode, Json<BrandView>)> {
    let shown = brands::resubmit(state.hub(), &actor, sid).await?;
    Ok((StatusCode::ACCEPTED, Json(BrandView::of(shown, state.urls()))))
}

/// A code that was sent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BrandRegistrationOtp)]
struct CodeView {
    /// The account.
    account_sid: String,
    /// The brand that it proves.
    brand_registration_sid: String,
}

async fn send_code(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(sid): SidPath<BrandSid>,
) -> Result<(StatusCode, Json<CodeView>)> {
    let brand = codes::send_again(state.hub(), &actor, sid).await?;
    let view = CodeView {
        account_sid: brand.account_sid.to_string(),
        brand_registration_sid: brand.sid.to_string(),
    };
    Ok((StatusCode::CREATED, Json(view)))
}
