//! From a configuration to a working hub.
//!
//! [`open`] is the only place that puts the parts together, for the server and for every command beside it.

mod calls;
mod certificates;
mod outside;

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use secrecy::{ExposeSecret, SecretString};
use trusthub_app::messaging::MessagingRules;
use trusthub_app::partners;
use trusthub_app::review::reviewers;
use trusthub_app::{Actor, Error, Hub, HubParts, Settings, SystemClock, SystemRandom};
use trusthub_gateways::browser::Chromium;
use trusthub_gateways::documents::{Documents, DocumentsConfig};
use trusthub_gateways::jetstream::JetStream;
use trusthub_gateways::mail::{MailTransport, Mailer, SmtpConfig};
use trusthub_gateways::openid::Provider;
use trusthub_gateways::registry::CampaignRegistry;
use trusthub_gateways::sms::SmsGateway;
use trusthub_gateways::ssrf::{AllowList, ClientConfig, GuardedClient};
use trusthub_gateways::webhook::Callbacks;
use trusthub_storage::{Db, DbConfig, KeyStoreUrl, Vault};

use crate::config::{self, Config};
use crate::data_dir::{self, Presence};
use crate::failure::{Failure, Outcome};
use crate::inspection;
use crate::rules;

/// What a sealed document is larger than the clear one: nonce, tag, version. Generous.
const SEAL_BYTES: u64 = 1024;

/// How long before `valid_until` reminders go out: a month, a week, a day. Ours.
const EXPIRY_REMINDERS: [Duration; 3] =
    [Duration::from_hours(30 * 24), Duration::from_hours(7 * 24), Duration::from_hours(24)];

/// Who opens the hub, and so what may be made on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The server: makes the data directory, and brings an embedded database up to date.
    Serve,
    /// `migrate`: makes the data directory, and looks at the database itself.
    Migrate,
    /// `restore`: makes the data directory but no keys, and fills the database itself, alone.
    Restore,
    /// A command beside a server: makes nothing.
    Command,
    /// A command that wants to see a database of any version: makes nothing.
    Look,
}

/// An open hub.
pub(crate) struct Opened {
    /// The use cases' way in.
    pub(crate) hub: Hub,
    /// For closing, and for commands about the database itself.
    pub(crate) db: Db,
    /// Keeps a restore away.
    _presence: Option<Presence>,
}

impl Opened {
    /// Closes the database; the hub must not be used afterwards.
    pub(crate) async fn close(self) {
        self.db.close().await;
    }
}

/// Opens the hub that customers reach at `public_url`.
///
/// # Errors
/// Exit code 3, with what is in the way and what to do.
pub(crate) async fn open(config: &Config, public_url: &str, purpose: Purpose) -> Outcome<Opened> {
    let catalog = rules::catalog(&config.data_dir)?;
    let scorecard = rules::scorecard(&config.data_dir)?;
    if purpose == Purpose::Serve {
        refuse_mail_as_files(config)?;
    }
    let callbacks = callbacks(config)?;
    let sms = sms(config)?;
    let outside = outside::outside(config, public_url)?;
    let sign_in_provider = sign_in_provider(config)?;
    let registry = registry(config)?;
    let certificate_orders = certificates::orders(config)?;
    let call_trust = calls::trust(config)?;
    // The first that may make something on disk; the folders of mail and documents come after it.
    let presence = presence(config, purpose)?;
    let db = database(config, purpose).await?;
    let mailer = mailer(config)?;
    let documents = documents(config)?;
    let hub = Hub::new(HubParts {
        db: db.clone(),
        catalog,
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
        mailer: Arc::new(mailer),
        documents,
        inspector: inspection::inspector(config),
        callbacks,
        scorecard,
        messaging: MessagingRules::shipped().map_err(Failure::environment)?,
        sms,
        outside,
        sign_in_provider,
        stream: stream(config),
        registry,
        certificate_orders,
        repositories: calls::repositories(config)?,
        key_module: config.key_module.clone().map(Arc::new),
        call_trust,
        settings: Settings {
            public_url: public_url.to_owned(),
            mail_from: config.mail_from.clone(),
            support_email: config.support_email.clone(),
            test_mail_to: config.test_mail_to.clone(),
            is_primary_by_api: config.primary_by_api,
            decides_automatically: config.auto_decide,
            document_max_bytes: config.document_max_bytes,
            expiry_reminders: EXPIRY_REMINDERS.to_vec(),
            attestation_max_age: config.attestation_max_age,
            confirmations: config.confirmations.clone(),
        },
    });
    let opened = Opened { hub, db, _presence: presence };
    if purpose == Purpose::Restore {
        return Ok(opened);
    }
    match keys_fit(&opened.hub).await {
        Ok(()) => Ok(opened),
        Err(failure) => {
            opened.close().await;
            Err(failure)
        }
    }
}

/// One process may restore, or any number may do everything else.
///
/// # Errors
/// Exit code 1 or 3: who is in the way.
pub(crate) fn presence(config: &Config, purpose: Purpose) -> Outcome<Option<Presence>> {
    match purpose {
        Purpose::Serve | Purpose::Migrate => {
            data_dir::prepare(&config.data_dir)?;
            data_dir::enter(&config.data_dir, true)
        }
        Purpose::Restore => {
            data_dir::prepare(&config.data_dir)?;
            data_dir::enter_alone(&config.data_dir).map(Some)
        }
        Purpose::Command | Purpose::Look => data_dir::enter(&config.data_dir, false),
    }
}

/// A node with keys of its own would refuse every customer and seal new data so that no other node can read it.
/// Reviewers are sealed under the hub's key: whoever can read them has the right keys.
async fn keys_fit(hub: &Hub) -> Outcome {
    match reviewers::list(hub, &Actor::operator()).await {
        Ok(_) => Ok(()),
        Err(error @ Error::Internal(_)) => Err(Failure::from(error)
            .while_doing("the keys do not belong to this database")
            .hint("every node needs the same TRUSTHUB_KEYS_URL and master key; see docs/configuration.md")),
        Err(error) => Err(error.into()),
    }
}

/// Where customers reach the hub if nobody listens yet: as configured.
pub(crate) fn public_url(config: &Config) -> String {
    let of_listener = || config::url_of_listener(&config.listen, config.tls.is_some());
    config.public_url.clone().unwrap_or_else(of_listener)
}

/// How mail leaves.
///
/// # Errors
/// Exit code 3.
pub(crate) fn mailer(config: &Config) -> Outcome<Mailer> {
    let transport = match &config.smtp_url {
        Some(url) => {
            let extra_roots_pem = extra_roots(config)?;
            MailTransport::Smtp(SmtpConfig { extra_roots_pem, ..SmtpConfig::new(url.clone()) })
        }
        None => MailTransport::Folder(config.data_dir.join("mail")),
    };
    Mailer::new(&transport).map_err(|error| Failure::environment(error).while_doing("mail cannot be set up"))
}

/// Mail as files is for trying out: a hub that customers reach by https must really tell them.
///
/// # Errors
/// Exit code 3.
pub(crate) fn refuse_mail_as_files(config: &Config) -> Outcome {
    let is_for_customers = config.public_url.as_ref().is_some_and(|url| url.starts_with("https:"));
    if config.smtp_url.is_some() || !is_for_customers {
        return Ok(());
    }
    let why = "mail would only be written to files, but the public URL is https: customers would never be told anything";
    Err(Failure::environment_because(why).hint("set TRUSTHUB_SMTP_URL and TRUSTHUB_MAIL_FROM"))
}

/// Where uploads lie.
///
/// # Errors
/// Exit code 3.
pub(crate) fn documents(config: &Config) -> Outcome<Documents> {
    let most_bytes = config.document_max_bytes + SEAL_BYTES;
    Documents::new(&DocumentsConfig { place: config.documents.clone(), most_bytes })
        .map_err(|error| Failure::environment(error).while_doing("the documents' place cannot be used"))
}

fn callbacks(config: &Config) -> Outcome<Callbacks> {
    client(config, &config.webhook_allow).map(Callbacks::new)
}

/// Who signs people in, besides the hub itself.
///
/// # Errors
/// Exit code 3: the certificate authorities cannot be read.
pub(crate) fn sign_in_provider(config: &Config) -> Outcome<Option<Provider>> {
    let Some(provider) = &config.oidc else { return Ok(None) };
    // A code can be exchanged once only.
    let client = ClientConfig { keeps_connections: false, ..client_config(config, &config.fetch_allow)? };
    let client = GuardedClient::new(client).map_err(Failure::environment)?;
    Ok(Some(Provider::new(client, provider.clone())))
}

/// The stream that the partners' feed is published to. It keeps messages as long as the hub keeps the feed.
pub(crate) fn stream(config: &Config) -> Option<JetStream> {
    let nats = config.nats.as_ref()?;
    Some(JetStream::new(nats.with(partners::KEPT, config.fetch_ca_file.clone())))
}

/// Where brands and campaigns are registered, too.
///
/// # Errors
/// Exit code 3: the certificate authorities cannot be read.
pub(crate) fn registry(config: &Config) -> Outcome<Option<CampaignRegistry>> {
    let Some(registry) = &config.registry else { return Ok(None) };
    // What is made there must not be made twice.
    let client = ClientConfig { keeps_connections: false, ..client_config(config, &config.fetch_allow)? };
    let client = GuardedClient::new(client).map_err(Failure::environment)?;
    Ok(Some(CampaignRegistry::new(client, registry.clone())))
}

/// What draws websites for reviewers, if it is configured.
///
/// # Errors
/// Exit code 3: the certificate authorities cannot be read.
pub(crate) fn chromium(config: &Config) -> Outcome<Option<Chromium>> {
    Ok(outside::chromium(config, client(config, &config.fetch_allow)?))
}

/// The operator's gateway for text messages.
fn sms(config: &Config) -> Outcome<Option<SmsGateway>> {
    let Some((url, secret)) = &config.sms_gateway else { return Ok(None) };
    let client = client(config, &config.fetch_allow)?;
    SmsGateway::new(client, url, secret.clone()).map(Some).map_err(|error| {
        Failure::environment(error)
            .while_doing("sms_gateway_url cannot be used")
            .hint("see fetch_allow in docs/configuration.md")
    })
}

/// A client that also reaches these networks, as patient as clients are by default.
fn client(config: &Config, allow: &AllowList) -> Outcome<GuardedClient> {
    GuardedClient::new(client_config(config, allow)?).map_err(Failure::environment)
}

fn client_config(config: &Config, allow: &AllowList) -> Outcome<ClientConfig> {
    let extra_roots_pem = extra_roots(config)?;
    Ok(ClientConfig { allow: allow.clone(), extra_roots_pem, ..ClientConfig::default() })
}

/// Certificate authorities that the operator trusts besides the system's, as PEM.
///
/// # Errors
/// Exit code 3 if the file cannot be read.
pub(crate) fn extra_roots(config: &Config) -> Outcome<Option<Vec<u8>>> {
    let read = |path: &PathBuf| {
        fs::read(path)
            .with_context(|| format!("cannot read fetch_ca_file {}", path.display()))
            .map_err(Failure::environment)
    };
    config.fetch_ca_file.as_ref().map(read).transpose()
}

/// Opens the database and the keys.
///
/// # Errors
/// Exit code 3.
pub(crate) async fn database(config: &Config, purpose: Purpose) -> Outcome<Db> {
    let makes = match purpose {
        Purpose::Serve | Purpose::Migrate | Purpose::Restore => true,
        Purpose::Command | Purpose::Look => false,
    };
    let file = database_file(&config.database.url);
    if makes {
        data_dir::prepare(&config.data_dir)?;
    } else if file.as_ref().is_some_and(|path| !path.exists()) {
        return Err(data_dir::no_hub(config));
    }
    let master = match purpose {
        Purpose::Restore => data_dir::master_key(config, false).map_err(|failure| {
            failure.while_doing("a backup holds no keys, and no master key is here").hint(
                "put the master key in place, then `trusthub migrate` and `trusthub key import FILE`; see docs/backup.md",
            )
        })?,
        Purpose::Serve | Purpose::Migrate | Purpose::Command | Purpose::Look => {
            data_dir::master_key(config, makes)?
        }
    };
    if let Some(path) = file.filter(|_| makes) {
        data_dir::make_database_file(&path)?;
    }
    let vault = Vault::open(master, &key_store(&config.keys_url)).await.map_err(|error| {
        Failure::environment(error)
            .while_doing("the keys cannot be opened")
            .hint("`trusthub doctor` looks closer")
    })?;
    let db_config = DbConfig {
        url: config.database.url.clone(),
        is_synchronous: config.database.is_synchronous,
        max_connections: config.database.max_connections,
    };
    let db = Db::open(&db_config, Arc::new(vault)).await.map_err(|error| {
        Failure::environment(error)
            .while_doing("the database cannot be opened")
            .hint("check TRUSTHUB_DATABASE_URL")
    })?;
    match purpose {
        Purpose::Migrate | Purpose::Restore | Purpose::Look => {}
        Purpose::Serve if config.database.is_embedded() => migrate(&db).await?,
        Purpose::Serve | Purpose::Command => require_up_to_date(&db).await?,
    }
    Ok(db)
}

/// Brings the schema to this version.
///
/// # Errors
/// Exit code 3, also if a newer version has been here.
pub(crate) async fn migrate(db: &Db) -> Outcome {
    refuse_newer(db).await?;
    db.migrate().await.map_err(|error| {
        Failure::environment(error).while_doing("the database cannot be brought to this version")
    })
}

/// There are no migrations backwards, and what a newer version wrote cannot be judged by this one.
async fn refuse_newer(db: &Db) -> Outcome {
    if db.unknown_migrations().await.map_err(Failure::environment)?.is_empty() {
        return Ok(());
    }
    let why = format!("the database was last used by a newer version than {}", env!("CARGO_PKG_VERSION"));
    Err(Failure::environment_because(why)
        .hint("run that version, or restore a backup from before with --replace; see docs/backup.md"))
}

async fn require_up_to_date(db: &Db) -> Outcome {
    refuse_newer(db).await?;
    let pending = db.pending_migrations().await.map_err(Failure::environment)?;
    if pending.is_empty() {
        return Ok(());
    }
    Err(Failure::environment_because(format!(
        "the database lacks {} migration(s) of this version",
        pending.len()
    ))
    .hint("run `trusthub migrate` once; `trusthub migrate --check` shows what it would do"))
}

/// The file of an embedded database.
pub(crate) fn database_file(url: &SecretString) -> Option<PathBuf> {
    let path = url.expose_secret().strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    Some(PathBuf::from(path))
}

fn key_store(url: &SecretString) -> KeyStoreUrl {
    match url.expose_secret().strip_prefix("file:") {
        Some(folder) => KeyStoreUrl::Folder(folder.strip_prefix("//").unwrap_or(folder).into()),
        None => KeyStoreUrl::Postgres(url.clone()),
    }
}
