//! The feed: what partners are told, in one order.
//!
//! As in the log of changes ([`crate::operations::attestation::changes`]) an entry has no number until
//! [`Db::feed_sequence`] gives it one, holding the one row of the head until it has committed: a number that can be seen is
//! never followed by a smaller one. Within a subject `occurred_at` rises, because whoever writes holds the subject (the
//! audit chain of an account, the row of a number) and looks at the last entry about it; so numbering by time keeps the
//! order of each subject.

use trusthub_domain::contact::Phone;
use trusthub_domain::partner::FeedEvent;
use trusthub_domain::time::Timestamp;

use crate::db::statement::statements;
use crate::db::value::args;
use crate::db::{Db, Tx};
use crate::error::{Error, Result};

/// Most entries that are numbered, or forgotten, in one transaction: the writers of SQLite wait for it.
const BATCH: u32 = 2_000;

const TABLE: &str = "partner_events";

statements! {
    INSERT = "INSERT INTO partner_events \
            (sid, subject, account_sid, kind, level_from, level_to, status, withdrawn_from, occurred_at) \
        SELECT $1, $2, $3, $4, $5, $6, $7, CAST($9 AS TEXT), \
            CASE WHEN latest.occurred_at >= $8 THEN latest.occurred_at + 1 ELSE CAST($8 AS BIGINT) END \
        FROM (SELECT coalesce(max(occurred_at), 0) AS occurred_at FROM partner_events WHERE subject = $2) AS latest";
    HAS_PENDING = "SELECT sid FROM partner_events WHERE sequence IS NULL LIMIT 1";
    // One node at a time. SQLite has one writer anyway.
    HEAD = "SELECT sequence, pruned_to FROM partner_feed_head WHERE id = 1",
        postgres: "SELECT sequence, pruned_to FROM partner_feed_head WHERE id = 1 FOR UPDATE";
    HEAD_READ = "SELECT sequence, pruned_to FROM partner_feed_head WHERE id = 1";
    NUMBER = "UPDATE partner_events SET sequence = CAST($1 AS BIGINT) + numbered.place FROM (\
            SELECT sid, row_number() OVER (ORDER BY occurred_at, subject) AS place FROM (\
                SELECT sid, occurred_at, subject FROM partner_events WHERE sequence IS NULL \
                ORDER BY occurred_at, subject LIMIT $2) AS pending) AS numbered \
        WHERE partner_events.sid = numbered.sid \
        RETURNING partner_events.sequence, partner_events.occurred_at";
    HEAD_SET = "UPDATE partner_feed_head SET sequence = $1, pruned_to = $2 WHERE id = 1";
    OLDEST = "SELECT sequence, occurred_at FROM partner_events WHERE sequence > $1 ORDER BY sequence LIMIT $2";
    PRUNE = "DELETE FROM partner_events WHERE sequence <= $1";
    SINCE = "SELECT sid, subject, account_sid, kind, level_from, level_to, status, withdrawn_from, occurred_at, \
            sequence FROM partner_events WHERE sequence > $1 AND sequence <= $2 ORDER BY sequence LIMIT $3";
}

/// Where the feed stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct FeedHead {
    /// The last number that was given.
    pub sequence: i64,
    /// Entries up to this one are gone.
    pub pruned_to: i64,
}

/// What was numbered at once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Numbered {
    /// How many entries.
    pub count: u64,
    /// When the oldest of them happened.
    pub oldest: Option<Timestamp>,
}

/// An entry and its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFeedEvent {
    /// Its number; greater than that of every entry before it.
    pub sequence: i64,
    /// What it says.
    pub event: FeedEvent,
}

#[derive(sqlx::FromRow)]
struct EventRow {
    sid: String,
    subject: String,
    account_sid: String,
    kind: String,
    level_from: String,
    level_to: String,
    status: String,
    withdrawn_from: Option<String>,
    occurred_at: i64,
    sequence: i64,
}

impl EventRow {
    fn event(self) -> Result<StoredFeedEvent> {
        let corrupt = |column| Error::Corrupt { table: TABLE, column, key: self.sid.clone() };
        let number = match self.subject.starts_with('+') {
            true => Some(self.subject.parse::<Phone>().map_err(|_| corrupt("subject"))?),
            false => None,
        };
        let event = FeedEvent {
            sid: self.sid.parse().map_err(|_| corrupt("sid"))?,
            account_sid: self.account_sid.parse().map_err(|_| corrupt("account_sid"))?,
            number,
            kind: self.kind.parse().map_err(|_| corrupt("kind"))?,
            from: self.level_from.parse().map_err(|_| corrupt("level_from"))?,
            to: self.level_to.parse().map_err(|_| corrupt("level_to"))?,
            status: self.status.parse().map_err(|_| corrupt("status"))?,
            withdrawn_from: self
                .withdrawn_from
                .as_deref()
                .map(str::parse)
                .transpose()
                .map_err(|_| corrupt("withdrawn_from"))?,
            at: Timestamp::from_micros(self.occurred_at),
        };
        Ok(StoredFeedEvent { sequence: self.sequence, event })
    }
}

impl Db {
    /// Numbers what was committed since. One node at a time, any node.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn feed_sequence(&self) -> Result<Numbered> {
        let mut all = Numbered::default();
        // A look that takes no writer: most of the time there is nothing to do.
        while self.read().await?.row::<(String,)>(&HAS_PENDING, args![]).await?.is_some() {
            let mut tx = self.write().await?;
            let numbered = tx.feed_number_pending().await?;
            tx.commit().await?;
            if numbered.count == 0 {
                // Another node was quicker.
                break;
            }
            all.count += numbered.count;
            all.oldest = all.oldest.or(numbered.oldest);
        }
        Ok(all)
    }

    /// Forgets entries from before `cutoff`, oldest first; returns how many.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn feed_prune(&self, cutoff: Timestamp) -> Result<u64> {
        let mut count = 0;
        loop {
            let mut read = self.read().await?;
            let head = read.feed_head().await?;
            let oldest = read.rows::<(i64, i64)>(&OLDEST, args![head.pruned_to, BATCH]).await?;
            drop(read);
            let outdated = oldest.iter().take_while(|(_, at)| Timestamp::from_micros(*at) < cutoff);
            let Some((last, _)) = outdated.last().copied() else { return Ok(count) };
            let mut tx = self.write().await?;
            let head = tx.feed_head_of(&HEAD).await?;
            count += tx.execute(&PRUNE, args![last]).await?;
            tx.execute(&HEAD_SET, args![head.sequence, head.pruned_to.max(last)]).await?;
            tx.commit().await?;
        }
    }
}

impl Tx {
    /// Adds an entry, to be kept or not with the change that it tells of. If the last one about its subject is from later, by
    /// another node's clock, it is dated just after that. The caller holds the subject.
    ///
    /// # Errors
    /// `Duplicate` if the caller did not.
    pub async fn feed_push(&mut self, event: &FeedEvent) -> Result<()> {
        let account = event.account_sid.to_string();
        let subject = event.number.as_ref().map_or(account.as_str(), Phone::as_str);
        let values = args![
            event.sid,
            subject,
            &account,
            event.kind.as_str(),
            event.from.as_str(),
            event.to.as_str(),
            event.status.as_str(),
            event.at,
            event.withdrawn_from.map(|recipient| recipient.to_string()),
        ];
        self.execute(&INSERT, values).await.map(drop)
    }

    async fn feed_number_pending(&mut self) -> Result<Numbered> {
        let head = self.feed_head_of(&HEAD).await?;
        let numbered = self.rows::<(i64, i64)>(&NUMBER, args![head.sequence, BATCH]).await?;
        let sequence = numbered.iter().map(|(sequence, _)| *sequence).max().unwrap_or(head.sequence);
        self.execute(&HEAD_SET, args![sequence, head.pruned_to]).await?;
        Ok(Numbered {
            count: u64::try_from(numbered.len()).unwrap_or(u64::MAX),
            oldest: numbered.iter().map(|(_, at)| Timestamp::from_micros(*at)).min(),
        })
    }

    /// Where the feed stands.
    ///
    /// # Errors
    /// `Corrupt` if it has no head.
    pub async fn feed_head(&mut self) -> Result<FeedHead> {
        self.feed_head_of(&HEAD_READ).await
    }

    async fn feed_head_of(&mut self, statement: &crate::db::Statement) -> Result<FeedHead> {
        self.row::<FeedHead>(statement, args![]).await?.ok_or_else(|| Error::Corrupt {
            table: "partner_feed_head",
            column: "sequence",
            key: "1".to_owned(),
        })
    }

    /// Entries after the one of this number and up to another, in order, at most `limit`.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn feed_since(&mut self, after: i64, up_to: i64, limit: u32) -> Result<Vec<StoredFeedEvent>> {
        let rows = self.rows::<EventRow>(&SINCE, args![after, up_to, limit]).await?;
        rows.into_iter().map(EventRow::event).collect()
    }
}
