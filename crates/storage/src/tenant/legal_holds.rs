//! Legal holds: what must not be erased, and why.

use trusthub_domain::retention::{HoldSubject, LegalHold};
use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::seal::{Place, Sealed};
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::Result;
use crate::scope::Scope;
use crate::vault::Vault;

const TABLE: &str = "legal_holds";

statements! {
    SET = "INSERT INTO legal_holds (account_sid, subject, reason, date_created) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (account_sid, subject) DO UPDATE SET reason = excluded.reason";
    RELEASE = "DELETE FROM legal_holds WHERE account_sid = $1 AND subject = $2";
    LIST = "SELECT account_sid, subject, reason, date_created FROM legal_holds WHERE account_sid = $1 ORDER BY subject";
}

#[derive(sqlx::FromRow)]
struct HoldRow {
    account_sid: String,
    subject: String,
    reason: Vec<u8>,
    date_created: i64,
}

impl Sealed for HoldRow {
    type Clear = LegalHold;

    async fn open(self, vault: &Vault) -> Result<LegalHold> {
        let place = Place::of_row(TABLE, &self.account_sid, &self.subject)?;
        Ok(LegalHold {
            account_sid: place.account(),
            subject: place.parse("subject", &self.subject)?,
            reason: place.open(vault, "reason", &self.reason).await?,
            since: Timestamp::from_micros(self.date_created),
        })
    }
}

impl Tx {
    /// Sets a hold; a second one on the same subject changes its reason.
    ///
    /// # Errors
    /// `Erased`, `Unavailable`.
    pub async fn hold_set(&mut self, hold: &LegalHold) -> Result<()> {
        let subject = hold.subject.to_string();
        let place = Place::new(TABLE, hold.account_sid, &subject);
        let reason = place.seal(self.vault(), "reason", &hold.reason).await?;
        self.execute(&SET, args![hold.account_sid, subject, reason, hold.since]).await.map(drop)
    }

    /// Releases a hold; `false` if there is none.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn hold_release(&mut self, scope: &Scope, subject: HoldSubject) -> Result<bool> {
        Ok(self.execute(&RELEASE, args![scope.account(), subject.to_string()]).await? > 0)
    }

    /// The account's holds.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn hold_list(&mut self, scope: &Scope) -> Result<Vec<LegalHold>> {
        self.all::<HoldRow>(&LIST, args![scope.account()]).await
    }
}
