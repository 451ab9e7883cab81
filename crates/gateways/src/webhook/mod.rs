//! Status callbacks: the customer's URL is told of each transition of a bundle. Contract: docs/callbacks.md.
//!
//! One call is one attempt. Whether and when to try again is the job's business, by [`RETRY_AFTER`]; each attempt of
//! an event is the same request, byte for byte but for connection headers, so that a receiver can tell a repetition.

mod fields;
mod signature;
mod signed;

pub use fields::{failure_reason, form_fields};
pub use signature::signature;
pub use signed::{SignedRequest, signed};

use std::fmt;
use std::time::Duration;

use reqwest::{Method, RequestBuilder, StatusCode};
use secrecy::SecretString;
use trusthub_domain::bundle::BundleEvent;
use trusthub_domain::sid::EventSid;

use crate::ssrf::{GuardError, GuardedClient, is_forbidden};

/// The header that carries the event's identifier, the same at each attempt.
pub(crate) const IDEMPOTENCY_HEADER: &str = "I-Twilio-Idempotency-Token";

/// The header that carries the signature.
pub const SIGNATURE_HEADER: &str = "X-Twilio-Signature";

/// The header that a callback of a test account carries, with the value `true`.
const TEST_HEADER: &str = "X-TrustHub-Test";

/// How long a receiver may take in all: connection, answer and body (docs/callbacks.md).
pub const TIMEOUT: Duration = Duration::from_secs(15);

/// How long to wait after the first failed attempt, the second, and so on; after the last, the callback is a dead
/// letter (docs/callbacks.md). Eight attempts in a little over ten hours: long enough for a night's outage.
pub const RETRY_AFTER: [Duration; 7] = [
    Duration::from_secs(5),
    Duration::from_secs(30),
    Duration::from_mins(2),
    Duration::from_mins(10),
    Duration::from_hours(1),
    Duration::from_hours(3),
    Duration::from_hours(6),
];

/// How much of an answer is read, so that the connection can serve again. The rest is of no interest.
const MOST_READ_BYTES: usize = 64 * 1024;

/// One callback to make. Its `Debug` shows the event's identifier only.
#[derive(Clone)]
pub struct CallbackRequest {
    /// The URL as the customer gave it. May carry secrets.
    pub url: String,
    /// The owner's primary token: signs the request.
    pub auth_token: SecretString,
    /// What happened.
    pub event: BundleEvent,
    /// In a test account.
    pub is_test: bool,
}

impl fmt::Debug for CallbackRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallbackRequest").field("event_sid", &self.event.sid).finish_non_exhaustive()
    }
}

/// What became of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Outcome {
    /// The receiver has it.
    Delivered {
        /// Its answer, a 2xx.
        status: u16,
    },
    /// Not this time; worth another attempt.
    Retry {
        /// What went wrong.
        why: Failure,
    },
    /// No attempt can succeed until the URL or the configuration changes.
    Dead {
        /// What is wrong.
        why: Failure,
    },
}

/// Why an attempt failed, in words that hold neither the URL nor what was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The receiver answered, but not with a 2xx.
    #[error("the receiver answered {0}")]
    Status(u16),
    /// A redirect: another place could be anywhere, so it is not followed.
    #[error("the receiver answered {0}, and redirects are not followed")]
    Redirect(u16),
    /// No complete answer in time.
    #[error("the receiver did not answer within {} seconds", TIMEOUT.as_secs())]
    Timeout,
    /// No connection: the name does not resolve, nobody listens, or TLS failed.
    #[error("no connection to the receiver")]
    Connection,
    /// The connection broke before an answer, or the answer was no HTTP.
    #[error("the receiver hung up without an answer")]
    Broken,
    /// The guard on outbound requests stands in the way.
    #[error("the URL leads to a special-purpose address, which is not called")]
    Forbidden,
    /// Not a URL that can be called.
    #[error("the URL is not an http or https URL")]
    BadUrl,
    /// Not a secret that can be signed with.
    #[error("the signing secret is damaged")]
    BadSecret,
}

/// A callback about anything that has an event. Its `Debug` shows the event's identifier only.
#[derive(Clone)]
pub struct FieldsRequest {
    /// The URL as the customer gave it. May carry secrets.
    pub url: String,
    /// The owner's primary token: signs the request.
    pub auth_token: SecretString,
    /// What happened.
    pub event: EventSid,
    /// What is told of it.
    pub fields: Vec<(&'static str, String)>,
    /// In a test account.
    pub is_test: bool,
}

impl fmt::Debug for FieldsRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FieldsRequest").field("event", &self.event).finish_non_exhaustive()
    }
}

/// Makes callbacks.
#[derive(Debug, Clone)]
pub struct Callbacks {
    client: GuardedClient,
}

impl Callbacks {
    /// Callbacks through this client.
    #[must_use]
    pub const fn new(client: GuardedClient) -> Self {
        Self { client }
    }

    /// Makes one attempt. A user name and password in the URL are sent as basic authentication.
    pub async fn deliver(&self, request: &CallbackRequest) -> Outcome {
        self.deliver_fields(&FieldsRequest {
            url: request.url.clone(),
            auth_token: request.auth_token.clone(),
            event: request.event.sid,
            fields: form_fields(&request.event),
            is_test: request.is_test,
        })
        .await
    }

    /// The same for what is no transition of a bundle.
    pub async fn deliver_fields(&self, request: &FieldsRequest) -> Outcome {
        let fields = &request.fields;
        self.attempt(&request.url, |builder| {
            let builder = if request.is_test { builder.header(TEST_HEADER, "true") } else { builder };
            builder
                .header(IDEMPOTENCY_HEADER, request.event.to_string())
                .header(SIGNATURE_HEADER, signature(&request.auth_token, &request.url, fields))
                .form(fields)
        })
        .await
    }

    /// Posts to `url` what `fill` puts into the request, and judges the answer.
    async fn attempt(&self, url: &str, fill: impl FnOnce(RequestBuilder) -> RequestBuilder) -> Outcome {
        let builder = match self.client.request(Method::POST, url) {
            Ok(builder) => builder,
            Err(GuardError::Forbidden) => return Outcome::Dead { why: Failure::Forbidden },
            Err(_) => return Outcome::Dead { why: Failure::BadUrl },
        };
        match fill(builder).timeout(TIMEOUT).send().await {
            Ok(answer) => {
                let status = answer.status();
                drain(answer).await;
                judge(status)
            }
            Err(error) => Outcome::Retry { why: failure_of(&error) },
        }
    }
}

fn judge(status: StatusCode) -> Outcome {
    if status.is_success() {
        Outcome::Delivered { status: status.as_u16() }
    } else if status.is_redirection() {
        Outcome::Retry { why: Failure::Redirect(status.as_u16()) }
    } else {
        Outcome::Retry { why: Failure::Status(status.as_u16()) }
    }
}

fn failure_of(error: &reqwest::Error) -> Failure {
    if is_forbidden(error) {
        Failure::Forbidden
    } else if error.is_timeout() {
        Failure::Timeout
    } else if error.is_connect() {
        Failure::Connection
    } else {
        Failure::Broken
    }
}

/// Reads a bounded part of the body and forgets it. The status has decided already, so a body that breaks off or
/// never ends changes nothing.
async fn drain(mut answer: reqwest::Response) {
    let mut read_bytes = 0_usize;
    while let Ok(Some(chunk)) = answer.chunk().await {
        read_bytes = read_bytes.saturating_add(chunk.len());
        if read_bytes > MOST_READ_BYTES {
            break;
        }
    }
}
