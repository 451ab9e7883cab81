//! Phone numbers: the provider's inventory, as each account sees its own part.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use trusthub_app::Invalid;
use trusthub_app::items::numbers::{self, NewNumber, NumberEdit, NumberFilter};
use trusthub_domain::contact::Phone;
use trusthub_domain::item::PhoneNumber;
use trusthub_domain::sid::{AccountSid, PhoneNumberSid};
use utoipa::{IntoParams, ToSchema};

use super::number_parameters::{NumberParameters, Shown};
use super::{VERSION, list_path};
use crate::error::{ApiError, Result};
use crate::input::{Caller, CorePath, TwilioForm, TwilioQuery, filter, parsed};
use crate::openapi::{Routes, describe};
use crate::paging::{CorePage, Listing, PageQuery};
use crate::state::ApiState;

const TAG: &str = "IncomingPhoneNumbers";
const LIST: &str = "/2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers.json";
const ONE: &str = "/2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers/{Sid}.json";

pub(super) fn mount(routes: Routes) -> Routes {
    routes
        .post(
            LIST,
            create,
            describe("CreateIncomingPhoneNumber", TAG, "Take a number into the inventory.")
                .form::<NumberParameters>()
                .answers::<NumberView>(201, "The number.")
                .refuses_bad_input()
                .refuses_unknown()
                .refuses_conflicts(),
        )
        .get(
            LIST,
            list,
            describe("ListIncomingPhoneNumber", TAG, "List the numbers, newest first.")
                .query::<FilterParameters>()
                .lists_flat::<NumberView>("incoming_phone_numbers")
                .refuses_bad_input()
                .refuses_unknown(),
        )
        .get(
            ONE,
            find,
            describe("FetchIncomingPhoneNumber", TAG, "Look at a number.")
                .answers::<NumberView>(200, "As it stands.")
                .refuses_unknown(),
        )
        .post(
            ONE,
            update,
            describe("UpdateIncomingPhoneNumber", TAG, "Change a number.")
                .form::<NumberParameters>()
                .answers::<NumberView>(200, "As it stands now.")
                .refuses_bad_input()
                .refuses_unknown()
                .refuses_conflicts(),
        )
        .delete(
            ONE,
            delete,
            describe("DeleteIncomingPhoneNumber", TAG, "Release a number that is assigned to no bundle.")
                .answers_nothing()
                .refuses_bad_input()
                .refuses_unknown()
                .refuses_conflicts(),
        )
}

/// A phone number.
#[derive(Serialize, ToSchema)]
#[schema(as = IncomingPhoneNumber)]
struct NumberView {
    /// The account that it belongs to.
    account_sid: String,
    /// Always `none`.
    address_requirements: String,
    /// An address of the account.
    address_sid: Option<String>,
    /// Version of the markup.
    api_version: String,
    /// Always false.
    beta: bool,
    /// What it can do.
    capabilities: Capabilities,
    /// When it was taken in.
    date_created: String,
    /// When it last changed.
    date_updated: String,
    /// As given; `Inactive` unless.
    emergency_status: String,
    /// As given.
    emergency_address_sid: Option<String>,
    /// Always `unregistered`.
    emergency_address_status: String,
    /// A name for people.
    friendly_name: String,
    /// As given.
    identity_sid: Option<String>,
    /// Always `hosted`: the provider carries its traffic.
    origin: String,
    /// The number in E.164.
    phone_number: String,
    /// Its identifier, `PN…`.
    sid: String,
    /// As given.
    sms_application_sid: String,
    /// As given.
    sms_fallback_method: String,
    /// As given.
    sms_fallback_url: String,
    /// As given.
    sms_method: String,
    /// As given.
    sms_url: String,
    /// As given.
    status_callback: String,
    /// As given.
    status_callback_method: String,
    /// As given.
    trunk_sid: Option<String>,
    /// Where it is.
    uri: String,
    /// As given.
    voice_application_sid: String,
    /// As given.
    voice_caller_id_lookup: bool,
    /// As given.
    voice_fallback_method: String,
    /// As given.
    voice_fallback_url: Option<String>,
    /// As given.
    voice_method: String,
    /// As given.
    voice_url: Option<String>,
    /// As given; `voice` unless.
    voice_receive_mode: String,
    /// Always `in-use`.
    status: String,
    /// A bundle of the account.
    bundle_sid: Option<String>,
    /// `local` or `toll-free`.
    r#type: String,
}

/// What a number can do. The hub does not carry traffic; these are what the vendor's clients expect of a number.
#[derive(Serialize, ToSchema)]
#[schema(as = PhoneNumberCapabilities)]
struct Capabilities {
    /// Calls.
    voice: bool,
    /// Messages.
    sms: bool,
    /// Pictures.
    mms: bool,
    /// Faxes.
    fax: bool,
}

impl NumberView {
    fn of(number: PhoneNumber) -> Self {
        let shown = Shown(&number.settings);
        let uri =
            format!("/{VERSION}/Accounts/{}/IncomingPhoneNumbers/{}.json", number.account_sid, number.sid);
        Self {
            account_sid: number.account_sid.to_string(),
            address_requirements: "none".to_owned(),
            address_sid: number.address_sid.map(|sid| sid.to_string()),
            api_version: shown.text_or("api_version", VERSION),
            beta: false,
            capabilities: Capabilities { voice: true, sms: true, mms: true, fax: false },
            date_created: number.date_created.to_rfc2822(),
            date_updated: number.date_updated.to_rfc2822(),
            emergency_status: shown.text_or("emergency_status", "Inactive"),
            emergency_address_sid: shown.text("emergency_address_sid"),
            emergency_address_status: "unregistered".to_owned(),
            identity_sid: shown.text("identity_sid"),
            origin: "hosted".to_owned(),
            sid: number.sid.to_string(),
            sms_application_sid: shown.text_or("sms_application_sid", ""),
            sms_fallback_method: shown.text_or("sms_fallback_method", "POST"),
            sms_fallback_url: shown.text_or("sms_fallback_url", ""),
            sms_method: shown.text_or("sms_method", "POST"),
            sms_url: shown.text_or("sms_url", ""),
            status_callback: shown.text_or("status_callback", ""),
            status_callback_method: shown.text_or("status_callback_method", "POST"),
            trunk_sid: shown.text("trunk_sid"),
            uri,
            voice_application_sid: shown.text_or("voice_application_sid", ""),
            voice_caller_id_lookup: shown.flag("voice_caller_id_lookup"),
            voice_fallback_method: shown.text_or("voice_fallback_method", "POST"),
            voice_fallback_url: shown.text("voice_fallback_url"),
            voice_method: shown.text_or("voice_method", "POST"),
            voice_url: shown.text("voice_url"),
            voice_receive_mode: shown.text_or("voice_receive_mode", "voice"),
            status: "in-use".to_owned(),
            bundle_sid: number.bundle_sid.map(|sid| sid.to_string()),
            r#type: kind(&number.phone_number).to_owned(),
            phone_number: number.phone_number.as_str().to_owned(),
            friendly_name: number.friendly_name,
        }
    }
}

/// Other countries' toll-free numbers are shown as local.
fn kind(number: &Phone) -> &'static str {
    if number.is_toll_free() { "toll-free" } else { "local" }
}

async fn create(
    State(state): State<ApiState>,
    caller: Caller,
    CorePath(account): CorePath<AccountSid>,
    TwilioForm(given): TwilioForm<NumberParameters>,
) -> Result<(StatusCode, Json<NumberView>)> {
    let actor = caller.on(state.hub(), account).await?;
    let settings = given.settings()?;
    let phone_number = filter(given.phone_number).ok_or_else(|| ApiError::missing("PhoneNumber"))?;
    let new = NewNumber {
        phone_number: phone(&phone_number)?,
        friendly_name: filter(given.friendly_name),
        bundle_sid: parsed("BundleSid", filter(given.bundle_sid).as_deref())?,
        address_sid: parsed("AddressSid", filter(given.address_sid).as_deref())?,
        settings,
    };
    let number = numbers::create(state.hub(), &actor, new).await?;
    Ok((StatusCode::CREATED, Json(NumberView::of(number))))
}

fn phone(text: &str) -> Result<Phone> {
    Ok(text.trim().parse().map_err(Invalid::Phone)?)
}

/// Which numbers are listed.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "PascalCase")]
#[into_params(parameter_in = Query, rename_all = "PascalCase")]
struct FilterParameters {
    /// Only this number, in E.164.
    phone_number: Option<String>,
    /// Only those with exactly this name.
    friendly_name: Option<String>,
}

async fn list(
    State(state): State<ApiState>,
    caller: Caller,
    CorePath(account): CorePath<AccountSid>,
    TwilioQuery(given): TwilioQuery<FilterParameters>,
    query: PageQuery,
) -> Result<Json<CorePage<NumberView>>> {
    let actor = caller.on(state.hub(), account).await?;
    let wanted = NumberFilter {
        phone_number: filter(given.phone_number).as_deref().map(phone).transpose()?,
        friendly_name: filter(given.friendly_name),
    };
    let filters = vec![
        ("FriendlyName", wanted.friendly_name.clone()),
        ("PhoneNumber", wanted.phone_number.as_ref().map(|number| number.as_str().to_owned())),
    ];
    let listing =
        Listing::new(state.hub(), &actor, list_path(account, "IncomingPhoneNumbers"), filters, query);
    let page = numbers::list(state.hub(), &actor, wanted, listing.request()?).await?;
    Ok(Json(listing.core("incoming_phone_numbers", page, NumberView::of)))
}

async fn find(
    State(state): State<ApiState>,
    caller: Caller,
    CorePath((account, sid)): CorePath<(AccountSid, PhoneNumberSid)>,
) -> Result<Json<NumberView>> {
    let actor = caller.on(state.hub(), account).await?;
    Ok(Json(NumberView::of(numbers::find(state.hub(), &actor, sid).await?)))
}

async fn update(
    State(state): State<ApiState>,
    caller: Caller,
    CorePath((account, sid)): CorePath<(AccountSid, PhoneNumberSid)>,
    TwilioForm(given): TwilioForm<NumberParameters>,
) -> Result<Json<NumberView>> {
    let actor = caller.on(state.hub(), account).await?;
    let settings = given.settings()?;
    let edit = NumberEdit {
        friendly_name: given.friendly_name,
        bundle_sid: parsed("BundleSid", filter(given.bundle_sid).as_deref())?,
        address_sid: parsed("AddressSid", filter(given.address_sid).as_deref())?,
        settings,
    };
    Ok(Json(NumberView::of(numbers::update(state.hub(), &actor, sid, edit).await?)))
}

async fn delete(
    State(state): State<ApiState>,
    caller: Caller,
    CorePath((account, sid)): CorePath<(AccountSid, PhoneNumberSid)>,
) -> Result<StatusCode> {
    let actor = caller.on(state.hub(), account).await?;
    numbers::delete(state.hub(), &actor, sid).await?;
    Ok(StatusCode::NO_CONTENT)
}
