//! Sanctions lists (global tables): their versions, and the content of each as it was imported.
//!
//! The content lies in the database and not with the documents: it comes into force in the transaction that names it,
//! every node finds it, and a backup holds it. What it means is not known here.

use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::Result;

/// Bytes of one stored piece. Ours: small beside what either database takes in one value, and few for a list.
const PIECE_BYTES: usize = 256 * 1024;

/// A version of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchlistVersion {
    /// Which list.
    pub source: String,
    /// Counts its versions, from 1.
    pub sequence: i64,
    /// Names what is in it.
    pub digest: String,
    /// Of the stored content.
    pub file_digest: String,
    /// The day its publisher made it, where the files said so.
    pub published: Option<String>,
    /// Who imported it, as the audit log names them.
    pub imported_by: String,
    /// When it came into force.
    pub imported_at: Timestamp,
    /// When the publisher's files were last found to hold it.
    pub checked_at: Timestamp,
    /// How many entries it has.
    pub entries: i64,
    /// How many names they have.
    pub names: i64,
    /// Entries that the version before did not have.
    pub added: i64,
    /// Entries that say something else than in the version before.
    pub changed: i64,
    /// Entries of the version before that are gone.
    pub removed: i64,
}

statements! {
    LIST = "SELECT source, sequence, digest, file_digest, published, imported_by, imported_at, checked_at, entries, \
            names, added, changed, removed \
        FROM watchlist_versions ORDER BY source, sequence DESC";
    INSERT = "INSERT INTO watchlist_versions (source, sequence, digest, file_digest, published, imported_by, \
            imported_at, checked_at, entries, names, added, changed, removed) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    INSERT_PART = "INSERT INTO watchlist_parts (source, sequence, place, content) VALUES ($1, $2, $3, $4)";
    CHECKED = "UPDATE watchlist_versions SET checked_at = $3, published = $4 WHERE source = $1 AND sequence = $2";
    PARTS = "SELECT content FROM watchlist_parts WHERE source = $1 AND sequence = $2 ORDER BY place";
    FORGET = "DELETE FROM watchlist_versions WHERE source = $1 AND sequence <= $2";
    FORGET_PARTS = "DELETE FROM watchlist_parts WHERE source = $1 AND sequence <= $2";
}

#[derive(sqlx::FromRow)]
struct VersionRow {
    source: String,
    sequence: i64,
    digest: String,
    file_digest: String,
    published: Option<String>,
    imported_by: String,
    imported_at: i64,
    checked_at: i64,
    entries: i64,
    names: i64,
    added: i64,
    changed: i64,
    removed: i64,
}

impl From<VersionRow> for WatchlistVersion {
    fn from(row: VersionRow) -> Self {
        Self {
            source: row.source,
            sequence: row.sequence,
            digest: row.digest,
            file_digest: row.file_digest,
            published: row.published,
            imported_by: row.imported_by,
            imported_at: Timestamp::from_micros(row.imported_at),
            checked_at: Timestamp::from_micros(row.checked_at),
            entries: row.entries,
            names: row.names,
            added: row.added,
            changed: row.changed,
            removed: row.removed,
        }
    }
}

impl Tx {
    /// All versions that are kept, by list, newest first.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn watchlist_list_any_account(&mut self) -> Result<Vec<WatchlistVersion>> {
        let rows = self.rows::<VersionRow>(&LIST, args![]).await?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// Brings a version into force, with its content.
    ///
    /// # Errors
    /// `Duplicate(Other)` if another version was given this number meanwhile.
    pub async fn watchlist_insert_any_account(
        &mut self,
        version: &WatchlistVersion,
        content: &[u8],
    ) -> Result<()> {
        let values = args![
            &version.source,
            version.sequence,
            &version.digest,
            &version.file_digest,
            version.published.as_deref(),
            &version.imported_by,
            version.imported_at,
            version.checked_at,
            version.entries,
            version.names,
            version.added,
            version.changed,
            version.removed,
        ];
        self.execute(&INSERT, values).await?;
        for (place, piece) in (0_i64..).zip(content.chunks(PIECE_BYTES)) {
            self.execute(&INSERT_PART, args![&version.source, version.sequence, place, piece]).await?;
        }
        Ok(())
    }

    /// Notes that the publisher still offers this version.
    ///
    /// # Errors
    /// `Conflict` if it is no more.
    pub async fn watchlist_checked_any_account(
        &mut self,
        source: &str,
        sequence: i64,
        published: Option<&str>,
        now: Timestamp,
    ) -> Result<()> {
        self.execute_seen(&CHECKED, args![source, sequence, now, published]).await
    }

    /// The stored content of a version; empty if there is none.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn watchlist_content_any_account(&mut self, source: &str, sequence: i64) -> Result<Vec<u8>> {
        let parts = self.rows::<(Vec<u8>,)>(&PARTS, args![source, sequence]).await?;
        Ok(parts.into_iter().flat_map(|(content,)| content).collect())
    }

    /// Forgets a list's versions up to this one.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn watchlist_forget_any_account(&mut self, source: &str, up_to: i64) -> Result<()> {
        self.execute(&FORGET_PARTS, args![source, up_to]).await?;
        self.execute(&FORGET, args![source, up_to]).await.map(drop)
    }
}
