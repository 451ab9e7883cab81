//! The list as a file, sent while it is read.

use axum::body::Body;
use axum::extract::Query;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use futures::stream::{self, StreamExt};
use trusthub_app::Hub;
use trusthub_app::bundles::overview::{self, BundleOverview};
use trusthub_domain::bundle::BundleKind;
use trusthub_domain::time::Timestamp;
use trusthub_web::csv_row;

use super::Search;
use crate::fault::Result;
use crate::session::Customer;

/// The columns of the file.
const COLUMNS: [&str; 7] =
    ["profile", "profile_sid", "customer", "account_sid", "status", "kind", "in_force_until"];

pub(super) async fn file(customer: Customer, Query(search): Query<Search>) -> Result<Response> {
    let hub = customer.hub().clone();
    let pages = overview::export(&hub, &customer.actor, BundleKind::CustomerProfile, search.wanted())?;
    let rows =
        pages.map(move |page| page.map(|rows| rows.iter().map(|row| line(&hub, row)).collect::<String>()));
    let head = stream::once(async { Ok(csv_row(COLUMNS)) });
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"customers.csv\""),
    ];
    Ok((headers, Body::from_stream(head.chain(rows))).into_response())
}

fn line(hub: &Hub, row: &BundleOverview) -> String {
    let policy = hub.catalog().policy(row.policy_sid);
    csv_row([
        row.friendly_name.clone(),
        row.sid.to_string(),
        row.owner_name.clone(),
        row.owner_sid.to_string(),
        row.status.in_words().to_owned(),
        policy.map(|policy| policy.friendly_name.clone()).unwrap_or_default(),
        row.valid_until.map(Timestamp::to_day).unwrap_or_default(),
    ])
}
