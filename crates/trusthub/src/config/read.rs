//! From texts to a [`Config`], with the rules that tie keys together.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ipnet::IpNet;
use trusthub_app::confirmations::ConfirmationSettings;
use trusthub_gateways::documents::{DocumentPlace, S3Access, S3Credentials};
use trusthub_storage::MasterKey;
use url::Url;

use super::acme::acme;
use super::call_trust::call_trust;
use super::embed::embed;
use super::key_module::key_module;
use super::layers::Layers;
use super::lookups::lookups;
use super::nats::nats;
use super::oidc::oidc;
use super::otlp::otlp;
use super::registry::registry;
use super::shown;
use super::sip::sip;
use super::values::Values;
use super::{
    ClientAuthorities, ClientLimits, Config, ConfigError, Database, Helper, Inspection, Log, LogFormat,
    MasterKeyPlace, RateLimit, Tls,
};

pub(super) fn config(file: Option<PathBuf>, layers: Layers) -> Result<Config, ConfigError> {
    let mut values = Values::new(layers);
    let data_dir = PathBuf::from(values.text("data_dir"));
    let listen = values.listen("listen")?;
    let metrics_listen = match values.text("metrics_listen").as_str() {
        "off" => None,
        _ => Some(values.listen("metrics_listen")?),
    };
    let database = database(&mut values, &data_dir)?;
    let keys_url = keys_url(&mut values, &data_dir)?;
    let documents = documents(&mut values, &data_dir)?;
    let master_key = master_key(&mut values, &data_dir)?;
    let smtp_url = smtp_url(&values)?;
    let tls = tls(&values)?;
    let public_url = public_url(&mut values, &listen, tls.is_some())?;
    let call_trust = call_trust(&values, &data_dir, database.is_embedded(), public_url.as_deref())?;
    let config = Config {
        public_url,
        listen,
        metrics_listen,
        sip: sip(&values)?,
        tls,
        embed: embed(&values)?,
        trusted_proxies: networks(&values, "trusted_proxies")?,
        drain: Duration::from_secs(values.number("drain_seconds", 0, 3600)?),
        attestation_max_age: Duration::from_secs(values.number("attestation_max_age_seconds", 5, 86_400)?),
        shutdown: Duration::from_secs(values.number("shutdown_seconds", 1, 3600)?),
        database,
        master_key,
        keys_url,
        documents,
        inspection: inspection(&values)?,
        document_max_bytes: values.number("document_max_bytes", 1024, 1024 * 1024 * 1024)?,
        mail_from: values.parse("mail_from")?,
        smtp_url,
        support_email: values.parse_optional("support_email")?,
        test_mail_to: values.parse_optional("test_mail_to")?,
        webhook_allow: values.parse("webhook_allow")?,
        fetch_allow: values.parse("fetch_allow")?,
        fetch_ca_file: values.path("fetch_ca_file"),
        website_checks: values.switch("website_checks")?,
        chromium: chromium(&values)?,
        key_module: key_module(&values)?,
        call_trust,
        lookups: lookups(&values)?,
        acme: acme(&values)?,
        primary_by_api: values.switch("primary_by_api")?,
        auto_decide: values.switch("auto_decide")?,
        confirmations: confirmations(&values)?,
        sms_gateway: sms_gateway(&values)?,
        oidc: oidc(&values)?,
        nats: nats(&values)?,
        registry: registry(&values)?,
        rate_limit: rate_limit(&values)?,
        client_limits: client_limits(&values)?,
        reviewer_email: values.parse("reviewer_email")?,
        log: log(&values)?,
        otlp: otlp(&values)?,
        core_dumps: values.switch("core_dumps")?,
        data_dir,
        file,
        shown: Vec::new(),
    };
    let (layers, defaults) = values.into_layers();
    Ok(Config { shown: shown::all(&layers, &defaults), ..config })
}

fn database(values: &mut Values, data_dir: &Path) -> Result<Database, ConfigError> {
    let url = values.text_or("database_url", || format!("sqlite:{}", data_dir.join("trusthub.db").display()));
    let is_known = ["sqlite:", "postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme));
    if !is_known {
        return Err(
            values.wrong("database_url", "expected sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME")
        );
    }
    let max_connections = values.number("database_max_connections", 1, 1000)?;
    Ok(Database {
        url: url.into(),
        max_connections: u32::try_from(max_connections).unwrap_or(1000),
        is_synchronous: values.switch("database_synchronous")?,
    })
}

fn confirmations(values: &Values) -> Result<Option<ConfirmationSettings>, ConfigError> {
    const HOUR: u64 = 60 * 60;
    let time = |name, unit: u64, most| {
        values.number(name, 1, most).map(|count| Duration::from_secs(count.saturating_mul(unit)))
    };
    let most_per_day = values.number("confirm_messages_per_day", 1, 1000)?;
    let is_on = values.switch("confirm_representatives")?;
    let settings = ConfirmationSettings {
        answer_within: time("confirm_hours", HOUR, 30 * 24)?,
        remind_after: time("confirm_reminder_hours", HOUR, 30 * 24)?,
        counts_for: time("confirm_days", 24 * HOUR, 10 * 366)?,
        most_per_day: u32::try_from(most_per_day).unwrap_or(1000),
    };
    Ok(is_on.then_some(settings))
}

fn sms_gateway(
    values: &Values,
) -> Result<Option<(secrecy::SecretString, secrecy::SecretString)>, ConfigError> {
    match (values.secret("sms_gateway_url"), values.secret("sms_gateway_secret")) {
        (Some(url), Some(secret)) => Ok(Some((url, secret))),
        (None, None) => Ok(None),
        (Some(_), None) => {
            Err(values.wrong("sms_gateway_url", "sms_gateway_secret is missing: what signs the messages?"))
        }
        (None, Some(_)) => Err(values.wrong("sms_gateway_secret", "sms_gateway_url is missing")),
    }
}

/// Only a website that is visited can be drawn.
fn chromium(values: &Values) -> Result<Option<(PathBuf, bool)>, ConfigError> {
    let has_sandbox = values.switch("chromium_sandbox")?;
    let Some(program) = values.path("chromium") else { return Ok(None) };
    if !program.is_absolute() {
        return Err(
            values.wrong("chromium", "expected the whole path of the program, such as /usr/bin/chromium")
        );
    }
    if !values.switch("website_checks")? {
        return Err(
            values.wrong("chromium", "website_checks is off: no website is visited, so none is drawn")
        );
    }
    Ok(Some((program, has_sandbox)))
}

fn client_limits(values: &Values) -> Result<ClientLimits, ConfigError> {
    let seconds = |name, most| values.number(name, 1, most).map(Duration::from_secs);
    // What does not fit this machine's words is more than it could ever hold.
    let count =
        |name| values.number(name, 1, 1_000_000).map(|count| usize::try_from(count).unwrap_or(usize::MAX));
    Ok(ClientLimits {
        head: seconds("head_seconds", 3600)?,
        body: seconds("body_seconds", 3600)?,
        stall: seconds("stall_seconds", 3600)?,
        age: seconds("connection_seconds", 30 * 24 * 3600)?,
        connections: count("max_connections")?,
        connections_per_address: count("max_connections_per_address")?,
    })
}

fn keys_url(values: &mut Values, data_dir: &Path) -> Result<secrecy::SecretString, ConfigError> {
    let url = values.text_or("keys_url", || format!("file:{}", data_dir.join("keys").display()));
    let is_known = ["file:", "postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme));
    if is_known {
        Ok(url.into())
    } else {
        Err(values.wrong("keys_url", "expected file:FOLDER or postgres://USER:PASSWORD@HOST/NAME"))
    }
}

fn documents(values: &mut Values, data_dir: &Path) -> Result<DocumentPlace, ConfigError> {
    let url = values.text_or("documents_url", || format!("file:{}", data_dir.join("documents").display()));
    let credentials = match (values.optional("s3_access_key_id"), values.secret("s3_secret_access_key")) {
        (Some(access_key_id), Some(secret_access_key)) => {
            let session_token = values.secret("s3_session_token");
            Some(S3Credentials { access_key_id, secret_access_key, session_token })
        }
        (None, None) => None,
        (Some(_), None) => return Err(values.wrong("s3_access_key_id", "s3_secret_access_key is missing")),
        (None, Some(_)) => return Err(values.wrong("s3_secret_access_key", "s3_access_key_id is missing")),
    };
    let access = S3Access {
        endpoint: values.optional("s3_endpoint"),
        region: values.optional("s3_region"),
        credentials,
        allow_http: values.switch("s3_allow_http")?,
    };
    DocumentPlace::parse(&url, access).map_err(|error| values.wrong("documents_url", error.to_string()))
}

fn inspection(values: &Values) -> Result<Inspection, ConfigError> {
    let languages = values.text("tesseract_languages");
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '+');
    if !languages.starts_with(|letter: char| letter.is_ascii_alphanumeric())
        || !languages.chars().all(is_letter)
    {
        return Err(
            values.wrong("tesseract_languages", "expected names of languages joined by +, such as eng+deu")
        );
    }
    Ok(Inspection {
        tesseract: helper(values, "tesseract")?,
        tesseract_languages: languages,
        pdftoppm: helper(values, "pdftoppm")?,
        clamd: values.parse_optional("clamd")?,
    })
}

fn helper(values: &Values, name: &'static str) -> Result<Helper, ConfigError> {
    match values.set(name).map(|raw| PathBuf::from(&raw.text)) {
        None => Ok(Helper::OnThePath),
        Some(path) if path.as_os_str() == "off" => Ok(Helper::Off),
        Some(path) if path.is_absolute() => Ok(Helper::At(path)),
        Some(_) => Err(values.wrong(name, "expected an absolute path, or off")),
    }
}

fn master_key(values: &mut Values, data_dir: &Path) -> Result<MasterKeyPlace, ConfigError> {
    if let Some(path) = values.set("master_key").and_then(|raw| raw.secret_file.clone()) {
        return Ok(MasterKeyPlace::NamedFile(path));
    }
    if let Some(text) = values.secret("master_key") {
        return MasterKey::parse(&text).map(MasterKeyPlace::Given).ok_or_else(|| {
            values.wrong("master_key", "expected 64 hexadecimal digits or 44 base64 characters")
        });
    }
    let path = data_dir.join("master.key");
    values.text_or("master_key", || path.display().to_string());
    Ok(MasterKeyPlace::OwnFile(path))
}

fn smtp_url(values: &Values) -> Result<Option<secrecy::SecretString>, ConfigError> {
    let url = values.secret("smtp_url");
    if url.is_some() && values.set("mail_from").is_none() {
        return Err(values.wrong("smtp_url", "mail_from is missing: who do the mails come from?"));
    }
    Ok(url)
}

fn tls(values: &Values) -> Result<Option<Tls>, ConfigError> {
    let is_required = match values.text("tls_client_auth").as_str() {
        "required" => true,
        "optional" => false,
        _ => return Err(values.wrong("tls_client_auth", "must be required or optional")),
    };
    let clients = values.path("tls_client_ca_file").map(|file| ClientAuthorities { file, is_required });
    match (values.path("tls_cert_file"), values.path("tls_key_file")) {
        (Some(cert_file), Some(key_file)) => Ok(Some(Tls { cert_file, key_file, clients })),
        (None, None) if clients.is_some() => {
            Err(values.wrong("tls_client_ca_file", "tls_cert_file and tls_key_file are missing"))
        }
        (None, None) => Ok(None),
        (Some(_), None) => Err(values.wrong("tls_cert_file", "tls_key_file is missing")),
        (None, Some(_)) => Err(values.wrong("tls_key_file", "tls_cert_file is missing")),
    }
}

fn public_url(values: &mut Values, listen: &str, speaks_tls: bool) -> Result<Option<String>, ConfigError> {
    let Some(text) = values.optional("public_url").filter(|_| values.set("public_url").is_some()) else {
        values.text_or("public_url", || url_of_listener(listen, speaks_tls));
        return Ok(None);
    };
    let url = Url::parse(&text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let Some(url) = url else {
        return Err(values.wrong("public_url", format!("{text:?} is no http or https URL")));
    };
    if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() || url.path() != "/" {
        return Err(values
            .wrong("public_url", "only scheme, host and port belong here, such as https://trust.example"));
    }
    Ok(Some(text.trim_end_matches('/').to_owned()))
}

/// The URL under which a listener on this machine is reached; an address that means "all" becomes loopback.
pub(crate) fn url_of_listener(listen: &str, speaks_tls: bool) -> String {
    let scheme = if speaks_tls { "https" } else { "http" };
    let host_and_port = match listen.rsplit_once(':') {
        Some(("0.0.0.0", port)) => format!("127.0.0.1:{port}"),
        Some(("[::]", port)) => format!("[::1]:{port}"),
        Some(_) | None => listen.to_owned(),
    };
    format!("{scheme}://{host_and_port}")
}

fn rate_limit(values: &Values) -> Result<RateLimit, ConfigError> {
    let number =
        |name| values.number(name, 1, 1_000_000).map(|number| u32::try_from(number).unwrap_or(u32::MAX));
    let at_least_one = |name| number(name).map(|number| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN));
    Ok(RateLimit {
        per_second: at_least_one("rate_limit_per_second")?,
        burst: at_least_one("rate_limit_burst")?,
        failed_logins_per_minute: number("failed_logins_per_minute")?,
    })
}

/// Addresses and networks separated by commas or white space.
pub(super) fn networks(values: &Values, name: &'static str) -> Result<Vec<IpNet>, ConfigError> {
    let text = values.text(name);
    let parts =
        text.split(|letter: char| letter == ',' || letter.is_whitespace()).filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let network = part.parse::<IpNet>().or_else(|_| part.parse::<IpAddr>().map(IpNet::from));
            network
                .map_err(|_| values.wrong(name, format!("{part:?} is neither an IP address nor a network")))
        })
        .collect()
}

fn log(values: &Values) -> Result<Log, ConfigError> {
    let filter: tracing_subscriber::EnvFilter = values.parse("log")?;
    let format = match values.text("log_format").as_str() {
        "text" => LogFormat::Text,
        "json" => LogFormat::Json,
        other => return Err(values.wrong("log_format", format!("{other:?} is neither text nor json"))),
    };
    drop(filter);
    Ok(Log { filter: values.text("log"), format })
}
