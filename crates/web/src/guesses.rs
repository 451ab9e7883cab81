//! How often a peer may guess a secret. Counted per process.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::peer::network_of;

/// After so many different peers and names, those whose minute is over are forgotten.
const TRACKED: usize = 10_000;
/// The length of the window in which failures count.
const WINDOW: Duration = Duration::from_secs(60);

/// Wrong credentials per peer and user name. A neighbour behind the same address is not locked out by them.
pub struct LoginFailures {
    per_minute: u32,
    windows: Mutex<HashMap<(Option<IpAddr>, String), Window>>,
}

struct Window {
    began: Instant,
    failures: u32,
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
        let window = windows.get(&key(peer, username)).filter(|window| window.failures >= self.per_minute)?;
        WINDOW.checked_sub(window.began.elapsed()).map(seconds)
    }

    /// Counts a failure.
    pub fn count(&self, peer: Option<IpAddr>, username: &str) {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() >= TRACKED {
            windows.retain(|_, window| window.began.elapsed() < WINDOW);
        }
        if windows.len() >= TRACKED {
            // A flood of names within one minute: forgetting it all bounds the memory, and 128-bit secrets bound the harm.
            windows.clear();
        }
        let now = Instant::now();
        let window = windows.entry(key(peer, username)).or_insert(Window { began: now, failures: 0 });
        if window.began.elapsed() >= WINDOW {
            *window = Window { began: now, failures: 0 };
        }
        window.failures = window.failures.saturating_add(1);
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
        assert!(failures.windows.lock().unwrap().len() <= TRACKED);
    }
}
