//! `/v1/a2p/BrandRegistrations/{BrandSid}/Vettings`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use trusthub_app::messaging::vettings;
use trusthub_domain::messaging::{BrandVetting, VettingProvider};
use trusthub_domain::sid::{BrandSid, BrandVettingSid};
use utoipa::{IntoParams, ToSchema};

use super::brands::TAG;
use crate::error::{ApiError, Result};
use crate::input::{Caller, SidPath, TwilioForm, TwilioQuery, filter, required};
use crate::openapi::{Routes, describe};
use crate::paging::{Listing, PageQuery, V1Page};
use crate::state::ApiState;
use crate::urls::Urls;

const LIST: &str = "/v1/a2p/BrandRegistrations/{BrandSid}/Vettings";
const ONE: &str = "/v1/a2p/BrandRegistrations/{BrandSid}/Vettings/{BrandVettingSid}";

pub(super) fn mount(routes: Routes) -> Routes {
    routes
        .post(
            LIST,
            create,
            describe("CreateBrandVetting", TAG, "Have a brand vetted, or import a token of Campaign Verify.")
                .explained("aegis stands for the hub's own vetting, which gives the score. A token waits for a reviewer.")
                .form::<NewParameters>()
                .answers::<VettingView>(201, "The vetting.")
                .refuses_bad_input()
                .refuses_unknown()
                .refuses_conflicts(),
        )
        .get(
            LIST,
            list,
            describe("ListBrandVetting", TAG, "List the vettings of a brand.")
                .query::<FilterParameters>()
                .lists::<VettingView>("data")
                .refuses_bad_input()
                .refuses_unknown(),
        )
        .get(
            ONE,
            find,
            describe("FetchBrandVetting", TAG, "Look at a vetting of a brand.")
                .answers::<VettingView>(200, "The vetting.")
                .refuses_unknown(),
        )
}

/// A vetting of a brand.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BrandVetting)]
struct VettingView {
    /// The account.
    account_sid: String,
    /// The brand.
    brand_sid: String,
    /// Its identifier, `VT…`.
    brand_vetting_sid: String,
    /// `campaign-verify` or `aegis`.
    vetting_provider: &'static str,
    /// The token that was given.
    vetting_id: Option<String>,
    /// `POLITICAL` or `STANDARD`.
    vetting_class: &'static str,
    /// `IN_PROGRESS`, `SUCCESS` or `FAILED`.
    vetting_status: &'static str,
    /// When it was asked for.
    date_created: String,
    /// When it last changed.
    date_updated: String,
    /// Where it is.
    url: String,
}

impl VettingView {
    fn of(vetting: BrandVetting, urls: Urls<'_>) -> Self {
        let path = format_args!("/v1/a2p/BrandRegistrations/{}/Vettings/{}", vetting.brand_sid, vetting.sid)
            .to_string();
        Self {
            account_sid: vetting.account_sid.to_string(),
            brand_sid: vetting.brand_sid.to_string(),
            brand_vetting_sid: vetting.sid.to_string(),
            vetting_provider: vetting.provider.as_str(),
            vetting_id: vetting.vetting_id,
            vetting_class: vetting.provider.class(),
            vetting_status: vetting.status.as_str(),
            date_created: vetting.date_created.to_rfc3339(),
            date_updated: vetting.date_updated.to_rfc3339(),
            url: urls.path(path),
        }
    }
}

/// What is asked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[schema(as = NewBrandVettingParameters)]
struct NewParameters {
    /// `campaign-verify` or `aegis`.
    #[schema(required, nullable = false)]
    vetting_provider: Option<String>,
    /// The token of Campaign Verify.
    vetting_id: Option<String>,
}

/// Which vettings are listed.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "PascalCase")]
#[into_params(parameter_in = Query, rename_all = "PascalCase")]
struct FilterParameters {
    /// Only those of this provider.
    vetting_provider: Option<String>,
}

fn provider(text: &str) -> Result<VettingProvider> {
    text.parse().map_err(|_| ApiError::parameter("VettingProvider", "it is campaign-verify or aegis"))
}

async fn create(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(brand): SidPath<BrandSid>,
    TwilioForm(given): TwilioForm<NewParameters>,
) -> Result<(StatusCode, Json<VettingView>)> {
    let provider = provider(&required("VettingProvider", given.vetting_provider)?)?;
    let vetting = vettings::create(state.hub(), &actor, brand, provider, filter(given.vetting_id)).await?;
    Ok((StatusCode::CREATED, Json(VettingView::of(vetting, state.urls()))))
}

async fn list(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(brand): SidPath<BrandSid>,
    TwilioQuery(given): TwilioQuery<FilterParameters>,
    query: PageQuery,
) -> Result<Json<V1Page<VettingView>>> {
    let wanted = filter(given.vetting_provider);
    let of = wanted.as_deref().map(provider).transpose()?;
    let path = format!("/v1/a2p/BrandRegistrations/{brand}/Vettings");
    let listing = Listing::new(state.hub(), &actor, path, vec![("VettingProvider", wanted)], query);
    let page = vettings::list(state.hub(), &actor, brand, of, listing.request()?).await?;
    Ok(Json(listing.v1("data", page, |vetting| VettingView::of(vetting, state.urls()))))
}

async fn find(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath((brand, sid)): SidPath<(BrandSid, BrandVettingSid)>,
) -> Result<Json<VettingView>> {
    let vetting = vettings::find(state.hub(), &actor, brand, sid).await?;
    Ok(Json(VettingView::of(vetting, state.urls())))
}
