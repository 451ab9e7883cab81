//! `ProvisioningStatus`: how far numbers on Voice Integrity, CNAM and Branded Calling products are with each carrier. Fields
//! are the vendor's; `phone_number_sid`, `phone_number`, `provisioning_status` and the envelopes of the lists are ours.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use trusthub_app::partners::registrations::status::{
    CarrierState, Provisioning, everywhere, of_number, of_registration,
};
use trusthub_domain::sid::BundleSid;
use trusthub_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::error::Result;
use crate::input::{Caller, NumberOfBundle, NumberParameter, SidPath};
use crate::openapi::{Routes, describe};
use crate::paging::{Listing, PageQuery, V1Page, constant_page};
use crate::state::ApiState;
use crate::urls::Urls;

const TAG: &str = "Voice";
const KEY: &str = "provisioning_statuses";

pub(super) fn mount(routes: Routes) -> Routes {
    routes
        .get(
            "/v2/ComplianceRegistrations/{RegistrationSid}/PhoneNumbers/{Number}/ProvisioningStatus",
            of_both,
            describe("FetchProvisioningStatus", TAG, "See how far a number on a product is with each carrier.")
                .explained(
                    "For Voice Integrity, CNAM and Branded Calling. A carrier or engine that you let see the registration, and that \
                     has not answered, is `in-progress`.",
                )
                .answers::<ProvisioningView>(200, "How far it is.")
                .refuses_unknown(),
        )
        .get(
            "/v2/ComplianceRegistrations/{RegistrationSid}/ProvisioningStatus",
            of_product,
            describe("ListProvisioningStatusOfRegistration", TAG, "See how far the numbers of a product are.")
                .lists::<ProvisioningView>(KEY)
                .refuses_bad_input()
                .refuses_unknown(),
        )
        .get(
            "/v2/PhoneNumbers/{Number}/ProvisioningStatus",
            of_one_number,
            describe("ListProvisioningStatusOfPhoneNumber", TAG, "See how far a number is on each product that it is on.")
                .lists::<ProvisioningView>(KEY)
                .refuses_bad_input()
                .refuses_unknown(),
        )
}

/// How far a number on a product is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProvisioningStatus)]
struct ProvisioningView {
    /// Whose product it is.
    account_sid: String,
    /// The product.
    bundle_sid: String,
    /// The number's identifier.
    phone_number_sid: String,
    /// The number.
    phone_number: String,
    /// `active`, `rejected` or `in-progress`, over all carriers: in progress while one of them is; then rejected if one of them
    /// turned it down.
    provisioning_status: &'static str,
    /// Each carrier.
    carriers: Vec<CarrierView>,
    /// When the number was assigned.
    date_created: String,
    /// When a carrier last said something.
    date_updated: String,
    /// Where it is.
    url: String,
}

/// How far a number is with one carrier.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProvisioningCarrier)]
struct CarrierView {
    /// Which carrier or engine.
    carrier_name: String,
    /// `active`, `rejected` or `in-progress`.
    carrier_status: &'static str,
    /// What is wrong, in its words.
    carrier_errors: Vec<String>,
    /// When it first answered.
    date_created: Option<String>,
    /// When it last answered something else.
    date_updated: Option<String>,
}

impl From<CarrierState> for CarrierView {
    fn from(carrier: CarrierState) -> Self {
        Self {
            carrier_name: carrier.carrier_name,
            carrier_status: carrier.status.as_str(),
            carrier_errors: carrier.errors,
            date_created: carrier.date_created.map(Timestamp::to_rfc3339),
            date_updated: carrier.date_updated.map(Timestamp::to_rfc3339),
        }
    }
}

impl ProvisioningView {
    fn of(found: Provisioning, urls: Urls<'_>) -> Self {
        let below = format!("{}/PhoneNumbers/{}", found.bundle_sid, found.number_sid);
        Self {
            account_sid: found.account_sid.to_string(),
            bundle_sid: found.bundle_sid.to_string(),
            phone_number_sid: found.number_sid.to_string(),
            phone_number: found.phone_number.as_str().to_owned(),
            provisioning_status: found.status.as_str(),
            carriers: found.carriers.into_iter().map(CarrierView::from).collect(),
            date_created: found.date_created.to_rfc3339(),
            date_updated: found.date_updated.to_rfc3339(),
            url: urls.path(format!("/v2/ComplianceRegistrations/{below}/ProvisioningStatus")),
        }
    }
}

async fn of_both(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(NumberOfBundle(bundle, number)): SidPath<NumberOfBundle>,
) -> Result<Json<ProvisioningView>> {
    let found = of_number(state.hub(), &actor, bundle, &number).await?;
    Ok(Json(ProvisioningView::of(found, state.urls())))
}

async fn of_product(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(bundle): SidPath<BundleSid>,
    query: PageQuery,
) -> Result<Json<V1Page<ProvisioningView>>> {
    let hub = state.hub();
    let path = format!("/v2/ComplianceRegistrations/{bundle}/ProvisioningStatus");
    let listing = Listing::new(hub, &actor, path, Vec::new(), query);
    let page = of_registration(hub, &actor, bundle, listing.request()?).await?;
    Ok(Json(listing.v1(KEY, page, |found| ProvisioningView::of(found, state.urls()))))
}

async fn of_one_number(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(NumberParameter(number)): SidPath<NumberParameter>,
    query: PageQuery,
) -> Result<Json<V1Page<ProvisioningView>>> {
    let found = everywhere(state.hub(), &actor, &number).await?;
    let Some(sid) = found.first().map(|one| one.number_sid) else {
        return Err(crate::error::ApiError::not_found());
    };
    let path = format!("/v2/PhoneNumbers/{sid}/ProvisioningStatus");
    let view = |one: &Provisioning| ProvisioningView::of(one.clone(), state.urls());
    Ok(Json(constant_page(state.urls(), &path, KEY, &found, &query, view)?))
}
