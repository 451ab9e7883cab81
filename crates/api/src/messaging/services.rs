//! `/v1/Services`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use trusthub_app::messaging::services::{self, Standing};
use trusthub_domain::messaging::ServiceSettings;
use trusthub_domain::sid::MessagingServiceSid;
use utoipa::ToSchema;

use crate::error::Result;
use crate::input::{Caller, SidPath, TwilioForm, filter, required};
use crate::openapi::{Routes, describe};
use crate::paging::{Listing, PageQuery, V1Page};
use crate::state::ApiState;
use crate::urls::Urls;

const COLLECTION: &str = "Services";
const LIST: &str = "/v1/Services";
const ONE: &str = "/v1/Services/{Sid}";

pub(super) fn mount(routes: Routes) -> Routes {
    routes
        .post(
            LIST,
            create,
            describe("CreateService", COLLECTION, "Make a messaging service: a pool of numbers.")
                .form::<ServiceParameters>()
                .answers::<ServiceView>(201, "The service.")
                .refuses_bad_input(),
        )
        .get(
            LIST,
            list,
            describe("ListService", COLLECTION, "List the messaging services of the account, newest first.")
                .lists::<ServiceView>("services")
                .refuses_bad_input(),
        )
        .get(
            ONE,
            find,
            describe("FetchService", COLLECTION, "Look at a messaging service.")
                .answers::<ServiceView>(200, "As it stands.")
                .refuses_unknown(),
        )
        .post(
            ONE,
            update,
            describe("UpdateService", COLLECTION, "Change a messaging service.")
                .form::<ServiceParameters>()
                .answers::<ServiceView>(200, "As it stands now.")
                .refuses_bad_input()
                .refuses_unknown()
                .refuses_conflicts(),
        )
        .delete(
            ONE,
            delete,
            describe("DeleteService", COLLECTION, "Delete a messaging service that has no campaign.")
                .explained("Its numbers stay in the inventory.")
                .answers_nothing()
                .refuses_bad_input()
                .refuses_unknown()
                .refuses_conflicts(),
        )
}

/// A messaging service.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MessagingService)]
struct ServiceView {
    /// Its identifier, `MG…`.
    sid: String,
    /// The account that it belongs to.
    account_sid: String,
    /// Your own name for it.
    friendly_name: String,
    /// When it was made.
    date_created: String,
    /// When it last changed.
    date_updated: String,
    /// Called with messages that come in.
    inbound_request_url: Option<String>,
    /// `GET` or `POST`.
    inbound_method: String,
    /// Called if that fails.
    fallback_url: Option<String>,
    /// `GET` or `POST`.
    fallback_method: String,
    /// Told what becomes of messages.
    status_callback: Option<String>,
    /// One sender per recipient.
    sticky_sender: bool,
    /// Pictures become links where they cannot be shown.
    mms_converter: bool,
    /// Characters are replaced so that messages stay short.
    smart_encoding: bool,
    /// `inherit`, `enable` or `disable`.
    scan_message_content: String,
    /// Without effect.
    fallback_to_long_code: bool,
    /// The sender of the recipient's area is preferred.
    area_code_geomatch: bool,
    /// How long a message is worth sending, in seconds.
    validity_period: i64,
    /// Reserved.
    synchronous_validation: bool,
    /// What it is for.
    usecase: String,
    /// It has a campaign that is registered.
    us_app_to_person_registered: bool,
    /// The number's own webhook goes first.
    use_inbound_webhook_on_number: bool,
    /// What lies below it.
    links: LinksView,
    /// Where it is.
    url: String,
}

/// What lies below a messaging service.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MessagingServiceLinks)]
struct LinksView {
    /// Its numbers.
    phone_numbers: String,
    /// Its campaign.
    us_app_to_person: String,
    /// What that may be for.
    us_app_to_person_usecases: String,
}

impl ServiceView {
    fn of(standing: Standing, urls: Urls<'_>) -> Self {
        let Standing { service, is_registered } = standing;
        let settings = service.settings;
        let url = urls.v1(COLLECTION, service.sid);
        Self {
            sid: service.sid.to_string(),
            account_sid: service.account_sid.to_string(),
            friendly_name: settings.friendly_name,
            date_created: service.date_created.to_rfc3339(),
            date_updated: service.date_updated.to_rfc3339(),
            inbound_request_url: settings.inbound_request_url,
            inbound_method: settings.inbound_method,
            fallback_url: settings.fallback_url,
            fallback_method: settings.fallback_method,
            status_callback: settings.status_callback,
            sticky_sender: settings.sticky_sender,
            mms_converter: settings.mms_converter,
            smart_encoding: settings.smart_encoding,
            scan_message_content: settings.scan_message_content,
            fallback_to_long_code: settings.fallback_to_long_code,
            area_code_geomatch: settings.area_code_geomatch,
            validity_period: settings.validity_period_seconds,
            synchronous_validation: settings.synchronous_validation,
            usecase: settings.usecase,
            us_app_to_person_registered: is_registered,
            use_inbound_webhook_on_number: settings.use_inbound_webhook_on_number,
            links: LinksView {
                phone_numbers: format!("{url}/PhoneNumbers"),
                us_app_to_person: format!("{url}/Compliance/Usa2p"),
                us_app_to_person_usecases: format!("{url}/Compliance/Usa2p/Usecases"),
            },
            url,
        }
    }
}

/// The settings of a messaging service; what is left out stays, or is the vendor's default.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[schema(as = ServiceParameters)]
struct ServiceParameters {
    /// Your own name for it, at most 64 characters; a new service needs one.
    friendly_name: Option<String>,
    /// Called with messages that come in.
    inbound_request_url: Option<String>,
    /// `GET` or `POST`.
    inbound_method: Option<String>,
    /// Called if that fails.
    fallback_url: Option<String>,
    /// `GET` or `POST`.
    fallback_method: Option<String>,
    /// Told what becomes of messages.
    status_callback: Option<String>,
    /// One sender per recipient.
    sticky_sender: Option<bool>,
    /// Pictures become links where they cannot be shown.
    mms_converter: Option<bool>,
    /// Characters are replaced so that messages stay short.
    smart_encoding: Option<bool>,
    /// `inherit`, `enable` or `disable`.
    scan_message_content: Option<String>,
    /// Without effect.
    fallback_to_long_code: Option<bool>,
    /// The sender of the recipient's area is preferred.
    area_code_geomatch: Option<bool>,
    /// How long a message is worth sending, 1 to 36000 seconds.
    validity_period: Option<i64>,
    /// Reserved.
    synchronous_validation: Option<bool>,
    /// `notifications`, `marketing`, `verification`, `discussion`, `poll` or `undeclared`.
    usecase: Option<String>,
    /// The number's own webhook goes first.
    use_inbound_webhook_on_number: Option<bool>,
}

impl ServiceParameters {
    /// The settings with what is given; an empty address clears it.
    fn onto(self, settings: ServiceSettings) -> ServiceSettings {
        let url = |given: Option<String>, before| given.map_or(before, |given| filter(Some(given)));
        ServiceSettings {
            friendly_name: self.friendly_name.unwrap_or(settings.friendly_name),
            inbound_request_url: url(self.inbound_request_url, settings.inbound_request_url),
            inbound_method: self.inbound_method.unwrap_or(settings.inbound_method),
            fallback_url: url(self.fallback_url, settings.fallback_url),
            fallback_method: self.fallback_method.unwrap_or(settings.fallback_method),
            status_callback: url(self.status_callback, settings.status_callback),
            sticky_sender: self.sticky_sender.unwrap_or(settings.sticky_sender),
            mms_converter: self.mms_converter.unwrap_or(settings.mms_converter),
            smart_encoding: self.smart_encoding.unwrap_or(settings.smart_encoding),
            scan_message_content: self.scan_message_content.unwrap_or(settings.scan_message_content),
            fallback_to_long_code: self.fallback_to_long_code.unwrap_or(settings.fallback_to_long_code),
            area_code_geomatch: self.area_code_geomatch.unwrap_or(settings.area_code_geomatch),
            validity_period_seconds: self.validity_period.unwrap_or(settings.validity_period_seconds),
            synchronous_validation: self.synchronous_validation.unwrap_or(settings.synchronous_validation),
            usecase: self.usecase.unwrap_or(settings.usecase),
            use_inbound_webhook_on_number: self
                .use_inbound_webhook_on_number
                .unwrap_or(settings.use_inbound_webhook_on_number),
        }
    }
}

async fn create(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    TwilioForm(mut given): TwilioForm<ServiceParameters>,
) -> Result<(StatusCode, Json<ServiceView>)> {
    given.friendly_name = Some(required("FriendlyName", given.friendly_name)?);
    let settings = given.onto(ServiceSettings::default());
    let standing = services::create(state.hub(), &actor, settings).await?;
    Ok((StatusCode::CREATED, Json(ServiceView::of(standing, state.urls()))))
}

async fn list(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    query: PageQuery,
) -> Result<Json<V1Page<ServiceView>>> {
    let listing = Listing::new(state.hub(), &actor, LIST.to_owned(), Vec::new(), query);
    let page = services::list(state.hub(), &actor, listing.request()?).await?;
    Ok(Json(listing.v1("services", page, |standing| ServiceView::of(standing, state.urls()))))
}

async fn find(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(sid): SidPath<MessagingServiceSid>,
) -> Result<Json<ServiceView>> {
    let standing = services::find(state.hub(), &actor, sid).await?;
    Ok(Json(ServiceView::of(standing, state.urls())))
}

async fn update(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(sid): SidPath<MessagingServiceSid>,
    TwilioForm(given): TwilioForm<ServiceParameters>,
) -> Result<Json<ServiceView>> {
    let standing = services::update(state.hub(), &actor, sid, |settings| given.onto(settings)).await?;
    Ok(Json(ServiceView::of(standing, state.urls())))
}

async fn delete(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(sid): SidPath<MessagingServiceSid>,
) -> Result<StatusCode> {
    services::delete(state.hub(), &actor, sid).await?;
    Ok(StatusCode::NO_CONTENT)
}
