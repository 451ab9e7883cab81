//! Where certificates for signing calls are ordered, as configured.

use trusthub_gateways::acme::{Acme, Authority, Orders, PolicyAdministrator};
use trusthub_gateways::ssrf::{ClientConfig, GuardedClient};

use super::extra_roots;
use crate::config::Config;
use crate::failure::{Failure, Outcome};

/// `None` if they are imported.
///
/// # Errors
/// Exit code 3: the certificate authorities cannot be read.
pub(super) fn orders(config: &Config) -> Outcome<Option<Orders>> {
    let Some(acme) = &config.acme else { return Ok(None) };
    let client = GuardedClient::new(ClientConfig {
        allow: config.fetch_allow.clone(),
        extra_roots_pem: extra_roots(config)?,
        ..ClientConfig::default()
    })
    .map_err(Failure::environment)?;
    let authority = Authority::PolicyAdministrator(PolicyAdministrator {
        client: client.clone(),
        base: acme.authority.url.clone(),
        provider: acme.authority.provider.clone(),
        user: acme.authority.user.clone(),
        password: acme.authority.password.clone(),
    });
    let issuer = Acme::new(client, acme.directory.clone(), acme.dialect);
    Ok(Some(Orders {
        acme: if acme.pads_identifiers { issuer.with_padded_identifiers() } else { issuer },
        authority,
        applicant: acme.applicant.clone(),
        contact: acme.contact.clone(),
    }))
}
