//! The guard on outbound requests: a customer's URL must not reach what only the hub can reach.
//!
//! [`GuardedClient`] is the only HTTP client of the project. It resolves names itself and connects to exactly the
//! addresses it has judged, so that a name which resolves differently a moment later gains nothing; literal addresses
//! are judged before sending, since the HTTP library does not ask a resolver about them. It follows no redirects and
//! asks no proxy: either would connect elsewhere. Which addresses are off limits stands in `special`.

mod client;
mod resolver;
mod special;

pub use client::{ClientConfig, GuardError, GuardedClient};
pub(crate) use client::{is_forbidden, is_unresolved};
pub(crate) use resolver::Closed;
pub use resolver::{NameSource, NameTable};
pub use special::is_special;

use std::net::IpAddr;
use std::str::FromStr;
use std::sync::Arc;

use ipnet::IpNet;

/// Networks an operator exempts from the guard, for receivers inside the own house. Empty by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AllowList(Arc<[IpNet]>);

/// A part of the list is neither an address nor a network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is neither an IP address nor a network such as 10.0.0.0/8")]
pub struct AllowListError(String);

impl AllowList {
    /// Whether a connection to this address is allowed: it is nothing special, or exempt.
    #[must_use]
    pub fn permits(&self, address: IpAddr) -> bool {
        !is_special(address) || self.0.iter().any(|network| network.contains(&address.to_canonical()))
    }
}

/// Addresses and networks separated by commas or white space.
impl FromStr for AllowList {
    type Err = AllowListError;

    fn from_str(text: &str) -> Result<Self, AllowListError> {
        text.split(|c: char| c == ',' || c.is_whitespace())
            .filter(|part| !part.is_empty())
            .map(|part| {
                let network = part.parse::<IpNet>().map(|network| network.trunc());
                network
                    .or_else(|_| part.parse::<IpAddr>().map(IpNet::from))
                    .map_err(|_| AllowListError(part.to_owned()))
            })
            .collect::<Result<Vec<_>, _>>()
            .map(|networks| Self(networks.into()))
    }
}

impl FromIterator<IpNet> for AllowList {
    fn from_iter<I: IntoIterator<Item = IpNet>>(networks: I) -> Self {
        Self(networks.into_iter().collect())
    }
}

#[cfg(test)]
mod tests;
