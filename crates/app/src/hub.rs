//! Everything a use case needs, in one cheap clone.

mod identifiers;
mod parts;
mod sources;

pub use self::parts::{HubParts, Settings};
pub use self::sources::{Clock, RandomSource, SystemClock, SystemRandom};

use std::fmt::Display;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use arc_swap::ArcSwap;
use tokio::sync::Semaphore;
use trusthub_domain::policy::Catalog;
use trusthub_domain::sid::AccountSid;
use trusthub_domain::time::Timestamp;
use trusthub_gateways::acme::Orders;
use trusthub_gateways::documents::Documents;
use trusthub_gateways::documents::inspect::Inspector;
use trusthub_gateways::jetstream::JetStream;
use trusthub_gateways::mail::Mailer;
use trusthub_gateways::openid::Provider;
use trusthub_gateways::outside::Outside;
use trusthub_gateways::pkcs11::Module;
use trusthub_gateways::registry::CampaignRegistry;
use trusthub_gateways::sms::SmsGateway;
use trusthub_gateways::webhook::Callbacks;
use trusthub_gateways::x5u::Repositories;
use trusthub_storage::{Db, JobKind, NewJob};
use trusthub_vetting::Scorecard;

use crate::attestation::{Attestations, Queue};
use crate::calls::{Seen, Signers, Taken};
use crate::credentials::StatusLists;
use crate::messaging::MessagingRules;
use crate::messaging::sending::Ledgers;
use crate::partners::Feed;
use crate::readiness::Watched;
use crate::registries::Registers;
use crate::watchlists::lists::ListCache;

/// How many passwords are worked on at the same time, in this process. Each takes 19 MB and a processor for some tens of
/// milliseconds, on purpose: strangers who guess must not take what calls and customers need.
const PASSWORDS_AT_ONCE: usize = 2;

/// The hub: clone it freely.
#[derive(Clone)]
pub struct Hub {
    parts: Arc<HubParts>,
    /// The registers in force, as far as this process has loaded them.
    registers: Arc<ArcSwap<Registers>>,
    /// Set once the process is to end.
    is_ending: Arc<AtomicBool>,
    lists: Arc<ListCache>,
    attestations: Arc<Attestations>,
    decisions: Arc<Queue>,
    messages: Arc<Ledgers>,
    feed: Arc<Feed>,
    signers: Arc<Signers>,
    watched: Arc<ArcSwap<Vec<Watched>>>,
    call_trust: Arc<Taken>,
    verified: Arc<Seen>,
    passwords: Arc<Semaphore>,
    status_lists: Arc<StatusLists>,
}

impl Hub {
    /// A hub from its parts.
    #[must_use]
    pub fn new(parts: HubParts) -> Self {
        let HubParts { call_trust, .. } = &parts;
        // Never from the given source: two processes must not have one name, whatever is made to repeat itself.
        let mut node = [0; 16];
        SystemRandom.fill(&mut node);
        Self {
            call_trust: Arc::new(Taken::new(call_trust.clone())),
            parts: Arc::new(parts),
            registers: Arc::default(),
            is_ending: Arc::default(),
            lists: Arc::default(),
            attestations: Arc::default(),
            decisions: Arc::default(),
            messages: Arc::new(Ledgers::new(hex::encode(node))),
            feed: Arc::default(),
            signers: Arc::default(),
            watched: Arc::default(),
            verified: Arc::default(),
            status_lists: Arc::default(),
            passwords: Arc::new(Semaphore::new(PASSWORDS_AT_ONCE)),
        }
    }

    /// From now on whoever asks `/ready` is told to send requests elsewhere.
    pub fn announce_end(&self) {
        self.is_ending.store(true, Ordering::Relaxed);
    }

    /// From now on `/ready` says whether this part of the process is alive, and the node is not ready without it.
    pub fn watch(&self, name: &'static str, is_alive: impl Fn() -> bool + Send + Sync + 'static) {
        let part = Watched::new(name, is_alive);
        self.watched.rcu(|before| before.iter().chain([&part]).cloned().collect::<Vec<_>>());
    }

    pub(crate) fn watched(&self) -> Arc<Vec<Watched>> {
        self.watched.load_full()
    }

    pub(crate) fn is_ending(&self) -> bool {
        self.is_ending.load(Ordering::Relaxed)
    }

    /// The registers in memory, as they are now.
    #[must_use]
    pub fn registers(&self) -> Arc<Registers> {
        self.registers.load_full()
    }

    pub(crate) fn set_registers(&self, registers: Registers) {
        self.registers.store(Arc::new(registers));
    }

    pub(crate) fn db(&self) -> &Db {
        &self.parts.db
    }

    /// Policies, types, codes.
    #[must_use]
    pub fn catalog(&self) -> &Catalog {
        &self.parts.catalog
    }

    /// What evidence counts for.
    #[must_use]
    pub fn scorecard(&self) -> &Scorecard {
        &self.parts.scorecard
    }

    /// What brands and campaigns are decided by.
    pub(crate) fn messaging(&self) -> &MessagingRules {
        &self.parts.messaging
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.parts.clock.now()
    }

    /// What the operator has chosen.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.parts.settings
    }

    /// The sanctions lists of this process.
    pub(crate) fn lists(&self) -> &ListCache {
        &self.lists
    }

    /// What calls are attested by, in this process.
    pub(crate) fn attestations(&self) -> &Attestations {
        &self.attestations
    }

    /// What this process has let send.
    pub(crate) fn messages(&self) -> &Ledgers {
        &self.messages
    }

    /// The certificates that calls are signed with.
    pub(crate) fn signers(&self) -> &Signers {
        &self.signers
    }

    /// Tokens that were verified a moment ago.
    pub(crate) fn verified(&self) -> &Seen {
        &self.verified
    }

    /// Signed lists of statuses, as they were a moment ago.
    pub(crate) fn status_lists(&self) -> &StatusLists {
        &self.status_lists
    }

    /// Leave to work on a password.
    pub(crate) fn passwords(&self) -> Arc<Semaphore> {
        Arc::clone(&self.passwords)
    }

    /// Other providers' certificates.
    pub(crate) fn repositories(&self) -> &Repositories {
        &self.parts.repositories
    }

    /// Holds private keys for signing calls.
    pub(crate) fn key_module(&self) -> Option<Arc<Module>> {
        self.parts.key_module.clone()
    }

    /// Whom this process trusts to vouch for signed calls, and where it looks.
    pub(crate) fn call_trust(&self) -> &Taken {
        &self.call_trust
    }

    /// How calls were attested, as far as it is not stored yet.
    pub(crate) fn decisions(&self) -> &Queue {
        &self.decisions
    }

    /// What partners are told, as this process shows it.
    pub(crate) fn feed(&self) -> &Feed {
        &self.feed
    }

    pub(crate) fn mailer(&self) -> &Mailer {
        &self.parts.mailer
    }

    pub(crate) fn documents(&self) -> &Documents {
        &self.parts.documents
    }

    pub(crate) fn certificate_orders(&self) -> Option<&Orders> {
        self.parts.certificate_orders.as_ref()
    }

    pub(crate) fn stream(&self) -> Option<&JetStream> {
        self.parts.stream.as_ref()
    }

    pub(crate) fn sign_in_provider(&self) -> Option<&Provider> {
        self.parts.sign_in_provider.as_ref()
    }

    pub(crate) fn registry(&self) -> Option<&CampaignRegistry> {
        self.parts.registry.as_ref()
    }

    pub(crate) fn outside(&self) -> &Outside {
        &self.parts.outside
    }

    pub(crate) fn inspector(&self) -> &Inspector {
        &self.parts.inspector
    }

    pub(crate) fn callbacks(&self) -> &Callbacks {
        &self.parts.callbacks
    }

    pub(crate) fn sms(&self) -> Option<&SmsGateway> {
        self.parts.sms.as_ref()
    }

    /// A job to be queued; see [`NewJob::once`] for one that may be queued again while it waits.
    pub(crate) fn job(
        &self,
        kind: JobKind,
        account_sid: AccountSid,
        subject: impl Display,
        run_at: Timestamp,
    ) -> NewJob {
        NewJob { id: self.uuid(), kind, account_sid, subject: subject.to_string(), run_at, dedupe_key: None }
    }

    /// An opaque tag that binds a page token to its list and account.
    #[must_use]
    pub fn page_tag(&self, text: &str) -> [u8; 8] {
        self.db().vault().page_tag(text)
    }
}
