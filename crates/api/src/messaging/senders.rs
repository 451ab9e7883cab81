//! `/v1/Services/{ServiceSid}/PhoneNumbers`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use trusthub_app::messaging::senders::{self, Sender};
use trusthub_domain::sid::{MessagingServiceSid, PhoneNumberSid};
use utoipa::ToSchema;

use crate::error::{ApiError, Result};
use crate::input::{Caller, SidPath, TwilioForm, required};
use crate::openapi::{Routes, describe};
use crate::paging::{Listing, PageQuery, V1Page};
use crate::state::ApiState;
use crate::urls::Urls;

const TAG: &str = "Services";
const LIST: &str = "/v1/Services/{ServiceSid}/PhoneNumbers";
const ONE: &str = "/v1/Services/{ServiceSid}/PhoneNumbers/{Sid}";

pub(super) fn mount(routes: Routes) -> Routes {
    routes
        .post(
            LIST,
            add,
            describe("CreatePhoneNumber", TAG, "Put a number of the account into a messaging service.")
                .explained("A number is in one service at a time.")
                .form::<AddParameters>()
                .answers::<SenderView>(201, "The number.")
                .refuses_bad_input()
                .refuses_unknown()
                .refuses_conflicts(),
        )
        .get(
            LIST,
            list,
            describe("ListPhoneNumber", TAG, "List the numbers of a messaging service.")
                .lists::<SenderView>("phone_numbers")
                .refuses_bad_input()
                .refuses_unknown(),
        )
        .get(
            ONE,
            find,
            describe("FetchPhoneNumber", TAG, "Look at a number of a messaging service.")
                .answers::<SenderView>(200, "The number.")
                .refuses_unknown(),
        )
        .delete(
            ONE,
            remove,
            describe("DeletePhoneNumber", TAG, "Take a number out of a messaging service.")
                .answers_nothing()
                .refuses_unknown(),
        )
}

/// A number of a messaging service.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MessagingServicePhoneNumber)]
struct SenderView {
    /// The number, `PN…`.
    sid: String,
    /// The account that it belongs to.
    account_sid: String,
    /// The service.
    service_sid: String,
    /// When it was put there.
    date_created: String,
    /// The same.
    date_updated: String,
    /// As it is dialled.
    phone_number: String,
    /// Its country; null if the number does not tell.
    country_code: Option<String>,
    /// What it can do.
    capabilities: Vec<&'static str>,
    /// Where it is.
    url: String,
}

impl SenderView {
    fn of(Sender { sender, number }: &Sender, urls: Urls<'_>) -> Self {
        let path = format_args!("/v1/Services/{}/PhoneNumbers/{}", sender.service_sid, sender.number_sid);
        Self {
            sid: sender.number_sid.to_string(),
            account_sid: sender.account_sid.to_string(),
            service_sid: sender.service_sid.to_string(),
            date_created: sender.date_created.to_rfc3339(),
            date_updated: sender.date_created.to_rfc3339(),
            phone_number: number.phone_number.as_str().to_owned(),
            // Most of +1 is the United States; the rest is told from it by tables that the API does not have.
            country_code: None,
            capabilities: vec!["SMS", "Voice"],
            url: urls.path(path),
        }
    }
}

/// Which number.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[schema(as = AddServicePhoneNumberParameters)]
struct AddParameters {
    /// A number of the account, `PN…`.
    #[schema(required, nullable = false)]
    phone_number_sid: Option<String>,
}

async fn add(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(service): SidPath<MessagingServiceSid>,
    TwilioForm(given): TwilioForm<AddParameters>,
) -> Result<(StatusCode, Json<SenderView>)> {
    let number = required("PhoneNumberSid", given.phone_number_sid)?;
    let number: PhoneNumberSid = number.trim().parse().map_err(|_| ApiError::object_sid("PhoneNumberSid"))?;
    let sender = senders::add(state.hub(), &actor, service, number).await?;
    Ok((StatusCode::CREATED, Json(SenderView::of(&sender, state.urls()))))
}

async fn list(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(service): SidPath<MessagingServiceSid>,
    query: PageQuery,
) -> Result<Json<V1Page<SenderView>>> {
    let path = format!("/v1/Services/{service}/PhoneNumbers");
    let listing = Listing::new(state.hub(), &actor, path, Vec::new(), query);
    let page = senders::list(state.hub(), &actor, service, listing.request()?).await?;
    Ok(Json(listing.v1("phone_numbers", page, |sender| SenderView::of(&sender, state.urls()))))
}

async fn find(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath((service, number)): SidPath<(MessagingServiceSid, PhoneNumberSid)>,
) -> Result<Json<SenderView>> {
    let sender = senders::find(state.hub(), &actor, service, number).await?;
    Ok(Json(SenderView::of(&sender, state.urls())))
}

async fn remove(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath((service, number)): SidPath<(MessagingServiceSid, PhoneNumberSid)>,
) -> Result<StatusCode> {
    senders::remove(state.hub(), &actor, service, number).await?;
    Ok(StatusCode::NO_CONTENT)
}
