//! Who is asked about a business while it is vetted, as configured.

use std::fs;
use std::net::{IpAddr, SocketAddr};

use trusthub_gateways::browser::{Browser, Chromium, ChromiumConfig};
use trusthub_gateways::dns::{MailDns, TextDns};
use trusthub_gateways::lookup::gleif::Gleif;
use trusthub_gateways::lookup::opencorporates::OpenCorporates;
use trusthub_gateways::lookup::rdap::Rdap;
use trusthub_gateways::lookup::vies::Vies;
use trusthub_gateways::lookup::{LONGEST_TRY, Lookups};
use trusthub_gateways::outside::Outside;
use trusthub_gateways::ssrf::{ClientConfig, GuardedClient};
use trusthub_gateways::website::{LONGEST_VISIT, Websites};

use super::extra_roots;
use crate::config::Config;
use crate::failure::{Failure, Outcome};

/// Where Unix names its name servers (resolv.conf(5)).
const RESOLV_CONF: &str = "/etc/resolv.conf";

/// # Errors
/// Exit code 3: the certificate authorities cannot be read, or there is no name server to ask.
pub(super) fn outside(config: &Config, public_url: &str) -> Outcome<Outside> {
    let lookups = &config.lookups;
    let texts = texts(&lookups.dns_servers)?;
    if !config.website_checks && lookups.names().is_empty() {
        return Ok(Outside { texts, ..Outside::default() });
    }
    let client = GuardedClient::new(ClientConfig {
        allow: config.fetch_allow.clone(),
        timeout: LONGEST_VISIT.max(LONGEST_TRY),
        user_agent: user_agent(public_url),
        extra_roots_pem: extra_roots(config)?,
        ..ClientConfig::default()
    })
    .map_err(Failure::environment)?;
    let mail = lookups.mail.as_ref().map(|servers| mail(servers)).transpose()?;
    Ok(Outside {
        browser: chromium(config, client.clone()).map(Browser::Chromium),
        websites: config.website_checks.then(|| Websites::new(client.clone())),
        mail,
        texts,
        rdap: lookups.rdap.clone().map(|base| Lookups::new(Rdap { base }, client.clone())),
        gleif: lookups.gleif.clone().map(|base| Lookups::new(Gleif { base }, client.clone())),
        vies: lookups.vies.clone().map(|base| Lookups::new(Vies { base }, client.clone())),
        opencorporates: lookups
            .opencorporates
            .clone()
            .map(|(base, token)| Lookups::new(OpenCorporates { base, token }, client)),
    })
}

/// Chromium, if it is configured, with the way to the network that websites are visited by.
pub(super) fn chromium(config: &Config, client: GuardedClient) -> Option<Chromium> {
    let (program, has_sandbox) = config.chromium.clone()?;
    Some(Chromium::new(ChromiumConfig { has_sandbox, ..ChromiumConfig::new(program) }, client))
}

/// Says who comes and why, so that whoever wonders can ask.
fn user_agent(public_url: &str) -> String {
    format!("trusthub/{} (checks what a business says of itself; {public_url})", env!("CARGO_PKG_VERSION"))
}

fn mail(servers: &[SocketAddr]) -> Outcome<MailDns> {
    let of_system = if servers.is_empty() { servers_of_system() } else { Vec::new() };
    let servers = if servers.is_empty() { of_system.as_slice() } else { servers };
    if servers.is_empty() {
        let why = format!("live_lookups asks name servers about mail, but {RESOLV_CONF} names none");
        return Err(Failure::environment_because(why).hint("set TRUSTHUB_DNS_SERVERS"));
    }
    MailDns::new(servers).map_err(Failure::environment)
}

/// `None` on a machine without name servers: then no domain is ever proven, and whoever asks is told why.
fn texts(servers: &[SocketAddr]) -> Outcome<Option<TextDns>> {
    let of_system = if servers.is_empty() { servers_of_system() } else { Vec::new() };
    let servers = if servers.is_empty() { of_system.as_slice() } else { servers };
    if servers.is_empty() {
        return Ok(None);
    }
    TextDns::new(servers).map(Some).map_err(Failure::environment)
}

/// The name servers of this machine; none if it does not say.
fn servers_of_system() -> Vec<SocketAddr> {
    let text = fs::read_to_string(RESOLV_CONF).unwrap_or_default();
    name_servers(&text)
}

fn name_servers(resolv_conf: &str) -> Vec<SocketAddr> {
    resolv_conf
        .lines()
        .filter_map(|line| line.trim().strip_prefix("nameserver")?.split_whitespace().next()?.parse().ok())
        .map(|ip: IpAddr| SocketAddr::new(ip, 53))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_name_servers_are_read() {
        let text = "# made by hand\nsearch lan\nnameserver 192.0.2.53\n nameserver\t2001:db8::53 \nnameserver fe80::1%eth0\noptions edns0\n";
        let expected = ["192.0.2.53:53", "[2001:db8::53]:53"].map(|one| one.parse().unwrap());
        assert_eq!(name_servers(text), expected);
        assert!(name_servers("").is_empty());
    }
}
