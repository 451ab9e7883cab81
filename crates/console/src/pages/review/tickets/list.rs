//! Open tickets of all accounts.

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use trusthub_app::partners::tickets::desk;
use trusthub_domain::partner::{Ticket, TicketStatus};

use super::BASE;
use crate::fault::Result;
use crate::frame::{DeskPlace, Frame, render};
use crate::pages::calls::words;
use crate::paging::{Pager, page_after};
use crate::session::Desk;
use crate::words::Badge;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    after: String,
    #[serde(default)]
    done: String,
}

struct Row {
    href: String,
    badge: Badge,
    reason: &'static str,
    ticket: Ticket,
}

#[derive(Template)]
#[template(path = "review/tickets.html")]
struct ListPage {
    frame: Frame,
    rows: Vec<Row>,
    pager: Pager,
}

/// Who has the next move, as a reviewer reads it.
pub(in crate::pages::review) const fn badge(status: TicketStatus) -> Badge {
    match status {
        TicketStatus::Open => Badge { text: "Owner is asked", class: "", sign: "○" },
        TicketStatus::Answered => Badge { text: "Read the answer", class: "badge-warn", sign: "!" },
        TicketStatus::PartnerAsked => Badge { text: "Partner is asked", class: "badge-busy", sign: "◔" },
        TicketStatus::Closed => Badge { text: "Closed", class: "badge-good", sign: "✓" },
    }
}

pub(super) async fn show(desk: Desk, Query(asked): Query<Asked>) -> Result<Response> {
    let found = desk::list(desk.hub(), &desk.actor, page_after(&asked.after)).await?;
    let row = |ticket: Ticket| Row {
        href: format!("{BASE}/{}", ticket.sid),
        badge: badge(ticket.status),
        reason: words::reason(ticket.reason),
        ticket,
    };
    let done = match asked.done.as_str() {
        "resolve" => Some("The ticket is closed, and its owner is told."),
        "ask" => Some("The partner is asked to look again."),
        _ => None,
    };
    let page = ListPage {
        frame: Frame::desk(&desk, DeskPlace::Tickets, "Flagged numbers").after(done),
        pager: Pager::new(BASE, &asked.after, found.next.as_ref()),
        rows: found.items.into_iter().map(row).collect(),
    };
    Ok(render(&page)?.into_response())
}
