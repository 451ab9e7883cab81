//! The do-not-originate list: numbers that nobody calls from.

use trusthub_domain::time::Timestamp;

use super::changes::AttestationChange;
use crate::db::Tx;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::Result;

statements! {
    SET = "INSERT INTO blocked_numbers (digits, note, date_created) VALUES ($1, $2, $3) ON CONFLICT (digits) DO NOTHING";
    DELETE = "DELETE FROM blocked_numbers WHERE digits = $1";
    FIND = "SELECT digits, note, date_created FROM blocked_numbers WHERE digits = $1";
    AFTER = "SELECT digits, note, date_created FROM blocked_numbers WHERE digits > $1 ORDER BY digits LIMIT $2";
}

/// A number that nobody calls from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockedNumber {
    /// Digits only, in the canonical form of claims.
    pub digits: String,
    /// Why, for people.
    pub note: String,
    /// Since when.
    pub date_created: Timestamp,
}

impl From<(String, String, i64)> for BlockedNumber {
    fn from((digits, note, date_created): (String, String, i64)) -> Self {
        Self { digits, note, date_created: Timestamp::from_micros(date_created) }
    }
}

impl Tx {
    /// Blocks it; `false` if it was blocked already, and then nothing changes.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn blocked_number_set(&mut self, number: &BlockedNumber) -> Result<bool> {
        let values = args![&number.digits, &number.note, number.date_created];
        let is_new = self.execute(&SET, values).await? > 0;
        if is_new {
            self.attestation_changed(&AttestationChange::Block(number.digits.clone())).await?;
        }
        Ok(is_new)
    }

    /// Lets it go; `false` if it was not blocked.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn blocked_number_delete(&mut self, digits: &str) -> Result<bool> {
        let was_there = self.execute(&DELETE, args![digits]).await? > 0;
        if was_there {
            self.attestation_changed(&AttestationChange::Block(digits.to_owned())).await?;
        }
        Ok(was_there)
    }

    /// One of them.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn blocked_number_find(&mut self, digits: &str) -> Result<Option<BlockedNumber>> {
        Ok(self.row::<(String, String, i64)>(&FIND, args![digits]).await?.map(BlockedNumber::from))
    }

    /// All of them after this one, at most `limit`.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn blocked_number_list(&mut self, after: &str, limit: u32) -> Result<Vec<BlockedNumber>> {
        let rows = self.rows::<(String, String, i64)>(&AFTER, args![after, limit]).await?;
        Ok(rows.into_iter().map(BlockedNumber::from).collect())
    }
}
