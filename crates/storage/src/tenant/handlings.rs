//! Who is at what of messages waits for reviewers, and what they have decided of it; what is written to customers is
//! sealed. A row is written together with the item's line in the queue, which shows it, and goes with that line.

use trusthub_domain::review::{Claim, Handling, MessageItem};
use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::seal::{Place, Sealed};
use crate::db::statement::statements;
use crate::db::value::{Value, args};
use crate::error::Result;
use crate::operations::holders::Holder;
use crate::scope::Scope;
use crate::vault::Vault;

const TABLE: &str = "message_handlings";

statements! {
    FIND = "SELECT account_sid, sid, claimed_by, claimed_until, pending, returned, version FROM message_handlings \
        WHERE account_sid = $1 AND sid = $2";
    INSERT = "INSERT INTO message_handlings (account_sid, sid, claimed_by, claimed_until, pending, returned, version) \
        VALUES ($1, $2, $4, $5, $6, $7, $3) ON CONFLICT (account_sid, sid) DO NOTHING";
    SAVE = "UPDATE message_handlings SET claimed_by = $4, claimed_until = $5, pending = $6, returned = $7, \
            version = version + 1 \
        WHERE account_sid = $1 AND sid = $2 AND version = $3";
    DELETE = "DELETE FROM message_handlings WHERE account_sid = $1 AND sid = $2";
}

#[derive(sqlx::FromRow)]
struct HandlingRow {
    account_sid: String,
    sid: String,
    claimed_by: Option<String>,
    claimed_until: Option<i64>,
    pending: Option<Vec<u8>>,
    returned: Option<Vec<u8>>,
    version: i64,
}

impl Sealed for HandlingRow {
    type Clear = Handling;

    async fn open(self, vault: &Vault) -> Result<Handling> {
        let place = Place::of_row(TABLE, &self.account_sid, &self.sid)?;
        let claim = match place.parse_option("claimed_by", self.claimed_by.as_deref())? {
            Some(by) => {
                let until = self.claimed_until.ok_or_else(|| place.corrupt("claimed_until"))?;
                Some(Claim { by, until: Timestamp::from_micros(until) })
            }
            None => None,
        };
        Ok(Handling {
            account_sid: place.account(),
            item: place.parse("sid", &self.sid)?,
            claim,
            pending: place.open_option(vault, "pending", self.pending.as_deref()).await?,
            returned: place.open_option(vault, "returned", self.returned.as_deref()).await?,
            version: self.version,
        })
    }
}

async fn values(handling: &Handling, version: i64, vault: &Vault) -> Result<Vec<Value>> {
    let sid = handling.item.to_string();
    let place = Place::new(TABLE, handling.account_sid, &sid);
    Ok(args![
        handling.account_sid,
        &sid,
        version,
        handling.claim.map(|claim| claim.by),
        handling.claim.map(|claim| claim.until),
        place.seal_option(vault, "pending", handling.pending.as_ref()).await?,
        place.seal_option(vault, "returned", handling.returned.as_ref()).await?,
    ])
}

impl Tx {
    /// Who is at it; `None` if nobody was since it began to wait.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn handling_find(&mut self, scope: &Scope, item: MessageItem) -> Result<Option<Handling>> {
        self.find::<HandlingRow>(&FIND, args![scope.account(), item.to_string()]).await
    }

    /// Saves it, and what its line in the queue shows of it; returns it with the next version. The line comes first, as for
    /// those who take it out: whoever comes second waits for it, and sees then what became of the item. After a `Conflict`
    /// the line shows what was not saved, so that nothing is left but to drop the transaction.
    ///
    /// # Errors
    /// `Conflict` if its version is not current.
    pub async fn handling_save(&mut self, handling: &Handling) -> Result<Handling> {
        let holder = Holder::of(handling.claim, handling.pending.as_ref());
        self.queue_hold(handling.item, holder).await?;
        let next = handling.version + 1;
        let (statement, version) =
            if handling.version == 0 { (&INSERT, next) } else { (&SAVE, handling.version) };
        let values = values(handling, version, self.vault()).await?;
        self.execute_seen(statement, values).await?;
        Ok(Handling { version: next, ..handling.clone() })
    }

    /// For those who take its line out of the queue: nobody is at what does not wait.
    pub(crate) async fn handling_delete(&mut self, scope: &Scope, item: MessageItem) -> Result<()> {
        self.execute(&DELETE, args![scope.account(), item.to_string()]).await.map(drop)
    }
}
