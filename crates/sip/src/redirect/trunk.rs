//! Trunks: who may ask, and how their calls are treated.

use std::net::IpAddr;
use std::sync::Arc;

use ipnet::IpNet;

/// What a trunk's calls are asked about for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// They leave, and are signed.
    Sign,
    /// They arrive, and are verified.
    Verify,
    /// Either: what carries an Identity header is verified, what does not is signed.
    Both,
}

/// What becomes of a call whose answer is no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handling {
    /// It goes on.
    Pass,
    /// It ends.
    Reject,
}

/// How a trunk's calls are treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// What cannot be signed, or fails verification.
    pub failed: Handling,
    /// What arrives without an Identity header.
    pub unsigned: Handling,
    /// Who hides.
    pub anonymous: Handling,
}

impl Default for Policy {
    /// Calls go on: a hub that is asked must not be what breaks them.
    fn default() -> Self {
        Self { failed: Handling::Pass, unsigned: Handling::Pass, anonymous: Handling::Pass }
    }
}

/// A trunk; `C` is what signing wants to know about its calls.
#[derive(Debug, Clone)]
pub struct Trunk<C> {
    /// For people.
    pub name: String,
    /// Where it sends from.
    pub from: Vec<IpNet>,
    /// What it asks for.
    pub role: Role,
    /// How its calls are treated.
    pub policy: Policy,
    /// Whose calls they are.
    pub caller: C,
}

/// All trunks. Cheap to copy.
#[derive(Debug, Clone)]
pub struct Trunks<C>(Arc<[(IpNet, Arc<Trunk<C>>)]>);

/// Nobody could tell two trunks apart.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("trunks {one:?} and {other:?} both send from {network}")]
pub struct TwoTrunks {
    network: IpNet,
    one: String,
    other: String,
}

impl<C> Trunks<C> {
    /// These trunks.
    ///
    /// # Errors
    /// Two of them send from the very same network. One inside of another is told apart: the smaller network counts.
    pub fn new(trunks: impl IntoIterator<Item = Trunk<C>>) -> Result<Self, TwoTrunks> {
        let mut all: Vec<(IpNet, Arc<Trunk<C>>)> = Vec::new();
        for trunk in trunks {
            let trunk = Arc::new(trunk);
            all.extend(trunk.from.iter().map(|network| (network.trunc(), Arc::clone(&trunk))));
        }
        all.sort_by_key(|(network, _)| (std::cmp::Reverse(network.prefix_len()), *network));
        for ((network, one), (next, other)) in all.iter().zip(all.iter().skip(1)) {
            if network == next && !Arc::ptr_eq(one, other) {
                let (one, other) = (one.name.clone(), other.name.clone());
                return Err(TwoTrunks { network: *network, one, other });
            }
        }
        Ok(Self(all.into()))
    }

    /// The trunk that sends from this address.
    pub fn of(&self, address: IpAddr) -> Option<Arc<Trunk<C>>> {
        self.0.iter().find(|(network, _)| network.contains(&address)).map(|(_, trunk)| Arc::clone(trunk))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trunk(name: &str, from: &[&str]) -> Trunk<()> {
        let from = from.iter().map(|network| network.parse().unwrap()).collect();
        Trunk { name: name.to_owned(), from, role: Role::Sign, policy: Policy::default(), caller: () }
    }

    #[test]
    fn the_smallest_network_that_an_address_is_in_counts() {
        let trunks = [trunk("all", &["10.0.0.0/8", "2001:db8::/32"]), trunk("one", &["10.1.0.7/32"])];
        let trunks = Trunks::new(trunks).unwrap();
        let of = |address: &str| trunks.of(address.parse().unwrap()).map(|trunk| trunk.name.clone());
        assert_eq!(of("10.1.0.7").as_deref(), Some("one"));
        assert_eq!(of("10.1.0.8").as_deref(), Some("all"));
        assert_eq!(of("2001:db8::1").as_deref(), Some("all"));
        assert_eq!(of("192.0.2.1"), None);
    }

    #[test]
    fn two_trunks_of_one_network_are_refused() {
        let twice = Trunks::new([trunk("a", &["10.0.0.1/8"]), trunk("b", &["10.0.0.0/8"])]).unwrap_err();
        assert_eq!(twice.to_string(), r#"trunks "a" and "b" both send from 10.0.0.0/8"#);
        assert!(Trunks::new([trunk("a", &["10.0.0.0/8", "10.0.0.0/8"])]).is_ok());
    }
}
