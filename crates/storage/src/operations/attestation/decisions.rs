//! How calls were attested: written many at a time, found by the decision or by the call that was signed on it.

use serde::Serialize;
use serde::de::DeserializeOwned;
use trusthub_domain::sid::{AccountSid, AttestationSid, Sid};
use trusthub_domain::time::Timestamp;
use uuid::Uuid;

use crate::db::Tx;
use crate::db::seal::Place;
use crate::db::statement::statements;
use crate::db::value::{Value, args};
use crate::error::{Error, Result};
use crate::scope::Scope;

const TABLE: &str = "attestation_decisions";

macro_rules! columns {
    () => {
        "account_sid, sid, origid, decided_at, evidence"
    };
}

macro_rules! insert {
    ($rows:literal) => {
        concat!(
            "INSERT INTO attestation_decisions (",
            columns!(),
            ") VALUES ",
            $rows,
            " ON CONFLICT (account_sid, sid) DO NOTHING"
        )
    };
}

/// Rows of [`MANY`]. Ours, measured: one round trip for twenty rows is no more the slowest part of writing them.
const MANY_ROWS: usize = 20;

statements! {
    INSERT = insert!("($1, $2, $3, $4, $5)");
    MANY = insert!(
        "($1, $2, $3, $4, $5), ($6, $7, $8, $9, $10), ($11, $12, $13, $14, $15), ($16, $17, $18, $19, $20), \
         ($21, $22, $23, $24, $25), ($26, $27, $28, $29, $30), ($31, $32, $33, $34, $35), ($36, $37, $38, $39, $40), \
         ($41, $42, $43, $44, $45), ($46, $47, $48, $49, $50), ($51, $52, $53, $54, $55), ($56, $57, $58, $59, $60), \
         ($61, $62, $63, $64, $65), ($66, $67, $68, $69, $70), ($71, $72, $73, $74, $75), ($76, $77, $78, $79, $80), \
         ($81, $82, $83, $84, $85), ($86, $87, $88, $89, $90), ($91, $92, $93, $94, $95), ($96, $97, $98, $99, $100)"
    );
    OF_SID = concat!("SELECT ", columns!(), " FROM attestation_decisions WHERE sid = $1");
    OF_ORIGID = concat!(
        "SELECT ", columns!(), " FROM attestation_decisions WHERE origid = $1 ORDER BY decided_at DESC LIMIT 100"
    );
    OF_ACCOUNT = concat!(
        "SELECT ", columns!(), " FROM attestation_decisions WHERE account_sid = $1 AND sid > $2 ORDER BY sid LIMIT $3"
    );
    OLDEST = "SELECT min(decided_at) AS decided_at FROM attestation_decisions WHERE decided_at >= $1";
    PURGE = "DELETE FROM attestation_decisions AS d WHERE d.decided_at >= $1 AND d.decided_at < $2 \
        AND NOT EXISTS (SELECT 1 FROM legal_holds AS h WHERE h.account_sid = d.account_sid AND h.subject = d.account_sid)";
}

/// A decision as it is kept; `E` is whatever explains it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDecision<E> {
    /// The account that was named; `None` if none was, or none that there is.
    pub account_sid: Option<AccountSid>,
    /// `AT…`
    pub sid: AttestationSid,
    /// The identifier of the signed call.
    pub origid: Option<String>,
    /// When.
    pub decided_at: Timestamp,
    /// What explains it. Personal data: whom somebody called.
    pub evidence: E,
}

#[derive(sqlx::FromRow)]
struct DecisionRow {
    account_sid: String,
    sid: String,
    origid: Option<String>,
    decided_at: i64,
    evidence: Vec<u8>,
}

/// Stands for no account.
fn nobody() -> AccountSid {
    AccountSid::from_uuid(Uuid::nil())
}

fn place_at_hub(sid: &str) -> String {
    format!("{TABLE}/evidence/{sid}")
}

impl Tx {
    /// Stores decisions, many rows in a statement. The same one twice is one; those of an account that was erased meanwhile
    /// are left out.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn decisions_insert<E: Serialize + Sync>(
        &mut self,
        decisions: &[&StoredDecision<E>],
    ) -> Result<()> {
        let mut rows = Vec::with_capacity(decisions.len());
        for decision in decisions {
            rows.extend(self.decision_row(decision).await?);
        }
        let mut rows = rows.into_iter();
        while rows.len() >= MANY_ROWS {
            let values = rows.by_ref().take(MANY_ROWS).flatten().collect();
            self.execute(&MANY, values).await?;
        }
        for row in rows {
            self.execute(&INSERT, row).await?;
        }
        Ok(())
    }

    /// Its values, sealed; `None` if there is nobody any more to keep it for.
    async fn decision_row<E: Serialize + Sync>(
        &self,
        decision: &StoredDecision<E>,
    ) -> Result<Option<Vec<Value>>> {
        let key = decision.sid.to_string();
        let evidence = match decision.account_sid {
            Some(account) => match Place::new(TABLE, account, &key)
                .seal(self.vault(), "evidence", &decision.evidence)
                .await
            {
                Err(Error::Erased) => return Ok(None),
                other => other?,
            },
            None => {
                let clear = serde_json::to_vec(&decision.evidence).map_err(|_| Error::Corrupt {
                    table: TABLE,
                    column: "evidence",
                    key: key.clone(),
                })?;
                self.vault().seal_hub(&place_at_hub(&key), &clear)?
            }
        };
        let account = decision.account_sid.unwrap_or_else(nobody);
        let origid = decision.origid.as_deref();
        Ok(Some(args![account, decision.sid, origid, decision.decided_at, evidence]))
    }

    /// One decision, whosever it is.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn decision_find_any_account<E: DeserializeOwned>(
        &mut self,
        sid: AttestationSid,
    ) -> Result<Option<StoredDecision<E>>> {
        match self.row::<DecisionRow>(&OF_SID, args![sid]).await? {
            Some(row) => self.decision_open(row).await.map(Some),
            None => Ok(None),
        }
    }

    /// Decisions on which calls with this identifier were signed, newest first. One, unless a switch gave it twice.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn decisions_of_origid_any_account<E: DeserializeOwned>(
        &mut self,
        origid: &str,
    ) -> Result<Vec<StoredDecision<E>>> {
        let mut found = Vec::new();
        for row in self.rows::<DecisionRow>(&OF_ORIGID, args![origid]).await? {
            found.push(self.decision_open(row).await?);
        }
        Ok(found)
    }

    /// Decisions about calls of this account after this one, in the order of their identifiers, at most `limit`.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn decision_list_all<E: DeserializeOwned>(
        &mut self,
        scope: &Scope,
        after: Option<AttestationSid>,
        limit: u32,
    ) -> Result<Vec<StoredDecision<E>>> {
        let after = after.map(|sid| sid.to_string()).unwrap_or_default();
        let mut found = Vec::new();
        for row in self.rows::<DecisionRow>(&OF_ACCOUNT, args![scope.account(), after, limit]).await? {
            found.push(self.decision_open(row).await?);
        }
        Ok(found)
    }

    async fn decision_open<E: DeserializeOwned>(&mut self, row: DecisionRow) -> Result<StoredDecision<E>> {
        let place = Place::of_row(TABLE, &row.account_sid, &row.sid)?;
        let account_sid = Some(place.account()).filter(|account| *account != nobody());
        let evidence = match account_sid {
            Some(_) => place.open(self.vault(), "evidence", &row.evidence).await?,
            None => {
                let clear = self.vault().open_hub(&place_at_hub(&row.sid), &row.evidence);
                let clear = clear.map_err(|_| place.corrupt("evidence"))?;
                serde_json::from_slice(&clear).map_err(|_| place.corrupt("evidence"))?
            }
        };
        Ok(StoredDecision {
            account_sid,
            sid: place.parse("sid", &row.sid)?,
            origid: row.origid,
            decided_at: Timestamp::from_micros(row.decided_at),
            evidence,
        })
    }

    /// When the oldest decision from this time on was made.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn decision_oldest_any_account(&mut self, from: Timestamp) -> Result<Option<Timestamp>> {
        let oldest = self.row::<(Option<i64>,)>(&OLDEST, args![from]).await?;
        Ok(oldest.and_then(|(oldest,)| oldest).map(Timestamp::from_micros))
    }

    /// Deletes decisions of this time but for those of accounts under a legal hold; returns how many.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn decisions_purge_any_account(&mut self, from: Timestamp, to: Timestamp) -> Result<u64> {
        self.execute(&PURGE, args![from, to]).await
    }
}
