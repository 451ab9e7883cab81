//! How a provider describes itself (OpenID Connect Discovery 1.0 §3): where it is asked, and how we show who we are.

use serde::Deserialize;
use url::{Host, Url};

use super::Refusal;

/// How the hub shows the provider that it is the hub (OpenID Connect Core §9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientAuthentication {
    /// `client_secret_basic`: in a header.
    Header,
    /// `client_secret_post`: in the form.
    Form,
}

/// Where a provider is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metadata {
    /// Where people sign in.
    pub authorization_endpoint: Url,
    /// Where a code is exchanged for a token.
    pub token_endpoint: Url,
    /// Where its keys are.
    pub jwks_uri: Url,
    /// Where it is asked about whoever signed in, with what it gave beside the token.
    pub userinfo_endpoint: Option<Url>,
    /// How the token endpoint wants to be told who asks.
    pub authentication: ClientAuthentication,
    /// Whether it says in each answer who answers (RFC 9207).
    pub names_itself: bool,
}

#[derive(Deserialize)]
struct Wire {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    userinfo_endpoint: Option<String>,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

impl Metadata {
    /// Where a provider's description lies (Discovery §4).
    #[must_use]
    pub fn address(issuer: &str) -> String {
        format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'))
    }

    /// Reads the description of the provider that calls itself `issuer`.
    ///
    /// # Errors
    /// `Malformed`; `Issuer` if it is another's (Discovery §4.3); `Insecure`.
    pub fn read(json: &[u8], issuer: &str) -> Result<Self, Refusal> {
        const WHAT: &str = "provider's description";
        let wire: Wire = serde_json::from_slice(json).map_err(|_| Refusal::Malformed(WHAT))?;
        if wire.issuer != issuer {
            return Err(Refusal::Issuer(WHAT));
        }
        // Without the list, it takes the header (Discovery §3).
        let methods = wire.token_endpoint_auth_methods_supported.as_deref();
        let authentication = match methods {
            Some(methods) if !methods.iter().any(|method| method == "client_secret_basic") => {
                ClientAuthentication::Form
            }
            Some(_) | None => ClientAuthentication::Header,
        };
        Ok(Self {
            authorization_endpoint: private(&wire.authorization_endpoint, "authorization_endpoint")?,
            token_endpoint: private(&wire.token_endpoint, "token_endpoint")?,
            jwks_uri: private(&wire.jwks_uri, "jwks_uri")?,
            userinfo_endpoint: wire
                .userinfo_endpoint
                .map(|url| private(&url, "userinfo_endpoint"))
                .transpose()?,
            authentication,
            names_itself: wire.authorization_response_iss_parameter_supported,
        })
    }
}

/// A URL of the description, which nobody between may read or change.
fn private(text: &str, what: &'static str) -> Result<Url, Refusal> {
    Url::parse(text).ok().filter(is_private).ok_or(Refusal::Insecure(what))
}

/// Whether nobody between reads or changes what goes to a URL: it is https, or leads to this machine, as browsers judge it
/// (W3C Secure Contexts §3.1).
#[must_use]
pub fn is_private(url: &Url) -> bool {
    match url.scheme() {
        "https" => url.has_host(),
        "http" => is_of_this_machine(url),
        _ => false,
    }
}

fn is_of_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
