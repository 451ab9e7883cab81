//! How many messages an address gets on a day (global table `contact_quota`): the hub must not be a means to pester
//! strangers, however many accounts name them. Addresses are kept as keyed hashes, and for two days.

use std::time::Duration;

use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::Result;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

statements! {
    // A row that is at its limit is not changed, which is how the refusal shows.
    TAKE = "INSERT INTO contact_quota (contact_hash, day, used) VALUES ($1, $2, 1) \
        ON CONFLICT (contact_hash, day) DO UPDATE SET used = contact_quota.used + 1 WHERE contact_quota.used < $3";
    PURGE = "DELETE FROM contact_quota WHERE day < $1";
}

/// The UTC day of an instant, counted from the epoch.
fn day_of(at: Timestamp) -> i64 {
    let micros = i64::try_from(DAY.as_micros()).unwrap_or(i64::MAX);
    at.as_micros().div_euclid(micros)
}

impl Tx {
    /// Takes one of the `most` messages that this address may get on the day of `at`; `false` if none is left. `most` is
    /// at least one.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn contact_quota_take_any_account(
        &mut self,
        address: &str,
        at: Timestamp,
        most: u32,
    ) -> Result<bool> {
        let hash = self.vault().lookup_hash(&format!("contact\n{}", address.trim().to_lowercase()));
        Ok(self.execute(&TAKE, args![hash, day_of(at), most]).await? > 0)
    }

    /// Forgets the days before yesterday.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn contact_quota_purge_any_account(&mut self, now: Timestamp) -> Result<()> {
        self.execute(&PURGE, args![day_of(now.minus(DAY))]).await.map(drop)
    }
}
