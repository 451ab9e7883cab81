//! The hub's certificates and their keys, in memory and ready to sign.
//!
//! Which they are is looked up every second, so that a certificate that was taken in signs on every node a moment later; a
//! call asks nothing of the database. A certificate whose time is over signs nothing, whether or not anybody has looked.

use std::collections::HashMap;
use std::sync::Arc;

use arc_swap::ArcSwap;
use tokio_util::sync::CancellationToken;
use trusthub_domain::attestation::Certificate as Kind;
use trusthub_domain::sid::AccountSid;
use trusthub_domain::time::Timestamp;
use trusthub_gateways::x5u::{Judged, Repositories, Trouble};
use trusthub_stir::certificate::{Certificate, certificates};
use trusthub_stir::passport::{Claims, Ppt};
use trusthub_stir::path::{MOST_CERTIFICATES, PathError, SigningCertificate, end_entity};
use trusthub_stir::signing::{NotSigned, Signer};

use crate::certificates::{self, Listed, PrivateKey};
use crate::record::internal;
use crate::{Actor, Hub};

/// How often it is looked which certificates there are.
const LOOK_EVERY: std::time::Duration = std::time::Duration::from_secs(1);

/// Looks that fail between two lines in the log.
const TELL_EVERY: u32 = 60;

/// How the names of certificates say that nobody is meant to trust them (`trusthub stir ca-init`).
const TEST: &str = "TEST ";

/// A certificate in force.
#[derive(Debug)]
pub(super) struct Held {
    sha256: String,
    pub(super) signer: Signer,
    /// Its service provider code.
    pub(super) spc: String,
    pub(super) kind: Kind,
    chain: Vec<Certificate>,
    /// As this hub sees it when it verifies calls.
    judged: Judged,
    /// Whether calls are signed with it; if not, it is only published.
    may_sign: bool,
    not_before: Timestamp,
    not_after: Timestamp,
}

impl Held {
    fn is_valid(&self, now: Timestamp) -> bool {
        self.not_before <= now && now <= self.not_after
    }

    /// The value of an Identity header. By a thread of its own where that means speaking to a module: calls by other keys do
    /// not wait for it.
    pub(super) async fn sign(
        self: &Arc<Self>,
        ppt: Ppt,
        claims: Claims,
    ) -> crate::Result<Result<String, NotSigned>> {
        if !self.signer.is_in_module() {
            return Ok(self.signer.sign(Some(ppt), &claims));
        }
        let held = Arc::clone(self);
        tokio::task::spawn_blocking(move || held.signer.sign(Some(ppt), &claims)).await.map_err(internal)
    }
}

/// By owner: an account, or the hub. The one that is to sign comes first.
type Owned = HashMap<Option<AccountSid>, Vec<Arc<Held>>>;

/// Those of one process: the hub's, and those of accounts that have their own.
#[derive(Debug, Default)]
pub struct Signers(ArcSwap<Owned>);

impl Signers {
    /// What signs for a caller: its account's own certificate, or else the hub's.
    pub(super) fn of(&self, account: Option<AccountSid>, now: Timestamp) -> Option<Arc<Held>> {
        let owned = self.0.load();
        let first = |owner| first(&owned, owner, now).cloned();
        account.and_then(|account| first(Some(account))).or_else(|| first(None))
    }

    /// The hub's own certificate at this address, judged as anybody's: nobody need fetch it from themselves.
    pub(super) fn published_at(
        &self,
        x5u: &str,
        repositories: &Repositories,
        now: Timestamp,
    ) -> Option<Result<Arc<SigningCertificate>, Trouble>> {
        let owned = self.0.load();
        let is_there = |held: &&Arc<Held>| held.signer.x5u() == x5u && held.is_valid(now);
        let own = owned.values().flatten().find(is_there)?;
        if repositories.holds(&own.judged, now.as_seconds()) {
            return Some(own.judged.verdict.clone());
        }
        // Whom the hub trusts has changed since the last look.
        Some(repositories.judge(&own.chain, now.as_seconds()).verdict)
    }
}

/// The one that signs for an owner.
fn first(owned: &Owned, owner: Option<AccountSid>, now: Timestamp) -> Option<&Arc<Held>> {
    owned.get(&owner)?.iter().find(|held| held.may_sign && held.is_valid(now))
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
pub async fn refresh(hub: &Hub) -> crate::Result<()> {
    let listed = certificates::list(hub, &Actor::system()).await?;
    let before = hub.signers().0.load_full();
    let now = hub.now();
    let (mut after, mut failed) = (Owned::new(), None);
    for listed in listed.into_iter().filter(|listed| listed.remaining.is_in_force()) {
        let owner = listed.certificate.account;
        let is_it = |held: &&Arc<Held>| held.sha256 == listed.certificate.sha256;
        let known = before.get(&owner).into_iter().flatten().find(is_it);
        let held = match known {
            Some(held) if hub.repositories().holds(&held.judged, now.as_seconds()) => Some(Arc::clone(held)),
            Some(_) | None => match load(hub, listed).await {
                Ok(held) => held.map(Arc::new),
                // One whose key cannot be had now must not keep the others from signing, nor lose what is in memory.
                Err(error) => {
                    failed = Some(error);
                    known.cloned()
                }
            },
        };
        after.entry(owner).or_default().extend(held);
    }
    for held in after.values_mut() {
        // The one that lasts longest comes first already; one that only a test trusts waits until there is no other.
        held.sort_by_key(|held| held.kind == Kind::Test);
    }
    for owner in after.keys() {
        tell_of_change(first(&before, *owner, now), first(&after, *owner, now));
    }
    hub.signers().0.store(Arc::new(after));
    failed.map_or(Ok(()), Err)
}

fn tell_of_change(before: Option<&Arc<Held>>, after: Option<&Arc<Held>>) {
    match after {
        Some(held) if before.is_none_or(|before| before.sha256 != held.sha256) => tracing::info!(
            certificate = held.sha256,
            spc = held.spc,
            is_test = held.kind == Kind::Test,
            "a certificate signs calls from now on"
        ),
        Some(_) | None => {}
    }
}

async fn load(hub: &Hub, listed: Listed) -> crate::Result<Option<Held>> {
    let Listed { certificate, url, .. } = listed;
    let found = certificates::signer(hub, &Actor::system(), &certificate.sha256).await?;
    // An account may have been erased since it was listed.
    let Some((chain, key)) = found else { return Ok(None) };
    let key = PrivateKey::stored(key).open(hub).await.map_err(internal)?;
    let chain = certificates(chain.as_bytes(), MOST_CERTIFICATES).map_err(internal)?;
    let leaf = end_entity(&chain).map_err(internal)?;
    let is_test = leaf.subject.attribute("CN").is_some_and(|name| name.starts_with(TEST));
    let judged = hub.repositories().judge(&chain, hub.now().as_seconds());
    // Who trusts real authorities has outgrown the test.
    let is_outgrown = is_test && hub.repositories().authorities() > 0;
    let why_not = judged.verdict.as_ref().err().filter(|why| is_outgrown || must_not_sign(why));
    if let Some(why) = why_not {
        tracing::error!(
            certificate = certificate.sha256,
            error = why as &dyn std::error::Error,
            "a certificate signs no calls"
        );
    }
    let may_sign = why_not.is_none();
    // Known in full only where the hub trusts the roots; else what the certificate forbids is for verifiers to see.
    let known = judged.verdict.as_deref().ok().cloned();
    let signer = match Signer::new(key, &published_at(&url), known) {
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
    Ok(Some(Held {
        sha256: certificate.sha256,
        signer,
        spc: certificate.spc,
        kind: if is_test { Kind::Test } else { Kind::Live },
        chain,
        judged,
        may_sign,
        not_before: certificate.not_before,
        not_after: certificate.not_after,
    }))
}

/// Whether nobody should get calls that are signed with a certificate of which this is known. That the hub's own roots do not
/// vouch for it is no reason: others' may.
fn must_not_sign(why: &Trouble) -> bool {
    matches!(why, Trouble::Path(error) if matches!(**error, PathError::Revoked { .. }))
}

/// Verifiers fetch by https from the usual ports and from nowhere else (ATIS-1000074 section 5.3.1). A hub that is tried
/// out without TLS signs with the address that it would have with it.
pub(super) fn published_at(url: &str) -> String {
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
