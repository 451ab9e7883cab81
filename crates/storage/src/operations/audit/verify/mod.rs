//! Reads the whole log again, page by page, in one state of the database, and tells what does not fit.
//!
//! Whoever can write to the database can also write hashes that fit one another. What gives a change away is the tree
//! under its signed checkpoint, and an exported checkpoint gives away that the tree itself was replaced. What is not
//! yet in the tree (for about a second) is covered by its chain alone.

pub(crate) mod chains;
mod ordered;
pub(crate) mod tree;

use trusthub_domain::sid::AccountSid;

use super::{AuditFinding, AuditReport, Checkpoint};
use crate::db::{Db, Tx};
use crate::error::Result;

/// Rows per statement.
const PAGE: u32 = 1_000;

/// A log that is damaged through and through is not worth more lines than this.
const MAX_FINDINGS: usize = 1_000;

/// What was found so far.
#[derive(Debug, Default)]
struct Findings {
    list: Vec<AuditFinding>,
    unlisted: u64,
}

impl Findings {
    fn add(&mut self, account: Option<&str>, sequence: Option<i64>, what: impl Into<String>) {
        if self.list.len() >= MAX_FINDINGS {
            self.unlisted += 1;
            return;
        }
        let account_sid = account.and_then(|account| account.parse::<AccountSid>().ok());
        let mut what = what.into();
        if let (Some(account), None) = (account, account_sid) {
            what.push_str(&format!(" (account {account:?})"));
        }
        self.list.push(AuditFinding { account_sid, sequence, what });
    }

    fn finish(mut self) -> Vec<AuditFinding> {
        if self.unlisted > 0 {
            let what = format!("{} more findings are not listed", self.unlisted);
            self.list.push(AuditFinding { account_sid: None, sequence: None, what });
        }
        self.list
    }
}

impl Db {
    /// Reads everything again and compares: links, hashes, leaves, root, signature, and `against` (an exported
    /// checkpoint: its tree must be a prefix of ours).
    ///
    /// # Errors
    /// `Unavailable`. What does not fit is in the report, not an error.
    pub async fn audit_verify(&self, against: Option<&Checkpoint>) -> Result<AuditReport> {
        self.read().await?.audit_verify(against).await
    }
}

impl Tx {
    /// The same of the state that this transaction sees.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn audit_verify(&mut self, against: Option<&Checkpoint>) -> Result<AuditReport> {
        let mut findings = Findings::default();
        let tree_size = tree::verify(self, against, &mut findings).await?;
        let (chains, entries) = chains::verify(self, &mut findings).await?;
        Ok(AuditReport {
            chains,
            entries,
            tree_size,
            checkpoint: self.audit_last_checkpoint().await?,
            findings: findings.finish(),
        })
    }
}
