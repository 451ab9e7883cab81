//! Whether the campaign registry downstream answers, and knows the hub.

use trusthub_gateways::registry::RegistryError;

use super::Finding;
use crate::config::Config;
use crate::wiring;

const SUBJECT: &str = "campaign registry";

/// Nothing is said of a registry that nobody has.
pub(super) async fn check(config: &Config) -> Option<Finding> {
    let registry = match wiring::registry(config) {
        Ok(registry) => registry?,
        Err(failure) => return Some(Finding::of(SUBJECT, &failure)),
    };
    Some(match registry.look().await {
        Ok(()) => Finding::ok(SUBJECT, format!("{} answers, and knows the hub", registry.url())),
        Err(error) => Finding::fail(SUBJECT, error.to_string(), mend(&error)),
    })
}

const fn mend(error: &RegistryError) -> &'static str {
    match error {
        RegistryError::Address => "a registry in your own network has to be in TRUSTHUB_FETCH_ALLOW",
        RegistryError::Unreachable | RegistryError::Busy(_) | RegistryError::Resting(_) => {
            "check TRUSTHUB_REGISTRY_URL, and that this machine reaches it; a certificate of your own goes into TRUSTHUB_FETCH_CA_FILE"
        }
        RegistryError::Credentials => {
            "set TRUSTHUB_REGISTRY_KEY and TRUSTHUB_REGISTRY_SECRET as the registry shows them"
        }
        RegistryError::Duplicate | RegistryError::Refused(_) | RegistryError::Unreadable(_) => {
            "set TRUSTHUB_REGISTRY_URL to a registry with The Campaign Registry's CSP API, version 2"
        }
    }
}
