//! The whole hub on a throw-away database, with a clock that tests move and mail that they read.
//!
//! Start at [`TestHub::new`]. Which database it is on comes from `TRUSTHUB_TEST_DB` (`sqlite`, the default, or
//! `postgres`), so that one suite runs on both.

mod authorities;
mod certificates;
pub mod database;

pub mod clamd;
mod clock;
mod device;
pub mod files;
pub mod messaging;
mod names;
mod nats;
mod profile;
mod provider;
mod random;
pub mod raw;
mod registry;
mod site;
pub mod toll_free;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

pub use authorities::TestAdministrator;
pub use certificates::{MadeCertificate, certificate, certificate_excluding, issue};
pub use clock::TestClock;
use database::{Backend, TestDb, dumped, test_db};
pub use device::TestDevice;
pub use names::NameServer;
pub use nats::{NatsServer, Published};
pub use profile::{Business, CNAM, ISV_BUSINESS, Items, PRIMARY, SECONDARY, SHAKEN, SOUND_BUSINESS, object};
pub use provider::TestProvider;
pub use random::SeededRandom;
pub use registry::{TestRegistry, Trouble};
use secrecy::{ExposeSecret, SecretString};
pub use site::TestSite;
use trusthub_app::accounts::{self, NewAccount};
use trusthub_app::confirmations::ConfirmationSettings;
use trusthub_app::messaging::MessagingRules;
use trusthub_app::people::{self, User, UserRole, colleagues};
use trusthub_app::review::reviewers;
use trusthub_app::{Actor, Clock, Hub, HubParts, RandomSource, Scorecard, Settings, SystemRandom, work};
use trusthub_domain::policy::Catalog;
use trusthub_domain::review::Role;
use trusthub_gateways::acme::Orders;
use trusthub_gateways::authorities::{Administrator, Lists, Login, RootsFile, RootsSource, Sources};
use trusthub_gateways::documents::inspect::{Clamd, Inspector, Readers, Tools};
use trusthub_gateways::documents::{DocumentPlace, Documents, DocumentsConfig};
use trusthub_gateways::jetstream::{JetStream, JetStreamConfig};
use trusthub_gateways::mail::{Mail, Mailer};
use trusthub_gateways::openid::{Provider, ProviderConfig};
use trusthub_gateways::outside::Outside;
use trusthub_gateways::registry::{CampaignRegistry, RegistryConfig};
use trusthub_gateways::sms::SmsGateway;
use trusthub_gateways::ssrf::{ClientConfig, GuardedClient};
use trusthub_gateways::webhook::Callbacks;
use trusthub_gateways::x5u::{Limits, Repositories, Trust};
use trusthub_stir::path::Roots;
use trusthub_storage::Db;

/// A day, for moving the clock.
pub const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How old what calls are attested by may be in a test.
pub const ATTESTATION_MAX_AGE: Duration = Duration::from_secs(300);

/// Largest upload of a test's hub.
const DOCUMENT_MAX_BYTES: u64 = 1024 * 1024;

/// Signs what a test's gateway for text messages gets.
pub const SMS_SECRET: &str = "sms-gateway-secret-of-tests";

/// A hub of its own for one test.
pub struct TestHub {
    /// The hub.
    pub hub: Hub,
    /// Its clock: stands still but for a microsecond per look.
    pub clock: Arc<TestClock>,
    /// Its database and keys.
    pub database: TestDb,
    mailer: Arc<Mailer>,
    wish: Wish,
}

/// An account with what it signs in with.
#[derive(Debug, Clone)]
pub struct TestAccount {
    /// Acts for the account, by its auth token.
    pub actor: Actor,
    /// `AC…`
    pub sid: trusthub_domain::sid::AccountSid,
    /// The primary auth token.
    pub auth_token: SecretString,
}

/// A person of an account, with what they sign in with.
#[derive(Debug, Clone)]
pub struct TestUser {
    /// Acts for them.
    pub actor: Actor,
    /// Who they are.
    pub user: User,
    /// Their password.
    pub password: SecretString,
}

/// The token at the end of a link.
#[must_use]
pub fn token_of(url: &SecretString) -> SecretString {
    url.expose_secret().rsplit('/').next().unwrap_or_default().into()
}

impl TestAccount {
    /// User name and password for HTTP Basic.
    #[must_use]
    pub fn basic(&self) -> (String, String) {
        (self.sid.to_string(), self.auth_token.expose_secret().to_owned())
    }
}

/// How a test's hub differs from the usual one.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// Every case goes to a reviewer (`TRUSTHUB_AUTO_DECIDE=off`).
    pub refers_everything: bool,
    /// Primary profiles are not made by API (`TRUSTHUB_PRIMARY_BY_API=off`).
    pub forbids_primary_by_api: bool,
    /// Policy files beside the shipped ones: name and text.
    pub policies: Vec<(String, String)>,
    /// Who gets mail about test accounts.
    pub test_mail_to: Option<&'static str>,
    /// Who is asked about businesses; nobody, unless a test has somebody on its own machine.
    pub outside: Outside,
    /// Where certificates for signing calls are ordered; nowhere, unless a test has an authority on its own machine.
    pub certificate_orders: Option<Orders>,
    /// Where a malware scanner listens.
    pub clamd: Option<String>,
    /// The same identifiers and secrets in every run.
    pub seed: Option<u64>,
    /// Representatives are asked (`TRUSTHUB_CONFIRM_REPRESENTATIVES=on`, which a server has unless told).
    pub confirms: bool,
    /// Authorities whose certificates count for signed calls.
    pub stir_roots: Roots,
    /// A file of them, instead.
    pub stir_roots_file: Option<PathBuf>,
    /// The policy administrator's certificates.
    pub stir_administrator: Administrator,
    /// Where its list of authorities is.
    pub stir_trust_list_url: Option<String>,
    /// Where revocation lists are.
    pub stir_crl_urls: Vec<String>,
    /// An account at the administrator.
    pub stir_login: Option<Login>,
    /// The URL of a gateway for text messages, on loopback.
    pub sms_gateway: Option<String>,
    /// Who signs people in besides the hub, on loopback.
    pub sign_in_provider: Option<ProviderConfig>,
    /// A stream that the feed is published to, on loopback.
    pub stream: Option<JetStreamConfig>,
    /// Where brands and campaigns are registered, too, on loopback.
    pub registry: Option<RegistryConfig>,
}

impl TestHub {
    /// A hub on the database of `TRUSTHUB_TEST_DB`; `None`, after a loud line, if that is a PostgreSQL that is not there.
    pub async fn new() -> Option<Self> {
        Self::with(Wish::default()).await
    }

    /// A hub that differs.
    pub async fn with(wish: Wish) -> Option<Self> {
        let backend = match std::env::var("TRUSTHUB_TEST_DB").as_deref() {
            Ok("postgres") => Backend::Postgres,
            Ok("sqlite") | Err(_) => Backend::Sqlite,
            Ok(other) => panic!("TRUSTHUB_TEST_DB is sqlite or postgres, not {other}"),
        };
        Self::on(backend, wish).await
    }

    /// A hub on a given database.
    pub async fn on(backend: Backend, wish: Wish) -> Option<Self> {
        Some(Self::in_database(test_db(backend).await?, wish).await)
    }

    /// A new machine that has this hub's keys and nothing else of it: what a restore begins with.
    pub async fn new_machine(&self, backend: Backend) -> Option<Self> {
        let mut database = test_db(backend).await?;
        database.keys.clone_from(&self.database.keys);
        database.master_key = self.database.master_key.clone();
        Some(Self::in_database(database, self.wish.clone()).await)
    }

    /// A hub that goes on with what an earlier release left in `release`, its documents included, after its database was
    /// brought to the present schema. Returns the names of the migrations that took.
    pub async fn upgraded(backend: Backend, release: &Path) -> Option<(Self, Vec<String>)> {
        let database = dumped(backend, release).await?;
        let db = database.open().await;
        let pending = db.pending_migrations().await.expect("a list");
        db.migrate().await.expect("migrations");
        db.close().await;
        copy_folder(&release.join("documents"), &database.folder.path().join("documents"));
        Some((Self::in_database(database, Wish::default()).await, pending))
    }

    /// The same, before it was given any keys.
    pub async fn with_keys_of_its_own(mut self) -> Self {
        self.database.keys = self.database.folder.path().join("own keys");
        Self::in_database(self.database, self.wish).await
    }

    async fn in_database(database: TestDb, wish: Wish) -> Self {
        let clock = Arc::new(TestClock::default());
        let mailer = Arc::new(Mailer::memory());
        let hub = node(&database, &clock, &mailer, &wish).await;
        Self { hub, clock, database, mailer, wish }
    }

    /// Another process of the same hub: its own connections and caches, the same database, keys, files and clock.
    pub async fn another_node(&self) -> Hub {
        node(&self.database, &self.clock, &self.mailer, &self.wish).await
    }

    /// The same, with its connections: closed, they are what a database that is away looks like.
    pub async fn node_with_connections(&self) -> (Hub, Db) {
        let db = self.database.open().await;
        let hub = node_on(db.clone(), &self.database, &self.clock, &self.mailer, &self.wish);
        (hub, db)
    }

    /// A main account.
    pub async fn account(&self, name: &str) -> TestAccount {
        self.make(&Actor::operator(), name).await
    }

    /// A subaccount of `parent`, made by it.
    pub async fn subaccount(&self, parent: &TestAccount, name: &str) -> TestAccount {
        self.make(&parent.actor, name).await
    }

    /// A main account in test mode.
    pub async fn test_account(&self, name: &str) -> TestAccount {
        let new = NewAccount { is_test: true, ..named(name) };
        self.make_as(&Actor::operator(), new).await
    }

    async fn make(&self, by: &Actor, name: &str) -> TestAccount {
        self.make_as(by, named(name)).await
    }

    async fn make_as(&self, by: &Actor, new: NewAccount) -> TestAccount {
        let created = accounts::create(&self.hub, by, new).await.expect("an account");
        let sid = created.account.sid;
        TestAccount { actor: Actor::account(created.account, None), sid, auth_token: created.auth_token }
    }

    /// A user of an account who accepted the invitation.
    pub async fn user(&self, account: &TestAccount, email: &str, role: UserRole) -> TestUser {
        let address = email.parse().expect("an address");
        let (user, link) =
            colleagues::create(&self.hub, &account.actor, address, role).await.expect("an invitation");
        let password = SecretString::from(format!("the owl of {email} bakes"));
        people::accept(&self.hub, &token_of(&link.url), &password).await.expect("a password");
        let user = colleagues::find(&self.hub, &account.actor, user.sid).await.expect("the user");
        let owner = accounts::find(&self.hub, &account.actor, account.sid).await.expect("the account");
        TestUser { actor: Actor::user(owner, user.clone()), user, password }
    }

    /// A reviewer of that role, as an actor.
    pub async fn reviewer(&self, email: &str, role: Role) -> Actor {
        let email = email.parse().expect("an address");
        let operator = Actor::operator();
        reviewers::create(&self.hub, &operator, email, role)
            .await
            .map(|(reviewer, _)| Actor::reviewer(reviewer))
            .expect("a reviewer")
    }

    /// Carries out every job that is due, and those they queue.
    pub async fn run_jobs(&self) -> u64 {
        // On the heap: tests run jobs again and again, within futures of their own.
        Box::pin(work::run_due(&self.hub)).await.expect("jobs run")
    }

    /// Moves the clock.
    pub fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }

    /// From now on nobody is at this address.
    ///
    /// # Panics
    /// If it is none.
    pub fn nobody_is_at(&self, address: &str) {
        self.mailer.refuse(address.parse().expect("an address"));
    }

    /// Every mail sent so far.
    #[must_use]
    pub fn mails(&self) -> Vec<Mail> {
        self.mailer.sent()
    }
}

fn named(name: &str) -> NewAccount {
    NewAccount { friendly_name: Some(name.to_owned()), ..NewAccount::default() }
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

async fn node(database: &TestDb, clock: &Arc<TestClock>, mailer: &Arc<Mailer>, wish: &Wish) -> Hub {
    node_on(database.open().await, database, clock, mailer, wish)
}

/// Trusts at once: not every test has a server's loops.
fn repositories(client: &GuardedClient, roots: &Roots) -> Repositories {
    let repositories = Repositories::new(client.clone(), Limits::default());
    repositories.trust(&Trust::of(roots.clone()));
    repositories
}

fn call_trust(client: &GuardedClient, wish: &Wish) -> Sources {
    Sources {
        roots: match &wish.stir_roots_file {
            Some(path) => RootsSource::File(RootsFile::new(path.clone())),
            None => RootsSource::Given(wish.stir_roots.clone()),
        },
        administrator: wish.stir_administrator.clone(),
        trust_list: wish.stir_trust_list_url.clone(),
        crls: wish.stir_crl_urls.clone(),
        lists: Lists { client: client.clone(), login: wish.stir_login.clone() },
    }
}

fn node_on(db: Db, database: &TestDb, clock: &Arc<TestClock>, mailer: &Arc<Mailer>, wish: &Wish) -> Hub {
    let random: Arc<dyn RandomSource> = match wish.seed {
        Some(seed) => Arc::new(SeededRandom::new(seed)),
        None => Arc::new(SystemRandom),
    };
    let client = ClientConfig { allow: "127.0.0.0/8".parse().expect("a range"), ..ClientConfig::default() };
    let client = GuardedClient::new(client).expect("a client");
    let repositories = repositories(&client, &wish.stir_roots);
    let call_trust = call_trust(&client, wish);
    let documents = DocumentsConfig {
        place: DocumentPlace::Folder(database.folder.path().join("documents")),
        most_bytes: 2 * DOCUMENT_MAX_BYTES,
    };
    Hub::new(HubParts {
        scorecard: Scorecard::shipped().expect("a sound scorecard"),
        messaging: MessagingRules::shipped().expect("sound rules"),
        db,
        catalog: Catalog::with_files(wish.policies.clone()).expect("sound policies"),
        clock: Arc::clone(clock) as Arc<dyn Clock>,
        random,
        mailer: Arc::clone(mailer),
        documents: Documents::new(&documents).expect("a folder"),
        callbacks: Callbacks::new(client.clone()),
        sign_in_provider: wish.sign_in_provider.clone().map(|config| Provider::new(client.clone(), config)),
        stream: wish.stream.clone().map(JetStream::new),
        registry: wish.registry.clone().map(|config| CampaignRegistry::new(client.clone(), config)),
        sms: wish
            .sms_gateway
            .as_ref()
            .map(|url| SmsGateway::new(client, &url.as_str().into(), SMS_SECRET.into()).expect("a gateway")),
        outside: wish.outside.clone(),
        certificate_orders: wish.certificate_orders.clone(),
        repositories,
        key_module: None,
        call_trust,
        inspector: match &wish.clamd {
            Some(address) => {
                let scanner = Clamd::new(address.parse().expect("an address"));
                Inspector::new(Readers::Here, Tools::default(), Some(scanner))
            }
            None => Inspector::here(),
        },
        settings: Settings {
            public_url: "https://hub.example".to_owned(),
            mail_from: "Trust Hub <trust@hub.example>".parse().expect("a sender"),
            support_email: Some("support@hub.example".parse().expect("an address")),
            test_mail_to: wish.test_mail_to.map(|address| address.parse().expect("an address")),
            is_primary_by_api: !wish.forbids_primary_by_api,
            decides_automatically: !wish.refers_everything,
            document_max_bytes: DOCUMENT_MAX_BYTES,
            expiry_reminders: vec![30 * DAY, 7 * DAY, DAY],
            attestation_max_age: ATTESTATION_MAX_AGE,
            confirmations: wish.confirms.then_some(ConfirmationSettings {
                answer_within: 3 * DAY,
                remind_after: DAY,
                counts_for: 365 * DAY,
                most_per_day: 3,
            }),
        },
    })
}
