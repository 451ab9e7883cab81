//! Where the partners' feed is published to, besides to partners.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use trusthub_gateways::jetstream::JetStreamConfig;
use url::Url;

use super::ConfigError;
use super::values::Values;

/// Where the stream is, but for what other keys say.
#[derive(Debug, Clone)]
pub(crate) struct NatsConfig {
    /// `nats://…` or `tls://…`
    pub(crate) url: SecretString,
    /// What the stream is called.
    pub(crate) stream: String,
    /// What subjects begin with.
    pub(crate) subject: String,
}

/// Reads the keys; nothing is published without `nats_url`.
///
/// # Errors
/// A value that makes no sense.
pub(super) fn nats(values: &Values) -> Result<Option<NatsConfig>, ConfigError> {
    let stream = values.text("nats_stream");
    if !is_name(&stream) {
        return Err(values.wrong("nats_stream", format!("{stream:?}: give letters, digits, - and _")));
    }
    let subject = values.text("nats_subject");
    if !subject.split('.').all(is_name) {
        let why = format!("{subject:?}: give words of letters, digits, - and _ with dots between them");
        return Err(values.wrong("nats_subject", why));
    }
    let Some(url) = values.secret("nats_url") else { return Ok(None) };
    if !is_server(url.expose_secret()) {
        return Err(values.wrong("nats_url", "expected nats://USER:PASSWORD@HOST:4222 or tls://…"));
    }
    Ok(Some(NatsConfig { url, stream, subject }))
}

/// What may be the name of a stream and a part of a subject; NATS itself takes a little more.
fn is_name(text: &str) -> bool {
    let is_fit = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    !text.is_empty() && text.len() <= 64 && text.chars().all(is_fit)
}

/// A user name alone would be a token, which is shown where passwords are masked.
fn is_server(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| {
        let is_nats = matches!(url.scheme(), "nats" | "tls") && url.has_host();
        is_nats && url.username().is_empty() == url.password().is_none()
    })
}

impl NatsConfig {
    /// With what it takes to connect.
    pub(crate) fn with(&self, kept: Duration, ca_file: Option<PathBuf>) -> JetStreamConfig {
        JetStreamConfig {
            url: self.url.clone(),
            stream: self.stream.clone(),
            subject: self.subject.clone(),
            kept,
            ca_file,
        }
    }
}
