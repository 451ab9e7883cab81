//! Names to addresses, judged on the way.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::Host;

use super::AllowList;

/// Who knows the addresses of a name.
#[derive(Debug, Clone)]
pub enum NameSource {
    /// The system: its hosts file, its name servers.
    System,
    /// A table: for tests of what a hostile name server may answer.
    Table(NameTable),
}

impl NameSource {
    async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        match self {
            Self::System => Ok(tokio::net::lookup_host((name, 0)).await?.map(|found| found.ip()).collect()),
            Self::Table(table) => table.next_answer(name),
        }
    }
}

/// Names and what is answered when they are asked for: the first answer the first time, and so on; the last one stays.
#[derive(Debug, Clone, Default)]
pub struct NameTable(Arc<Mutex<HashMap<String, Entry>>>);

#[derive(Debug, Default)]
struct Entry {
    answers: Vec<Vec<IpAddr>>,
    asked: usize,
}

impl NameTable {
    /// Sets what is answered for a name, in lower case and ASCII as on the wire.
    pub fn set(&self, name: &str, answers: Vec<Vec<IpAddr>>) {
        self.entries().insert(name.to_owned(), Entry { answers, asked: 0 });
    }

    /// How often a name was asked for.
    #[must_use]
    pub fn asked(&self, name: &str) -> usize {
        self.entries().get(name).map_or(0, |entry| entry.asked)
    }

    fn next_answer(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        let mut entries = self.entries();
        let entry = entries.get_mut(name).ok_or(io::ErrorKind::NotFound)?;
        let answer = entry.answers.get(entry.asked).or(entry.answers.last()).cloned();
        entry.asked = entry.asked.saturating_add(1);
        Ok(answer.unwrap_or_default())
    }

    fn entries(&self) -> std::sync::MutexGuard<'_, HashMap<String, Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Every address of a name is off limits.
#[derive(Debug, thiserror::Error)]
#[error("the name resolves to special-purpose addresses only, which are not called")]
pub(super) struct ForbiddenName;

/// No address of a name is known.
#[derive(Debug, thiserror::Error)]
#[error("the name does not resolve")]
pub(super) struct UnresolvedName(#[source] io::Error);

/// Judges where a connection may go: who connects to what is returned here, and asks nobody again, cannot be led elsewhere.
#[derive(Debug, Clone)]
pub(crate) struct Gate {
    names: NameSource,
    allow: AllowList,
}

/// A host leads nowhere.
#[derive(Debug)]
pub(crate) enum Closed {
    /// To addresses that are off limits only.
    Forbidden,
    /// To no address that is known.
    Unresolved(io::Error),
}

impl Gate {
    pub(super) fn new(names: NameSource, allow: AllowList) -> Self {
        Self { names, allow }
    }

    pub(super) fn permits(&self, address: IpAddr) -> bool {
        self.allow.permits(address)
    }

    /// The permitted addresses of a host; never none.
    ///
    /// # Errors
    /// Why there are none.
    pub(crate) async fn addresses(&self, host: Host<&str>) -> Result<Vec<IpAddr>, Closed> {
        let found = match host {
            Host::Domain(name) => self.names.addresses(name).await.map_err(Closed::Unresolved)?,
            Host::Ipv4(address) => vec![IpAddr::V4(address)],
            Host::Ipv6(address) => vec![IpAddr::V6(address)],
        };
        let permitted: Vec<_> = found.into_iter().filter(|address| self.permits(*address)).collect();
        if permitted.is_empty() { Err(Closed::Forbidden) } else { Ok(permitted) }
    }
}

/// The gate, as the HTTP library asks for it. The caller connects to what is returned here, which is what makes rebinding
/// harmless.
pub(super) struct GuardedResolver(pub(super) Gate);

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let gate = self.0.clone();
        Box::pin(async move {
            match gate.addresses(Host::Domain(name.as_str())).await {
                Ok(permitted) => {
                    let addresses = permitted.into_iter().map(|address| SocketAddr::new(address, 0));
                    Ok(Box::new(addresses) as Addrs)
                }
                Err(Closed::Forbidden) => Err(ForbiddenName.into()),
                Err(Closed::Unresolved(error)) => Err(UnresolvedName(error).into()),
            }
        })
    }
}
