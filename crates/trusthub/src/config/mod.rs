//! What the operator has set, read once and checked as a whole.
//!
//! Start at [`load`]: it finds the file, lays environment and command line over it, and gives a [`Config`] in which
//! every value is sound, or an error that names file, line and key. Keys and defaults stand in `key`.

mod acme;
mod call_trust;
mod embed;
mod key;
mod key_module;
mod layers;
mod lookups;
mod nats;
mod oidc;
mod otlp;
mod read;
mod registry;
mod shown;
mod sip;
mod values;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ipnet::IpNet;
use secrecy::SecretString;
use trusthub_app::confirmations::ConfirmationSettings;
use trusthub_console::EmbedConfig;
use trusthub_domain::contact::Email;
use trusthub_gateways::documents::DocumentPlace;
use trusthub_gateways::documents::inspect::ClamdAddress;
use trusthub_gateways::mail::Sender;
use trusthub_gateways::openid::ProviderConfig;
use trusthub_gateways::pkcs11::Module;
use trusthub_gateways::registry::RegistryConfig;
use trusthub_gateways::ssrf::AllowList;
use trusthub_storage::MasterKey;

pub(crate) use acme::AcmeConfig;
pub(crate) use call_trust::CallTrustConfig;
pub(crate) use key::Key;
#[cfg(test)]
pub(crate) use key::{KEYS, Secrecy};
pub(crate) use lookups::LookupsConfig;
pub(crate) use nats::NatsConfig;
pub(crate) use otlp::Otlp;
pub(crate) use read::url_of_listener;
pub(crate) use shown::Shown;
pub(crate) use sip::{SipConfig, SipListen, Transport, TrunksFile};

use layers::{Layers, Raw, Source};

/// The file that is read without being asked for, if it lies in the data directory.
pub(crate) const FILE_IN_DATA_DIR: &str = "trusthub.toml";

/// The whole configuration.
pub(crate) struct Config {
    /// The hub's own folder.
    pub(crate) data_dir: PathBuf,
    /// `HOST:PORT` of the API.
    pub(crate) listen: String,
    /// Where customers reach the hub, if it was said; without a slash at the end.
    pub(crate) public_url: Option<String>,
    /// `HOST:PORT` of the metrics; `None` is off.
    pub(crate) metrics_listen: Option<String>,
    /// How SIP is spoken; `None` if it is not.
    pub(crate) sip: Option<SipConfig>,
    /// How the hub speaks TLS itself; `None` is plain HTTP.
    pub(crate) tls: Option<Tls>,
    /// Whose `X-Forwarded-For` is believed.
    pub(crate) trusted_proxies: Vec<IpNet>,
    /// Forms on others' pages.
    pub(crate) embed: EmbedConfig,
    /// How long the hub answers, while it says that it is not ready, before it ends.
    pub(crate) drain: Duration,
    /// How long running work may take to end.
    pub(crate) shutdown: Duration,
    /// How to reach the database.
    pub(crate) database: Database,
    /// Where the master key comes from.
    pub(crate) master_key: MasterKeyPlace,
    /// `file:FOLDER` or `postgres://…`
    pub(crate) keys_url: SecretString,
    /// Where uploads lie.
    pub(crate) documents: DocumentPlace,
    /// Largest upload.
    pub(crate) document_max_bytes: u64,
    /// How uploads are read.
    pub(crate) inspection: Inspection,
    /// Where mail goes; `None` writes files into `DIR/mail`.
    pub(crate) smtp_url: Option<SecretString>,
    /// Who mails come from.
    pub(crate) mail_from: Sender,
    /// Whom customers may ask.
    pub(crate) support_email: Option<Email>,
    pub(crate) test_mail_to: Option<Email>,
    /// Networks that status callbacks may reach although they are special.
    pub(crate) webhook_allow: AllowList,
    /// The same for everything else that the hub calls.
    pub(crate) fetch_allow: AllowList,
    /// Certificate authorities trusted besides the system's.
    pub(crate) fetch_ca_file: Option<PathBuf>,
    /// Whether websites are visited.
    pub(crate) website_checks: bool,
    /// What draws them for reviewers, and whether in its sandbox.
    pub(crate) chromium: Option<(PathBuf, bool)>,
    /// Holds private keys for signing calls.
    pub(crate) key_module: Option<Module>,
    /// Whose signing certificates are trusted.
    pub(crate) call_trust: CallTrustConfig,
    /// Who else is asked about businesses.
    pub(crate) lookups: LookupsConfig,
    /// Where certificates for signing calls are ordered; `None` if they are imported.
    pub(crate) acme: Option<AcmeConfig>,
    /// Whether primary profiles may be made by API.
    pub(crate) primary_by_api: bool,
    /// Whether the machine may approve.
    pub(crate) auto_decide: bool,
    /// How old what calls are attested by may be.
    pub(crate) attestation_max_age: Duration,
    /// How representatives are asked; `None` if they are not.
    pub(crate) confirmations: Option<ConfirmationSettings>,
    /// The gateway for text messages: its URL, and what signs what it gets.
    pub(crate) sms_gateway: Option<(SecretString, SecretString)>,
    /// Who signs people in, besides the hub itself.
    pub(crate) oidc: Option<ProviderConfig>,
    /// A stream of the operator's own that the partners' feed is published to.
    pub(crate) nats: Option<NatsConfig>,
    /// Where brands and campaigns are registered, too; `None` if the hub is the only registry.
    pub(crate) registry: Option<RegistryConfig>,
    /// How often one account may ask.
    pub(crate) rate_limit: RateLimit,
    /// What one connection may take.
    pub(crate) client_limits: ClientLimits,
    /// The first reviewer.
    pub(crate) reviewer_email: Email,
    /// What is logged, and how.
    pub(crate) log: Log,
    /// Where traces go; `None` is nowhere.
    #[cfg_attr(
        not(feature = "otlp"),
        expect(dead_code, reason = "checked all the same, so that every binary reads the same file alike")
    )]
    pub(crate) otlp: Option<Otlp>,
    /// Whether a crash may leave a core file.
    pub(crate) core_dumps: bool,
    /// The configuration file that was read.
    pub(crate) file: Option<PathBuf>,
    /// Every key as `trusthub config` shows it.
    pub(crate) shown: Vec<Shown>,
}

/// TLS by the hub itself.
#[derive(Debug, Clone)]
pub(crate) struct Tls {
    /// The chain.
    pub(crate) cert_file: PathBuf,
    /// The private key.
    pub(crate) key_file: PathBuf,
    /// Whose certificates clients show; `None` where they are not asked for any.
    pub(crate) clients: Option<ClientAuthorities>,
}

/// Authorities of client certificates.
#[derive(Debug, Clone)]
pub(crate) struct ClientAuthorities {
    /// Their own certificates.
    pub(crate) file: PathBuf,
    /// Nobody is let in without.
    pub(crate) is_required: bool,
}

/// How to reach the database.
#[derive(Debug, Clone)]
pub(crate) struct Database {
    /// May carry a password.
    pub(crate) url: SecretString,
    /// Most connections or readers.
    pub(crate) max_connections: u32,
    /// Whether a commit waits for the disk.
    pub(crate) is_synchronous: bool,
}

impl Database {
    /// Whether the database is a file of this machine.
    pub(crate) fn is_embedded(&self) -> bool {
        use secrecy::ExposeSecret;
        self.url.expose_secret().starts_with("sqlite:")
    }
}

/// What helps to read uploads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Inspection {
    /// Recognises text in pictures.
    pub(crate) tesseract: Helper,
    /// `eng`, `eng+deu`.
    pub(crate) tesseract_languages: String,
    /// Makes pictures of pages.
    pub(crate) pdftoppm: Helper,
    /// Looks for malware.
    pub(crate) clamd: Option<ClamdAddress>,
}

/// A program that helps if it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Helper {
    /// If it is installed.
    OnThePath,
    /// There.
    At(PathBuf),
    /// Not even if it is installed.
    Off,
}

/// Where the master key comes from.
pub(crate) enum MasterKeyPlace {
    /// The configuration holds it.
    Given(MasterKey),
    /// A file that somebody else manages.
    NamedFile(PathBuf),
    /// `DIR/master.key`, made by the first start.
    OwnFile(PathBuf),
}

/// How often one account may ask, and one peer may fail to sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RateLimit {
    /// On average.
    pub(crate) per_second: NonZeroU32,
    /// At once.
    pub(crate) burst: NonZeroU32,
    /// Wrong credentials per minute, peer and user name.
    pub(crate) failed_logins_per_minute: u32,
}

/// What connections may take, so that no client keeps others from theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ClientLimits {
    /// For the head of a request, and for the next request on an open connection.
    pub(crate) head: Duration,
    /// For the body of a request.
    pub(crate) body: Duration,
    /// How long a client may take nothing of what it is sent.
    pub(crate) stall: Duration,
    /// How old a connection becomes.
    pub(crate) age: Duration,
    /// Open at once.
    pub(crate) connections: usize,
    /// Open at once from one address.
    pub(crate) connections_per_address: usize,
}

/// What is logged, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Log {
    /// A level or a filter.
    pub(crate) filter: String,
    /// Text for people or JSON for machines.
    pub(crate) format: LogFormat,
}

/// For whom logs are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogFormat {
    /// People.
    Text,
    /// Machines.
    Json,
}

/// What the command line says about the configuration.
#[derive(Debug, Clone, Default)]
pub(crate) struct Given {
    /// `--config`, or `TRUSTHUB_CONFIG`.
    pub(crate) file: Option<PathBuf>,
    /// Keys set by flags: the key, the flag's name, the text.
    pub(crate) flags: Vec<(&'static str, &'static str, String)>,
}

/// A configuration that cannot be used: where, which key, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ConfigError {
    place: String,
    key: Option<&'static str>,
    why: String,
}

impl ConfigError {
    fn new(source: &Source, key: &'static str, why: String) -> Self {
        Self { key: Some(key), ..Self::without_key(source, why) }
    }

    fn without_key(source: &Source, why: String) -> Self {
        let place = match source {
            Source::Default => "configuration".to_owned(),
            Source::File { .. } | Source::Environment(_) | Source::CommandLine(_) => source.to_string(),
        };
        Self { place, key: None, why }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.key {
            Some(key) => write!(f, "{}: {key}: {}", self.place, self.why),
            None => write!(f, "{}: {}", self.place, self.why),
        }
    }
}

impl std::error::Error for ConfigError {}

/// Reads the configuration of this process.
///
/// # Errors
/// The first thing wrong.
pub(crate) fn load(given: &Given) -> Result<Config, ConfigError> {
    // Variables that are no UTF-8 cannot be ours.
    let variables = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    load_from(given, &variables)
}

/// A configuration of these settings and nothing else: neither file nor environment is looked at.
///
/// # Errors
/// The first thing wrong.
pub(crate) fn of_settings(
    settings: Vec<(&'static str, &'static str, String)>,
) -> Result<Config, ConfigError> {
    let layers = settings
        .into_iter()
        .map(|(key, place, text)| (key, Raw { text, source: Source::CommandLine(place), secret_file: None }));
    read::config(None, layers.collect())
}

/// The same with the environment as an argument.
fn load_from(given: &Given, variables: &BTreeMap<String, String>) -> Result<Config, ConfigError> {
    let flags = given.flags.iter().map(|(key, flag, text)| {
        (*key, Raw { text: text.clone(), source: Source::CommandLine(flag), secret_file: None })
    });
    let above = layers::overlay(layers::environment(variables)?, flags.collect());
    let (file, below) = match &given.file {
        Some(path) => (Some(path.clone()), read_file(path)?),
        None => file_in_data_dir(&above)?,
    };
    read::config(file, layers::overlay(below, above))
}

fn file_in_data_dir(above: &Layers) -> Result<(Option<PathBuf>, Layers), ConfigError> {
    let data_dir = above.get("data_dir").map(|raw| raw.text.as_str());
    let default = Key::named("data_dir").map(|key| key.default);
    let path = Path::new(data_dir.or(default).unwrap_or_default()).join(FILE_IN_DATA_DIR);
    if !path.exists() {
        return Ok((None, Layers::new()));
    }
    let layers = read_file(&path)?;
    if let Some(raw) = layers.get("data_dir") {
        let why =
            "a file in the data directory cannot move it; use --data-dir, or --config with a file elsewhere";
        return Err(ConfigError::new(&raw.source, "data_dir", why.to_owned()));
    }
    Ok((Some(path), layers))
}

fn read_file(path: &Path) -> Result<Layers, ConfigError> {
    let text = std::fs::read_to_string(path).map_err(|error| ConfigError {
        place: path.display().to_string(),
        key: None,
        why: format!("cannot be read: {error}"),
    })?;
    layers::file(path, &text)
}
