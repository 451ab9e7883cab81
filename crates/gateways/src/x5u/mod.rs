//! Other providers' certificates, fetched from the address that a signed call names, and kept while they are good.
//!
//! The address is a stranger's, and so is what it serves: the rules of ATIS-1000074 section 5.3.1 hold for the one, the path
//! validator of `trusthub-stir` for the other. What is kept is the whole chain with its verdict, so that a call costs neither a
//! fetch nor a chain; a new trust list or revocation list judges every chain anew without fetching it again. Start at
//! [`Repositories::get`].

mod fetch;
mod freshness;
mod held;
mod numbers;
mod trouble;
mod trust;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use arc_swap::{ArcSwap, ArcSwapOption};
use moka::sync::Cache;
use tokio::sync::{Mutex, Semaphore};
use trusthub_stir::certificate::Certificate;
use trusthub_stir::path::SigningCertificate;
use trusthub_stir::x5u;

use self::held::Held;
pub use self::trouble::Trouble;
use self::trust::InForce;
pub use self::trust::{Judged, Trust};
use crate::ssrf::GuardedClient;

/// What fetching may cost.
#[derive(Debug, Clone)]
pub struct Limits {
    /// For a whole fetch, from resolving the name to the last byte. A call is waiting.
    pub timeout: Duration,
    /// Bytes of an answer: ten times the longest real chain.
    pub most_bytes: usize,
    /// Certificates in an answer.
    pub most_certificates: usize,
    /// Fetches at one time from one host: a slow one delays its own calls only.
    pub per_host: usize,
    /// Fetches at one time from all hosts.
    pub at_once: usize,
    /// Addresses that are remembered. All providers of North America have about 18,000.
    pub most_addresses: u64,
    /// Ports that an address may name; one without a port means 443.
    pub ports: Vec<u16>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(2),
            most_bytes: 64 * 1024,
            most_certificates: 5,
            per_host: 4,
            at_once: 64,
            most_addresses: 20_000,
            ports: x5u::PORTS.to_vec(),
        }
    }
}

/// Fetches and keeps chains. Cheap to clone; clones share what is kept.
#[derive(Debug, Clone)]
pub struct Repositories(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    client: GuardedClient,
    limits: Limits,
    trust: ArcSwap<InForce>,
    slots: Cache<String, Arc<Slot>>,
    numbers: Cache<String, Arc<numbers::Slot>>,
    hosts: Cache<String, Arc<Semaphore>>,
    all: Semaphore,
}

/// What is known of one address.
#[derive(Debug, Default)]
struct Slot {
    held: ArcSwapOption<Held>,
    /// Held by whoever fetches: the others wait for the answer instead of asking too.
    flight: Mutex<()>,
    used_at: AtomicI64,
}

/// Whether an answer that is still good will do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wish {
    Good,
    Newer,
}

impl Repositories {
    /// Fetches through this client; trusts nobody until [`Self::trust`] is called.
    #[must_use]
    pub fn new(client: GuardedClient, limits: Limits) -> Self {
        let (all, most) = (Semaphore::new(limits.at_once), limits.most_addresses);
        Self(Arc::new(Inner {
            client,
            limits,
            trust: ArcSwap::from_pointee(InForce::default()),
            slots: Cache::new(most),
            numbers: Cache::new(most),
            hosts: Cache::new(most),
            all,
        }))
    }

    /// From now on these authorities and revocation lists count, for what is kept as well: at the next call, without a fetch.
    pub fn trust(&self, trust: &Trust) {
        self.0.trust.rcu(|before| before.next(trust));
    }

    /// How many authorities are trusted.
    #[must_use]
    pub fn authorities(&self) -> usize {
        self.0.trust.load().authorities()
    }

    /// A chain that is at hand, as calls that are signed with it would be verified now.
    #[must_use]
    pub fn judge(&self, chain: &[Certificate], now: i64) -> Judged {
        self.0.trust.load().judge(chain, now)
    }

    /// Whether a judgement still holds: nobody is trusted anew or no more, and no list that it rests on has ended.
    #[must_use]
    pub fn holds(&self, judged: &Judged, now: i64) -> bool {
        judged.epoch == self.0.trust.load().epoch() && now <= judged.until
    }

    /// The certificate at an address, with its path valid at `now` (Unix time).
    ///
    /// Waits at most [`Limits::timeout`] for whoever fetches it. Failures are remembered too, for a minute or five.
    ///
    /// # Errors
    /// The address, what it serves, or whom it leads to, is not as it must be.
    pub async fn get(&self, url: &str, now: i64) -> Result<Arc<SigningCertificate>, Trouble> {
        self.get_as(url, now, Wish::Good).await
    }

    /// Fetches an address again although what is kept is still good; for [`Self::due`].
    ///
    /// # Errors
    /// As [`Self::get`]. A chain that is still good stays in use.
    pub async fn refresh(&self, url: &str, now: i64) -> Result<Arc<SigningCertificate>, Trouble> {
        self.get_as(url, now, Wish::Newer).await
    }

    /// Addresses to fetch again before calls have to wait for them: used within a day, and four fifths of their time over.
    #[must_use]
    pub fn due(&self, now: i64) -> Vec<String> {
        let is_due = |slot: &Slot| {
            let is_in_use = now.saturating_sub(slot.used_at.load(Ordering::Relaxed)) < freshness::DAY;
            is_in_use && slot.held.load().as_ref().is_some_and(|held| held.is_aging(now))
        };
        self.0.slots.iter().filter(|(_, slot)| is_due(slot)).map(|(url, _)| url.as_ref().clone()).collect()
    }

    async fn get_as(&self, url: &str, now: i64, wish: Wish) -> Result<Arc<SigningCertificate>, Trouble> {
        x5u::check_with_ports(url, &self.0.limits.ports).map_err(Trouble::Address)?;
        let slot = self.0.slots.get_with_by_ref(url, Arc::default);
        if wish == Wish::Good {
            slot.used_at.store(now, Ordering::Relaxed);
            if let Some(answer) = self.kept(&slot, now) {
                return answer;
            }
        }
        let before = slot.held.load_full();
        let _flight = slot.flight.lock().await;
        // Whoever was before us has asked already.
        let has_changed = !same(before.as_ref(), slot.held.load_full().as_ref());
        if (wish == Wish::Good || has_changed)
            && let Some(answer) = self.kept(&slot, now)
        {
            return answer;
        }
        // In a box: a fetch takes kilobytes of state, for which every call that is verified would carry room.
        Box::pin(self.renew(url, &slot, now, wish)).await
    }

    /// The answer that is kept, if it may still be given.
    fn kept(&self, slot: &Slot, now: i64) -> Option<Result<Arc<SigningCertificate>, Trouble>> {
        let held = slot.held.load();
        held.as_ref()?.answer(self.0.trust.load().epoch(), now)
    }

    async fn renew(
        &self,
        url: &str,
        slot: &Slot,
        now: i64,
        wish: Wish,
    ) -> Result<Arc<SigningCertificate>, Trouble> {
        let trust = self.0.trust.load_full();
        let old = slot.held.load_full();
        let judged = match &old {
            // Only the judgement is outdated.
            Some(old) if wish == Wish::Good && old.is_fresh(now) => Some(old.judged_anew(&trust, now)),
            _ => None,
        };
        let held = match judged {
            Some(held) => held,
            None => match fetch::chain(&self.0, url).await {
                Ok(fetched) => Held::judged(&fetched, &trust, now),
                // The repository is in trouble, the chain is not: calls go on with it.
                Err(trouble) => match old.and_then(|old| old.kept_in_use(&trust, now)) {
                    Some(old) => old,
                    None => Held::failed(trouble, now),
                },
            },
        };
        let verdict = held.verdict();
        slot.held.store(Some(Arc::new(held)));
        verdict
    }
}

fn same(one: Option<&Arc<Held>>, other: Option<&Arc<Held>>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) => Arc::ptr_eq(one, other),
        (None, Some(_)) | (Some(_), None) => false,
    }
}
