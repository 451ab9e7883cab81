//! Toll-free numbers that wait for a reviewer (global table `tollfree_queue`). No personal data.

use trusthub_domain::contact::Phone;
use trusthub_domain::sid::{AccountSid, TollfreeSid};
use trusthub_domain::time::Timestamp;
use trusthub_domain::tollfree::{State, Verification};

use crate::db::Tx;
use crate::db::seal::Place;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::Result;

statements! {
    SET = "INSERT INTO tollfree_queue (sid, account_sid, phone_number, queued_at) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (sid) DO UPDATE SET queued_at = excluded.queued_at";
    REMOVE = "DELETE FROM tollfree_queue WHERE sid = $1";
    LIST = "SELECT account_sid, sid, phone_number, queued_at FROM tollfree_queue ORDER BY queued_at, sid LIMIT $1";
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
}

impl Tx {
    /// What waits for a reviewer, longest first.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn tollfree_waiting_any_account(&mut self, limit: u32) -> Result<Vec<WaitingNumber>> {
        let rows = self.rows::<(String, String, String, i64)>(&LIST, args![limit]).await?;
        let waiting = |(account, sid, phone, queued_at): (String, String, String, i64)| {
            let place = Place::of_row("tollfree_queue", &account, &sid)?;
            Ok(WaitingNumber {
                sid: place.parse("sid", &sid)?,
                account_sid: place.account(),
                phone_number: place.parse("phone_number", &phone)?,
                queued_at: Timestamp::from_micros(queued_at),
            })
        };
        rows.into_iter().map(waiting).collect()
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
                self.tollfree_queue_remove(verification.sid).await
            }
        }
    }

    pub(crate) async fn tollfree_queue_remove(&mut self, sid: TollfreeSid) -> Result<()> {
        self.execute(&REMOVE, args![sid]).await.map(drop)
    }
}
