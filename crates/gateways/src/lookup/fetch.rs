//! Fetches a JSON document, over a few redirects, each through the guard.

use reqwest::header::{ACCEPT, LOCATION};
use reqwest::{Method, Response, StatusCode};
use serde_json::Value;
use url::Url;

use crate::bounded::{Cut, whole};
use crate::ssrf::GuardedClient;

/// Most bytes of a document.
const MOST_BYTES: usize = 1024 * 1024;

/// RDAP's bootstrap servers redirect to the registry, and registries to registrars.
const MOST_REDIRECTS: usize = 3;

/// What was fetched.
pub(super) enum Fetched {
    Document(Value),
    /// The server knows nothing there (404, 410).
    NotThere,
    /// Not now: no connection, an error of the server, too many questions.
    Later,
    /// No document, and none to be expected: refused, not JSON, too long, a redirect to nowhere.
    Unusable,
}

const WANTED: &str = "application/rdap+json, application/json;q=0.9";

pub(super) async fn fetch(client: &GuardedClient, url: &Url) -> Fetched {
    let mut url = url.clone();
    for _ in 0..=MOST_REDIRECTS {
        let Ok(request) = client.request(Method::GET, url.as_str()) else { return Fetched::Unusable };
        let Ok(answer) = request.header(ACCEPT, WANTED).send().await else { return Fetched::Later };
        let status = answer.status();
        if status.is_redirection() {
            let Some(next) = location(&answer, &url) else { return Fetched::Unusable };
            // Nobody is sent from TLS into the open.
            if url.scheme() == "https" && next.scheme() != "https" {
                return Fetched::Unusable;
            }
            url = next;
            continue;
        }
        return match status {
            StatusCode::OK => document(answer).await,
            StatusCode::NOT_FOUND | StatusCode::GONE => Fetched::NotThere,
            StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => Fetched::Later,
            _ if status.is_server_error() => Fetched::Later,
            _ => Fetched::Unusable,
        };
    }
    Fetched::Unusable
}

fn location(answer: &Response, from: &Url) -> Option<Url> {
    from.join(answer.headers().get(LOCATION)?.to_str().ok()?).ok()
}

async fn document(answer: Response) -> Fetched {
    match whole(answer, MOST_BYTES).await {
        Ok(bytes) => serde_json::from_slice(&bytes).map_or(Fetched::Unusable, Fetched::Document),
        Err(Cut::Long) => Fetched::Unusable,
        Err(Cut::Broken(_)) => Fetched::Later,
    }
}
