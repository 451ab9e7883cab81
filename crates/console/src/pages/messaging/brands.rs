//! The account's brands.

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use trusthub_app::messaging::brands::{self, Shown};
use trusthub_domain::time::Timestamp;

use super::words::{brand_badge, brand_kind};
use super::{Tab, base, frame, tabs};
use crate::asked::Asked;
use crate::fault::Result;
use crate::frame::{Frame, Way, render};
use crate::pages::bundles::names;
use crate::paging::{Pager, page_after};
use crate::session::Customer;
use crate::words::Badge;

struct Row {
    name: String,
    href: String,
    badge: Badge,
    kind: &'static str,
    score: Option<u8>,
    is_mock: bool,
    changed: Timestamp,
}

#[derive(Template)]
#[template(path = "messaging/brands.html")]
struct ListPage {
    frame: Frame,
    tabs: Vec<Way>,
    base: String,
    may_change: bool,
    rows: Vec<Row>,
    pager: Pager,
}

pub(super) async fn show(customer: Customer, Query(asked): Query<Asked>) -> Result<Response> {
    let base = base(&customer);
    let request = page_after(&asked.after);
    let page = brands::list(customer.hub(), &customer.actor, request).await?;
    let profiles: Vec<_> = page.items.iter().map(|shown| shown.brand.customer_profile_sid).collect();
    let names = names(&customer, &profiles).await?;
    let row = |shown: Shown| Row {
        badge: brand_badge(&shown),
        name: names
            .get(&shown.brand.customer_profile_sid)
            .cloned()
            .unwrap_or_else(|| shown.brand.sid.to_string()),
        href: format!("{base}/brands/{}", shown.brand.sid),
        kind: brand_kind(shown.brand.brand_type, shown.brand.skips_vetting),
        score: shown.brand.score.map(|score| score.points),
        is_mock: shown.brand.is_mock,
        changed: shown.brand.date_updated,
    };
    let page = ListPage {
        frame: frame(&customer, "Brands"),
        tabs: tabs(&customer, Tab::Brands),
        may_change: customer.may_change(),
        pager: Pager::new(&base, &asked.after, page.next.as_ref()),
        rows: page.items.into_iter().map(row).collect(),
        base,
    };
    Ok(render(&page)?.into_response())
}
