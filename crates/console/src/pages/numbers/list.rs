//! The list of numbers.

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use trusthub_app::items::numbers::{AssignedTo, NumberFilter, NumberStanding, standing};
use trusthub_app::partners::tickets::answers;
use trusthub_domain::attestation::Attest;
use trusthub_domain::contact::Phone;
use trusthub_domain::partner::Ticket;

use crate::fault::Result;
use crate::form::Field;
use crate::frame::{Frame, Place, render};
use crate::pages::bundles::Section;
use crate::pages::calls::words::{self, Flag};
use crate::paging::{Pager, page_after};
use crate::session::Customer;
use crate::words::Badge;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    number: String,
    #[serde(default)]
    after: String,
    #[serde(default)]
    done: String,
}

struct Where {
    name: String,
    href: Option<String>,
    bundle: String,
    assignment: String,
    section: &'static str,
}

struct Row {
    number: String,
    name: Option<String>,
    badge: Badge,
    reasons: Vec<&'static str>,
    places: Vec<Where>,
    /// Tickets that are open about it.
    flags: Vec<Flag>,
}

impl Row {
    fn of(standing: NumberStanding, tickets: Vec<Ticket>, home: &str) -> Self {
        let number = standing.number.phone_number.as_str().to_owned();
        Self {
            name: Some(standing.number.friendly_name).filter(|name| *name != number),
            badge: signed(standing.attest),
            reasons: standing.reasons.iter().map(|reason| reason.ground.in_words()).collect(),
            places: standing.assigned.into_iter().map(|one| Where::of(one, home)).collect(),
            flags: words::flags(tickets, home),
            number,
        }
    }
}

impl Where {
    fn of(assigned: AssignedTo, home: &str) -> Self {
        let section = Section(assigned.kind).path();
        let (name, href) = if assigned.is_own {
            (assigned.friendly_name, Some(format!("{home}/{section}/{}", assigned.bundle_sid)))
        } else {
            (format!("a {} of the account above yours", assigned.kind.in_words()), None)
        };
        Self {
            name,
            href,
            bundle: assigned.bundle_sid.to_string(),
            assignment: assigned.assignment_sid.to_string(),
            section,
        }
    }
}

/// How calls are signed, as a badge.
fn signed(attest: Option<Attest>) -> Badge {
    match attest {
        Some(Attest::A) => Badge { text: "A", class: "badge-good", sign: "✓" },
        Some(Attest::B) => Badge { text: "B", class: "badge-warn", sign: "!" },
        Some(Attest::C) => Badge { text: "C", class: "badge-warn", sign: "!" },
        None => Badge { text: "Refused", class: "badge-bad", sign: "✕" },
    }
}

#[derive(Template)]
#[template(path = "numbers/list.html")]
struct ListPage {
    frame: Frame,
    base: String,
    search: Field,
    rows: Vec<Row>,
    pager: Pager,
    is_search: bool,
}

pub(super) async fn show(customer: Customer, Query(asked): Query<Asked>) -> Result<Response> {
    let base = format!("{}/numbers", customer.home());
    let is_search = !asked.number.trim().is_empty();
    let phone = asked.number.trim().parse().ok();
    let wrong = (is_search && phone.is_none())
        .then(|| "Enter the whole number, with plus sign and country code.".to_owned());
    let search = Field::line("tel", "number", "Find a number")
        .optional()
        .max_length(20)
        .value(&asked.number)
        .wrong(wrong);
    let request = page_after(&asked.after);
    let filter = NumberFilter { phone_number: phone, friendly_name: None };
    let page = standing(customer.hub(), &customer.actor, filter, request).await?;
    let numbers: Vec<Phone> = page.items.iter().map(|one| one.number.phone_number.clone()).collect();
    let mut tickets = answers::open_of_numbers(customer.hub(), &customer.actor, &numbers).await?;
    let pager = Pager::new(&base, &asked.after, page.next.as_ref());
    let home = customer.home();
    let done = match asked.done.as_str() {
        "assigned" => Some("Every number on your list is assigned."),
        "removed" => Some("The number is taken off. It stays yours."),
        _ => None,
    };
    let row = |one: NumberStanding| {
        let open = tickets.remove(&one.number.phone_number).unwrap_or_default();
        Row::of(one, open, &home)
    };
    let page = ListPage {
        frame: Frame::customer(&customer, Place::Numbers, "Numbers").after(done),
        search,
        rows: page.items.into_iter().map(row).collect(),
        pager,
        is_search,
        base,
    };
    Ok(render(&page)?.into_response())
}
