//! Visits the website of a business: one page, as a browser without scripts, cookies or patience would see it.
//!
//! Redirects are followed here, each through the guard, since the client follows none: up to [`MOST_HOPS`], to public
//! addresses only. What comes back is bounded in time, bytes and words, and is text: judging it is not done here. Start at
//! [`Websites::visit`].

mod body;
mod page;
mod trouble;

use std::time::Duration;

use reqwest::header::{ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE, LOCATION};
use reqwest::{Method, Response};
use url::Url;

pub use self::page::{Link, Page};
pub use self::trouble::Trouble;
use crate::ssrf::GuardedClient;

/// Most places that a visit goes on to. Ours: a name, its `www`, its `https`, a language, and one to spare.
pub const MOST_HOPS: usize = 5;

/// Most bytes of a page, before and after unpacking.
pub const MOST_BYTES: usize = 512 * 1024;

/// How long a whole visit may take.
pub const LONGEST_VISIT: Duration = Duration::from_secs(8);

/// Visits websites. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Websites {
    client: GuardedClient,
}

/// What a visit came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// Every place that was asked, in order, without user names, queries and fragments; the first is the one given.
    pub hops: Vec<String>,
    /// The page, or why there is none.
    pub arrival: Result<Page, Trouble>,
}

/// One answer.
enum Answer {
    Page(Page),
    GoesOn(Url),
}

impl Websites {
    /// Visits through this client.
    #[must_use]
    pub const fn new(client: GuardedClient) -> Self {
        Self { client }
    }

    /// Visits a website by its address. One without a scheme is asked for by https, and by http if nobody listens there.
    /// Never takes longer than [`LONGEST_VISIT`].
    pub async fn visit(&self, address: &str) -> Visit {
        let mut hops = Vec::new();
        let visit = async {
            if address.contains("://") {
                return self.follow(address, &mut hops).await;
            }
            match self.follow(&format!("https://{address}"), &mut hops).await {
                Err(Trouble::Refused | Trouble::Broken) => {
                    self.follow(&format!("http://{address}"), &mut hops).await
                }
                other => other,
            }
        };
        let arrival = tokio::time::timeout(LONGEST_VISIT, visit).await.unwrap_or(Err(Trouble::Silent));
        Visit { hops, arrival }
    }

    async fn follow(&self, address: &str, hops: &mut Vec<String>) -> Result<Page, Trouble> {
        let mut url = Url::parse(address).map_err(|_| Trouble::BadUrl)?;
        for _ in 0..=MOST_HOPS {
            hops.push(shown(&url));
            match self.ask(&url).await? {
                Answer::Page(page) => return Ok(page),
                Answer::GoesOn(next) => url = next,
            }
        }
        Err(Trouble::GoesOnForEver)
    }

    async fn ask(&self, url: &Url) -> Result<Answer, Trouble> {
        let request =
            self.client.request(Method::GET, url.as_str()).map_err(|error| Trouble::of_guard(&error))?;
        let answer = request
            .header(ACCEPT, "text/html,application/xhtml+xml;q=0.9")
            .header(ACCEPT_LANGUAGE, "en,*;q=0.5")
            .header(ACCEPT_ENCODING, "identity")
            .send()
            .await
            .map_err(|error| Trouble::of_request(&error))?;
        if answer.status().is_redirection() {
            return redirect(&answer, url).map(Answer::GoesOn);
        }
        if !answer.status().is_success() {
            return Err(Trouble::Status(answer.status().as_u16()));
        }
        let body = body::read(answer).await?;
        let at = url.clone();
        let reading = tokio::task::spawn_blocking(move || page::read(&at, &body));
        let (page, goes_on) = reading.await.map_err(|_| Trouble::Broken)?;
        Ok(match goes_on {
            Some(next) if next != *url => Answer::GoesOn(next),
            Some(_) | None => Answer::Page(page),
        })
    }
}

fn redirect(answer: &Response, from: &Url) -> Result<Url, Trouble> {
    let location = answer.headers().get(LOCATION).and_then(|value| value.to_str().ok());
    let next = location.and_then(|location| from.join(location).ok());
    next.ok_or(Trouble::Status(answer.status().as_u16()))
}

/// A URL without what may be secret or is of no interest.
pub(crate) fn shown(url: &Url) -> String {
    let mut url = url.clone();
    // Neither can fail on http and https, which have hosts.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_query(None);
    url.set_fragment(None);
    url.into()
}
