//! Who signs the operator's people in, by OpenID Connect.

use trusthub_gateways::openid::ProviderConfig;
use url::{Host, Url};

use super::ConfigError;
use super::values::Values;

/// Reads the keys; there is no provider without `oidc_issuer`.
///
/// # Errors
/// A value that makes no sense, or one that is missing beside it.
pub(super) fn oidc(values: &Values) -> Result<Option<ProviderConfig>, ConfigError> {
    let issuer = values.text("oidc_issuer");
    if issuer.is_empty() {
        return Ok(None);
    }
    if !is_issuer(&issuer) {
        return Err(
            values.wrong("oidc_issuer", format!("{issuer:?} is no https URL without query and fragment"))
        );
    }
    let client_id = values.text("oidc_client_id");
    if client_id.is_empty() {
        return Err(values.wrong("oidc_client_id", "it must be set with oidc_issuer"));
    }
    let client_secret = values
        .secret("oidc_client_secret")
        .ok_or_else(|| values.wrong("oidc_client_secret", "it must be set with oidc_issuer"))?;
    Ok(Some(ProviderConfig { name: values.text("oidc_name"), issuer, client_id, client_secret }))
}

/// What may be the name of a provider (OpenID Connect Core §2).
fn is_issuer(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| is_private(&url))
}

/// Whether nobody reads along, and nothing but a place is said. On this machine it need not be https.
pub(super) fn is_private(url: &Url) -> bool {
    let is_of_this_machine = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    let is_private = url.scheme() == "https" || (url.scheme() == "http" && is_of_this_machine);
    is_private && url.query().is_none() && url.fragment().is_none() && url.username().is_empty()
}
