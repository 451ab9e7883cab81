//! While a backup runs, no file is deleted that its state of the database still names.
//!
//! A hold ends by itself: a backup that was killed holds up nothing for long.

use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::Result;

statements! {
    SET = "INSERT INTO file_holds (holder, held_until) VALUES ($1, $2) \
        ON CONFLICT (holder) DO UPDATE SET held_until = excluded.held_until";
    RELEASE = "DELETE FROM file_holds WHERE holder = $1 OR held_until <= $2";
    UNTIL = "SELECT max(held_until) AS held_until FROM file_holds WHERE held_until > $1";
}

impl Tx {
    /// Holds up deletions until then, or prolongs a hold.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn file_hold_set_any_account(&mut self, holder: &str, until: Timestamp) -> Result<()> {
        self.execute(&SET, args![holder, until]).await.map(drop)
    }

    /// Ends a hold, and forgets those that have lapsed.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn file_hold_release_any_account(&mut self, holder: &str, now: Timestamp) -> Result<()> {
        self.execute(&RELEASE, args![holder, now]).await.map(drop)
    }

    /// Until when no file may be deleted; `None` if now is fine.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn file_hold_until_any_account(&mut self, now: Timestamp) -> Result<Option<Timestamp>> {
        let until = self.row::<(Option<i64>,)>(&UNTIL, args![now]).await?;
        Ok(until.and_then(|(until,)| until).map(Timestamp::from_micros))
    }
}
