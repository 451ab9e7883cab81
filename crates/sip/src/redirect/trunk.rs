//! Trunks: who may ask, and how their calls are treated.

use std::collections::HashSet;
use std::net::IpAddr;
use std::sync::Arc;

use arc_swap::ArcSwap;
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
    /// For people, and for decisions about its calls.
    pub name: Arc<str>,
    /// Where it sends from.
    pub from: Vec<IpNet>,
    /// What it asks for.
    pub role: Role,
    /// Whether calls that it sends on are signed for the number they were for (RFC 8946).
    pub is_diverting: bool,
    /// How its calls are treated.
    pub policy: Policy,
    /// Whose calls they are.
    pub caller: C,
}

/// All trunks of one configuration. Cheap to copy.
#[derive(Debug)]
pub struct Trunks<C> {
    by_network: Arc<[(IpNet, Arc<Trunk<C>>)]>,
    count: usize,
}

impl<C> Clone for Trunks<C> {
    fn clone(&self) -> Self {
        Self { by_network: Arc::clone(&self.by_network), count: self.count }
    }
}

/// Nobody could tell two trunks apart.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TwoTrunks {
    /// By where they send from.
    #[error("trunks {one:?} and {other:?} both send from {network}")]
    Network {
        /// Where.
        network: IpNet,
        /// The name of the one.
        one: Arc<str>,
        /// The name of the other.
        other: Arc<str>,
    },
    /// By what decisions about their calls say.
    #[error("two trunks are named {0:?}")]
    Name(Arc<str>),
}

impl<C> Trunks<C> {
    /// These trunks.
    ///
    /// # Errors
    /// Two of them have one name, or send from the very same network. One network inside of another is told apart: the
    /// smaller counts.
    pub fn new(trunks: impl IntoIterator<Item = Trunk<C>>) -> Result<Self, TwoTrunks> {
        let mut all: Vec<(IpNet, Arc<Trunk<C>>)> = Vec::new();
        let mut names = HashSet::new();
        for trunk in trunks {
            if !names.insert(Arc::clone(&trunk.name)) {
                return Err(TwoTrunks::Name(trunk.name));
            }
            let trunk = Arc::new(trunk);
            all.extend(trunk.from.iter().map(|network| (network.trunc(), Arc::clone(&trunk))));
        }
        all.sort_by_key(|(network, _)| (std::cmp::Reverse(network.prefix_len()), *network));
        for ((network, one), (next, other)) in all.iter().zip(all.iter().skip(1)) {
            if network == next && !Arc::ptr_eq(one, other) {
                let (one, other) = (Arc::clone(&one.name), Arc::clone(&other.name));
                return Err(TwoTrunks::Network { network: *network, one, other });
            }
        }
        Ok(Self { by_network: all.into(), count: names.len() })
    }

    /// The trunk that sends from this address.
    pub fn of(&self, address: IpAddr) -> Option<Arc<Trunk<C>>> {
        self.by_network
            .iter()
            .find(|(network, _)| network.contains(&address))
            .map(|(_, trunk)| Arc::clone(trunk))
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.count
    }
}

/// The trunks that count now. Clones are the same ones: who replaces them, replaces them for all.
#[derive(Debug)]
pub struct TrunksInForce<C>(Arc<ArcSwap<Trunks<C>>>);

impl<C> Clone for TrunksInForce<C> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<C> From<Trunks<C>> for TrunksInForce<C> {
    fn from(trunks: Trunks<C>) -> Self {
        Self(Arc::new(ArcSwap::from_pointee(trunks)))
    }
}

impl<C> TrunksInForce<C> {
    /// The trunk that sends from this address.
    pub fn of(&self, address: IpAddr) -> Option<Arc<Trunk<C>>> {
        self.0.load().of(address)
    }

    /// From now on these count, for what comes next; all at once.
    pub fn replace(&self, trunks: Trunks<C>) {
        self.0.store(Arc::new(trunks));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trunk(name: &str, from: &[&str]) -> Trunk<()> {
        let from = from.iter().map(|network| network.parse().unwrap()).collect();
        Trunk {
            name: name.into(),
            from,
            role: Role::Sign,
            is_diverting: false,
            policy: Policy::default(),
            caller: (),
        }
    }

    #[test]
    fn the_smallest_network_that_an_address_is_in_counts() {
        let trunks = [trunk("all", &["10.0.0.0/8", "2001:db8::/32"]), trunk("one", &["10.1.0.7/32"])];
        let trunks = Trunks::new(trunks).unwrap();
        let of = |address: &str| trunks.of(address.parse().unwrap()).map(|trunk| Arc::clone(&trunk.name));
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
        let twice = Trunks::new([trunk("a", &["10.0.0.1/32"]), trunk("a", &["10.0.0.2/32"])]).unwrap_err();
        assert_eq!(twice.to_string(), r#"two trunks are named "a""#);
    }

    #[test]
    fn other_trunks_count_at_once_for_whoever_asks() {
        let in_force = TrunksInForce::from(Trunks::new([trunk("old", &["10.0.0.1/32"])]).unwrap());
        let asked = in_force.clone();
        let of = |address: &str| asked.of(address.parse().unwrap()).map(|trunk| Arc::clone(&trunk.name));
        assert_eq!(of("10.0.0.1").as_deref(), Some("old"));
        let trunks = Trunks::new([trunk("new", &["10.0.0.2/32"]), trunk("more", &["10.0.0.3/32"])]).unwrap();
        assert_eq!(trunks.count(), 2);
        in_force.replace(trunks);
        assert_eq!((of("10.0.0.1"), of("10.0.0.2").as_deref()), (None, Some("new")));
    }
}
