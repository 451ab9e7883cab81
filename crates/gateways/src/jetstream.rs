//! A stream of NATS JetStream that the operator's own systems read, written to one message at a time.
//!
//! A message counts as published once the stream has acknowledged it; its identifier keeps the stream from taking it twice
//! within [`DUPLICATES_KNOWN`]. Whatever goes wrong ends the connection, so that nothing that was given up lies in a buffer
//! and comes later. JetStream is spoken to by its requests, which are subjects and JSON; the client knows no more than NATS.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use async_nats::connection::State;
use async_nats::{Client, ConnectErrorKind, ConnectOptions, HeaderMap, RequestErrorKind, ServerAddr};
use bytes::Bytes;
use percent_encoding::percent_decode_str;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::Mutex;
use url::Url;

/// How long a connection, and how long an answer may take. Ours: a cluster chooses a new leader in less.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long a stream that the hub makes knows identifiers again; JetStream's own default is two minutes. Ours: as long as a
/// server that was restarted by hand is away.
pub const DUPLICATES_KNOWN: Duration = Duration::from_hours(1);

/// JetStream's number for a stream that is not there. Source: nats-server, server/errors.json.
const NO_STREAM: u32 = 10059;

/// Where the stream is.
#[derive(Debug, Clone)]
pub struct JetStreamConfig {
    /// `nats://USER:PASSWORD@HOST:4222` or `tls://…`
    pub url: SecretString,
    /// What the stream is called.
    pub stream: String,
    /// What subjects begin with.
    pub subject: String,
    /// How long a stream that the hub makes keeps messages.
    pub kept: Duration,
    /// The certificate authorities that are trusted, in PEM; without it the system's.
    pub ca_file: Option<PathBuf>,
}

/// What is published.
#[derive(Debug, Clone)]
pub struct Message {
    /// The rest of its subject, behind what all begin with.
    pub kind: String,
    /// The same however often it is published.
    pub id: String,
    /// What the body is.
    pub content_type: &'static str,
    /// The body.
    pub body: Vec<u8>,
}

/// Why nothing is published.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StreamError {
    /// The URL is none.
    #[error("nats_url is no address of a NATS server")]
    Address,
    /// No connection.
    #[error("the NATS server is not reached: {0}")]
    Unreachable(String),
    /// It is reached and does not let the hub in.
    #[error("the NATS server does not take the user name and password of nats_url")]
    Login,
    /// JetStream is off, or not for this user.
    #[error("nobody answers for JetStream on the NATS server")]
    NoJetStream,
    /// No acknowledgement in time.
    #[error("JetStream did not answer within {} s", PATIENCE.as_secs())]
    Silent,
    /// It says no.
    #[error("JetStream refuses: {why} ({code})")]
    Refused {
        /// Its number.
        code: u32,
        /// Its words.
        why: String,
    },
    /// The answer is none of JetStream's.
    #[error("JetStream answers what is not understood")]
    Answer,
}

/// The stream. It is connected to when that is first needed, and again after a failure.
pub struct JetStream {
    config: JetStreamConfig,
    connection: Mutex<Option<Client>>,
}

impl fmt::Debug for JetStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JetStream").field("stream", &self.config.stream).finish_non_exhaustive()
    }
}

/// Whatever JetStream answers, as far as it matters here.
#[derive(Deserialize)]
struct Answer {
    error: Option<Refusal>,
    /// Of a message that was taken.
    stream: Option<String>,
    /// Of a stream.
    state: Option<Held>,
}

#[derive(Deserialize)]
struct Refusal {
    #[serde(default)]
    err_code: u32,
    #[serde(default)]
    description: String,
}

#[derive(Deserialize)]
struct Held {
    messages: u64,
}

impl JetStream {
    /// Nothing is connected to yet.
    #[must_use]
    pub fn new(config: JetStreamConfig) -> Self {
        Self { config, connection: Mutex::new(None) }
    }

    /// What the stream is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.config.stream
    }

    /// Publishes a message, and returns once the stream has it; a stream that has had it already takes it no second time.
    ///
    /// # Errors
    /// It is not known whether the stream has it.
    pub async fn publish(&self, message: Message) -> Result<(), StreamError> {
        let mut connection = self.connection.lock().await;
        let client = match connection.take().filter(|client| client.connection_state() == State::Connected) {
            Some(client) => client,
            None => self.connect().await?,
        };
        let mut headers = HeaderMap::new();
        headers.insert("Nats-Msg-Id", message.id.as_str());
        headers.insert("Nats-Expected-Stream", self.config.stream.as_str());
        headers.insert("Content-Type", message.content_type);
        let subject = format!("{}.{}", self.config.subject, message.kind);
        let answer = ask(&client, subject, headers, message.body.into()).await?;
        if answer.stream.as_deref() != Some(&self.config.stream) {
            return Err(StreamError::Answer);
        }
        *connection = Some(client);
        Ok(())
    }

    /// How many messages the stream holds; `None` if there is no such stream yet. Makes nothing.
    ///
    /// # Errors
    /// The server, or JetStream on it, is not reached or refuses.
    pub async fn look(&self) -> Result<Option<u64>, StreamError> {
        self.messages(&self.open().await?).await
    }

    /// Connects, and makes the stream if it is not there.
    async fn connect(&self) -> Result<Client, StreamError> {
        let client = self.open().await?;
        if self.messages(&client).await?.is_none() {
            self.make(&client).await?;
        }
        Ok(client)
    }

    async fn open(&self) -> Result<Client, StreamError> {
        let (server, login) = self.server()?;
        // A connection that is lost is made again here, and no library tries for hours and tells the log each time.
        let mut options = ConnectOptions::new()
            .name("trusthub")
            .connection_timeout(PATIENCE)
            .request_timeout(Some(PATIENCE))
            .max_reconnects(1);
        if let Some((user, password)) = login {
            options = options.user_and_password(user, password);
        }
        if let Some(file) = &self.config.ca_file {
            options = options.add_root_certificates(file.clone());
        }
        let connecting = tokio::time::timeout(PATIENCE, options.connect(server)).await;
        let connected = connecting.map_err(|_| StreamError::Unreachable("it does not answer".to_owned()))?;
        connected.map_err(|error| match error.kind() {
            ConnectErrorKind::ServerParse => StreamError::Address,
            ConnectErrorKind::Authentication | ConnectErrorKind::AuthorizationViolation => StreamError::Login,
            kind => StreamError::Unreachable(kind.to_string()),
        })
    }

    /// The server without what is secret, which the client would write into the log; and that.
    fn server(&self) -> Result<(ServerAddr, Option<(String, String)>), StreamError> {
        let mut url = Url::parse(self.config.url.expose_secret()).map_err(|_| StreamError::Address)?;
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let login = url.password().map(|password| (decoded(url.username()), decoded(password)));
        url.set_password(None).map_err(|()| StreamError::Address)?;
        url.set_username("").map_err(|()| StreamError::Address)?;
        let server = ServerAddr::from_url(url).map_err(|_| StreamError::Address)?;
        Ok((server, login))
    }

    async fn messages(&self, client: &Client) -> Result<Option<u64>, StreamError> {
        let subject = format!("$JS.API.STREAM.INFO.{}", self.config.stream);
        match ask(client, subject, HeaderMap::new(), Bytes::new()).await {
            Ok(answer) => answer.state.map(|state| Some(state.messages)).ok_or(StreamError::Answer),
            Err(StreamError::Refused { code: NO_STREAM, .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// On one server, in files. Who wants more makes the stream before, or changes it.
    async fn make(&self, client: &Client) -> Result<(), StreamError> {
        let wanted = json!({
            "name": self.config.stream,
            "subjects": [format!("{}.>", self.config.subject)],
            "retention": "limits",
            "storage": "file",
            "discard": "old",
            "num_replicas": 1,
            "max_age": nanoseconds(self.config.kept),
            "duplicate_window": nanoseconds(DUPLICATES_KNOWN),
        });
        let subject = format!("$JS.API.STREAM.CREATE.{}", self.config.stream);
        ask(client, subject, HeaderMap::new(), wanted.to_string().into()).await.map(drop)
    }
}

fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

async fn ask(
    client: &Client,
    subject: String,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Answer, StreamError> {
    let answered = client.request_with_headers(subject, headers, body).await;
    let message = answered.map_err(|error| match error.kind() {
        RequestErrorKind::TimedOut => StreamError::Silent,
        RequestErrorKind::NoResponders => StreamError::NoJetStream,
        kind => StreamError::Unreachable(kind.to_string()),
    })?;
    let answer: Answer = serde_json::from_slice(&message.payload).map_err(|_| StreamError::Answer)?;
    match answer.error {
        Some(Refusal { err_code, description }) => {
            Err(StreamError::Refused { code: err_code, why: description })
        }
        None => Ok(answer),
    }
}
