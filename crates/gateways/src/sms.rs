//! Text messages, through a gateway of the operator's: a URL that takes one message as JSON. Contract: docs/review.md.
//!
//! Signed as status callbacks are, in the form that the official SDKs' request validators check for bodies that are no
//! forms: the SHA-256 of the body stands in the query, and the signature is over that URL. One call is one attempt.

use std::fmt;
use std::time::Duration;

use aws_lc_rs::digest;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use trusthub_domain::contact::Phone;
use url::Url;

use crate::ssrf::{GuardError, GuardedClient};
use crate::webhook::{IDEMPOTENCY_HEADER, SIGNATURE_HEADER, signature};

/// How long a gateway may take in all.
const TIMEOUT: Duration = Duration::from_secs(15);

/// The parameter that the SDKs' validators look for.
const BODY_HASH: &str = "bodySHA256";

/// A text message. Its `Debug` shows the identifier only.
#[derive(Clone, PartialEq, Eq)]
pub struct TextMessage {
    /// The same at each attempt.
    pub id: String,
    /// Whom it is for.
    pub to: Phone,
    /// What it says.
    pub text: String,
}

impl fmt::Debug for TextMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TextMessage").field("id", &self.id).finish_non_exhaustive()
    }
}

/// What is sent, in this order.
#[derive(Serialize)]
struct Body<'a> {
    to: &'a str,
    text: &'a str,
    message_id: &'a str,
}

/// Why a message did not leave, in words that hold neither the URL nor what was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SmsError {
    /// The gateway does not take this message, and never will.
    #[error("the gateway for text messages answered {0}")]
    Refused(u16),
    /// The gateway did not take it this time.
    #[error("the gateway for text messages answered {0}")]
    Busy(u16),
    /// No answer.
    #[error("no answer from the gateway for text messages")]
    Connection,
    /// The guard on outbound requests stands in the way, or the URL is none.
    #[error("the gateway's URL is not one that is called; see fetch_allow")]
    Forbidden,
}

impl SmsError {
    /// Whether another attempt is of no use.
    #[must_use]
    pub const fn is_permanent(self) -> bool {
        match self {
            Self::Refused(_) | Self::Forbidden => true,
            Self::Busy(_) | Self::Connection => false,
        }
    }
}

/// The operator's gateway.
#[derive(Clone)]
pub struct SmsGateway {
    client: GuardedClient,
    url: Url,
    secret: SecretString,
}

impl fmt::Debug for SmsGateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmsGateway").finish_non_exhaustive()
    }
}

impl SmsGateway {
    /// A gateway at this URL; `secret` signs what it gets.
    ///
    /// # Errors
    /// The URL is none that is called.
    pub fn new(client: GuardedClient, url: &SecretString, secret: SecretString) -> Result<Self, GuardError> {
        let url = client.check(url.expose_secret())?;
        Ok(Self { client, url, secret })
    }

    /// Hands a message over; makes one attempt.
    ///
    /// # Errors
    /// Why it did not leave.
    pub async fn send(&self, message: &TextMessage) -> Result<(), SmsError> {
        let body = Body { to: message.to.as_str(), text: &message.text, message_id: &message.id };
        // A structure of three texts is always JSON.
        let body = serde_json::to_vec(&body).unwrap_or_default();
        let mut url = self.url.clone();
        url.query_pairs_mut().append_pair(BODY_HASH, &hex_sha256(&body));
        let no_fields: [(&str, &str); 0] = [];
        let builder = self.client.request(Method::POST, url.as_str()).map_err(|_| SmsError::Forbidden)?;
        let sent = builder
            .header(CONTENT_TYPE, "application/json")
            .header(IDEMPOTENCY_HEADER, &message.id)
            .header(SIGNATURE_HEADER, signature(&self.secret, url.as_str(), &no_fields))
            .timeout(TIMEOUT)
            .body(body)
            .send()
            .await;
        match sent {
            Ok(answer) => judge(answer.status()),
            Err(error) if crate::ssrf::is_forbidden(&error) => Err(SmsError::Forbidden),
            Err(_) => Err(SmsError::Connection),
        }
    }
}

/// A refusal of this message is for good; what speaks of the moment is not (RFC 9110 §15.5, RFC 6585 §4).
fn judge(status: StatusCode) -> Result<(), SmsError> {
    let is_of_the_moment = matches!(
        status,
        StatusCode::REQUEST_TIMEOUT
            | StatusCode::CONFLICT
            | StatusCode::TOO_EARLY
            | StatusCode::TOO_MANY_REQUESTS
    );
    if status.is_success() {
        Ok(())
    } else if status.is_client_error() && !is_of_the_moment {
        Err(SmsError::Refused(status.as_u16()))
    } else {
        Err(SmsError::Busy(status.as_u16()))
    }
}

fn hex_sha256(bytes: &[u8]) -> String {
    let digest = digest::digest(&digest::SHA256, bytes);
    digest.as_ref().iter().fold(String::with_capacity(64), |hex, byte| format!("{hex}{byte:02x}"))
}
