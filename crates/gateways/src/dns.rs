//! Whether a domain takes mail: its mail exchangers, or its own address where it names none (RFC 5321 §5.1).

use std::net::SocketAddr;
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::{Name, RData, RecordType};

/// How long one try of one server may take.
const LONGEST_TRY: Duration = Duration::from_secs(2);

/// How mail reaches a domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailRoute {
    /// By mail exchangers.
    Exchangers,
    /// It names none, but has an address itself.
    OwnAddress,
    /// It says that it takes none (null MX, RFC 7505).
    Refused,
    /// It names no exchanger and has no address.
    Nowhere,
    /// There is no such domain.
    NoSuchDomain,
    /// Nobody could say.
    Silence,
}

/// The name servers could not be set up.
#[derive(Debug, thiserror::Error)]
#[error("the name servers cannot be used")]
pub struct DnsError(#[source] Box<dyn std::error::Error + Send + Sync>);

/// Asks name servers. Cheap to clone; clones share what they remember, as long as the answers say.
#[derive(Clone)]
pub struct MailDns {
    resolver: TokioResolver,
}

impl std::fmt::Debug for MailDns {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MailDns").finish_non_exhaustive()
    }
}

impl MailDns {
    /// Asks these servers. The system's hosts file and search list play no part: other people's domains are looked up.
    ///
    /// # Errors
    /// The resolver cannot be made.
    pub fn new(servers: &[SocketAddr]) -> Result<Self, DnsError> {
        let servers = servers.iter().map(|server| {
            let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut connection| {
                connection.port = server.port();
                connection
            });
            NameServerConfig::new(server.ip(), true, connections.to_vec())
        });
        let config = ResolverConfig::from_parts(None, Vec::new(), servers.collect());
        let mut builder = TokioResolver::builder_with_config(config, TokioRuntimeProvider::default());
        let options = builder.options_mut();
        options.timeout = LONGEST_TRY;
        options.attempts = 1;
        options.use_hosts_file = hickory_resolver::config::ResolveHosts::Never;
        builder.build().map(|resolver| Self { resolver }).map_err(|error| DnsError(error.into()))
    }

    /// How mail reaches `domain`, in ASCII.
    pub async fn mail_route(&self, domain: &str) -> MailRoute {
        let Ok(mut name) = Name::from_ascii(domain) else { return MailRoute::Silence };
        name.set_fqdn(true);
        match self.resolver.lookup(name.clone(), RecordType::MX).await {
            Ok(found) => {
                let mut exchangers = found.answers().iter().filter_map(|record| match &record.data {
                    RData::MX(exchanger) => Some(&exchanger.exchange),
                    _ => None,
                });
                match exchangers.next() {
                    None => self.own_address(name).await,
                    Some(first) if first.is_root() => MailRoute::Refused,
                    Some(_) => MailRoute::Exchangers,
                }
            }
            Err(error) if error.is_nx_domain() => MailRoute::NoSuchDomain,
            Err(error) if error.is_no_records_found() => self.own_address(name).await,
            Err(_) => MailRoute::Silence,
        }
    }

    async fn own_address(&self, name: Name) -> MailRoute {
        match self.resolver.lookup_ip(name).await {
            Ok(found) if found.iter().next().is_some() => MailRoute::OwnAddress,
            Ok(_) => MailRoute::Nowhere,
            Err(error) if error.is_nx_domain() => MailRoute::NoSuchDomain,
            Err(error) if error.is_no_records_found() => MailRoute::Nowhere,
            Err(_) => MailRoute::Silence,
        }
    }
}
