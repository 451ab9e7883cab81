//! The list of profiles, and of trust products; the first page after signing in.

use askama::Template;
use axum::extract::Query;
use axum::response::IntoResponse;
use axum::response::Response;
use serde::Deserialize;
use trusthub_app::bundles::{self, BundleFilter};
use trusthub_domain::bundle::{Bundle, BundleKind, Status};
use trusthub_domain::time::Timestamp;

use super::Section;
use crate::fault::Result;
use crate::frame::{Frame, render};
use crate::paging::{Pager, page_after};
use crate::session::Customer;
use crate::words::{Badge, badge};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    status: String,
    /// The last row of the page before, as its time and identifier.
    #[serde(default)]
    after: String,
    #[serde(default)]
    done: String,
}

/// What the list can be narrowed to, and how the page calls it.
const STATUSES: [(&str, &str); 5] = [
    ("", "All"),
    ("draft", "Draft"),
    ("review", "In review"),
    ("approved", "Approved"),
    ("rejected", "Rejected, expired, suspended"),
];

/// The status of one of [`STATUSES`].
fn status_named(word: &str) -> Option<Status> {
    match word {
        "draft" => Some(Status::Draft),
        "review" => Some(Status::InReview),
        "approved" => Some(Status::Approved),
        "rejected" => Some(Status::Rejected),
        _ => None,
    }
}

struct Row {
    name: String,
    href: String,
    policy: String,
    badge: Badge,
    changed: Timestamp,
    next: &'static str,
}

#[derive(Template)]
#[template(path = "bundles/list.html")]
struct ListPage {
    frame: Frame,
    title: &'static str,
    lead: &'static str,
    one: &'static str,
    base: String,
    rows: Vec<Row>,
    pager: Pager,
    /// Whether whoever looks at it may begin one.
    may_change: bool,
    status: String,
    statuses: [(&'static str, &'static str); 5],
}

pub(super) async fn home(customer: Customer, asked: Query<Asked>) -> Result<Response> {
    list(customer, Section(BundleKind::CustomerProfile), asked).await
}

pub(super) async fn list(
    customer: Customer,
    section: Section,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let hub = customer.hub();
    let filter = BundleFilter { status: status_named(&asked.status), ..BundleFilter::default() };
    let page = bundles::list(hub, &customer.actor, section.0, filter, page_after(&asked.after)).await?;
    let base = section.url(&customer);
    let now = hub.now();
    let pager = Pager::new(&format!("{base}?status={}", asked.status), &asked.after, page.next.as_ref());
    let rows = page.items.iter().map(|bundle| Row {
        name: bundle.friendly_name.clone(),
        href: section.url_of(&customer, bundle.sid),
        policy: hub
            .catalog()
            .policy(bundle.policy_sid)
            .map_or_else(String::new, |policy| policy.friendly_name.clone()),
        badge: badge(bundle, now),
        changed: bundle.date_updated,
        next: next(bundle),
    });
    let (title, lead) = heading(section.0);
    let done = (asked.done == "deleted").then_some("It is deleted.");
    let page = ListPage {
        frame: Frame::customer(&customer, section.place(), title).after(done),
        title,
        lead,
        one: section.one(),
        rows: rows.collect(),
        pager,
        may_change: customer.may_change(),
        status: asked.status,
        statuses: STATUSES,
        base,
    };
    Ok(render(&page)?.into_response())
}

/// Title and first sentence.
const fn heading(kind: BundleKind) -> (&'static str, &'static str) {
    match kind {
        BundleKind::CustomerProfile => (
            "Profiles",
            "Who your business is. An approved profile lets you call and text, and carries your trust products.",
        ),
        BundleKind::TrustProduct => (
            "Trust products",
            "What an approved profile unlocks: signed calls, your name on the called telephone, registered messaging.",
        ),
    }
}

/// What the customer can do about it.
fn next(bundle: &Bundle) -> &'static str {
    if bundle.is_suspended() {
        return "Contact support";
    }
    match bundle.status {
        Status::Draft => "Complete and submit it",
        Status::PendingReview | Status::InReview => "Nothing: we are checking it",
        Status::Approved if !bundle.lost_support.is_empty() => "See what it rests on",
        Status::Approved => "Nothing",
        Status::Rejected => "Mend it and submit it again",
    }
}
