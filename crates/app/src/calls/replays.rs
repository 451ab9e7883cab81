//! Tokens that this node has verified a moment ago: one that comes with another call is refused (RFC 8224 section 12.1).
//!
//! Each node remembers its own. To share them would cost each verified call a write that others wait for, for a minute's gain:
//! whoever replays to another node must still call the same number from the same number within that minute.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, PoisonError};

use trusthub_stir::key::SIGNATURE_BYTES;
use trusthub_stir::verification::{Replays, Sighting};

/// How long a token can be fresh: a minute between `iat` and the call, and one between the call and now, on both sides.
const SECONDS: i64 = 240;

/// Most tokens that are remembered: a thousand calls a second for as long as they are fresh. Some 30 MB when it is full.
const MOST: usize = 1 << 18;

/// Those of one process.
#[derive(Debug)]
pub(crate) struct Seen(Mutex<Replays>);

impl Default for Seen {
    fn default() -> Self {
        Self(Mutex::new(Replays::new(MOST, SECONDS)))
    }
}

impl Seen {
    /// Whether the token came before, with another call. `call` is whatever tells calls apart.
    pub(super) fn is_replay(&self, signature: &[u8; SIGNATURE_BYTES], call: &impl Hash, now: i64) -> bool {
        let mut hasher = DefaultHasher::new();
        call.hash(&mut hasher);
        let mut replays = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        replays.saw(signature, hasher.finish(), now) == Sighting::Replay
    }
}
