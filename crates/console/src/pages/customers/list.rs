//! The list: search, filters, pages.

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use trusthub_app::bundles::overview::{self, BundleOverview};
use trusthub_domain::bundle::{BundleKind, Status};
use trusthub_domain::time::Timestamp;

use super::Search;
use crate::fault::Result;
use crate::form::{Choice, Control, Field};
use crate::frame::{Frame, Place, render};
use crate::paging::{Pager, page_after};
use crate::session::Customer;
use crate::words::{Badge, badge_of};

struct Row {
    customer: String,
    is_own: bool,
    name: String,
    href: String,
    policy: String,
    badge: Badge,
    until: Option<Timestamp>,
}

impl Row {
    fn of(row: BundleOverview, customer: &Customer, now: Timestamp) -> Self {
        let policy = customer.hub().catalog().policy(row.policy_sid);
        Self {
            is_own: row.owner_sid == customer.account.sid,
            customer: row.owner_name,
            href: format!("/console/{}/profiles/{}", row.owner_sid, row.sid),
            policy: policy.map(|policy| policy.friendly_name.clone()).unwrap_or_default(),
            badge: badge_of(row.status, row.valid_until, now),
            name: row.friendly_name,
            until: row.valid_until,
        }
    }
}

#[derive(Template)]
#[template(path = "customers/list.html")]
struct ListPage {
    frame: Frame,
    base: String,
    fields: Vec<Field>,
    rows: Vec<Row>,
    pager: Pager,
    export: String,
    is_search: bool,
}

pub(super) async fn show(customer: Customer, Query(search): Query<Search>) -> Result<Response> {
    let hub = customer.hub();
    let base = format!("{}/customers", customer.home());
    let request = page_after(&search.after);
    let page =
        overview::list(hub, &customer.actor, BundleKind::CustomerProfile, search.wanted(), request).await?;
    let (query, now) = (search.query(), hub.now());
    let pager = Pager::new(&format!("{base}?{query}"), &search.after, page.next.as_ref());
    let page = ListPage {
        frame: Frame::customer(&customer, Place::Customers, "Customers"),
        fields: fields(&customer, &search),
        rows: page.items.into_iter().map(|row| Row::of(row, &customer, now)).collect(),
        pager,
        export: format!("{base}.csv?{query}"),
        is_search: !search.is_empty(),
        base,
    };
    Ok(render(&page)?.into_response())
}

fn fields(customer: &Customer, search: &Search) -> Vec<Field> {
    let none = || std::iter::once(Choice::new("", "All"));
    let statuses = Status::ALL.into_iter().filter(|status| *status != Status::PendingReview);
    let statuses = statuses.map(|status| Choice::new(status.as_str(), status.in_words()));
    let policies = customer.hub().catalog().policies().iter();
    let policies = policies
        .filter(|policy| policy.bundle_kind == BundleKind::CustomerProfile && !policy.is_retired)
        .map(|policy| Choice::new(policy.sid.to_string(), &policy.friendly_name));
    let ends = vec![
        Choice::new("", "Any time"),
        Choice::new("30", "Within 30 days"),
        Choice::new("60", "Within 60 days"),
        Choice::new("90", "Within 90 days"),
    ];
    vec![
        Field::line("search", "name", "Name").optional().max_length(200).value(&search.name),
        Field::new(Control::Select(none().chain(statuses).collect()), "status", "Status")
            .optional()
            .value(&search.status),
        Field::new(Control::Select(none().chain(policies).collect()), "policy", "Kind")
            .optional()
            .value(&search.policy),
        Field::new(Control::Select(ends), "ends", "Approval ends").optional().value(&search.ends),
    ]
}
