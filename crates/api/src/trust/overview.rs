//! `/trust/v1/CustomerProfiles`: the profiles of an account and of its subaccounts on one list, and the same as CSV.

use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use futures::stream::{self, StreamExt};
use serde::{Deserialize, Serialize};
use trusthub_app::bundles::overview::{self, BundleOverview, Wanted};
use trusthub_domain::bundle::{BundleKind, Status};
use trusthub_domain::policy::Catalog;
use trusthub_domain::time::Timestamp;
use trusthub_web::csv_row;
use utoipa::{IntoParams, ToSchema};

use crate::error::{ApiError, Result};
use crate::input::{Caller, TwilioQuery, filter, parsed};
use crate::openapi::{Routes, describe};
use crate::paging::{Listing, PageQuery, V1Page};
use crate::state::ApiState;

const KIND: BundleKind = BundleKind::CustomerProfile;
const LIST: &str = "/trust/v1/CustomerProfiles";
const CSV: &str = "/trust/v1/CustomerProfiles.csv";

/// The columns of the file.
const COLUMNS: [&str; 9] = [
    "sid",
    "account_sid",
    "account_name",
    "friendly_name",
    "policy_sid",
    "policy_name",
    "status",
    "valid_until",
    "date_created",
];

/// In a day.
const SECONDS: u64 = 24 * 60 * 60;

pub(super) fn mount(routes: Routes) -> Routes {
    routes
        .get(
            LIST,
            list,
            describe("ListCustomerProfileOverview", "Trust", "List the profiles of an account and of its subaccounts.")
                .explained(
                    "Newest first: names, statuses and dates. What is in a profile, only the credentials of its own account show.",
                )
                .query::<FilterParameters>()
                .lists::<OverviewView>("customer_profiles")
                .refuses_bad_input(),
        )
        .get(
            CSV,
            export,
            describe("ExportCustomerProfileOverview", "Trust", "The same list, whole, as a CSV file.")
                .query::<FilterParameters>()
                .answers_text("text/csv", "The file: one row for each profile, below the names of the columns.")
                .refuses_bad_input(),
        )
}

/// What is looked for; all that is given must hold.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "PascalCase")]
#[into_params(rename_all = "PascalCase")]
struct FilterParameters {
    /// Words of the name, each as it begins, in any order.
    name: Option<String>,
    /// `draft`, `pending-review`, `in-review`, `twilio-approved` or `twilio-rejected`.
    status: Option<String>,
    /// Only of this policy.
    policy_sid: Option<String>,
    /// Only of this account.
    account_sid: Option<String>,
    /// Only approved ones whose approval ends within so many days.
    expiring_within_days: Option<String>,
}

impl FilterParameters {
    /// The filters as they are repeated in URLs.
    fn repeated(&self) -> Vec<(&'static str, Option<String>)> {
        vec![
            ("Name", filter(self.name.clone())),
            ("Status", filter(self.status.clone())),
            ("PolicySid", filter(self.policy_sid.clone())),
            ("AccountSid", filter(self.account_sid.clone())),
            ("ExpiringWithinDays", filter(self.expiring_within_days.clone())),
        ]
    }

    fn wanted(self) -> Result<Wanted> {
        let any_status = || {
            let names: Vec<&str> = Status::ALL.iter().map(|status| status.as_str()).collect();
            ApiError::parameter("Status", &format!("it is one of {}", names.join(", ")))
        };
        let status = filter(self.status).map(|text| text.parse::<Status>().map_err(|_| any_status()));
        let days: Option<u32> = parsed("ExpiringWithinDays", filter(self.expiring_within_days).as_deref())?;
        Ok(Wanted {
            name: self.name.unwrap_or_default(),
            status: status.transpose()?,
            policy_sid: parsed("PolicySid", filter(self.policy_sid).as_deref())?,
            account_sid: parsed("AccountSid", filter(self.account_sid).as_deref())?,
            ends_within: days.map(|days| Duration::from_secs(u64::from(days) * SECONDS)),
        })
    }
}

/// A profile of the account or of one below it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CustomerProfileOverview)]
struct OverviewView {
    /// Its identifier, `BU…`.
    sid: String,
    /// The account that it belongs to.
    account_sid: String,
    /// What that account is called.
    account_name: String,
    /// What it is called.
    friendly_name: String,
    /// Its policy.
    policy_sid: String,
    /// What that is called.
    policy_name: String,
    /// As `/v1` shows it.
    status: &'static str,
    /// Until when its approval holds.
    valid_until: Option<String>,
    /// When it was made.
    date_created: String,
    /// When this held.
    as_of: String,
}

impl OverviewView {
    fn of(row: BundleOverview, catalog: &Catalog, as_of: Timestamp) -> Self {
        let policy = catalog.policy(row.policy_sid);
        Self {
            sid: row.sid.to_string(),
            account_sid: row.owner_sid.to_string(),
            account_name: row.owner_name,
            friendly_name: row.friendly_name,
            policy_sid: row.policy_sid.to_string(),
            policy_name: policy.map(|policy| policy.friendly_name.clone()).unwrap_or_default(),
            status: row.status.as_str(),
            valid_until: row.valid_until.map(Timestamp::to_rfc3339),
            date_created: row.date_created.to_rfc3339(),
            as_of: as_of.to_rfc3339(),
        }
    }

    fn csv(&self) -> String {
        csv_row([
            self.sid.as_str(),
            &self.account_sid,
            &self.account_name,
            &self.friendly_name,
            &self.policy_sid,
            &self.policy_name,
            self.status,
            self.valid_until.as_deref().unwrap_or_default(),
            &self.date_created,
        ])
    }
}

async fn list(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    TwilioQuery(given): TwilioQuery<FilterParameters>,
    query: PageQuery,
) -> Result<Json<V1Page<OverviewView>>> {
    let hub = state.hub();
    let listing = Listing::new(hub, &actor, LIST.to_owned(), given.repeated(), query);
    let as_of = hub.now();
    let page = overview::list(hub, &actor, KIND, given.wanted()?, listing.request()?).await?;
    Ok(Json(listing.v1("customer_profiles", page, |row| OverviewView::of(row, hub.catalog(), as_of))))
}

async fn export(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    TwilioQuery(given): TwilioQuery<FilterParameters>,
) -> Result<impl IntoResponse> {
    let as_of = state.hub().now();
    let pages = overview::export(state.hub(), &actor, KIND, given.wanted()?)?;
    let rows = pages.map(move |page| {
        let catalog = state.hub().catalog();
        page.map(|rows| {
            rows.into_iter().map(|row| OverviewView::of(row, catalog, as_of).csv()).collect::<String>()
        })
    });
    let head = stream::once(async { Ok(csv_row(COLUMNS)) });
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"customer-profiles.csv\""),
    ];
    Ok((headers, Body::from_stream(head.chain(rows))))
}
