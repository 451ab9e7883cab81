//! Who signs the operator's people in, by OpenID Connect.

use trusthub_gateways::openid::ProviderConfig;
use trusthub_gateways::private_place;

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
    if private_place(&issuer).is_none() {
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
