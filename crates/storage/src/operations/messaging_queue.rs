//! What of messages waits for a person, over all accounts (global table `messaging_queue`).

use trusthub_domain::review::MessageItem;
use trusthub_domain::sid::AccountSid;
use trusthub_domain::time::Timestamp;

use super::holders::{Holder, HolderColumns};
use crate::db::Tx;
use crate::db::seal::{Place, Sealed};
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::Result;
use crate::scope::Scope;
use crate::vault::Vault;

statements! {
    INSERT = "INSERT INTO messaging_queue (sid, account_sid, waits_since) VALUES ($1, $2, $3) ON CONFLICT (sid) DO NOTHING";
    LIST = "SELECT sid, account_sid, waits_since, claimed_by, claimed_until, pending_by, pending_until \
        FROM messaging_queue ORDER BY waits_since, sid LIMIT $1";
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
    /// Who is at it.
    pub holder: Holder,
}

#[derive(sqlx::FromRow)]
struct WaitingRow {
    sid: String,
    account_sid: String,
    waits_since: i64,
    #[sqlx(flatten)]
    holder: HolderColumns,
}

impl Sealed for WaitingRow {
    type Clear = Waiting;

    async fn open(self, _: &Vault) -> Result<Waiting> {
        let place = Place::of_row("messaging_queue", &self.account_sid, &self.sid)?;
        Ok(Waiting {
            account_sid: place.account(),
            since: Timestamp::from_micros(self.waits_since),
            holder: self.holder.parse(&place)?,
            sid: self.sid,
        })
    }
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
        self.all::<WaitingRow>(&LIST, args![limit]).await
    }

    /// Takes it out; whoever was at it is no more.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn messaging_queue_delete(&mut self, scope: &Scope, item: MessageItem) -> Result<()> {
        self.execute(&DELETE, args![item.to_string()]).await?;
        self.handling_delete(scope, item).await
    }
}
