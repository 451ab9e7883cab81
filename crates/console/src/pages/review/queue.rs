//! The queue: what waits for a decision, narrowed as the address says; how much there is; views that are kept.

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use trusthub_app::review::queue::{self, COUNTED, QueueCounts, QueuedCase};
use trusthub_app::review::saved_views::{self, SavedView};
use trusthub_domain::bundle::BundleKind;
use trusthub_domain::review::Risk;
use trusthub_domain::time::Timestamp;

use super::view::{self, Asked};
use super::who::Who;
use super::{holding, words};
use crate::fault::Result;
use crate::frame::{DeskPlace, Frame, render};
use crate::session::{Desk, Posted};
use crate::words::Badge;

const BASE: &str = "/console/review";

/// A case in the queue.
struct Row {
    name: String,
    href: String,
    marks: Vec<Badge>,
    risk: Badge,
    points: String,
    country: String,
    kind: &'static str,
    due_at: Timestamp,
    is_late: bool,
    holder: String,
    may_claim: bool,
}

/// A view that was kept.
struct Kept {
    name: String,
    href: String,
    is_here: bool,
}

/// How much waits.
struct Counts {
    bands: Vec<Band>,
    is_late: bool,
    overdue: String,
    due_soon: String,
    mine: String,
    for_leads: String,
}

struct Band {
    badge: Badge,
    href: String,
    count: String,
    claimed: String,
}

#[derive(Template)]
#[template(path = "review/counts.html")]
struct CountsPart {
    counts: Counts,
}

#[derive(Template)]
#[template(path = "review/queue.html")]
struct QueuePage {
    frame: Frame,
    counts: Counts,
    rows: Vec<Row>,
    next: Option<String>,
    is_first: bool,
    is_whole: bool,
    query: String,
    asked: Asked,
    kept: Vec<Kept>,
    here: String,
}

pub(super) async fn show(desk: Desk, Query(asked): Query<Asked>) -> Result<Response> {
    let hub = desk.hub();
    let shown = asked.view();
    let query = view::query(&shown);
    let page = queue::page(hub, &desk.actor, &shown, asked.place()).await?;
    let who = Who::known(&desk).await?;
    let now = hub.now();
    let kept = saved_views::list(hub, &desk.actor).await?;
    let next = page.next.map(|place| {
        let sign = if query.is_empty() { "" } else { "&" };
        format!("{BASE}?{query}{sign}after={}", view::after(place))
    });
    let done = match asked.done.as_str() {
        "saved" => Some("The view is saved."),
        "deleted" => Some("The view is deleted."),
        "claimed" => Some("The case is yours for half an hour."),
        _ => None,
    };
    let page = QueuePage {
        frame: Frame::desk(&desk, DeskPlace::Queue, "Queue").after(done),
        counts: counted(&queue::counts(hub, &desk.actor).await?),
        rows: page.cases.iter().map(|case| row(case, &who, now)).collect(),
        next,
        is_first: asked.place().is_none(),
        is_whole: query.is_empty(),
        kept: kept.iter().map(|saved| of_view(saved, &query)).collect(),
        here: desk.visit.here.clone(),
        query,
        asked,
    };
    Ok(render(&page)?.into_response())
}

/// The counts alone, for a page that asks again and again.
pub(super) async fn counts(desk: Desk) -> Result<Response> {
    let counts = counted(&queue::counts(desk.hub(), &desk.actor).await?);
    Ok(render(&CountsPart { counts })?.into_response())
}

pub(super) async fn save_view(desk: Desk, posted: Posted) -> Result<Redirect> {
    let query = posted.text("query");
    let asked: Asked = serde_html_form::from_str(query).unwrap_or_default();
    let saved = SavedView { name: posted.text("name").to_owned(), view: asked.view() };
    let query = view::query(&saved.view);
    saved_views::save(desk.hub(), &desk.actor, saved).await?;
    Ok(Redirect::to(&format!("{BASE}?{query}&done=saved")))
}

pub(super) async fn delete_view(desk: Desk, posted: Posted) -> Result<Redirect> {
    saved_views::delete(desk.hub(), &desk.actor, posted.text("name")).await?;
    Ok(Redirect::to(&format!("{BASE}?done=deleted")))
}

fn of_view(saved: &SavedView, here: &str) -> Kept {
    let query = view::query(&saved.view);
    Kept { name: saved.name.clone(), href: format!("{BASE}?{query}"), is_here: query == here }
}

fn row(queued: &QueuedCase, who: &Who, now: Timestamp) -> Row {
    let case = &queued.case;
    Row {
        name: case.friendly_name.clone(),
        href: format!("{BASE}/{}", case.bundle_sid),
        marks: words::marks(case, queued.is_test),
        risk: words::risk(case.risk),
        points: case.points.map_or_else(String::new, |points| points.to_string()),
        country: case.country.clone().unwrap_or_else(|| "–".to_owned()),
        kind: case.bundle_kind.map_or("", BundleKind::in_words),
        due_at: case.due_at,
        is_late: case.due_at < now,
        may_claim: case.holder.leaves_free(who.own, now),
        holder: holding::in_list(&case.holder, who, now),
    }
}

fn counted(counts: &QueueCounts) -> Counts {
    let bands = Risk::ALL.into_iter().map(|risk| {
        let found = counts.bands.iter().find(|one| one.risk == Some(risk));
        Band {
            badge: words::risk(Some(risk)),
            href: format!("{BASE}?risk={}", risk.as_str()),
            count: in_figures(found.map_or(0, |one| one.count)),
            claimed: in_figures(found.map_or(0, |one| one.claimed)),
        }
    });
    Counts {
        bands: bands.collect(),
        is_late: counts.overdue > 0,
        overdue: in_figures(counts.overdue),
        due_soon: in_figures(counts.due_soon),
        mine: in_figures(counts.bands.iter().map(|one| one.mine).sum()),
        for_leads: in_figures(counts.for_leads),
    }
}

/// What is counted no further says so.
fn in_figures(count: i64) -> String {
    let most = i64::from(COUNTED) - 1;
    if count > most { format!("{most}+") } else { count.to_string() }
}

#[cfg(test)]
mod tests {
    use super::in_figures;

    #[test]
    fn a_number_that_was_counted_no_further_says_so() {
        assert_eq!([0, 999, 1000, 1700].map(in_figures), ["0", "999", "999+", "999+"]);
    }
}
