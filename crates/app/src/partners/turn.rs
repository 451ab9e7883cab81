//! A process's turn at bringing the feed to somebody. One process at a time has it, by a lease that it renews as it goes; how far
//! the recipient is stands in the database, so that another goes on there. A recipient that takes nothing is left alone for longer
//! and longer pauses.

use std::time::Duration;

use trusthub_domain::sid::PartnerSid;
use trusthub_domain::time::Timestamp;
use trusthub_storage::StoredFeedEvent;

use crate::{Hub, Result};

/// Entries that are read at once.
const AT_ONCE: u32 = 100;

/// To whom the feed is brought.
pub(super) enum Recipient {
    Partner(PartnerSid),
    /// A stream of the operator's own, by its name.
    Stream(String),
}

/// How a kind of recipient is treated.
pub(super) struct Pace {
    /// How long a process has its turn without renewing it.
    pub(super) lease: Duration,
    /// Pauses after the first attempt that failed, the second and so on; after the last, at that pace.
    pub(super) retry_after: &'static [Duration],
}

/// The turn of this process, from the moment it is claimed.
pub(super) struct Turn {
    hub: Hub,
    recipient: Recipient,
    pace: &'static Pace,
    /// The last entry that is written down as taken.
    position: i64,
    /// Attempts that failed since one succeeded.
    failures: u32,
    lease: Timestamp,
}

impl Turn {
    /// What was claimed until `lease`: the recipient has everything up to `position`.
    pub(super) fn new(
        hub: &Hub,
        recipient: Recipient,
        pace: &'static Pace,
        lease: Timestamp,
        (position, failures): (i64, u32),
    ) -> Self {
        Self { hub: hub.clone(), recipient, pace, position, failures, lease }
    }

    pub(super) fn hub(&self) -> &Hub {
        &self.hub
    }

    pub(super) const fn position(&self) -> i64 {
        self.position
    }

    pub(super) const fn has_failed_before(&self) -> bool {
        self.failures > 0
    }

    /// The next entries; empty if the recipient has everything that is shown.
    pub(super) async fn next(&self) -> Result<Vec<StoredFeedEvent>> {
        let shown = self.hub.feed().shown();
        Ok(self.hub.db().read().await?.feed_since(self.position, shown, AT_ONCE).await?)
    }

    /// Writes down that the recipient has everything up to `position`, and renews the lease. `false` if the turn was lost.
    pub(super) async fn advance(&mut self, position: i64) -> Result<bool> {
        let now = self.hub.now();
        // Later than the last one even if the clock stands still: whoever has this very lease has the turn.
        let lease = now.plus(self.pace.lease).max(self.lease.plus(Duration::from_micros(1)));
        let mut tx = self.hub.db().write().await?;
        let is_ours = match &self.recipient {
            Recipient::Partner(sid) => {
                tx.partner_webhook_advance(*sid, self.lease, position, lease, now).await?
            }
            Recipient::Stream(name) => tx.feed_stream_advance(name, self.lease, position, lease, now).await?,
        };
        tx.commit().await?;
        (self.position, self.lease, self.failures) = (position, lease, 0);
        Ok(is_ours)
    }

    /// Ends the turn because the recipient did not take the next entry; another begins after a pause.
    pub(super) async fn fail(self, why: &str) -> Result<()> {
        let next_at = self.hub.now().plus(self.pause());
        let mut tx = self.hub.db().write().await?;
        match &self.recipient {
            Recipient::Partner(sid) => tx.partner_webhook_fail(*sid, self.lease, next_at, why).await?,
            Recipient::Stream(name) => tx.feed_stream_fail(name, self.lease, next_at, why).await?,
        }
        Ok(tx.commit().await?)
    }

    fn pause(&self) -> Duration {
        let failures = usize::try_from(self.failures).unwrap_or(usize::MAX);
        let pauses = self.pace.retry_after;
        pauses.get(failures).or(pauses.last()).copied().unwrap_or(self.pace.lease)
    }

    /// Ends the turn; whoever finds something new may begin another at once.
    pub(super) async fn release(self) -> Result<()> {
        let mut tx = self.hub.db().write().await?;
        match &self.recipient {
            Recipient::Partner(sid) => tx.partner_webhook_release(*sid, self.lease).await?,
            Recipient::Stream(name) => tx.feed_stream_release(name, self.lease).await?,
        }
        Ok(tx.commit().await?)
    }
}
