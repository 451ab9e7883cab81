//! What signed calls need from outside: the authorities that count, and a way to other providers' certificates.

use anyhow::Context;
use trusthub_gateways::ssrf::{ClientConfig, GuardedClient};
use trusthub_gateways::x5u::{Limits, Repositories};
use trusthub_stir::path::Roots;

use super::extra_roots;
use crate::config::Config;
use crate::failure::{Failure, Outcome};

/// The authorities in `stir_roots_file`; none without it, and then no call verifies.
///
/// # Errors
/// Exit code 3.
pub(super) fn roots(config: &Config) -> Outcome<Roots> {
    let Some(path) = &config.stir_roots_file else { return Ok(Roots::default()) };
    let read = || -> anyhow::Result<Roots> {
        let bytes =
            std::fs::read(path).with_context(|| format!("cannot read stir_roots_file {}", path.display()))?;
        Roots::read(&bytes).with_context(|| path.display().to_string())
    };
    read().map_err(Failure::environment)
}

/// Fetches by the rules of ATIS-1000074, past the guard on outbound requests.
///
/// # Errors
/// Exit code 3.
pub(super) fn repositories(config: &Config, roots: &Roots) -> Outcome<Repositories> {
    let client = ClientConfig {
        allow: config.fetch_allow.clone(),
        extra_roots_pem: extra_roots(config)?,
        ..ClientConfig::default()
    };
    let client = GuardedClient::new(client).map_err(Failure::environment)?;
    let repositories = Repositories::new(client, Limits::default());
    repositories.trust(roots, &[]);
    Ok(repositories)
}
