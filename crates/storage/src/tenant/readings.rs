//! What was read in uploaded files: sealed, found by a keyed hash of the file's digest.

use trusthub_domain::reading::Reading;
use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::seal::Place;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::Result;
use crate::scope::Scope;

statements! {
    SET = "INSERT INTO document_readings (account_sid, content_hash, reading, date_updated) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (account_sid, content_hash) DO UPDATE SET reading = excluded.reading, \
            date_updated = excluded.date_updated";
    FIND = "SELECT reading FROM document_readings WHERE account_sid = $1 AND content_hash = $2";
    DELETE = "DELETE FROM document_readings WHERE account_sid = $1 AND content_hash = $2";
}

const TABLE: &str = "document_readings";

impl Tx {
    /// Remembers what was read in the file of that SHA-256, in place of what was read before.
    ///
    /// # Errors
    /// `Erased` if the account is.
    pub async fn reading_set(
        &mut self,
        scope: &Scope,
        sha256: &str,
        reading: &Reading,
        now: Timestamp,
    ) -> Result<()> {
        let hash = self.content_hash(sha256);
        let key = hex::encode(&hash);
        let sealed = Place::new(TABLE, scope.account(), &key).seal(self.vault(), "reading", reading).await?;
        self.execute(&SET, args![scope.account(), hash, sealed, now]).await.map(drop)
    }

    /// What was read in the file of that SHA-256.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn reading_find(&mut self, scope: &Scope, sha256: &str) -> Result<Option<Reading>> {
        let hash = self.content_hash(sha256);
        let key = hex::encode(&hash);
        let Some((sealed,)) = self.row::<(Vec<u8>,)>(&FIND, args![scope.account(), hash]).await? else {
            return Ok(None);
        };
        Place::new(TABLE, scope.account(), &key).open(self.vault(), "reading", &sealed).await.map(Some)
    }

    /// Forgets what was read in the file of that SHA-256; that nothing was is fine.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn reading_delete(&mut self, scope: &Scope, sha256: &str) -> Result<()> {
        let hash = self.content_hash(sha256);
        self.execute(&DELETE, args![scope.account(), hash]).await.map(drop)
    }

    fn content_hash(&self, sha256: &str) -> Vec<u8> {
        self.vault().lookup_hash(&format!("document_content\n{sha256}"))
    }
}
