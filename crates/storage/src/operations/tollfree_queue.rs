//! Toll-free numbers that wait for a reviewer (global table `tollfree_queue`). No personal data.

use trusthub_domain::contact::Phone;
use trusthub_domain::review::MessageItem;
use trusthub_domain::sid::{AccountSid, TollfreeSid};
use trusthub_domain::time::Timestamp;
use trusthub_domain::tollfree::{State, Verification};

use super::holders::{Holder, HolderColumns};
use crate::db::Tx;
use crate::db::seal::{Place, Sealed};
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::Result;
use crate::scope::Scope;
use crate::vault::Vault;

statements! {
    SET = "INSERT INTO tollfree_queue (sid, account_sid, phone_number, queued_at) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (sid) DO UPDATE SET queued_at = excluded.queued_at";
    REMOVE = "DELETE FROM tollfree_queue WHERE sid = $1";
    LIST = "SELECT account_sid, sid, phone_number, queued_at, claimed_by, claimed_until, pending_by, pending_until \
        FROM tollfree_queue ORDER BY queued_at, sid LIMIT $1";
}

/// A number that waits for a reviewer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingNumber {
    /// `HH…`
    pub sid: TollfreeSid,
    /// Whose it is.
    pub account_sid: AccountSid,
    /// The number.
    pub phone_number: Phone,
    /// Since when.
    pub queued_at: Timestamp,
    /// Who is at it.
    pub holder: Holder,
}

#[derive(sqlx::FromRow)]
struct WaitingRow {
    account_sid: String,
    sid: String,
    phone_number: String,
    queued_at: i64,
    #[sqlx(flatten)]
    holder: HolderColumns,
}

impl Sealed for WaitingRow {
    type Clear = WaitingNumber;

    async fn open(self, _: &Vault) -> Result<WaitingNumber> {
        let place = Place::of_row("tollfree_queue", &self.account_sid, &self.sid)?;
        Ok(WaitingNumber {
            sid: place.parse("sid", &self.sid)?,
            account_sid: place.account(),
            phone_number: place.parse("phone_number", &self.phone_number)?,
            queued_at: Timestamp::from_micros(self.queued_at),
            holder: self.holder.parse(&place)?,
        })
    }
}

impl Tx {
    /// What waits for a reviewer, longest first.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn tollfree_waiting_any_account(&mut self, limit: u32) -> Result<Vec<WaitingNumber>> {
        self.all::<WaitingRow>(&LIST, args![limit]).await
    }

    /// In the queue exactly while somebody has to decide it.
    pub(crate) async fn tollfree_queue_set(&mut self, verification: &Verification) -> Result<()> {
        match verification.state {
            State::InReview { .. } => {
                let values = args![
                    verification.sid,
                    verification.account_sid,
                    verification.phone_number.as_str(),
                    verification.queued_at,
                ];
                self.execute(&SET, values).await.map(drop)
            }
            State::Pending | State::Approved { .. } | State::Rejected { .. } => {
                self.tollfree_queue_remove(verification).await
            }
        }
    }

    /// Takes it out; whoever was at it is no more.
    pub(crate) async fn tollfree_queue_remove(&mut self, verification: &Verification) -> Result<()> {
        self.execute(&REMOVE, args![verification.sid]).await?;
        let item = MessageItem::TollFree(verification.sid);
        self.handling_delete(&Scope::own(verification.account_sid), item).await
    }
}
