//! Postal addresses.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use trusthub_app::items::addresses::{self, AddressEdit, AddressFilter, NewAddress};
use trusthub_domain::item::Address;
use trusthub_domain::sid::{AccountSid, AddressSid};
use utoipa::{IntoParams, ToSchema};

use super::{VERSION, list_path};
use crate::error::{ApiError, Result};
use crate::input::{Caller, CorePath, TwilioForm, TwilioQuery, filter, required};
use crate::openapi::{Routes, describe};
use crate::paging::{CorePage, Listing, PageQuery};
use crate::state::ApiState;

const TAG: &str = "Addresses";
const LIST: &str = "/2010-04-01/Accounts/{AccountSid}/Addresses.json";
const ONE: &str = "/2010-04-01/Accounts/{AccountSid}/Addresses/{Sid}.json";

pub(super) fn mount(routes: Routes) -> Routes {
    routes
        .post(
            LIST,
            create,
            describe("CreateAddress", TAG, "Make an address.")
                .form::<NewParameters>()
                .answers::<AddressView>(201, "The address.")
                .refuses_bad_input()
                .refuses_unknown(),
        )
        .get(
            LIST,
            list,
            describe("ListAddress", TAG, "List the addresses, newest first.")
                .query::<FilterParameters>()
                .lists_flat::<AddressView>("addresses")
                .refuses_bad_input()
                .refuses_unknown(),
        )
        .get(
            ONE,
            find,
            describe("FetchAddress", TAG, "Look at an address.")
                .answers::<AddressView>(200, "As it stands.")
                .refuses_unknown(),
        )
        .post(
            ONE,
            update,
            describe("UpdateAddress", TAG, "Change an address.")
                .explained("Frozen while a document that names it is under review or approved.")
                .form::<ChangeParameters>()
                .answers::<AddressView>(200, "As it stands now.")
                .refuses_bad_input()
                .refuses_unknown()
                .refuses_conflicts(),
        )
        .delete(
            ONE,
            delete,
            describe("DeleteAddress", TAG, "Delete an address that no document names.")
                .answers_nothing()
                .refuses_bad_input()
                .refuses_unknown()
                .refuses_conflicts(),
        )
}

/// A postal address.
#[derive(Serialize, ToSchema)]
#[schema(as = Address)]
struct AddressView {
    /// The account that it belongs to.
    account_sid: String,
    /// City.
    city: String,
    /// Who lives or works there.
    customer_name: String,
    /// When it was made.
    date_created: String,
    /// When it last changed.
    date_updated: String,
    /// Whether emergency calling is on.
    emergency_enabled: bool,
    /// Your own name for it.
    friendly_name: String,
    /// Country, two letters.
    iso_country: String,
    /// Postal code.
    postal_code: String,
    /// State, province or region.
    region: String,
    /// Its identifier, `AD…`.
    sid: String,
    /// Street and number.
    street: String,
    /// Suite, floor.
    street_secondary: Option<String>,
    /// Always false: the hub does not correct addresses.
    validated: bool,
    /// Always false: a review looks at the address as a part of its bundle.
    verified: bool,
    /// Where it is.
    uri: String,
}

impl AddressView {
    fn of(address: Address) -> Self {
        let uri = format!("/{VERSION}/Accounts/{}/Addresses/{}.json", address.account_sid, address.sid);
        Self {
            account_sid: address.account_sid.to_string(),
            city: address.city,
            customer_name: address.customer_name,
            date_created: address.date_created.to_rfc2822(),
            date_updated: address.date_updated.to_rfc2822(),
            emergency_enabled: address.emergency_enabled,
            friendly_name: address.friendly_name,
            iso_country: address.iso_country,
            postal_code: address.postal_code,
            region: address.region,
            sid: address.sid.to_string(),
            street: address.street,
            street_secondary: address.street_secondary,
            validated: false,
            verified: false,
            uri,
        }
    }
}

/// What makes an address.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[schema(as = NewAddressParameters)]
struct NewParameters {
    /// Who lives or works there.
    #[schema(required, nullable = false)]
    customer_name: Option<String>,
    /// Street and number.
    #[schema(required, nullable = false)]
    street: Option<String>,
    /// City.
    #[schema(required, nullable = false)]
    city: Option<String>,
    /// State, province or region.
    #[schema(required, nullable = false)]
    region: Option<String>,
    /// Postal code.
    #[schema(required, nullable = false)]
    postal_code: Option<String>,
    /// Country, two letters (ISO 3166-1).
    #[schema(required, nullable = false)]
    iso_country: Option<String>,
    /// Your own name for it.
    friendly_name: Option<String>,
    /// Whether emergency calling is on.
    emergency_enabled: Option<bool>,
    /// Suite, floor.
    street_secondary: Option<String>,
}

async fn create(
    State(state): State<ApiState>,
    caller: Caller,
    CorePath(account): CorePath<AccountSid>,
    TwilioForm(given): TwilioForm<NewParameters>,
) -> Result<(StatusCode, Json<AddressView>)> {
    let actor = caller.on(state.hub(), account).await?;
    let new = NewAddress {
        friendly_name: given.friendly_name.unwrap_or_default(),
        customer_name: required("CustomerName", given.customer_name)?,
        street: required("Street", given.street)?,
        street_secondary: filter(given.street_secondary),
        city: required("City", given.city)?,
        region: required("Region", given.region)?,
        postal_code: required("PostalCode", given.postal_code)?,
        iso_country: required("IsoCountry", given.iso_country)?,
        emergency_enabled: given.emergency_enabled.unwrap_or(false),
    };
    let address = addresses::create(state.hub(), &actor, new).await?;
    Ok((StatusCode::CREATED, Json(AddressView::of(address))))
}

/// Which addresses are listed.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "PascalCase")]
#[into_params(parameter_in = Query, rename_all = "PascalCase")]
struct FilterParameters {
    /// Only those of exactly this customer.
    customer_name: Option<String>,
    /// Only those with exactly this name.
    friendly_name: Option<String>,
    /// Only those with or without emergency calling.
    emergency_enabled: Option<bool>,
    /// Only those in this country.
    iso_country: Option<String>,
}

async fn list(
    State(state): State<ApiState>,
    caller: Caller,
    CorePath(account): CorePath<AccountSid>,
    TwilioQuery(given): TwilioQuery<FilterParameters>,
    query: PageQuery,
) -> Result<Json<CorePage<AddressView>>> {
    let actor = caller.on(state.hub(), account).await?;
    let wanted = AddressFilter {
        customer_name: filter(given.customer_name),
        friendly_name: filter(given.friendly_name),
        iso_country: filter(given.iso_country).map(|country| country.to_ascii_uppercase()),
        emergency_enabled: given.emergency_enabled,
    };
    let filters = vec![
        ("FriendlyName", wanted.friendly_name.clone()),
        ("IsoCountry", wanted.iso_country.clone()),
        ("CustomerName", wanted.customer_name.clone()),
        ("EmergencyEnabled", wanted.emergency_enabled.map(|flag| flag.to_string())),
    ];
    let listing = Listing::new(state.hub(), &actor, list_path(account, "Addresses"), filters, query);
    let page = addresses::list(state.hub(), &actor, wanted, listing.request()?).await?;
    Ok(Json(listing.core("addresses", page, AddressView::of)))
}

async fn find(
    State(state): State<ApiState>,
    caller: Caller,
    CorePath((account, sid)): CorePath<(AccountSid, AddressSid)>,
) -> Result<Json<AddressView>> {
    let actor = caller.on(state.hub(), account).await?;
    Ok(Json(AddressView::of(addresses::find(state.hub(), &actor, sid).await?)))
}

/// What changes an address.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[schema(as = ChangeAddressParameters)]
struct ChangeParameters {
    /// Another name.
    friendly_name: Option<String>,
    /// Who lives or works there.
    customer_name: Option<String>,
    /// Street and number.
    street: Option<String>,
    /// City.
    city: Option<String>,
    /// State, province or region.
    region: Option<String>,
    /// Postal code.
    postal_code: Option<String>,
    /// Whether emergency calling is on.
    emergency_enabled: Option<bool>,
    /// Suite, floor; empty for none.
    street_secondary: Option<String>,
}

async fn update(
    State(state): State<ApiState>,
    caller: Caller,
    CorePath((account, sid)): CorePath<(AccountSid, AddressSid)>,
    TwilioForm(given): TwilioForm<ChangeParameters>,
) -> Result<Json<AddressView>> {
    let actor = caller.on(state.hub(), account).await?;
    let edit = AddressEdit {
        friendly_name: given.friendly_name,
        customer_name: kept_filled("CustomerName", given.customer_name)?,
        street: kept_filled("Street", given.street)?,
        street_secondary: given.street_secondary,
        city: kept_filled("City", given.city)?,
        region: kept_filled("Region", given.region)?,
        postal_code: kept_filled("PostalCode", given.postal_code)?,
        emergency_enabled: given.emergency_enabled,
    };
    Ok(Json(AddressView::of(addresses::update(state.hub(), &actor, sid, edit).await?)))
}

/// A required part of an address may be changed, not emptied.
fn kept_filled(field: &str, given: Option<String>) -> Result<Option<String>> {
    match given {
        Some(text) if text.trim().is_empty() => Err(ApiError::missing(field)),
        other => Ok(other),
    }
}

async fn delete(
    State(state): State<ApiState>,
    caller: Caller,
    CorePath((account, sid)): CorePath<(AccountSid, AddressSid)>,
) -> Result<StatusCode> {
    let actor = caller.on(state.hub(), account).await?;
    addresses::delete(state.hub(), &actor, sid).await?;
    Ok(StatusCode::NO_CONTENT)
}
