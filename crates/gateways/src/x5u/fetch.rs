//! One request to one repository, bounded in time, bytes and certificates.

use std::sync::Arc;

use reqwest::header::{ACCEPT, ACCEPT_ENCODING};
use reqwest::{Method, StatusCode};
use tokio::sync::Semaphore;
use trusthub_stir::certificate::{Certificate, certificates};
use trusthub_stir::tn_auth_list::TnAuthList;

use super::Inner;
use super::freshness::fresh_for;
use super::trouble::Trouble;
use crate::bounded::{Cut, whole};

/// Media types of repositories; what they serve is told by its content, since many name another.
const CERTIFICATES: &str = "application/pem-certificate-chain, application/pkix-cert;q=0.9, */*;q=0.1";
/// The media type of numbers by reference: RFC 8226. Told by content, too.
const NUMBERS: &str = "application/tnauthlist, */*;q=0.1";

/// A chain as it was served.
#[derive(Debug)]
pub(super) struct Fetched {
    pub(super) chain: Vec<Certificate>,
    /// Seconds for which it need not be asked for again.
    pub(super) fresh_for: i64,
}

/// The chain at an address.
pub(super) async fn chain(inner: &Inner, url: &str) -> Result<Fetched, Trouble> {
    let (body, fresh_for) = fetch(inner, url, CERTIFICATES).await?;
    let chain = certificates(&body, inner.limits.most_certificates).map_err(Trouble::NotCertificates)?;
    Ok(Fetched { chain, fresh_for })
}

/// The list of numbers at an address, and the seconds for which it need not be asked for again.
pub(super) async fn numbers(inner: &Inner, url: &str) -> Result<(TnAuthList, i64), Trouble> {
    let (body, fresh_for) = fetch(inner, url, NUMBERS).await?;
    Ok((TnAuthList::from_der(&body).map_err(Trouble::NotNumbers)?, fresh_for))
}

async fn fetch(inner: &Inner, url: &str, wanted: &'static str) -> Result<(Vec<u8>, i64), Trouble> {
    let host = inner.hosts.get_with(host(url), || Arc::new(Semaphore::new(inner.limits.per_host)));
    let fetch = async {
        // The host's turn first: who waits for a slow host must not keep others waiting. Neither is ever closed.
        let _turn = host.acquire().await.map_err(|_| Trouble::Silent)?;
        let _place = inner.all.acquire().await.map_err(|_| Trouble::Silent)?;
        ask(inner, url, wanted).await
    };
    tokio::time::timeout(inner.limits.timeout, fetch).await.unwrap_or(Err(Trouble::Silent))
}

async fn ask(inner: &Inner, url: &str, wanted: &'static str) -> Result<(Vec<u8>, i64), Trouble> {
    let request = inner.client.request(Method::GET, url).map_err(|error| Trouble::of_guard(&error))?;
    let answer = request
        .header(ACCEPT, wanted)
        .header(ACCEPT_ENCODING, "identity")
        .send()
        .await
        .map_err(|error| Trouble::of_request(&error))?;
    match answer.status() {
        StatusCode::OK => {}
        status if status.is_redirection() => return Err(Trouble::Redirect(status.as_u16())),
        status => return Err(Trouble::Status(status.as_u16())),
    }
    let fresh_for = fresh_for(answer.headers());
    let body = whole(answer, inner.limits.most_bytes).await.map_err(|cut| match cut {
        Cut::Long => Trouble::Long,
        Cut::Broken(error) => Trouble::of_request(&error),
    })?;
    Ok((body, fresh_for))
}

/// The part of a sound address that says whom to connect to.
fn host(url: &str) -> String {
    url.split('/').nth(2).unwrap_or_default().to_ascii_lowercase()
}
