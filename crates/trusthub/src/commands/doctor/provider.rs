//! Whether people can sign in by the operator's provider.

use trusthub_gateways::openid::ProviderError;

use super::Finding;
use crate::config::Config;
use crate::wiring;

const SUBJECT: &str = "sign-in provider";

/// Nothing is said of a provider that nobody has.
pub(super) async fn check(config: &Config) -> Option<Finding> {
    let provider = match wiring::sign_in_provider(config) {
        Ok(provider) => provider?,
        Err(failure) => return Some(Finding::of(SUBJECT, &failure)),
    };
    Some(match provider.look().await {
        Ok(()) => Finding::ok(SUBJECT, format!("{} says where it is asked, and its keys", provider.issuer())),
        Err(error) => Finding::fail(SUBJECT, error.to_string(), mend(error)),
    })
}

fn mend(error: ProviderError) -> &'static str {
    match error {
        ProviderError::Address => "an issuer in your own network has to be in TRUSTHUB_FETCH_ALLOW",
        ProviderError::Unreachable | ProviderError::Status(_) => {
            "check TRUSTHUB_OIDC_ISSUER, and that this machine reaches it; a certificate of your own goes into TRUSTHUB_FETCH_CA_FILE"
        }
        ProviderError::Code | ProviderError::Client | ProviderError::Refused(_) => {
            "set TRUSTHUB_OIDC_ISSUER exactly as the provider writes it at /.well-known/openid-configuration"
        }
    }
}
