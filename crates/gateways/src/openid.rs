//! The operator's provider of sign-ins, asked by OpenID Connect: the authorization code flow with PKCE (RFC 7636).
//!
//! A browser is sent to the provider with a [`Question`]; the code that it brings back is exchanged for an ID token, which
//! [`trusthub_signin::openid`] judges. The provider's description and keys are fetched when they are first needed, kept for
//! an hour, and fetched anew when a token names a key that is not among them.

use std::fmt;
use std::time::Duration;

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use reqwest::header::{ACCEPT, AUTHORIZATION};
use reqwest::{Method, RequestBuilder, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tokio::sync::Mutex;
use tokio::time::Instant;
use trusthub_signin::openid::{ClientAuthentication, Expected, KeySet, Metadata, Refusal, Vouched};
use url::form_urlencoded::byte_serialize;

use crate::bounded::{Cut, whole};
use crate::ssrf::{GuardedClient, is_forbidden};

/// Most bytes of any answer of a provider. Ours: a description has some thousands, a set of keys hardly more.
const MOST_BYTES: usize = 256 * 1024;

/// How long a description and keys are kept. Ours: providers publish a new key for a day before they sign with it.
const KEPT: Duration = Duration::from_hours(1);

/// How long they are kept whatever a token says: whoever makes tokens up cannot make us ask.
const KEPT_AT_LEAST: Duration = Duration::from_secs(30);

/// What is asked for: who it is, and their e-mail (OpenID Connect Core §5.4).
const SCOPE: &str = "openid email";

/// How the hub knows its provider, and the provider the hub.
#[derive(Debug, Clone)]
pub struct ProviderConfig {
    /// How pages call it.
    pub name: String,
    /// How it calls itself: a URL.
    pub issuer: String,
    /// How it calls the hub.
    pub client_id: String,
    /// What the hub shows it.
    pub client_secret: SecretString,
}

/// What is asked when somebody signs in.
#[derive(Clone)]
pub struct Question {
    /// Comes back with the answer.
    pub state: String,
    /// Stands in the token.
    pub nonce: String,
    /// Shown with the code, and only its hash before (RFC 7636): who reads the code on its way cannot use it.
    pub verifier: SecretString,
    /// Where the browser is sent back to.
    pub back: String,
}

/// Why a provider tells nothing. No variant carries what it said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    /// The guard on outbound requests stands in the way, or the URL is none.
    #[error("the provider of sign-ins is at an address that is not asked; see fetch_allow")]
    Address,
    /// No whole answer, or not in time.
    #[error("the provider of sign-ins cannot be reached")]
    Unreachable,
    /// Something else than success where there is nothing to refuse.
    #[error("the provider of sign-ins answers with HTTP {0}")]
    Status(u16),
    /// The code is not taken: it is spent, over, or made up.
    #[error("the provider of sign-ins does not take the code")]
    Code,
    /// The hub is not taken for its client: `client_id` or secret are wrong.
    #[error(
        "the provider of sign-ins does not take the hub for its client; check oidc_client_id and oidc_client_secret"
    )]
    Client,
    /// What it says proves nothing.
    #[error("the provider of sign-ins is not believed: {0}")]
    Refused(#[from] Refusal),
}

/// The provider. Clones are not made; it is shared.
pub struct Provider {
    client: GuardedClient,
    config: ProviderConfig,
    known: Mutex<Option<Known>>,
}

/// What it says of itself.
struct Known {
    metadata: Metadata,
    keys: KeySet,
    since: Instant,
}

#[derive(Deserialize)]
struct Tokens {
    id_token: SecretString,
    access_token: Option<SecretString>,
}

#[derive(Deserialize)]
struct Refused {
    error: String,
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provider").field("name", &self.config.name).finish_non_exhaustive()
    }
}

impl Provider {
    /// A provider that is asked through this client. Nothing is fetched yet.
    #[must_use]
    pub fn new(client: GuardedClient, config: ProviderConfig) -> Self {
        Self { client, config, known: Mutex::default() }
    }

    /// How pages call it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.config.name
    }

    /// How it calls itself.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.config.issuer
    }

    /// Fetches its description and keys, as far as they are not known.
    ///
    /// # Errors
    /// Why they cannot be had.
    pub async fn look(&self) -> Result<(), ProviderError> {
        self.with_known(KEPT, |_| ()).await
    }

    /// Where a browser signs in, to come back with an answer to this question.
    ///
    /// # Errors
    /// The provider's description cannot be had.
    pub async fn address(&self, question: &Question) -> Result<String, ProviderError> {
        let mut url = self.with_known(KEPT, |known| known.metadata.authorization_endpoint.clone()).await?;
        let verifier = digest::digest(&digest::SHA256, question.verifier.expose_secret().as_bytes());
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.config.client_id)
            .append_pair("redirect_uri", &question.back)
            .append_pair("scope", SCOPE)
            .append_pair("state", &question.state)
            .append_pair("nonce", &question.nonce)
            .append_pair("code_challenge", &URL_SAFE_NO_PAD.encode(verifier))
            .append_pair("code_challenge_method", "S256");
        Ok(url.into())
    }

    /// Whom the answer to this question vouches for: the code that a browser brought, and who it says gave it.
    ///
    /// # Errors
    /// Why it proves nothing, or cannot be checked now.
    pub async fn vouched_for(
        &self,
        question: &Question,
        code: &str,
        named_issuer: Option<&str>,
        now_seconds: i64,
    ) -> Result<Vouched, ProviderError> {
        let metadata = self.with_known(KEPT, |known| known.metadata.clone()).await?;
        // An answer of another provider's, which would get this one's code (RFC 9207).
        let is_ours = named_issuer.map_or(!metadata.names_itself, |named| named == self.config.issuer);
        if !is_ours {
            return Err(Refusal::Issuer("answer").into());
        }
        let tokens = self.redeem(&metadata, question, code).await?;
        let expected = Expected {
            issuer: &self.config.issuer,
            client_id: &self.config.client_id,
            nonce: &question.nonce,
            now: now_seconds,
        };
        let vouched = self.judged(&expected, tokens.id_token.expose_secret()).await?;
        match (&vouched.verified_email, metadata.userinfo_endpoint, tokens.access_token) {
            (None, Some(endpoint), Some(access)) => {
                let request =
                    self.request(Method::GET, endpoint.as_str())?.bearer_auth(access.expose_secret());
                Ok(vouched.completed(&document(request).await?)?)
            }
            _ => Ok(vouched),
        }
    }

    /// Whom a token vouches for; keys are fetched anew if it names one that is not known.
    async fn judged(&self, expected: &Expected<'_>, token: &str) -> Result<Vouched, ProviderError> {
        match self.with_known(KEPT, |known| expected.vouched_for(token, &known.keys)).await? {
            Err(Refusal::UnknownKey) => {
                Ok(self.with_known(KEPT_AT_LEAST, |known| expected.vouched_for(token, &known.keys)).await??)
            }
            judged => Ok(judged?),
        }
    }

    /// Exchanges a code for an ID token (OpenID Connect Core §3.1.3).
    async fn redeem(
        &self,
        metadata: &Metadata,
        question: &Question,
        code: &str,
    ) -> Result<Tokens, ProviderError> {
        let (id, secret) = (&self.config.client_id, self.config.client_secret.expose_secret());
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &question.back),
            ("code_verifier", question.verifier.expose_secret()),
        ];
        let mut request = self.request(Method::POST, metadata.token_endpoint.as_str())?;
        match metadata.authentication {
            ClientAuthentication::Header => request = request.header(AUTHORIZATION, basic(id, secret)),
            ClientAuthentication::Form => {
                form.extend([("client_id", id.as_str()), ("client_secret", secret)]);
            }
        }
        let (status, body) = answer(request.form(&form)).await?;
        if status == StatusCode::OK {
            return Ok(serde_json::from_slice(&body).map_err(|_| Refusal::Malformed("answer to the code"))?);
        }
        let refused = serde_json::from_slice::<Refused>(&body).map(|refused| refused.error);
        Err(match (status, refused.as_deref()) {
            // RFC 6749 §5.2.
            (_, Ok("invalid_grant")) => ProviderError::Code,
            (_, Ok("invalid_client" | "unauthorized_client")) | (StatusCode::UNAUTHORIZED, _) => {
                ProviderError::Client
            }
            (status, _) => ProviderError::Status(status.as_u16()),
        })
    }

    /// Looks at what the provider says of itself, which is no older than that. Whoever comes meanwhile waits for the one
    /// request.
    async fn with_known<T>(
        &self,
        most_age: Duration,
        look: impl FnOnce(&Known) -> T,
    ) -> Result<T, ProviderError> {
        let mut kept = self.known.lock().await;
        let known = match kept.take() {
            Some(known) if known.since.elapsed() < most_age => known,
            Some(known) => self.fetch().await.inspect_err(|_| *kept = Some(known))?,
            None => self.fetch().await?,
        };
        Ok(look(kept.insert(known)))
    }

    async fn fetch(&self) -> Result<Known, ProviderError> {
        let description = self.request(Method::GET, &Metadata::address(&self.config.issuer))?;
        let metadata = Metadata::read(&document(description).await?, &self.config.issuer)?;
        let keys = self.request(Method::GET, metadata.jwks_uri.as_str())?;
        let keys = KeySet::read(&document(keys).await?)?;
        Ok(Known { metadata, keys, since: Instant::now() })
    }

    fn request(&self, method: Method, url: &str) -> Result<RequestBuilder, ProviderError> {
        let request = self.client.request(method, url).map_err(|_| ProviderError::Address)?;
        Ok(request.header(ACCEPT, "application/json"))
    }
}

async fn document(request: RequestBuilder) -> Result<Vec<u8>, ProviderError> {
    match answer(request).await? {
        (StatusCode::OK, body) => Ok(body),
        (status, _) => Err(ProviderError::Status(status.as_u16())),
    }
}

async fn answer(request: RequestBuilder) -> Result<(StatusCode, Vec<u8>), ProviderError> {
    let answer = request.send().await.map_err(|error| {
        if is_forbidden(&error) { ProviderError::Address } else { ProviderError::Unreachable }
    })?;
    let status = answer.status();
    match whole(answer, MOST_BYTES).await {
        Ok(body) => Ok((status, body)),
        Err(Cut::Long) => Err(Refusal::Malformed("answer, which is too long,").into()),
        Err(Cut::Broken(_)) => Err(ProviderError::Unreachable),
    }
}

/// Name and secret in a header; each is encoded as in a form before they are put together (RFC 6749 §2.3.1).
fn basic(id: &str, secret: &str) -> String {
    let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    format!("Basic {}", STANDARD.encode(format!("{}:{}", encoded(id), encoded(secret))))
}
