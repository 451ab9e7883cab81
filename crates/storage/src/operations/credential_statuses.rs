//! What the published lists of statuses say, place by place. Global table: whoever checks a credential names a list and no
//! account, and what is said outlives the account.

use std::time::Duration;

use trusthub_domain::credential::{CredentialState, StatusPlace};
use trusthub_domain::sid::AccountSid;
use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::Result;

/// A place is used again no sooner than this after its credential expired: clocks differ.
const KEPT_AFTER_EXPIRY: Duration = Duration::from_secs(24 * 60 * 60);

statements! {
    NEWEST = "SELECT max(status_list) AS newest FROM credential_statuses";
    TAKE = "INSERT INTO credential_statuses (status_list, status_index, account_sid, status, expires_at) \
        VALUES ($1, $2, $3, 0, $4) ON CONFLICT (status_list, status_index) DO NOTHING";
    SET = "UPDATE credential_statuses SET status = $3 WHERE status_list = $1 AND status_index = $2";
    EXCEPTIONS = "SELECT status_index, status FROM credential_statuses WHERE status_list = $1 AND status <> 0 \
        ORDER BY status_index";
    EXISTS = "SELECT status_list FROM credential_statuses WHERE status_list = $1 LIMIT 1";
    // One place of the newest list is kept, or its number would be given twice.
    PURGE = "DELETE FROM credential_statuses WHERE expires_at < $1 \
        AND status_list < (SELECT max(status_list) FROM credential_statuses)";
}

const fn value(state: CredentialState) -> i64 {
    match state {
        CredentialState::Valid | CredentialState::Expired => 0,
        CredentialState::Revoked => 1,
        CredentialState::Suspended => 2,
    }
}

impl Tx {
    /// The number of the newest list; `None` before the first.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn credential_list_newest_any_account(&mut self) -> Result<Option<i64>> {
        Ok(self.row::<(Option<i64>,)>(&NEWEST, args![]).await?.and_then(|(newest,)| newest))
    }

    /// Takes a place for a credential of the account; `false` if somebody has it.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn credential_place_take_any_account(
        &mut self,
        place: StatusPlace,
        account: AccountSid,
        expires_at: Timestamp,
    ) -> Result<bool> {
        Ok(self.execute(&TAKE, args![place.list, place.index, account, expires_at]).await? > 0)
    }

    pub(crate) async fn credential_status_set(
        &mut self,
        place: StatusPlace,
        state: CredentialState,
    ) -> Result<()> {
        self.execute(&SET, args![place.list, place.index, value(state)]).await.map(drop)
    }

    /// What is not valid on a list: places, and 1 for revoked, 2 for suspended. `None` if there is no such list.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn credential_exceptions_any_account(&mut self, list: i64) -> Result<Option<Vec<(i64, i64)>>> {
        if self.row::<(i64,)>(&EXISTS, args![list]).await?.is_none() {
            return Ok(None);
        }
        Ok(Some(self.rows::<(i64, i64)>(&EXCEPTIONS, args![list]).await?))
    }

    /// Forgets places on full lists whose credentials expired more than a day ago.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn credential_status_purge_any_account(&mut self, now: Timestamp) -> Result<()> {
        self.execute(&PURGE, args![now.minus(KEPT_AFTER_EXPIRY)]).await.map(drop)
    }
}
