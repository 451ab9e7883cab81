//! One hash chain per account, written in the transaction of the change that it records.

use trusthub_domain::sid::AccountSid;

use super::entry::{EntryRow, NO_HASH, canonical};
use super::merkle::leaf_hash;
use super::{AuditEntry, NewAuditEntry};
use crate::db::Tx;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::{Error, Result};
use crate::scope::Scope;

statements! {
    // Whoever appends to a chain holds its head until the commit. SQLite has one writer anyway.
    HEAD = "SELECT sequence, hash FROM audit_heads WHERE account_sid = $1",
        postgres: "SELECT sequence, hash FROM audit_heads WHERE account_sid = $1 FOR UPDATE";
    HEAD_INSERT = "INSERT INTO audit_heads (account_sid, sequence, hash) VALUES ($1, 0, $2) \
        ON CONFLICT (account_sid) DO NOTHING";
    HEAD_SET = "UPDATE audit_heads SET sequence = $2, hash = $3 WHERE account_sid = $1";
    LAST = "SELECT sequence FROM audit_entries WHERE account_sid = $1 ORDER BY sequence DESC LIMIT 1";
    INSERT = "INSERT INTO audit_entries \
            (account_sid, sequence, occurred_at, actor, action, subject, before_hmac, after_hmac, previous_hash, hash) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    PENDING_INSERT = "INSERT INTO audit_pending (account_sid, sequence, leaf_hash) VALUES ($1, $2, $3)";
    LIST = "SELECT account_sid, sequence, occurred_at, actor, action, subject, before_hmac, after_hmac, previous_hash, \
            hash \
        FROM audit_entries WHERE account_sid = $1 AND sequence > $2 ORDER BY sequence LIMIT $3";
}

impl Tx {
    /// Appends to the account's chain. Other writers of the same account wait until this transaction ends.
    ///
    /// # Errors
    /// `Erased` if a state is given but the account's key is gone; `Corrupt` if the chain has lost its head.
    pub async fn audit_append(&mut self, scope: &Scope, entry: &NewAuditEntry<'_>) -> Result<()> {
        let account = scope.account();
        // Before the head is locked: opening a key may take a look at a disk or another database.
        let before_hmac = self.state_hmac(account, entry.before.as_ref()).await?;
        let after_hmac = self.state_hmac(account, entry.after.as_ref()).await?;
        let (sequence, previous_hash) = self.audit_head(account).await?;
        let mut row = EntryRow {
            account_sid: account.to_string(),
            sequence: sequence + 1,
            occurred_at: entry.at.as_micros(),
            actor: entry.actor.to_owned(),
            action: entry.action.to_owned(),
            subject: entry.subject.to_owned(),
            before_hmac,
            after_hmac,
            previous_hash,
            hash: Vec::new(),
        };
        row.hash = row.computed_hash().to_vec();
        let (sequence, hash) = (row.sequence, row.hash.clone());
        let values = args![
            row.account_sid,
            row.sequence,
            row.occurred_at,
            row.actor,
            row.action,
            row.subject,
            row.before_hmac,
            row.after_hmac,
            row.previous_hash,
            row.hash,
        ];
        self.execute(&INSERT, values).await?;
        self.execute(&PENDING_INSERT, args![account, sequence, leaf_hash(&hash).to_vec()]).await?;
        self.execute(&HEAD_SET, args![account, sequence, hash]).await.map(drop)
    }

    /// Holds the account's chain until this transaction ends: who decides by what the account was and writes what it is does
    /// so first, so that of two the later sees the earlier.
    ///
    /// # Errors
    /// `Corrupt` if the chain has lost its head.
    pub async fn audit_hold(&mut self, scope: &Scope) -> Result<()> {
        self.audit_head(scope.account()).await.map(drop)
    }

    async fn state_hmac(
        &self,
        account: AccountSid,
        state: Option<&serde_json::Value>,
    ) -> Result<Option<Vec<u8>>> {
        match state {
            Some(state) => {
                let text = format!("trusthub-audit-state/1\n{}", canonical(state));
                self.vault().account_hmac(account, text.as_bytes()).await.map(Some)
            }
            None => Ok(None),
        }
    }

    /// The end of the chain, locked; made if this is its first entry.
    async fn audit_head(&mut self, account: AccountSid) -> Result<(i64, Vec<u8>)> {
        if let Some(head) = self.row::<(i64, Vec<u8>)>(&HEAD, args![account]).await? {
            return Ok(head);
        }
        self.execute(&HEAD_INSERT, args![account, NO_HASH.to_vec()]).await?;
        let lost = || Error::Corrupt { table: "audit_heads", column: "sequence", key: account.to_string() };
        let head = self.row::<(i64, Vec<u8>)>(&HEAD, args![account]).await?.ok_or_else(lost)?;
        // A chain that has entries but had no head was tampered with; beginning it anew would hide that.
        if head.0 == 0 && self.row::<(i64,)>(&LAST, args![account]).await?.is_some() {
            return Err(lost());
        }
        Ok(head)
    }

    /// A chain, oldest first, from `after` (exclusive) on, at most `limit`.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn audit_list(&mut self, scope: &Scope, after: i64, limit: u32) -> Result<Vec<AuditEntry>> {
        let rows = self.rows::<EntryRow>(&LIST, args![scope.account(), after, limit]).await?;
        rows.into_iter().map(AuditEntry::try_from).collect()
    }
}
