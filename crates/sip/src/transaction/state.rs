//! One transaction: where it stands, and when it has to be looked at again.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

/// The times of RFC 3261 section 17 and its table 4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// T1: a round trip.
    pub round_trip: Duration,
    /// T2: the longest pause before an answer is sent again.
    pub longest_pause: Duration,
    /// T4: how long a message can be on its way.
    pub on_its_way: Duration,
    /// How soon a caller who is not answered yet is told that somebody is at it (section 17.2.1).
    pub patience: Duration,
}

impl Times {
    /// As the RFC has them.
    pub const RFC: Self = Self {
        round_trip: Duration::from_millis(500),
        longest_pause: Duration::from_secs(4),
        on_its_way: Duration::from_secs(5),
        patience: Duration::from_millis(200),
    };

    /// Timers H and J.
    pub(super) fn given_up_after(&self) -> Duration {
        self.round_trip.saturating_mul(64)
    }
}

/// Which of the two machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Invite,
    Other,
}

/// Where a transaction stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum State {
    /// Nothing is decided. Of an INVITE: what tells the caller to wait, and when.
    Pending { trying: Option<Arc<[u8]>>, tell_at: Option<Instant> },
    /// Answered; until `end` the answer is sent again when the request is, and of an INVITE over UDP every `pause`, until the
    /// ACK comes.
    Answered { answer: Arc<[u8]>, again: Option<(Instant, Duration)>, end: Instant },
    /// Answered and acknowledged; more ACKs are absorbed until `end`.
    Acknowledged { end: Instant },
}

impl State {
    /// When it has to be looked at again.
    pub(super) fn due(&self) -> Option<Instant> {
        match self {
            Self::Pending { tell_at, .. } => *tell_at,
            Self::Answered { again: Some((again, _)), end, .. } => Some((*again).min(*end)),
            Self::Answered { again: None, end, .. } | Self::Acknowledged { end } => Some(*end),
        }
    }
}
