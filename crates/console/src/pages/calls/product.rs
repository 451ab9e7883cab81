//! The numbers of one product, and how far each is with each carrier.

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use trusthub_app::partners::registrations::status::{self, Provisioning};
use trusthub_app::partners::tickets::answers;
use trusthub_domain::contact::Phone;

use super::words::Flag;
use super::{base, frame, words};
use crate::fault::{Fault, Result};
use crate::frame::{Frame, render};
use crate::paging::{Pager, page_after};
use crate::session::Customer;
use crate::words::Badge;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    after: String,
}

struct CarrierRow {
    name: String,
    badge: Badge,
    errors: Vec<String>,
}

struct NumberRow {
    number: String,
    badge: Badge,
    carriers: Vec<CarrierRow>,
    /// Tickets that are open about it.
    flags: Vec<Flag>,
}

#[derive(Template)]
#[template(path = "calls/product.html")]
struct ProductPage {
    frame: Frame,
    list: String,
    partners: String,
    name: String,
    kind: &'static str,
    rows: Vec<NumberRow>,
    pager: Pager,
}

pub(super) async fn show(
    customer: Customer,
    Path((_, product)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let sid = product.parse().map_err(|_| Fault::NoSuchPage)?;
    let (bundle, kind) = status::registering(customer.hub(), &customer.actor, sid).await?;
    let found =
        status::of_registration(customer.hub(), &customer.actor, sid, page_after(&asked.after)).await?;
    let numbers: Vec<Phone> = found.items.iter().map(|one| one.phone_number.clone()).collect();
    let mut tickets = answers::open_of_numbers(customer.hub(), &customer.actor, &numbers).await?;
    let home = customer.home();
    let row = |one: Provisioning| NumberRow {
        flags: words::flags(tickets.remove(&one.phone_number).unwrap_or_default(), &home),
        number: one.phone_number.as_str().to_owned(),
        badge: words::carrier(one.status),
        carriers: one
            .carriers
            .into_iter()
            .map(|carrier| CarrierRow {
                name: carrier.carrier_name,
                badge: words::carrier(carrier.status),
                errors: carrier.errors,
            })
            .collect(),
    };
    let list = base(&customer);
    let page = ProductPage {
        frame: frame(&customer, bundle.friendly_name.clone()),
        partners: format!("{}/partners", customer.home()),
        name: bundle.friendly_name,
        kind: words::kind(kind),
        pager: Pager::new(&format!("{list}/{sid}"), &asked.after, found.next.as_ref()),
        rows: found.items.into_iter().map(row).collect(),
        list,
    };
    Ok(render(&page)?.into_response())
}
