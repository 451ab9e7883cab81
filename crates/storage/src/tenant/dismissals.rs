//! Hits of screening that a reviewer has found to be somebody else.
//!
//! Kept by what was compared: a keyed hash of the customer's data, and the digest of the list's entry. If either
//! changes there is no row for it, and the hit is one again.

use trusthub_domain::sid::{CaseSid, ReviewerSid};
use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::Result;
use crate::scope::Scope;

statements! {
    SET = "INSERT INTO screening_dismissals (account_sid, subject_hash, entry_digest, source, entry_id, case_sid, \
            dismissed_by, dismissed_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
        ON CONFLICT (account_sid, subject_hash, source, entry_digest) DO NOTHING";
    FIND = "SELECT case_sid FROM screening_dismissals \
        WHERE account_sid = $1 AND subject_hash = $2 AND source = $3 AND entry_digest = $4";
}

/// What was compared in a hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compared<'a> {
    /// The customer's data in one text; hashed here, never stored.
    pub subject: &'a str,
    /// The list.
    pub source: &'a str,
    /// The digest of its entry.
    pub entry_digest: &'a str,
}

/// Who dismissed a hit, where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dismissed<'a> {
    /// What the publisher calls the entry.
    pub entry_id: &'a str,
    /// In which case.
    pub case_sid: CaseSid,
    /// By whom.
    pub by: ReviewerSid,
    /// When.
    pub at: Timestamp,
}

impl Tx {
    /// Remembers that a hit was dismissed; a second time changes nothing.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn dismissal_set(
        &mut self,
        scope: &Scope,
        hit: Compared<'_>,
        how: Dismissed<'_>,
    ) -> Result<()> {
        let values = args![
            scope.account(),
            self.subject_hash(hit.subject),
            hit.entry_digest,
            hit.source,
            how.entry_id,
            how.case_sid,
            how.by,
            how.at,
        ];
        self.execute(&SET, values).await.map(drop)
    }

    /// Whether this hit was dismissed in this account.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn dismissal_exists(&mut self, scope: &Scope, hit: Compared<'_>) -> Result<bool> {
        let values = args![scope.account(), self.subject_hash(hit.subject), hit.source, hit.entry_digest];
        Ok(self.row::<(String,)>(&FIND, values).await?.is_some())
    }

    fn subject_hash(&self, subject: &str) -> Vec<u8> {
        self.vault().lookup_hash(&format!("screening_subject\n{subject}"))
    }
}
