//! What signed calls need from outside: the authorities that count, and a way to other providers' certificates.

use std::fs;
use std::path::Path;

use anyhow::Context;
use trusthub_gateways::authorities::{Administrator, Lists, RootsFile, RootsSource, Sources};
use trusthub_gateways::ssrf::{ClientConfig, GuardedClient};
use trusthub_gateways::x5u::{Limits, Repositories};
use trusthub_stir::path::Roots;

use super::extra_roots;
use crate::config::Config;
use crate::failure::{Failure, Outcome};

/// Where it is learned who may vouch for signed calls. Without anybody no call verifies; a hub that is tried out trusts its own
/// test authority, once there is one.
///
/// # Errors
/// Exit code 3: a file of certificates that is none.
pub(super) fn trust(config: &Config) -> Outcome<Sources> {
    let trust = &config.call_trust;
    let roots = match (&trust.roots_file, &trust.test_root) {
        (Some(path), _) => {
            // A mistake is told now; later ones leave those trusted that were.
            read("stir_roots_file", path, Roots::read)?;
            RootsSource::File(RootsFile::new(path.clone()))
        }
        (None, Some(path)) => RootsSource::File(RootsFile::that_may_be_missing(path.clone())),
        (None, None) => RootsSource::Given(Roots::default()),
    };
    let administrator = match &trust.administrator_file {
        Some(path) => read("stir_authority_roots_file", path, Administrator::read)?,
        None => Administrator::default(),
    };
    Ok(Sources {
        roots,
        administrator,
        trust_list: trust.trust_list_url.as_ref().map(ToString::to_string),
        crls: trust.crl_urls.iter().map(ToString::to_string).collect(),
        lists: Lists { client: client(config)?, login: trust.login.clone() },
    })
}

/// Fetches by the rules of ATIS-1000074, past the guard on outbound requests. Trusts nobody yet.
///
/// # Errors
/// Exit code 3.
pub(super) fn repositories(config: &Config) -> Outcome<Repositories> {
    Ok(Repositories::new(client(config)?, Limits::default()))
}

fn client(config: &Config) -> Outcome<GuardedClient> {
    let client = ClientConfig {
        allow: config.fetch_allow.clone(),
        extra_roots_pem: extra_roots(config)?,
        ..ClientConfig::default()
    };
    GuardedClient::new(client).map_err(Failure::environment)
}

fn read<T, E>(key: &str, path: &Path, understand: impl Fn(&[u8]) -> Result<T, E>) -> Outcome<T>
where
    E: std::error::Error + Send + Sync + 'static,
{
    let read = || -> anyhow::Result<T> {
        let bytes = fs::read(path).with_context(|| format!("cannot read {key} {}", path.display()))?;
        understand(&bytes).with_context(|| path.display().to_string())
    };
    read().map_err(Failure::environment)
}
