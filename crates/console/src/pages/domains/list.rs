//! The account's domains.

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use trusthub_app::domains;
use trusthub_domain::sending::SendingDomain;
use trusthub_domain::time::Timestamp;

use super::{base, frame, words};
use crate::asked::Asked;
use crate::fault::Result;
use crate::frame::{Frame, render};
use crate::paging::{Pager, page_after};
use crate::session::Customer;
use crate::words::Badge;

struct Row {
    name: String,
    href: String,
    badge: Badge,
    next: &'static str,
    looked: Option<Timestamp>,
}

#[derive(Template)]
#[template(path = "domains/list.html")]
struct ListPage {
    frame: Frame,
    base: String,
    may_change: bool,
    rows: Vec<Row>,
    pager: Pager,
}

pub(super) async fn show(customer: Customer, Query(asked): Query<Asked>) -> Result<Response> {
    let base = base(&customer);
    let page = domains::list(customer.hub(), &customer.actor, page_after(&asked.after)).await?;
    let row = |domain: SendingDomain| Row {
        href: format!("{base}/{}", domain.sid),
        badge: words::badge(&domain),
        next: words::next(&domain),
        looked: domain.checked_at,
        name: domain.domain,
    };
    let done =
        (asked.done == "removed").then_some("The domain is removed. Credentials that named it are revoked.");
    let page = ListPage {
        frame: frame(&customer, "Domains").after(done),
        may_change: customer.may_change(),
        pager: Pager::new(&base, &asked.after, page.next.as_ref()),
        rows: page.items.into_iter().map(row).collect(),
        base,
    };
    Ok(render(&page)?.into_response())
}
