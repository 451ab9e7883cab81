//! An HTTP client that connects to judged addresses only.

use std::error::Error;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect;
use url::{Host, Url};

use super::AllowList;
use super::resolver::{ForbiddenName, Gate, GuardedResolver, NameSource, UnresolvedName};

/// How long a connection may sit unused before it is closed; receivers seldom hear twice in a minute.
const IDLE_CONNECTION: Duration = Duration::from_secs(30);

/// How a [`GuardedClient`] is made.
#[derive(Debug, Clone)]
pub struct ClientConfig {
    /// Networks exempt from the guard.
    pub allow: AllowList,
    /// For a whole exchange, from resolving the name to the last byte of the body.
    pub timeout: Duration,
    /// What the client calls itself.
    pub user_agent: String,
    /// Certificate authorities trusted besides the system's, as one PEM text.
    pub extra_roots_pem: Option<Vec<u8>>,
    /// Who knows the addresses of a name.
    pub names: NameSource,
    /// Whether connections are kept for the next request. What must not be sent twice is better sent over a new one: a kept one
    /// may be closed from the other side while it is sent.
    pub keeps_connections: bool,
}

impl Default for ClientConfig {
    fn default() -> Self {
        Self {
            allow: AllowList::default(),
            timeout: Duration::from_secs(15),
            user_agent: concat!("trusthub/", env!("CARGO_PKG_VERSION")).to_owned(),
            extra_roots_pem: None,
            names: NameSource::System,
            keeps_connections: true,
        }
    }
}

/// Why a request is not even tried. No variant shows the URL: it may carry a password or a token.
#[derive(Debug, thiserror::Error)]
pub enum GuardError {
    /// The text is no absolute URL with a host.
    #[error("the URL is not an absolute URL with a host")]
    BadUrl,
    /// Neither http nor https.
    #[error("the URL's scheme is neither http nor https")]
    Scheme,
    /// The host is an address that is off limits.
    #[error("the URL's host is a special-purpose address, which is not called")]
    Forbidden,
    /// The extra certificate authorities cannot be read.
    #[error("the extra certificate authorities are not certificates in PEM form")]
    Roots(#[source] reqwest::Error),
    /// The client could not be made.
    #[error("cannot set up the HTTP client")]
    Build(#[source] reqwest::Error),
}

/// An HTTP client for URLs that others chose. Cheap to clone; clones share connections.
#[derive(Debug, Clone)]
pub struct GuardedClient {
    client: reqwest::Client,
    gate: Gate,
}

impl GuardedClient {
    /// A client as configured.
    ///
    /// # Errors
    /// `Roots` or `Build`: the configuration or the system's trust store is broken.
    pub fn new(config: ClientConfig) -> Result<Self, GuardError> {
        let roots = match &config.extra_roots_pem {
            Some(pem) => reqwest::Certificate::from_pem_bundle(pem).map_err(GuardError::Roots)?,
            None => Vec::new(),
        };
        let gate = Gate::new(config.names, config.allow);
        let client = reqwest::Client::builder()
            .dns_resolver(Arc::new(GuardedResolver(gate.clone())))
            .no_proxy()
            .redirect(redirect::Policy::none())
            .referer(false)
            .timeout(config.timeout)
            .pool_idle_timeout(IDLE_CONNECTION)
            .pool_max_idle_per_host(if config.keeps_connections { usize::MAX } else { 0 })
            .user_agent(config.user_agent)
            .tls_certs_merge(roots)
            .build()
            .map_err(GuardError::Build)?;
        Ok(Self { client, gate })
    }

    /// Starts a request. Whoever sends it learns from [`is_forbidden`] whether the guard stopped it on the way.
    ///
    /// # Errors
    /// As [`GuardedClient::check`].
    pub fn request(&self, method: reqwest::Method, url: &str) -> Result<reqwest::RequestBuilder, GuardError> {
        Ok(self.client.request(method, self.check(url)?))
    }

    /// What judges its connections, for connections of another kind.
    pub(crate) const fn gate(&self) -> &Gate {
        &self.gate
    }

    /// Reads a URL and judges what can be judged without resolving its name. Odd spellings of addresses (`0x7f.1`,
    /// `2130706433`) are read as the addresses they are.
    ///
    /// # Errors
    /// `BadUrl`, `Scheme` or `Forbidden`.
    pub fn check(&self, url: &str) -> Result<Url, GuardError> {
        let url = Url::parse(url).map_err(|_| GuardError::BadUrl)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(GuardError::Scheme);
        }
        let literal = match url.host().ok_or(GuardError::BadUrl)? {
            Host::Domain(_) => None,
            Host::Ipv4(address) => Some(IpAddr::V4(address)),
            Host::Ipv6(address) => Some(IpAddr::V6(address)),
        };
        match literal {
            Some(address) if !self.gate.permits(address) => Err(GuardError::Forbidden),
            Some(_) | None => Ok(url),
        }
    }
}

/// Whether a request failed because its name resolves to forbidden addresses only.
pub(crate) fn is_forbidden(error: &reqwest::Error) -> bool {
    is_caused_by::<ForbiddenName>(error)
}

/// Whether a request failed because no address of its name is known.
pub(crate) fn is_unresolved(error: &reqwest::Error) -> bool {
    is_caused_by::<UnresolvedName>(error)
}

fn is_caused_by<E: Error + 'static>(error: &reqwest::Error) -> bool {
    let mut cause: Option<&(dyn Error + 'static)> = error.source();
    while let Some(error) = cause {
        if error.is::<E>() {
            return true;
        }
        cause = error.source();
    }
    false
}
