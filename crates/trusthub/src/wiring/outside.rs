//! Who is asked about a business while it is vetted, as configured.

use trusthub_gateways::outside::Outside;
use trusthub_gateways::ssrf::{ClientConfig, GuardedClient};
use trusthub_gateways::website::{LONGEST_VISIT, Websites};

use super::extra_roots;
use crate::config::Config;
use crate::failure::{Failure, Outcome};

/// # Errors
/// Exit code 3: the certificate authorities cannot be read.
pub(super) fn outside(config: &Config, public_url: &str) -> Outcome<Outside> {
    let client = || {
        let config = ClientConfig {
            allow: config.fetch_allow.clone(),
            timeout: LONGEST_VISIT,
            user_agent: user_agent(public_url),
            extra_roots_pem: extra_roots(config)?,
            ..ClientConfig::default()
        };
        GuardedClient::new(config).map_err(Failure::environment)
    };
    let websites = config.website_checks.then(client).transpose()?.map(Websites::new);
    Ok(Outside { websites })
}

/// Says who comes and why, so that whoever wonders can ask.
fn user_agent(public_url: &str) -> String {
    format!("trusthub/{} (checks the website of a business; {public_url})", env!("CARGO_PKG_VERSION"))
}
