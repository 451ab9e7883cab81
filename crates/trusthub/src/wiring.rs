//! From a configuration to a working hub.
//!
//! [`open`] is the only place that puts the parts together, for the server and for every command beside it.

mod calls;
mod certificates;
mod clients;
mod database;
mod outside;

pub(crate) use self::clients::{chromium, extra_roots, registry, sign_in_provider, stream};
pub(crate) use self::database::{database, database_file, migrate};

use std::sync::Arc;
use std::time::Duration;

use trusthub_app::messaging::MessagingRules;
use trusthub_app::review::reviewers;
use trusthub_app::{Actor, Error, Hub, HubParts, Settings, SystemClock, SystemRandom};
use trusthub_gateways::documents::{Documents, DocumentsConfig};
use trusthub_gateways::mail::{MailTransport, Mailer, SmtpConfig};
use trusthub_storage::Db;

use self::clients::{callbacks, sms};
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
        settings: settings(config, public_url),
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

fn settings(config: &Config, public_url: &str) -> Settings {
    Settings {
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
