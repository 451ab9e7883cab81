//! Where accounts stand in the eyes of partners. Whoever looks in order to change it holds the account's audit chain.

use trusthub_domain::partner::Standing;
use trusthub_domain::sid::AccountSid;
use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::seal::Place;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::Result;
use crate::operations::attestation::changes::AttestationChange;
use crate::scope::Scope;

const TABLE: &str = "trust_standings";

statements! {
    FIND = "SELECT account_sid, level, status, since FROM trust_standings WHERE account_sid = $1";
    SAVE = "INSERT INTO trust_standings (account_sid, level, status, since) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (account_sid) DO UPDATE SET level = excluded.level, status = excluded.status, since = excluded.since";
    LIST = "SELECT account_sid, level, status, since FROM trust_standings WHERE account_sid > $1 \
        ORDER BY account_sid LIMIT $2";
}

#[derive(sqlx::FromRow)]
struct StandingRow {
    account_sid: String,
    level: String,
    status: String,
    since: i64,
}

impl StandingRow {
    fn standing(self) -> Result<(AccountSid, Standing)> {
        let place = Place::of_row(TABLE, &self.account_sid, "")?;
        let standing = Standing {
            level: place.parse("level", &self.level)?,
            status: place.parse("status", &self.status)?,
            since: Timestamp::from_micros(self.since),
        };
        Ok((place.account(), standing))
    }
}

impl Tx {
    /// Where the account stands; `None` if it never had a level.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn standing_find(&mut self, scope: &Scope) -> Result<Option<Standing>> {
        let row = self.row::<StandingRow>(&FIND, args![scope.account()]).await?;
        Ok(row.map(StandingRow::standing).transpose()?.map(|(_, standing)| standing))
    }

    /// Notes where the account stands from now on.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn standing_save(&mut self, scope: &Scope, standing: &Standing) -> Result<()> {
        let (level, status) = (standing.level.as_str(), standing.status.as_str());
        self.execute(&SAVE, args![scope.account(), level, status, standing.since]).await?;
        self.attestation_changed(&AttestationChange::Standing(scope.account())).await
    }

    /// Where accounts after this one stand, at most `limit`.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn standings_any_account(
        &mut self,
        after: Option<AccountSid>,
        limit: u32,
    ) -> Result<Vec<(AccountSid, Standing)>> {
        let after = after.map(|sid| sid.to_string()).unwrap_or_default();
        let rows = self.rows::<StandingRow>(&LIST, args![after, limit]).await?;
        rows.into_iter().map(StandingRow::standing).collect()
    }
}
