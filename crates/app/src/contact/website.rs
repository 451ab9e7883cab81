//! The website: its first page, and one or two more where a business gives its full name.

use std::time::Duration;

use futures::future::join_all;
use tokio::time::Instant;
use trusthub_domain::time::Timestamp;
use trusthub_gateways::outside::Outside;
use trusthub_gateways::website::{Page, Trouble, Visit, Websites};
use trusthub_vetting::Application;
use trusthub_vetting::contact::{Arrival, Questions, SiteTrouble, WebsiteVisit};
use trusthub_vetting::website::{SitePage, further_pages, site_facts};

use crate::Hub;
use crate::record::internal;

/// A case that is vetted again, because a representative has answered or a file was uploaded, does not send a visitor each
/// time. A new submission always does: its website may have been mended.
const STILL_FRESH: Duration = Duration::from_secs(60 * 60);

/// `None` if websites are not visited, or there is none to visit. `before` is what was seen for the same case.
pub(super) async fn look(
    hub: &Hub,
    outside: &Outside,
    asked: &Questions,
    before: Option<&Application>,
    until: Instant,
) -> Option<WebsiteVisit> {
    let websites = outside.websites.as_ref()?;
    let address = asked.website.as_deref()?;
    if let Some(visit) = before.and_then(|before| still_fresh(hub.now(), asked, before)) {
        return Some(visit);
    }
    let started = Instant::now();
    let visit = websites.visit(address).await;
    let outcome = outcome(&visit.arrival);
    metrics::histogram!("trusthub_lookup_duration_seconds", "source" => "website", "outcome" => outcome)
        .record(started.elapsed());
    let Visit { hops, arrival } = visit;
    let arrival = match arrival {
        Err(trouble) => Arrival::Trouble(in_terms_of_vetting(trouble)),
        Ok(first) => read(websites, first, asked.business_name.clone(), until).await,
    };
    Some(WebsiteVisit { at: hub.now().to_rfc3339(), hops, arrival })
}

/// The page that was seen lately for the same questions; trouble is looked at again.
fn still_fresh(now: Timestamp, asked: &Questions, before: &Application) -> Option<WebsiteVisit> {
    let visit = before.contact.as_ref()?.website.as_ref()?;
    let at = Timestamp::parse_rfc3339(&visit.at)?;
    let is_fresh = at <= now && now.since(at) < STILL_FRESH;
    let is_same = Questions::of(before) == *asked;
    (is_fresh && is_same && matches!(visit.arrival, Arrival::Page(_))).then(|| visit.clone())
}

/// Further pages that are not there in time are left out.
async fn read(websites: &Websites, first: Page, business_name: String, until: Instant) -> Arrival {
    let further = further_pages(&site_page(&first, &links(&first)));
    let visits = further.iter().map(|url| tokio::time::timeout_at(until, websites.visit(url)));
    let further: Vec<Page> =
        join_all(visits).await.into_iter().filter_map(|visit| visit.ok()?.arrival.ok()).collect();
    let judging = tokio::task::spawn_blocking(move || {
        let links_of_first = links(&first);
        let links_of_further: Vec<Vec<(&str, &str)>> = further.iter().map(links).collect();
        let pages: Vec<SitePage<'_>> =
            further.iter().zip(&links_of_further).map(|(page, links)| site_page(page, links)).collect();
        site_facts(&site_page(&first, &links_of_first), &pages, &business_name)
    });
    match judging.await.map_err(internal) {
        Ok(facts) => Arrival::Page(Box::new(facts)),
        Err(error) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "the pages of a website could not be read"
            );
            Arrival::Trouble(SiteTrouble::Broken)
        }
    }
}

fn links(page: &Page) -> Vec<(&str, &str)> {
    page.links.iter().map(|link| (link.url.as_str(), link.label.as_str())).collect()
}

fn site_page<'a>(page: &'a Page, links: &'a [(&'a str, &'a str)]) -> SitePage<'a> {
    SitePage {
        url: &page.url,
        is_encrypted: page.is_encrypted,
        title: &page.title,
        description: &page.description,
        language: &page.language,
        text: &page.text,
        links,
    }
}

/// As the metrics call it: an answer, whatever it says, or none.
fn outcome(arrival: &Result<Page, Trouble>) -> &'static str {
    match arrival {
        Ok(_)
        | Err(
            Trouble::Certificate
            | Trouble::Forbidden
            | Trouble::GoesOnForEver
            | Trouble::NotHtml
            | Trouble::Refused
            | Trouble::Status(_),
        ) => "answered",
        Err(Trouble::BadUrl | Trouble::NoAddress | Trouble::Silent | Trouble::Broken) => "failed",
    }
}

fn in_terms_of_vetting(trouble: Trouble) -> SiteTrouble {
    match trouble {
        Trouble::BadUrl => SiteTrouble::BadUrl,
        Trouble::NoAddress => SiteTrouble::NoAddress,
        Trouble::Forbidden => SiteTrouble::Forbidden,
        Trouble::Refused => SiteTrouble::Refused,
        Trouble::Certificate => SiteTrouble::Certificate,
        Trouble::Silent => SiteTrouble::Silent,
        Trouble::Broken => SiteTrouble::Broken,
        Trouble::GoesOnForEver => SiteTrouble::GoesOnForEver,
        Trouble::Status(status) => SiteTrouble::Status(status),
        Trouble::NotHtml => SiteTrouble::NotHtml,
    }
}
