//! Whether a domain takes mail: its mail exchangers, or its own address where it names none (RFC 5321 §5.1). And what it says
//! in TXT records.

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
        resolver(servers, Memory::AsAnswersSay).map(|resolver| Self { resolver })
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

/// What a domain says in TXT records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextAnswer {
    /// These texts.
    Found(Vec<String>),
    /// None, or there is no such name.
    Nothing,
    /// Nobody could say.
    Silence,
}

/// Most texts of one name that are read, and most bytes of one. Ours: domains with dozens of proofs have fifty.
const MOST_TEXTS: usize = 100;
const TEXT_BYTES: usize = 4096;

/// Asks name servers for texts, and remembers nothing: what was published a moment ago counts.
#[derive(Clone)]
pub struct TextDns {
    resolver: TokioResolver,
}

impl std::fmt::Debug for TextDns {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TextDns").finish_non_exhaustive()
    }
}

impl TextDns {
    /// Asks these servers.
    ///
    /// # Errors
    /// The resolver cannot be made.
    pub fn new(servers: &[SocketAddr]) -> Result<Self, DnsError> {
        resolver(servers, Memory::None).map(|resolver| Self { resolver })
    }

    /// The texts of `name`, in ASCII. What is longer than anybody's record is left out.
    pub async fn texts(&self, name: &str) -> TextAnswer {
        let Ok(mut name) = Name::from_ascii(name) else { return TextAnswer::Nothing };
        name.set_fqdn(true);
        match self.resolver.lookup(name, RecordType::TXT).await {
            Ok(found) => {
                let texts = found.answers().iter().filter_map(|record| match &record.data {
                    RData::TXT(text) => Some(text.txt_data.concat()),
                    _ => None,
                });
                let short = texts.filter(|bytes| bytes.len() <= TEXT_BYTES).take(MOST_TEXTS);
                TextAnswer::Found(short.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).collect())
            }
            Err(error) if error.is_nx_domain() || error.is_no_records_found() => TextAnswer::Nothing,
            Err(_) => TextAnswer::Silence,
        }
    }
}

/// What a resolver remembers.
#[derive(Clone, Copy)]
enum Memory {
    /// Answers, as long as they say.
    AsAnswersSay,
    /// Nothing.
    None,
}

fn resolver(servers: &[SocketAddr], memory: Memory) -> Result<TokioResolver, DnsError> {
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
    match memory {
        Memory::AsAnswersSay => {}
        Memory::None => options.cache_size = 0,
    }
    builder.build().map_err(|error| DnsError(error.into()))
}
