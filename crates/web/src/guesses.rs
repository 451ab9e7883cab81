//! How often a peer may guess a secret. Counted per process.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::peer::network_of;

/// After so many different peers and names, those whose minute is over are forgotten.
const TRACKED: usize = 10_000;
/// The length of the window in which failures count.
const WINDOW: Duration = Duration::from_secs(60);
/// How many times as often one peer may fail with all names together: enough for an office behind one address, too few to
/// flood this with names until it forgets.
const NAMES_AT_ONCE: u32 = 10;

/// Wrong credentials per peer and user name, and per peer. A neighbour behind the same address is not locked out by a few.
pub struct LoginFailures {
    per_minute: u32,
    windows: Mutex<Windows>,
}

#[derive(Default)]
struct Windows {
    of_names: HashMap<(Option<IpAddr>, String), Window>,
    of_peers: HashMap<IpAddr, Window>,
}

struct Window {
    began: Instant,
    failures: u32,
}

impl Window {
    fn new() -> Self {
        Self { began: Instant::now(), failures: 0 }
    }

    fn is_over(&self) -> bool {
        self.began.elapsed() >= WINDOW
    }

    fn count(&mut self) {
        if self.is_over() {
            *self = Self::new();
        }
        self.failures = self.failures.saturating_add(1);
    }

    /// For how long nothing more is taken, if there were so many failures.
    fn closed_for(&self, most: u32) -> Option<u64> {
        let left = WINDOW.checked_sub(self.began.elapsed()).filter(|_| self.failures >= most)?;
        Some(seconds(left))
    }
}

impl LoginFailures {
    /// Counts up to this many per minute.
    #[must_use]
    pub fn new(per_minute: u32) -> Self {
        Self { per_minute, windows: Mutex::default() }
    }

    /// For how many seconds this peer must not try this name, if it has failed too often.
    #[must_use]
    pub fn must_wait(&self, peer: Option<IpAddr>, username: &str) -> Option<u64> {
        let windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.of_names.is_empty() {
            // Nobody has failed, as on most days; each failure counts for a name.
            return None;
        }
        let of_name = windows.of_names.get(&key(peer, username));
        let of_name = of_name.and_then(|window| window.closed_for(self.per_minute));
        let of_peer = peer.and_then(|peer| windows.of_peers.get(&network_of(peer)));
        let of_peer = of_peer.and_then(|window| window.closed_for(self.of_all_names()));
        of_name.max(of_peer)
    }

    /// Counts a failure.
    pub fn count(&self, peer: Option<IpAddr>, username: &str) {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        make_room(&mut windows.of_names);
        windows.of_names.entry(key(peer, username)).or_insert_with(Window::new).count();
        if let Some(peer) = peer {
            make_room(&mut windows.of_peers);
            windows.of_peers.entry(network_of(peer)).or_insert_with(Window::new).count();
        }
    }

    fn of_all_names(&self) -> u32 {
        self.per_minute.saturating_mul(NAMES_AT_ONCE)
    }
}

fn make_room<K: Eq + Hash>(windows: &mut HashMap<K, Window>) {
    if windows.len() >= TRACKED {
        windows.retain(|_, window| !window.is_over());
    }
    if windows.len() >= TRACKED {
        // A flood from many networks within one minute: forgetting it all bounds the memory.
        windows.clear();
    }
}

fn seconds(wait: Duration) -> u64 {
    wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0)).max(1)
}

/// No identifier and no e-mail address is longer (RFC 5321 §4.5.3.1.3); what is longer is no name of ours and shares one window.
const USERNAME_LENGTH: usize = 254;

fn key(peer: Option<IpAddr>, username: &str) -> (Option<IpAddr>, String) {
    let username = if username.len() > USERNAME_LENGTH { "" } else { username };
    (peer.map(network_of), username.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_many_failures_lock_one_name_for_one_peer() {
        let failures = LoginFailures::new(3);
        let peer = Some("2001:db8::1".parse().unwrap());
        let neighbour = Some("2001:db8::2".parse().unwrap());
        let stranger = Some("192.0.2.1".parse().unwrap());
        for _ in 0..3 {
            assert_eq!(failures.must_wait(peer, "AC1"), None);
            failures.count(peer, "AC1");
        }
        assert!(failures.must_wait(peer, "AC1").is_some_and(|wait| (1..=60).contains(&wait)));
        assert!(failures.must_wait(neighbour, "AC1").is_some());
        assert_eq!(failures.must_wait(peer, "AC2"), None);
        assert_eq!(failures.must_wait(stranger, "AC1"), None);
    }

    #[test]
    fn memory_is_bounded() {
        let failures = LoginFailures::new(3);
        for name in 0..2 * TRACKED {
            failures.count(None, &name.to_string());
        }
        assert!(failures.windows.lock().unwrap().of_names.len() <= TRACKED);
    }

    #[test]
    fn a_flood_of_names_from_one_peer_buys_no_guesses() {
        let failures = LoginFailures::new(3);
        let (peer, stranger) = (Some("2001:db8::1".parse().unwrap()), Some("192.0.2.1".parse().unwrap()));
        for name in 0..3 * NAMES_AT_ONCE {
            assert_eq!(failures.must_wait(peer, &name.to_string()), None, "{name}");
            failures.count(peer, &name.to_string());
        }
        assert!(failures.must_wait(peer, "AC1").is_some());
        assert_eq!(failures.must_wait(stranger, "AC1"), None);
    }
}
