//! The credentials that were issued.

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use trusthub_app::credentials;
use trusthub_domain::credential::Credential;
use trusthub_domain::time::Timestamp;

use super::{base, frame, words};
use crate::asked::Asked;
use crate::fault::Result;
use crate::frame::{Frame, render};
use crate::pages::bundles::names;
use crate::paging::{Pager, page_after};
use crate::session::Customer;
use crate::words::Badge;

struct Row {
    name: Option<String>,
    sid: String,
    href: String,
    badge: Badge,
    says: String,
    issued: Timestamp,
    until: Timestamp,
}

#[derive(Template)]
#[template(path = "credentials/list.html")]
struct ListPage {
    frame: Frame,
    base: String,
    may_change: bool,
    rows: Vec<Row>,
    pager: Pager,
}

pub(super) async fn show(customer: Customer, Query(asked): Query<Asked>) -> Result<Response> {
    let base = base(&customer);
    let now = customer.hub().now();
    let request = page_after(&asked.after);
    let page = credentials::list(customer.hub(), &customer.actor, None, request).await?;
    let profiles: Vec<_> = page.items.iter().map(|credential| credential.bundle_sid).collect();
    let names = names(&customer, &profiles).await?;
    let row = |credential: &Credential| Row {
        name: names.get(&credential.bundle_sid).cloned(),
        sid: credential.sid.to_string(),
        href: format!("{base}/{}", credential.sid),
        badge: words::badge(credential.state(now)),
        says: words::says(credential),
        issued: credential.date_created,
        until: credential.expires_at,
    };
    let page = ListPage {
        frame: frame(&customer, "Credentials"),
        may_change: customer.may_change(),
        pager: Pager::new(&base, &asked.after, page.next.as_ref()),
        rows: page.items.iter().map(row).collect(),
        base,
    };
    Ok(render(&page)?.into_response())
}
