//! What of messages waits for a person, over all accounts (global table `messaging_queue`).

use trusthub_domain::sid::AccountSid;
use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::seal::Place;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::Result;

statements! {
    INSERT = "INSERT INTO messaging_queue (sid, account_sid, waits_since) VALUES ($1, $2, $3) ON CONFLICT (sid) DO NOTHING";
    LIST = "SELECT sid, account_sid, waits_since FROM messaging_queue ORDER BY waits_since, sid LIMIT $1";
    DELETE = "DELETE FROM messaging_queue WHERE sid = $1";
}

/// Something that waits for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// `QE…` or `VT…`
    pub sid: String,
    /// Whose it is.
    pub account_sid: AccountSid,
    /// Since when.
    pub since: Timestamp,
}

impl Tx {
    /// Puts it into the queue; nothing, if it is there.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn messaging_queue_push(
        &mut self,
        sid: impl std::fmt::Display,
        account: AccountSid,
        now: Timestamp,
    ) -> Result<()> {
        self.execute(&INSERT, args![sid.to_string(), account, now]).await.map(drop)
    }

    /// The longest waiting, of all accounts.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn messaging_queue_list_any_account(&mut self, limit: u32) -> Result<Vec<Waiting>> {
        let rows = self.rows::<(String, String, i64)>(&LIST, args![limit]).await?;
        rows.into_iter()
            .map(|(sid, account, since)| {
                let place = Place::of_row("messaging_queue", &account, &sid)?;
                Ok(Waiting {
                    account_sid: place.account(),
                    since: Timestamp::from_micros(since),
                    sid: sid.clone(),
                })
            })
            .collect()
    }

    /// Takes it out.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn messaging_queue_delete(&mut self, sid: impl std::fmt::Display) -> Result<()> {
        self.execute(&DELETE, args![sid.to_string()]).await.map(drop)
    }
}
