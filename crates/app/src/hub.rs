//! Everything a use case needs, in one cheap clone.

use std::fmt::Display;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use arc_swap::ArcSwap;
use tokio::sync::Semaphore;
use trusthub_domain::contact::Email;
use trusthub_domain::policy::Catalog;
use trusthub_domain::sid::{AccountSid, Sid};
use trusthub_domain::time::Timestamp;
use trusthub_gateways::acme::Orders;
use trusthub_gateways::authorities::Sources;
use trusthub_gateways::documents::Documents;
use trusthub_gateways::documents::inspect::Inspector;
use trusthub_gateways::jetstream::JetStream;
use trusthub_gateways::mail::{Mailer, Sender};
use trusthub_gateways::openid::Provider;
use trusthub_gateways::outside::Outside;
use trusthub_gateways::pkcs11::Module;
use trusthub_gateways::registry::CampaignRegistry;
use trusthub_gateways::sms::SmsGateway;
use trusthub_gateways::webhook::Callbacks;
use trusthub_gateways::x5u::Repositories;
use trusthub_storage::{Db, JobKind, NewJob};
use trusthub_vetting::Scorecard;
use uuid::Uuid;

use crate::attestation::{Attestations, Queue};
use crate::calls::{Seen, Signers, Taken};
use crate::confirmations::ConfirmationSettings;
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

/// Tells the time. A test pins it.
pub trait Clock: Send + Sync {
    /// Now, UTC.
    fn now(&self) -> Timestamp;
}

/// Gives random bytes. A test seeds it.
pub trait RandomSource: Send + Sync {
    /// Fills `bytes` with unpredictable ones.
    fn fill(&self, bytes: &mut [u8]);
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine for the time")]
        let now = std::time::SystemTime::now();
        let since_epoch = now.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_micros(i64::try_from(since_epoch.as_micros()).unwrap_or(i64::MAX))
    }
}

/// The operating system's random numbers.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRandom;

impl RandomSource for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) {
        if aws_lc_rs::rand::fill(bytes).is_err() {
            // The library aborts by itself when the operating system gives no randomness; zeros never leave here.
            std::process::abort();
        }
    }
}

/// What the operator has chosen.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where customers reach the hub, without a slash at the end.
    pub public_url: String,
    /// Who mails come from.
    pub mail_from: Sender,
    /// Whom customers may ask.
    pub support_email: Option<Email>,
    /// Who gets mail about test accounts, instead of their customers; without it nobody does.
    pub test_mail_to: Option<Email>,
    /// Whether primary profiles may be made by API.
    pub is_primary_by_api: bool,
    /// Whether the machine may approve what the design lets it approve.
    pub decides_automatically: bool,
    /// Largest upload, in bytes.
    pub document_max_bytes: u64,
    /// How long before `valid_until` reminders go out, longest first.
    pub expiry_reminders: Vec<Duration>,
    /// How old what calls are attested by may be before nothing is signed on it.
    pub attestation_max_age: Duration,
    /// How representatives are asked; `None` if they are not.
    pub confirmations: Option<ConfirmationSettings>,
}

/// What a hub is put together from.
pub struct HubParts {
    /// The database.
    pub db: Db,
    /// Policies, types, codes.
    pub catalog: Catalog,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Gives random bytes.
    pub random: Arc<dyn RandomSource>,
    /// Sends mail.
    pub mailer: Arc<Mailer>,
    /// Keeps files.
    pub documents: Documents,
    /// Reads them.
    pub inspector: Inspector,
    /// Calls status callbacks.
    pub callbacks: Callbacks,
    /// What evidence counts for.
    pub scorecard: Scorecard,
    /// What brands and campaigns are decided by.
    pub messaging: MessagingRules,
    /// Sends text messages, if the operator has a gateway for them.
    pub sms: Option<SmsGateway>,
    /// Who is asked about a business.
    pub outside: Outside,
    /// Who knows the operator's people; `None` if nobody does.
    pub sign_in_provider: Option<Provider>,
    /// A stream of the operator's own that the partners' feed is published to.
    pub stream: Option<JetStream>,
    /// Where brands and campaigns are registered, too; `None` if the hub is the only registry.
    pub registry: Option<CampaignRegistry>,
    /// Where certificates for signing calls are ordered; `None` if they are imported.
    pub certificate_orders: Option<Orders>,
    /// Other providers' certificates.
    pub repositories: Repositories,
    /// Holds private keys for signing calls; `None` if all are in the database.
    pub key_module: Option<Arc<Module>>,
    /// Where it is learned whose certificates count for signed calls.
    pub call_trust: Sources,
    /// What the operator has chosen.
    pub settings: Settings,
}

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

    /// A new identifier: UUID v7 from the hub's clock and random source.
    pub(crate) fn uuid(&self) -> Uuid {
        let mut random = [0; 10];
        self.parts.random.fill(&mut random);
        let millis = u64::try_from(self.now().as_micros() / 1000).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
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

    /// An identifier that tells nothing, not even when it was made: UUID v4.
    pub(crate) fn random_uuid(&self) -> Uuid {
        let mut random = [0; 16];
        self.parts.random.fill(&mut random);
        uuid::Builder::from_random_bytes(random).into_uuid()
    }

    pub(crate) fn sid<S: Sid>(&self) -> S {
        S::from_uuid(self.uuid())
    }

    pub(crate) fn random_bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.parts.random.fill(&mut bytes);
        bytes
    }

    /// `N` random bytes as hex.
    pub(crate) fn random_hex<const N: usize>(&self) -> String {
        hex::encode(self.random_bytes::<N>())
    }

    pub(crate) fn random_byte(&self) -> u8 {
        let mut byte = [0];
        self.parts.random.fill(&mut byte);
        let [byte] = byte;
        byte
    }

    /// An opaque tag that binds a page token to its list and account.
    #[must_use]
    pub fn page_tag(&self, text: &str) -> [u8; 8] {
        self.db().vault().page_tag(text)
    }
}
