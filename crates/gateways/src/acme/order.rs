//! From an order to a certificate: RFC 8555 section 7.4, RFC 9448 section 3.

use base64::Engine;
use base64::prelude::{BASE64_URL_SAFE, BASE64_URL_SAFE_NO_PAD};
use serde_json::json;

use super::authority::Claims;
use super::exchange::Exchange;
use super::wire::{Authorization, Order, Problem, Status};
use super::{AccountKey, Acme, AcmeError, Authority, Dialect, Issued, Wanted};

pub(super) async fn run(
    acme: &Acme,
    account: &AccountKey,
    wanted: &Wanted<'_>,
    authority: &Authority,
) -> Result<Issued, AcmeError> {
    let mut exchange = Exchange::begin(acme, account).await?;
    let url = exchange.directory.new_account.clone();
    let terms = json!({ "termsOfServiceAgreed": true, "contact": wanted.contact });
    let made = exchange.post("the account", &url, &terms).await?;
    exchange.signed_in(made.location()?);

    let value = if acme.pads_identifiers {
        BASE64_URL_SAFE.encode(wanted.tn_auth_list)
    } else {
        BASE64_URL_SAFE_NO_PAD.encode(wanted.tn_auth_list)
    };
    let url = exchange.directory.new_order.clone();
    let identifiers = json!({ "identifiers": [{ "type": "TNAuthList", "value": value }] });
    let made = exchange.post("the order", &url, &identifiers).await?;
    let (place, order) = (made.location()?, made.json::<Order>()?);
    for url in &order.authorizations {
        authorize(acme, account, &mut exchange, url, &value, authority).await?;
    }
    let csr = json!({ "csr": BASE64_URL_SAFE_NO_PAD.encode(wanted.request) });
    exchange.post("the certificate request", &order.finalize, &csr).await?;
    fetch(&mut exchange, &place).await
}

/// Proves to the authority that the list is ours.
async fn authorize(
    acme: &Acme,
    account: &AccountKey,
    exchange: &mut Exchange<'_>,
    url: &str,
    value: &str,
    authority: &Authority,
) -> Result<(), AcmeError> {
    let step = "the authorization";
    let authorization: Authorization = exchange.get(step, url).await?.json()?;
    if authorization.status == Status::Valid {
        return Ok(());
    }
    let challenge = authorization.challenges.iter().find(|challenge| challenge.is_ours());
    let challenge = challenge.ok_or(AcmeError::NoChallenge)?;
    let claims = Claims { list: value.to_owned(), fingerprint: account.fingerprint(acme.dialect)? };
    let token = authority.token(&claims).await?;
    let answer = match acme.dialect {
        Dialect::Standard => json!({ "tkauth": token }),
        Dialect::Deployed => json!({ "atc": token }),
    };
    exchange.post("the challenge", &challenge.url, &answer).await?;
    loop {
        let answer = exchange.get(step, url).await?;
        let authorization: Authorization = answer.json()?;
        match authorization.status {
            Status::Valid => return Ok(()),
            Status::Pending | Status::Processing => tokio::time::sleep(answer.pause()).await,
            Status::Ready | Status::Invalid | Status::Expired | Status::Revoked | Status::Deactivated => {
                let why = authorization.challenges.into_iter().find_map(|challenge| challenge.error);
                return Err(refused("the challenge", why));
            }
        }
    }
}

/// Waits until the order is done, and fetches what it came to.
async fn fetch(exchange: &mut Exchange<'_>, place: &str) -> Result<Issued, AcmeError> {
    loop {
        let answer = exchange.get("the order", place).await?;
        let order: Order = answer.json()?;
        match (order.status, order.certificate) {
            (Status::Valid, Some(url)) => {
                let chain = exchange.get("the certificate", &url).await?.text()?;
                return Ok(Issued { chain, x5u: order.x5u });
            }
            (Status::Valid, None) => {
                return Err(AcmeError::Unreadable("the order", "it is valid, but has no certificate"));
            }
            (Status::Pending | Status::Ready | Status::Processing, _) => {
                tokio::time::sleep(answer.pause()).await;
            }
            (Status::Invalid | Status::Expired | Status::Revoked | Status::Deactivated, _) => {
                return Err(refused("the order", order.error));
            }
        }
    }
}

fn refused(step: &'static str, why: Option<Problem>) -> AcmeError {
    AcmeError::Refused { step, status: 200, problem: why.unwrap_or_default().in_words() }
}
