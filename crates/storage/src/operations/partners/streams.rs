//! Streams of the operator's own that the feed is published to, and how far each of them has it. One process publishes to a
//! stream at a time: the one whose lease it is.

use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::Result;

statements! {
    BEGIN = "INSERT INTO feed_streams (name, position, failures, next_at, lease_until, date_created) \
        VALUES ($1, 0, 0, $2, 0, $2) ON CONFLICT (name) DO NOTHING";
    FIND = "SELECT name, position, failures, next_at, lease_until, last_error, published_at \
        FROM feed_streams WHERE name = $1";
    CLAIM = "UPDATE feed_streams SET lease_until = $4 \
        WHERE name = $1 AND position < $2 AND next_at <= $3 AND lease_until <= $3";
    ADVANCE = "UPDATE feed_streams SET position = $3, lease_until = $4, failures = 0, last_error = NULL, \
        published_at = $5 WHERE name = $1 AND lease_until = $2";
    FAIL = "UPDATE feed_streams SET failures = failures + 1, next_at = $3, last_error = $4, lease_until = 0 \
        WHERE name = $1 AND lease_until = $2";
    RELEASE = "UPDATE feed_streams SET lease_until = 0 WHERE name = $1 AND lease_until = $2";
}

/// How far a stream has the feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedStream {
    /// What the stream is called where it is.
    pub name: String,
    /// The number of the last entry that it has acknowledged; 0 for none.
    pub position: i64,
    /// Attempts that failed since one succeeded.
    pub failures: u32,
    /// When the next attempt is due.
    pub next_at: Timestamp,
    /// Until when somebody publishes.
    pub lease_until: Timestamp,
    /// What went wrong last, since something succeeded.
    pub last_error: Option<String>,
    /// When it last acknowledged something.
    pub published_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct StreamRow {
    name: String,
    position: i64,
    failures: i64,
    next_at: i64,
    lease_until: i64,
    last_error: Option<String>,
    published_at: Option<i64>,
}

impl Tx {
    /// How far a stream has the feed; `None` if nothing was ever published to it.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn feed_stream_find(&mut self, name: &str) -> Result<Option<FeedStream>> {
        let row = self.row::<StreamRow>(&FIND, args![name]).await?;
        Ok(row.map(|row| FeedStream {
            name: row.name,
            position: row.position,
            failures: u32::try_from(row.failures).unwrap_or(u32::MAX),
            next_at: Timestamp::from_micros(row.next_at),
            lease_until: Timestamp::from_micros(row.lease_until),
            last_error: row.last_error,
            published_at: row.published_at.map(Timestamp::from_micros),
        }))
    }

    /// Takes the publication to a stream until `until`, from the beginning of the feed if it is a new one. `None` if it has
    /// everything up to `head`, is not due, or somebody else has it.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn feed_stream_claim(
        &mut self,
        name: &str,
        head: i64,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<FeedStream>> {
        self.execute(&BEGIN, args![name, now]).await?;
        if self.execute(&CLAIM, args![name, head, now, until]).await? == 0 {
            return Ok(None);
        }
        self.feed_stream_find(name).await
    }

    /// The stream has everything up to `position`; the lease goes on until `until`. `false` if it was lost meanwhile.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn feed_stream_advance(
        &mut self,
        name: &str,
        lease: Timestamp,
        position: i64,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<bool> {
        Ok(self.execute(&ADVANCE, args![name, lease, position, until, now]).await? > 0)
    }

    /// An attempt failed: the lease ends, and the next is due at `next_at`.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn feed_stream_fail(
        &mut self,
        name: &str,
        lease: Timestamp,
        next_at: Timestamp,
        why: &str,
    ) -> Result<()> {
        self.execute(&FAIL, args![name, lease, next_at, why]).await.map(drop)
    }

    /// The lease ends.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn feed_stream_release(&mut self, name: &str, lease: Timestamp) -> Result<()> {
        self.execute(&RELEASE, args![name, lease]).await.map(drop)
    }
}
