//! Numbers that were flagged, and products that register numbers.

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use trusthub_app::partners::registrations::status;
use trusthub_app::partners::tickets::answers;
use trusthub_domain::partner::Ticket;

use super::{base, frame, words};
use crate::fault::Result;
use crate::frame::{Frame, render};
use crate::paging::{Pager, page_after};
use crate::session::Customer;
use crate::words::{Badge, badge};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    after: String,
}

struct TicketRow {
    href: String,
    badge: Badge,
    reason: &'static str,
    ticket: Ticket,
}

struct ProductRow {
    href: String,
    name: String,
    kind: &'static str,
    badge: Badge,
}

#[derive(Template)]
#[template(path = "calls/list.html")]
struct ListPage {
    frame: Frame,
    home: String,
    tickets: Vec<TicketRow>,
    pager: Pager,
    products: Vec<ProductRow>,
}

pub(super) async fn show(customer: Customer, Query(asked): Query<Asked>) -> Result<Response> {
    let (base, hub) = (base(&customer), customer.hub());
    let tickets = answers::list(hub, &customer.actor, page_after(&asked.after)).await?;
    let row = |ticket: Ticket| TicketRow {
        href: format!("{base}/tickets/{}", ticket.sid),
        badge: words::ticket(ticket.status),
        reason: words::reason(ticket.reason),
        ticket,
    };
    let products =
        status::products(hub, &customer.actor).await?.into_iter().map(|(bundle, kind)| ProductRow {
            href: format!("{base}/{}", bundle.sid),
            kind: words::kind(kind),
            badge: badge(&bundle, hub.now()),
            name: bundle.friendly_name,
        });
    let page = ListPage {
        frame: frame(&customer, "Calls"),
        home: customer.home(),
        pager: Pager::new(&base, &asked.after, tickets.next.as_ref()),
        tickets: tickets.items.into_iter().map(row).collect(),
        products: products.collect(),
    };
    Ok(render(&page)?.into_response())
}
