//! The campaign registry downstream.

use trusthub_gateways::private_place;
use trusthub_gateways::registry::{RegistryConfig, TIMEOUT};

use super::ConfigError;
use super::values::Values;

/// Reads the keys; there is no registry without `registry_url`.
///
/// # Errors
/// A value that makes no sense, or one that is missing beside it.
pub(super) fn registry(values: &Values) -> Result<Option<RegistryConfig>, ConfigError> {
    let text = values.text("registry_url");
    if text.is_empty() {
        return Ok(None);
    }
    let url = private_place(&text).ok_or_else(|| {
        values.wrong("registry_url", format!("{text:?} is no https URL without user, query and fragment"))
    })?;
    if url.path().trim_end_matches('/').ends_with("/v2") {
        return Err(values.wrong("registry_url", "leave out /v2: the hub adds the version that it speaks"));
    }
    let key = values.text("registry_key");
    if key.is_empty() {
        return Err(values.wrong("registry_url", "registry_key is missing"));
    }
    let secret = values
        .secret("registry_secret")
        .ok_or_else(|| values.wrong("registry_url", "registry_secret is missing"))?;
    Ok(Some(RegistryConfig { url, key, secret, timeout: TIMEOUT }))
}
