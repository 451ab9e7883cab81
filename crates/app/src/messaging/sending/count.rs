//! What is counted of a brand on a day, over all carriers or one, and when the database is to hear of it.

use std::time::Duration;

use trusthub_domain::messaging::{CarrierName, MessageGround, allotment};
use trusthub_domain::time::Timestamp;
use trusthub_storage::NodeUsage;

/// How often a count is told that waits for nothing: what of a day without limit a killed node takes with it.
const TELL_EVERY: Duration = Duration::from_secs(2);

/// What was not used for so long is given back.
const IDLE: Duration = Duration::from_secs(10);

/// What is counted: all carriers, or one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Lane {
    All,
    Of(CarrierName),
}

impl Lane {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Of(carrier) => carrier.as_str(),
        }
    }

    pub(super) const fn is_spent(self) -> MessageGround {
        match self {
            Self::All => MessageGround::DailyCapReached,
            Self::Of(_) => MessageGround::CarrierCapReached,
        }
    }
}

/// What a day has left, as far as this node knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// Sent so far, portions of other nodes included.
    pub used: u64,
    /// The limit.
    pub cap: Option<u64>,
}

/// What is counted of one lane on one day.
#[derive(Debug, Default)]
pub(super) struct Count {
    pub(super) cap: Option<u64>,
    pub(super) per_second: f64,
    /// What this node was given.
    pub(super) granted: u64,
    pub(super) used: u64,
    /// What others were given, as of the last time.
    pub(super) others: u64,
    /// What the database knows of this node.
    pub(super) told: NodeUsage,
    pub(super) told_at: Option<Timestamp>,
    pub(super) taken_at: Option<Timestamp>,
    /// What is missing for those who wait.
    pub(super) wanted: u64,
    pub(super) refused_at: Option<Timestamp>,
}

impl Count {
    pub(super) fn spare(&self) -> u64 {
        self.granted.saturating_sub(self.used)
    }

    pub(super) fn usage(&self) -> NodeUsage {
        NodeUsage { granted: self.granted, used: self.used }
    }

    pub(super) fn is_idle(&self, now: Timestamp) -> bool {
        self.wanted == 0 && self.taken_at.is_none_or(|taken| now.since(taken) > IDLE)
    }

    pub(super) fn left(&self) -> Left {
        Left { used: self.others.saturating_add(self.used), cap: self.cap }
    }

    fn remaining(&self) -> Option<u64> {
        self.cap.map(|cap| cap.saturating_sub(self.others.saturating_add(self.granted)))
    }

    /// What it asks for beyond those who wait: when half of a portion is gone, the next one.
    fn is_low(&self) -> bool {
        let ahead = allotment(0, self.remaining(), self.per_second);
        self.cap.is_some() && ahead > 0 && self.spare() < ahead.div_ceil(2)
    }

    pub(super) fn is_due(&self, now: Timestamp, is_over: bool) -> bool {
        let told = self.told_at.map_or(Duration::MAX, |told| now.since(told));
        if is_over || self.is_idle(now) {
            return self.told != NodeUsage { granted: self.used, used: self.used };
        }
        self.wanted > 0 || self.is_low() || (self.used != self.told.used && told >= TELL_EVERY)
    }
}
