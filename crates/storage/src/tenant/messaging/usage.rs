//! How many messages of a brand's day were given to nodes, and how many they sent.
//!
//! `message_days.granted` is the sum of `message_usage.granted` over all nodes: whoever changes one holds the lock of the
//! other's row. A node says what it has sent in all, never how much more, so that saying it twice is saying it once.

use serde::Serialize;
use trusthub_domain::sid::{AccountSid, BrandSid};
use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::seal::Place;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::{Error, Result};
use crate::scope::Scope;

statements! {
    BEGIN = "INSERT INTO message_days (account_sid, brand_sid, day, lane, granted) VALUES ($1, $2, $3, $4, 0) \
        ON CONFLICT (account_sid, brand_sid, day, lane) DO NOTHING";
    // A write that changes nothing takes the row's lock on both databases.
    LOCK = "UPDATE message_days SET granted = granted \
        WHERE account_sid = $1 AND brand_sid = $2 AND day = $3 AND lane = $4 RETURNING granted";
    GRANT = "UPDATE message_days SET granted = $5 \
        WHERE account_sid = $1 AND brand_sid = $2 AND day = $3 AND lane = $4";
    NODE_GRANTED = "SELECT granted FROM message_usage \
        WHERE account_sid = $1 AND brand_sid = $2 AND day = $3 AND lane = $4 AND node = $5";
    NODE_SET = "INSERT INTO message_usage (account_sid, brand_sid, day, lane, node, granted, used, date_updated) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (account_sid, brand_sid, day, lane, node) \
        DO UPDATE SET granted = excluded.granted, used = excluded.used, date_updated = excluded.date_updated";
    NODES = "SELECT count(*) AS count FROM message_usage \
        WHERE account_sid = $1 AND brand_sid = $2 AND day = $3 AND lane = $4 AND date_updated >= $5";
    OF_DAY = "SELECT account_sid, brand_sid, day, lane, CAST(sum(granted) AS BIGINT) AS granted, \
            CAST(sum(used) AS BIGINT) AS used, max(date_updated) AS date_updated FROM message_usage \
        WHERE account_sid = $1 AND brand_sid = $2 AND day = $3 GROUP BY account_sid, brand_sid, day, lane \
        ORDER BY account_sid, brand_sid, day, lane";
    AFTER = "SELECT account_sid, brand_sid, day, lane, CAST(sum(granted) AS BIGINT) AS granted, \
            CAST(sum(used) AS BIGINT) AS used, max(date_updated) AS date_updated FROM message_usage \
        WHERE account_sid = $1 AND (brand_sid, day, lane) > ($2, $3, $4) \
        GROUP BY account_sid, brand_sid, day, lane ORDER BY account_sid, brand_sid, day, lane LIMIT $5";
    PURGE_DAYS = "DELETE FROM message_days WHERE day < $1";
    PURGE_USAGE = "DELETE FROM message_usage WHERE day < $1";
}

/// What is counted: a brand's messages of a day, to all carriers or to one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UsageKey {
    /// Whose brand.
    pub account_sid: AccountSid,
    /// Which.
    pub brand_sid: BrandSid,
    /// The date, `2026-11-27`.
    pub day: String,
    /// `all`, or a carrier.
    pub lane: String,
}

/// What one node has and had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NodeUsage {
    /// What it may send in all.
    pub granted: u64,
    /// What of it it has sent.
    pub used: u64,
}

/// What all nodes together sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DayUsage {
    /// Of which brand.
    pub brand_sid: BrandSid,
    /// On which day.
    pub day: String,
    /// To all carriers, or to one.
    pub lane: String,
    /// Given to nodes.
    pub granted: u64,
    /// Sent, as they have said so far.
    pub used: u64,
    /// When one of them last said so.
    pub date_updated: Timestamp,
}

#[derive(sqlx::FromRow)]
struct UsageRow {
    account_sid: String,
    brand_sid: String,
    day: String,
    lane: String,
    granted: i64,
    used: i64,
    date_updated: i64,
}

impl UsageRow {
    fn usage(self) -> Result<DayUsage> {
        let place = Place::of_row("message_usage", &self.account_sid, &self.brand_sid)?;
        Ok(DayUsage {
            brand_sid: place.parse("brand_sid", &self.brand_sid)?,
            day: self.day,
            lane: self.lane,
            granted: count(self.granted),
            used: count(self.used),
            date_updated: Timestamp::from_micros(self.date_updated),
        })
    }
}

fn count(stored: i64) -> u64 {
    u64::try_from(stored).unwrap_or(0)
}

fn stored(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

impl Tx {
    /// How much of this was given to other nodes than this one; nobody changes that before this transaction ends. Who locks
    /// several does so in their order.
    ///
    /// # Errors
    /// `Conflict` if it was forgotten meanwhile.
    pub async fn usage_lock(&mut self, key: &UsageKey, node: &str) -> Result<u64> {
        let values = || args![key.account_sid, key.brand_sid, &key.day, &key.lane];
        self.execute(&BEGIN, values()).await?;
        let (all,) = self.row::<(i64,)>(&LOCK, values()).await?.ok_or(Error::Conflict)?;
        // Not from memory: a node may not know that what it said last was stored.
        let values = args![key.account_sid, key.brand_sid, &key.day, &key.lane, node];
        let (own,) = self.row::<(i64,)>(&NODE_GRANTED, values).await?.unwrap_or((0,));
        Ok(count(all.saturating_sub(own)))
    }

    /// Says how much of it is given to nodes now, and what this one has and had. Of what is locked.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn usage_set(
        &mut self,
        key: &UsageKey,
        granted: u64,
        node: &str,
        usage: NodeUsage,
        now: Timestamp,
    ) -> Result<()> {
        self.execute(&GRANT, args![key.account_sid, key.brand_sid, &key.day, &key.lane, stored(granted)])
            .await?;
        let values = args![
            key.account_sid,
            key.brand_sid,
            &key.day,
            &key.lane,
            node,
            stored(usage.granted),
            stored(usage.used),
            now,
        ];
        self.execute(&NODE_SET, values).await.map(drop)
    }

    /// How many nodes have said anything about it since.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn usage_nodes(&mut self, key: &UsageKey, since: Timestamp) -> Result<u32> {
        let values = args![key.account_sid, key.brand_sid, &key.day, &key.lane, since];
        let counted = self.row::<(i64,)>(&NODES, values).await?;
        Ok(counted.and_then(|(count,)| u32::try_from(count).ok()).unwrap_or(0))
    }

    /// What a brand sent on a day: all carriers, and each that was named.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn usage_of_day(&mut self, scope: &Scope, brand: BrandSid, day: &str) -> Result<Vec<DayUsage>> {
        let rows = self.rows::<UsageRow>(&OF_DAY, args![scope.account(), brand, day]).await?;
        rows.into_iter().map(UsageRow::usage).collect()
    }

    /// What the account's brands sent, after this place in the order of brand, day and lane.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn usage_list(
        &mut self,
        scope: &Scope,
        after: Option<&DayUsage>,
        limit: u32,
    ) -> Result<Vec<DayUsage>> {
        let brand = after.map(|last| last.brand_sid.to_string()).unwrap_or_default();
        let (day, lane) = after.map(|last| (last.day.as_str(), last.lane.as_str())).unwrap_or_default();
        let rows = self.rows::<UsageRow>(&AFTER, args![scope.account(), brand, day, lane, limit]).await?;
        rows.into_iter().map(UsageRow::usage).collect()
    }

    /// Forgets days before this date.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn usage_purge_any_account(&mut self, before: &str) -> Result<()> {
        self.execute(&PURGE_DAYS, args![before]).await?;
        self.execute(&PURGE_USAGE, args![before]).await.map(drop)
    }
}
