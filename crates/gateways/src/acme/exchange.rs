//! Signed requests to an authority, one nonce each: RFC 8555 section 6.

use std::time::Duration;

use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, LOCATION, RETRY_AFTER};
use reqwest::{Method, Response, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::wire::{Directory, Problem};
use super::{AccountKey, Acme, AcmeError};
use crate::bounded::{Cut, whole};

/// Most bytes of an answer; a chain is a few thousand.
const MOST_BYTES: usize = 256 * 1024;

/// So often a nonce may turn out to be spent before the request counts as refused.
const MOST_NONCES: usize = 4;

/// Waits between looks at what is not done yet, unless the authority names its own.
const PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(20);

/// A conversation: the directory, the account, and the nonce for the next request.
pub(super) struct Exchange<'a> {
    acme: &'a Acme,
    key: &'a AccountKey,
    pub(super) directory: Directory,
    nonce: Option<String>,
    /// The account's URL, once it is known.
    account: Option<String>,
}

/// An answer, read to its end.
pub(super) struct Answer {
    step: &'static str,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    /// Its body as what it should be.
    pub(super) fn json<T: DeserializeOwned>(&self) -> Result<T, AcmeError> {
        let unreadable = |_| AcmeError::Unreadable(self.step, "it is not the JSON that RFC 8555 describes");
        serde_json::from_slice(&self.body).map_err(unreadable)
    }

    pub(super) fn text(self) -> Result<String, AcmeError> {
        String::from_utf8(self.body).map_err(|_| AcmeError::Unreadable(self.step, "it is not UTF-8"))
    }

    /// Where what was made can be looked at.
    pub(super) fn location(&self) -> Result<String, AcmeError> {
        let location = self.headers.get(LOCATION).and_then(|value| value.to_str().ok());
        location.map(str::to_owned).ok_or(AcmeError::Unreadable(self.step, "it has no Location"))
    }

    /// How long to wait before looking again.
    pub(super) fn pause(&self) -> Duration {
        let seconds = self.headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
        seconds.map_or(PAUSE, Duration::from_secs).min(LONGEST_PAUSE)
    }
}

impl<'a> Exchange<'a> {
    /// Reads the directory.
    pub(super) async fn begin(acme: &'a Acme, key: &'a AccountKey) -> Result<Self, AcmeError> {
        let step = "the directory";
        let request = acme.client.request(Method::GET, acme.directory.as_str());
        let request = request.map_err(|_| AcmeError::Address(step))?;
        let answer = request.send().await.map_err(|_| AcmeError::Unreachable(step))?;
        let directory = read(step, answer).await?.json()?;
        Ok(Self { acme, key, directory, nonce: None, account: None })
    }

    /// From now on requests are the account's.
    pub(super) fn signed_in(&mut self, account: String) {
        self.account = Some(account);
    }

    /// Looks at something: POST-as-GET.
    pub(super) async fn get(&mut self, step: &'static str, url: &str) -> Result<Answer, AcmeError> {
        self.send(step, url, None).await
    }

    /// Asks for something.
    pub(super) async fn post(
        &mut self,
        step: &'static str,
        url: &str,
        payload: &Value,
    ) -> Result<Answer, AcmeError> {
        self.send(step, url, Some(payload)).await
    }

    async fn send(
        &mut self,
        step: &'static str,
        url: &str,
        payload: Option<&Value>,
    ) -> Result<Answer, AcmeError> {
        for _ in 1..MOST_NONCES {
            match self.send_once(step, url, payload).await {
                // Somebody else had it, or it is too old: the answer brings another (section 6.5).
                Err(Refusal::Nonce) => {}
                Err(Refusal::Error(error)) => return Err(error),
                Ok(answer) => return Ok(answer),
            }
        }
        match self.send_once(step, url, payload).await {
            Ok(answer) => Ok(answer),
            Err(Refusal::Error(error)) => Err(error),
            Err(Refusal::Nonce) => Err(AcmeError::Unreadable(step, "every nonce is called spent")),
        }
    }

    async fn send_once(
        &mut self,
        step: &'static str,
        url: &str,
        payload: Option<&Value>,
    ) -> Result<Answer, Refusal> {
        let nonce = match self.nonce.take() {
            Some(nonce) => nonce,
            None => self.new_nonce().await?,
        };
        let protected = match &self.account {
            Some(account) => json!({ "alg": "ES256", "nonce": nonce, "url": url, "kid": account }),
            None => json!({ "alg": "ES256", "nonce": nonce, "url": url, "jwk": self.key.jwk() }),
        };
        let body = self.key.sign(&protected, payload)?;
        let request = self.acme.client.request(Method::POST, url).map_err(|_| AcmeError::Address(step))?;
        let request = request
            .header(CONTENT_TYPE, "application/jose+json")
            .header(ACCEPT, "application/json, application/pem-certificate-chain;q=0.9")
            .body(body.to_string());
        let answer = request.send().await.map_err(|_| AcmeError::Unreachable(step))?;
        self.nonce = nonce_of(&answer);
        Ok(read(step, answer).await?)
    }

    async fn new_nonce(&self) -> Result<String, AcmeError> {
        let step = "a new nonce";
        let request = self.acme.client.request(Method::HEAD, &self.directory.new_nonce);
        let request = request.map_err(|_| AcmeError::Address(step))?;
        let answer = request.send().await.map_err(|_| AcmeError::Unreachable(step))?;
        nonce_of(&answer).ok_or(AcmeError::Unreadable(step, "it has no Replay-Nonce"))
    }
}

/// Why a request did not get through.
enum Refusal {
    /// Its nonce was spent.
    Nonce,
    Error(AcmeError),
}

impl From<AcmeError> for Refusal {
    fn from(error: AcmeError) -> Self {
        match error {
            AcmeError::Refused { ref problem, .. } if problem.starts_with("badNonce:") => Self::Nonce,
            other => Self::Error(other),
        }
    }
}

fn nonce_of(answer: &Response) -> Option<String> {
    let nonce = answer.headers().get("replay-nonce")?.to_str().ok()?;
    let is_plain = nonce.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    (is_plain && !nonce.is_empty()).then(|| nonce.to_owned())
}

/// An answer to its end; a status that is no success is a refusal.
pub(super) async fn read(step: &'static str, answer: Response) -> Result<Answer, AcmeError> {
    let (status, headers) = (answer.status(), answer.headers().clone());
    let body = whole(answer, MOST_BYTES).await.map_err(|cut| match cut {
        Cut::Long => AcmeError::Unreadable(step, "it is too long"),
        Cut::Broken(_) => AcmeError::Unreachable(step),
    })?;
    if matches!(status, StatusCode::OK | StatusCode::CREATED | StatusCode::NO_CONTENT) {
        return Ok(Answer { step, headers, body });
    }
    let problem: Problem = serde_json::from_slice(&body).unwrap_or_default();
    Err(AcmeError::Refused { step, status: status.as_u16(), problem: problem.in_words() })
}
