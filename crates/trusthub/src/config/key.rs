//! Every key of the configuration: its name, what it holds by default, what it is for.
//!
//! One table feeds the file, the environment, `trusthub config` and the check of docs/configuration.md.

/// A key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key {
    /// In the file; in the environment it is upper case behind `TRUSTHUB_`.
    pub(crate) name: &'static str,
    /// How much of it may be shown.
    pub(crate) secrecy: Secrecy,
    /// What holds if nobody sets it, in words where it depends on other keys. Empty: not set.
    pub(crate) default: &'static str,
    /// What it is for.
    pub(crate) meaning: &'static str,
}

/// How much of a value may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Secrecy {
    /// All of it.
    Open,
    /// A URL that may carry a password: shown without it. May come from a file.
    UrlWithPassword,
    /// Nothing of it. May come from a file.
    Secret,
}

impl Key {
    /// `TRUSTHUB_DATABASE_URL`
    pub(crate) fn variable(&self) -> String {
        format!("TRUSTHUB_{}", self.name.to_ascii_uppercase())
    }

    /// Whether the value may be read from a file that `NAME_file` names.
    pub(crate) fn may_come_from_file(&self) -> bool {
        match self.secrecy {
            Secrecy::Open => false,
            Secrecy::UrlWithPassword | Secrecy::Secret => true,
        }
    }

    /// The key of that name.
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        KEYS.iter().find(|key| key.name == name)
    }
}

const fn open(name: &'static str, default: &'static str, meaning: &'static str) -> Key {
    Key { name, secrecy: Secrecy::Open, default, meaning }
}

const fn url(name: &'static str, default: &'static str, meaning: &'static str) -> Key {
    Key { name, secrecy: Secrecy::UrlWithPassword, default, meaning }
}

const fn secret(name: &'static str, default: &'static str, meaning: &'static str) -> Key {
    Key { name, secrecy: Secrecy::Secret, default, meaning }
}

/// Every key, in the order of the documentation.
pub(crate) const KEYS: &[Key] = &[
    open("data_dir", "data", "folder of the hub's own files: database, keys, documents, mail"),
    open("listen", "127.0.0.1:8080", "HOST:PORT of the API; port 0 takes a free one"),
    open(
        "public_url",
        "the listening address",
        "where customers reach the hub; in every link, answer and mail",
    ),
    open("metrics_listen", "127.0.0.1:9464", "HOST:PORT of /metrics, or off"),
    open(
        "sip_listen",
        "",
        "where switches ask by SIP: udp:ADDRESS:PORT and tcp:ADDRESS:PORT, separated by commas",
    ),
    open("sip_trunks_file", "", "the switches that may ask, as TOML; must be set with sip_listen"),
    open(
        "sip_private",
        "",
        "own addresses that only switches reach, where the sender of a datagram is believed",
    ),
    open("tls_cert_file", "", "certificate chain in PEM; with tls_key_file the hub speaks TLS itself"),
    open("tls_key_file", "", "private key in PEM"),
    open("tls_client_ca_file", "", "certificate authorities in PEM, whose certificates clients show"),
    open(
        "tls_client_auth",
        "required",
        "required: nobody is let in without a client certificate; optional: who has none shows other credentials",
    ),
    open("embed_origins", "", "origins (https://isv.example) whose pages may show the embedded form"),
    open("embed_themes_file", "", "TOML file with the themes of the embedded form, by ThemeSetId"),
    open("trusted_proxies", "", "addresses and networks of proxies whose X-Forwarded-For is believed"),
    open(
        "drain_seconds",
        "0",
        "how long /ready says no, and requests are still answered, between SIGTERM and the end",
    ),
    open("shutdown_seconds", "30", "how long running requests and jobs may take to end after SIGTERM"),
    url("database_url", "sqlite:DATA_DIR/trusthub.db", "sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME"),
    open("database_max_connections", "10", "most connections (PostgreSQL) or readers (SQLite)"),
    open("database_synchronous", "on", "whether a SQLite commit waits for the disk"),
    secret(
        "master_key",
        "DATA_DIR/master.key",
        "wraps all other keys: 64 hex digits or 44 base64 characters",
    ),
    url(
        "keys_url",
        "file:DATA_DIR/keys",
        "where wrapped keys lie: file:FOLDER or postgres://… (a database of its own)",
    ),
    open(
        "documents_url",
        "file:DATA_DIR/documents",
        "where uploads lie, sealed: file:FOLDER or s3://BUCKET/PREFIX",
    ),
    open("document_max_bytes", "10485760", "largest upload, in bytes"),
    open("tesseract", "found on the PATH", "program that recognises text in pictures: a path, or off"),
    open("tesseract_languages", "eng", "languages of such text, as tesseract names them: eng, eng+deu"),
    open(
        "pdftoppm",
        "found on the PATH",
        "program that makes pictures of PDF pages without text: a path, or off",
    ),
    open("clamd", "", "malware scanner that uploads are shown to: unix:PATH or tcp:HOST:PORT of clamd"),
    open("s3_endpoint", "", "base URL of an S3 store that is not Amazon's"),
    open("s3_region", "us-east-1", "Amazon's region"),
    open("s3_access_key_id", "", "public half of the S3 key; without it the machine's role is used"),
    secret("s3_secret_access_key", "", "secret half of the S3 key"),
    secret("s3_session_token", "", "for temporary S3 credentials"),
    open("s3_allow_http", "off", "permit an s3_endpoint without TLS"),
    url(
        "smtp_url",
        "mail as .eml files in DATA_DIR/mail",
        "smtps://USER:PASSWORD@HOST or smtp://…?tls=required",
    ),
    open(
        "mail_from",
        "Trust Hub <trusthub@trusthub.example>",
        "sender of every mail; must be set with smtp_url",
    ),
    open("support_email", "", "whom customers may ask; named in every mail"),
    open("test_mail_to", "", "who gets the mail about test accounts; without it there is none"),
    open("webhook_allow", "", "networks exempt from the guard on status callbacks"),
    open("fetch_allow", "", "networks exempt from the guard on all other outbound requests"),
    open(
        "fetch_ca_file",
        "",
        "certificate authorities in PEM trusted besides the system's, for callbacks, mail and look-ups",
    ),
    open(
        "stir_roots_file",
        "",
        "certificates in PEM of the authorities whose signing certificates are trusted; read again when it changes",
    ),
    open(
        "stir_trust_list_url",
        "",
        "the policy administrator's list of authorities, trusted besides those in stir_roots_file",
    ),
    open("stir_crl_urls", "", "revocation lists of signing certificates, separated by commas"),
    open(
        "stir_authority_roots_file",
        "",
        "the policy administrator's own certificates in PEM, which its lists must be signed under",
    ),
    open("website_checks", "off", "whether the website of a business is visited while it is vetted"),
    open("chromium", "", "program that draws the website for reviewers; without it they see what was found"),
    open("chromium_sandbox", "on", "off only where Chromium cannot have its sandbox: see docs/evidence.md"),
    open(
        "live_lookups",
        "",
        "who else is asked then: mail (name servers), rdap, gleif, vies, opencorporates",
    ),
    open("dns_servers", "", "name servers to ask, ADDRESS or ADDRESS:PORT; without any those of the system"),
    open("rdap_url", "https://rdap.org", "where rdap asks when a domain was registered"),
    open("gleif_url", "https://api.gleif.org/api/v1", "where gleif asks the Global LEI Index"),
    open(
        "vies_url",
        "https://ec.europa.eu/taxation_customs/vies/rest-api",
        "where vies asks whether VAT numbers are valid",
    ),
    open(
        "opencorporates_url",
        "https://api.opencorporates.com/v0.4",
        "where opencorporates asks company registers",
    ),
    secret("opencorporates_token", "", "your key there"),
    open("primary_by_api", "on", "whether Primary Customer Profiles may be made and changed by API"),
    open("auto_decide", "on", "off: every case that complies goes to a reviewer"),
    open(
        "attestation_max_age_seconds",
        "300",
        "how long calls are attested without news from the database; then nothing is signed until there is",
    ),
    open(
        "confirm_representatives",
        "on",
        "whether representatives are asked by mail or text message to confirm what a customer says of them",
    ),
    open("confirm_hours", "72", "how long a representative can answer"),
    open(
        "confirm_reminder_hours",
        "24",
        "when a representative who has not answered is reminded; not at all if it is no less than confirm_hours",
    ),
    open(
        "confirm_days",
        "365",
        "how long a confirmation counts for later submissions with the same person and business",
    ),
    open("confirm_messages_per_day", "3", "most such messages to one address on a day, over all accounts"),
    url(
        "sms_gateway_url",
        "",
        "takes text messages to representatives as JSON; guarded by fetch_allow; without it they get mail only",
    ),
    secret("sms_gateway_secret", "", "signs what it gets; must be set with sms_gateway_url"),
    open(
        "oidc_issuer",
        "",
        "who else signs people in to the console: the issuer of an OpenID Connect provider; guarded by fetch_allow",
    ),
    open("oidc_client_id", "", "how it calls the hub; must be set with oidc_issuer"),
    secret("oidc_client_secret", "", "what the hub shows it; must be set with oidc_issuer"),
    open("oidc_name", "your company", "how the sign-in page calls it"),
    url(
        "nats_url",
        "",
        "NATS server with JetStream that the partners' feed is published to: nats://USER:PASSWORD@HOST or tls://…; not guarded",
    ),
    open("nats_stream", "TRUSTHUB", "the stream there; it is made if it is not there"),
    open("nats_subject", "trusthub", "what the subjects of its messages begin with"),
    open(
        "registry_url",
        "",
        "campaign registry where brands and campaigns are registered, too, without /v2; guarded by fetch_allow",
    ),
    open("registry_key", "", "how it knows the hub; must be set with registry_url"),
    secret("registry_secret", "", "what the hub shows it; must be set with registry_url"),
    open(
        "acme_directory_url",
        "",
        "directory of the authority that issues certificates for signing calls; without it they are imported",
    ),
    open(
        "acme_dialect",
        "deployed",
        "how it reads RFC 9447 and 9448: deployed (as authorities do) or standard",
    ),
    open("acme_pads_identifiers", "off", "whether it wants padded identifiers"),
    open("acme_contact", "", "e-mail address that it may write to"),
    open("stir_organization", "", "the provider's name in its certificates"),
    open("stir_country", "US", "the provider's country in its certificates"),
    open("stir_provider_code", "", "the provider's service provider code (SPC, OCN)"),
    open("stir_authority_url", "", "where the policy administrator gives authority tokens, without /api/v1"),
    open("stir_authority_account", "", "the provider's account there; without one its code"),
    open("stir_authority_user", "", "who signs in there"),
    secret("stir_authority_password", "", "with what"),
    open("pkcs11_module", "", "library of a PKCS#11 module that holds private keys for signing calls"),
    open("pkcs11_token", "", "label of the token in it"),
    secret("pkcs11_pin", "", "its user's PIN"),
    open("rate_limit_per_second", "100", "requests per second and account, on average"),
    open("rate_limit_burst", "200", "requests that an account may make at once"),
    open("head_seconds", "30", "for the head of a request, and for the next request on an open connection"),
    open("body_seconds", "60", "for the body of a request"),
    open("stall_seconds", "30", "how long a client may take nothing of an answer"),
    open("connection_seconds", "3600", "how old a connection becomes"),
    open("max_connections", "10000", "open connections at once"),
    open(
        "max_connections_per_address",
        "1000",
        "open connections of one address at once, trusted_proxies apart",
    ),
    open(
        "failed_logins_per_minute",
        "20",
        "wrong credentials from one address for one user name before it must wait",
    ),
    open(
        "reviewer_email",
        "reviewer@trusthub.example",
        "who signs in as the reviewer made by the first start",
    ),
    open(
        "log",
        "info",
        "what is logged: error, warn, info, debug, trace, or a filter such as info,trusthub_app=debug",
    ),
    open("log_format", "text", "text or json"),
    open("otlp_url", "", "collector that traces go to by OTLP over HTTP, without /v1/traces; not guarded"),
    secret("otlp_headers", "", "headers for it: NAME=VALUE, separated by commas"),
    open(
        "otlp_sample",
        "1",
        "share of traces that are kept, from 0 to 1; a sender's traceparent decides for itself",
    ),
    open(
        "core_dumps",
        "off",
        "whether a crash of the server may leave a core file, which holds keys and clear values",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_no_name_is_another_with_file_behind() {
        for (index, key) in KEYS.iter().enumerate() {
            assert!(KEYS.iter().skip(index + 1).all(|other| other.name != key.name), "{}", key.name);
            assert!(Key::named(&format!("{}_file", key.name)).is_none(), "{}", key.name);
        }
    }

    #[test]
    fn every_key_is_documented() {
        let page = include_str!("../../../../docs/configuration.md");
        for key in KEYS {
            assert!(page.contains(&format!("`{}`", key.name)), "docs/configuration.md lacks `{}`", key.name);
            assert!(
                key.default.is_empty() || page.contains(key.default),
                "docs/configuration.md lacks the default of `{}`: {}",
                key.name,
                key.default
            );
        }
    }
}
