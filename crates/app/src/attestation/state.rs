//! The index of one process, and how old it is.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use tokio::sync::{Mutex, MutexGuard};
use trusthub_domain::attestation::{Brand, BrandFacts, Caller, IndexState, NumberFacts};
use trusthub_domain::contact::Phone;
use trusthub_domain::messaging::{SenderFacts, SenderNumber};
use trusthub_domain::sid::{AccountSid, BundleSid, PartnerSid, SwitchSid};
use trusthub_domain::time::Timestamp;

use super::follow::key_of;
use super::index::{AccountView, Index, NumberKey, Shared, Update};
use crate::Hub;
use trusthub_domain::partner::Partner;
use trusthub_storage::PartnerCredentials;

/// When the index was as the database is: by the hub's clock, and by one that nobody can put back.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AsOf {
    pub(crate) at: Timestamp,
    pub(crate) instant: Instant,
}

#[derive(Default)]
struct Held {
    index: Index,
    as_of: Option<AsOf>,
}

/// The index of one process.
#[derive(Default)]
pub(crate) struct Attestations {
    held: RwLock<Held>,
    /// The last change that was taken in; whoever has it is the one who takes in.
    seen: Mutex<Option<i64>>,
    is_following: AtomicBool,
}

/// Everything that the index says about one call, and since when it says so.
pub(super) struct Known {
    pub(super) caller: Caller,
    pub(super) number: NumberFacts,
    pub(super) brand: Option<BrandFacts>,
    pub(super) state: IndexState,
    pub(super) as_of: Option<Timestamp>,
}

impl Attestations {
    fn read<T>(&self, look: impl FnOnce(&Held) -> T) -> T {
        look(&self.held.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn write<T>(&self, change: impl FnOnce(&mut Held) -> T) -> T {
        change(&mut self.held.write().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) async fn seen(&self) -> MutexGuard<'_, Option<i64>> {
        self.seen.lock().await
    }

    /// The process is going to load it: until then it is not ready.
    pub(super) fn will_follow(&self) {
        self.is_following.store(true, Ordering::Relaxed);
    }

    /// It will be loaded, and is not yet.
    pub(crate) fn is_loading(&self) -> bool {
        self.is_following.load(Ordering::Relaxed) && self.read(|held| held.as_of.is_none())
    }

    pub(super) fn replace(&self, index: Index) {
        // The old one is let go outside of the lock: that takes a while.
        drop(self.write(|held| std::mem::replace(&mut held.index, index)));
    }

    pub(super) fn apply(&self, updates: Vec<Update>) {
        self.write(|held| updates.into_iter().for_each(|update| held.index.apply(update)));
    }

    pub(super) fn is_current(&self, as_of: AsOf) {
        self.write(|held| held.as_of = Some(as_of));
    }

    /// When the index was last as the database is.
    pub(crate) fn as_of(&self) -> Option<Timestamp> {
        self.read(|held| held.as_of.map(|as_of| as_of.at))
    }

    pub(super) fn knows_bundle(&self, sid: BundleSid) -> bool {
        self.read(|held| held.index.knows_bundle(sid))
    }

    /// What is known about a call, all of one moment.
    pub(super) fn look(
        &self,
        caller: Option<AccountSid>,
        number: Option<NumberKey>,
        now: Timestamp,
        max_age: Duration,
    ) -> Known {
        self.read(|held| Known {
            caller: caller.map_or(Caller::NotNamed, |sid| held.index.caller(sid, now)),
            number: number.map(|key| held.index.number(key, now)).unwrap_or_default(),
            brand: number.and_then(|key| held.index.brand(key, now)),
            state: held.state(now, max_age),
            as_of: held.as_of.map(|as_of| as_of.at),
        })
    }

    /// Everything that is known about a number that is to send, all of one moment.
    pub(crate) fn look_at_sender(
        &self,
        caller: AccountSid,
        number: &Phone,
        now: Timestamp,
        max_age: Duration,
    ) -> (SenderFacts, Option<Timestamp>) {
        let is_toll_free = number.is_toll_free();
        let key = key_of(number);
        self.read(|held| {
            let (owner, number) = key
                .map(|key| held.index.sender(key, is_toll_free, now))
                .unwrap_or((None, SenderNumber::Local(None)));
            let caller = held.index.caller(caller, now);
            let facts = SenderFacts { index: held.state(now, max_age), caller, owner, number };
            (facts, held.as_of.map(|as_of| as_of.at))
        })
    }

    /// Whose picture of this digest is shown beside a number now.
    pub(crate) fn logo(&self, sha256: &str, now: Timestamp) -> Option<(AccountSid, Arc<Brand>)> {
        self.read(|held| held.index.logo(sha256, now))
    }

    /// The hash of a switch's secret; `Err` while nothing is loaded.
    pub(crate) fn switch(&self, sid: SwitchSid) -> Result<Option<Vec<u8>>, NotLoaded> {
        self.read(|held| match held.as_of {
            Some(_) => Ok(held.index.switch(sid).map(<[u8]>::to_vec)),
            None => Err(NotLoaded),
        })
    }

    /// The switch whose client certificate names one of these; `Err` while nothing is loaded.
    pub(crate) fn switch_named(&self, names: &[String]) -> Result<Option<SwitchSid>, NotLoaded> {
        self.read(|held| match held.as_of {
            Some(_) => Ok(held.index.switch_named(names)),
            None => Err(NotLoaded),
        })
    }

    /// What signing in as a partner needs; `Err` while nothing is loaded.
    pub(crate) fn partner(&self, sid: PartnerSid) -> Result<Option<PartnerCredentials>, NotLoaded> {
        self.read(|held| match held.as_of {
            Some(_) => Ok(held.index.partners().find(sid).cloned()),
            None => Err(NotLoaded),
        })
    }

    /// The partner whose client certificate names one of these; `Err` while nothing is loaded.
    pub(crate) fn partner_named(&self, names: &[String]) -> Result<Option<Partner>, NotLoaded> {
        self.read(|held| match held.as_of {
            Some(_) => Ok(held.index.partners().named(names).cloned()),
            None => Err(NotLoaded),
        })
    }

    /// What an account lets partners see, and what there is to see.
    pub(crate) fn shared(&self, account: AccountSid) -> Option<Arc<Shared>> {
        self.read(|held| held.index.partners().shared(account))
    }

    /// Whether partners were never told how this account stands.
    pub(crate) fn lacks_standing(&self, account: AccountSid, now: Timestamp) -> bool {
        self.read(|held| held.index.account_view(account, now).is_some_and(|view| view.standing.is_none()))
    }

    pub(super) fn shares(&self, account: AccountSid) -> bool {
        self.shared(account).is_some()
    }

    /// How an account stands, and since when the index says so.
    pub(super) fn account_view(
        &self,
        sid: AccountSid,
        now: Timestamp,
        max_age: Duration,
    ) -> (Option<AccountView>, IndexState) {
        self.read(|held| (held.index.account_view(sid, now), held.state(now, max_age)))
    }

    /// Everything that the index says about a call from a number by the account that has it, all of one moment, and how that
    /// account stands; no account if nobody has the number.
    pub(super) fn look_at_number(
        &self,
        number: Option<NumberKey>,
        now: Timestamp,
        max_age: Duration,
    ) -> (Known, Option<AccountView>) {
        self.read(|held| {
            let facts = number.map(|key| held.index.number(key, now)).unwrap_or_default();
            let owner = facts.owner.map(|owner| owner.account_sid);
            let known = Known {
                caller: owner.map_or(Caller::NotNamed, |sid| held.index.caller(sid, now)),
                number: facts,
                brand: None,
                state: held.state(now, max_age),
                as_of: held.as_of.map(|as_of| as_of.at),
            };
            (known, owner.and_then(|sid| held.index.account_view(sid, now)))
        })
    }

    /// Tells the metrics.
    pub(super) fn measure(&self, hub: &Hub) {
        let (numbers, size_bytes, as_of) =
            self.read(|held| (held.index.numbers(), held.index.size_bytes(), held.as_of));
        metrics::gauge!("trusthub_attestation_index_numbers").set(float(numbers));
        metrics::gauge!("trusthub_attestation_index_bytes").set(float(size_bytes));
        if let Some(as_of) = as_of {
            metrics::gauge!("trusthub_attestation_index_age_seconds").set(hub.now().since(as_of.at));
        }
    }
}

/// The index is not there yet.
#[derive(Debug)]
pub(crate) struct NotLoaded;

impl Held {
    fn state(&self, now: Timestamp, max_age: Duration) -> IndexState {
        match self.as_of {
            None => IndexState::NotLoaded,
            Some(as_of) if now.since(as_of.at) > max_age || as_of.instant.elapsed() > max_age => {
                IndexState::OutOfDate
            }
            Some(_) => IndexState::Current,
        }
    }
}

/// A gauge is a float by nature; what is beyond its whole numbers is shown as the most of them.
fn float(count: usize) -> f64 {
    u32::try_from(count / 1024).map_or(f64::MAX, f64::from) * 1024.0
        + f64::from(u32::try_from(count % 1024).unwrap_or(0))
}
