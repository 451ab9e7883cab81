//! The hub's certificates and their keys, in memory and ready to sign.
//!
//! Which they are is looked up every second, so that a certificate that was taken in signs on every node a moment later; a
//! call asks nothing of the database. A certificate whose time is over signs nothing, whether or not anybody has looked.

use std::collections::HashMap;
use std::sync::Arc;

use arc_swap::ArcSwap;
use secrecy::ExposeSecret;
use tokio_util::sync::CancellationToken;
use trusthub_domain::attestation::Certificate as Kind;
use trusthub_domain::sid::AccountSid;
use trusthub_domain::time::Timestamp;
use trusthub_stir::certificate::certificates;
use trusthub_stir::key::SigningKey;
use trusthub_stir::path::{MOST_CERTIFICATES, SigningCertificate, end_entity, validate};
use trusthub_stir::signing::Signer;

use crate::certificates::{self, Listed};
use crate::record::internal;
use crate::{Actor, Hub, Result};

/// How often it is looked which certificates there are.
const LOOK_EVERY: std::time::Duration = std::time::Duration::from_secs(1);

/// Looks that fail between two lines in the log.
const TELL_EVERY: u32 = 60;

/// How the names of certificates say that nobody is meant to trust them (`trusthub stir ca-init`).
const TEST: &str = "TEST ";

/// A certificate that can sign.
#[derive(Debug)]
pub(super) struct Held {
    sha256: String,
    pub(super) signer: Signer,
    /// Its service provider code.
    pub(super) spc: String,
    pub(super) kind: Kind,
    /// As a verifier sees it; `None` if its chain leads to no root that this hub trusts.
    verifying: Option<Arc<SigningCertificate>>,
    not_before: Timestamp,
    not_after: Timestamp,
}

impl Held {
    fn is_valid(&self, now: Timestamp) -> bool {
        self.not_before <= now && now <= self.not_after
    }
}

/// Those of one process: the hub's, and those of accounts that have their own.
#[derive(Debug, Default)]
pub struct Signers(ArcSwap<HashMap<Option<AccountSid>, Arc<Held>>>);

impl Signers {
    /// What signs for a caller: its account's own certificate, or else the hub's.
    pub(super) fn of(&self, account: Option<AccountSid>, now: Timestamp) -> Option<Arc<Held>> {
        let held = self.0.load();
        let valid = |owner: Option<AccountSid>| held.get(&owner).filter(|held| held.is_valid(now)).cloned();
        account.and_then(|account| valid(Some(account))).or_else(|| valid(None))
    }

    /// The hub's own certificate at this address, with its path valid now: nobody need fetch it from themselves.
    pub(super) fn published_at(&self, x5u: &str, now: Timestamp) -> Option<Arc<SigningCertificate>> {
        let held = self.0.load();
        let own = held.values().find(|held| held.signer.x5u() == x5u && held.is_valid(now))?;
        own.verifying.clone()
    }
}

/// Keeps them current until `stop` is cancelled.
pub(crate) async fn run(hub: Hub, stop: CancellationToken) {
    let mut failures = 0_u32;
    loop {
        match refresh(&hub).await {
            Ok(()) => failures = 0,
            Err(error) => {
                if failures.is_multiple_of(TELL_EVERY) {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "the certificates that calls are signed with could not be looked up; those in memory sign on"
                    );
                }
                failures = failures.wrapping_add(1);
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

/// Takes in what has changed. For tests and commands; a server does so by itself.
///
/// # Errors
/// `Unavailable`.
pub async fn refresh(hub: &Hub) -> Result<()> {
    let signing = certificates::list(hub, &Actor::system()).await?.into_iter().filter(|listed| listed.signs);
    let before = hub.signers().0.load_full();
    let mut after: HashMap<Option<AccountSid>, Arc<Held>> = HashMap::new();
    for listed in signing {
        let owner = listed.certificate.account;
        // The one that lasts longest comes first; an owner with several codes signs with one of them.
        if after.contains_key(&owner) {
            continue;
        }
        let known = before.get(&owner).filter(|held| held.sha256 == listed.certificate.sha256);
        let held = match known {
            Some(held) => Some(Arc::clone(held)),
            None => load(hub, owner, listed).await?.map(Arc::new),
        };
        if let Some(held) = held {
            after.insert(owner, held);
        }
    }
    hub.signers().0.store(Arc::new(after));
    Ok(())
}

async fn load(hub: &Hub, owner: Option<AccountSid>, listed: Listed) -> Result<Option<Held>> {
    let Some((found, key)) = certificates::signing(hub, &Actor::system(), owner).await? else {
        return Ok(None);
    };
    if found.certificate.sha256 != listed.certificate.sha256 {
        // Another one has come meanwhile; the next look finds it.
        return Ok(None);
    }
    let certificate = found.certificate;
    let key = SigningKey::from_pem(key.expose_secret().as_bytes()).map_err(internal)?;
    let chain = certificates(certificate.chain.as_bytes(), MOST_CERTIFICATES).map_err(internal)?;
    let leaf = end_entity(&chain).map_err(internal)?;
    let is_test = leaf.subject.attribute("CN").is_some_and(|name| name.starts_with(TEST));
    let now = seconds(hub.now());
    // Known in full only where the hub trusts the roots; else what the certificate forbids is for verifiers to see.
    let known: Option<SigningCertificate> = validate(&chain, hub.stir_roots(), &[], now).ok();
    let x5u = published_at(&found.url);
    let verifying = known.clone().map(Arc::new);
    let signer = match Signer::new(key, &x5u, known) {
        Ok(signer) => signer,
        Err(why) => {
            tracing::error!(
                certificate = certificate.sha256,
                error = &why as &dyn std::error::Error,
                "a certificate cannot sign calls"
            );
            return Ok(None);
        }
    };
    tracing::info!(
        certificate = certificate.sha256,
        spc = certificate.spc,
        "a certificate signs calls from now on"
    );
    Ok(Some(Held {
        sha256: certificate.sha256,
        signer,
        spc: certificate.spc,
        verifying,
        kind: if is_test { Kind::Test } else { Kind::Live },
        not_before: certificate.not_before,
        not_after: certificate.not_after,
    }))
}

/// Verifiers fetch by https from the usual ports and from nowhere else (ATIS-1000074 section 5.3.1). A hub that is tried
/// out without TLS signs with the address that it would have with it.
fn published_at(url: &str) -> String {
    let Some(rest) = url.strip_prefix("http://") else { return url.to_owned() };
    match rest.split_once('/') {
        Some((authority, path)) => format!("https://{}/{path}", without_port(authority)),
        None => url.to_owned(),
    }
}

fn without_port(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        Some(_) | None => authority,
    }
}

/// Seconds since the epoch.
pub(super) fn seconds(at: Timestamp) -> i64 {
    at.as_micros().div_euclid(1_000_000)
}

#[cfg(test)]
mod tests {
    use super::published_at;

    #[test]
    fn an_address_without_tls_becomes_what_it_would_be_with_it() {
        for (url, expected) in [
            ("https://hub.example:8443/stir/x.pem", "https://hub.example:8443/stir/x.pem"),
            ("http://127.0.0.1:8080/stir/x.pem", "https://127.0.0.1/stir/x.pem"),
            ("http://[::1]:8080/stir/x.pem", "https://[::1]/stir/x.pem"),
            ("http://hub.example/stir/x.pem", "https://hub.example/stir/x.pem"),
        ] {
            assert_eq!(published_at(url), expected);
        }
    }
}
