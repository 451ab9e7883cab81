//! What reviewers and the machine decide, counted by day (global tables, no personal data), in the transaction of the decision.

use trusthub_domain::bundle::ReasonCode;
use trusthub_domain::sid::{CaseSid, ReviewerSid, Sid};
use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::seal::Sealed;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::{Error, Result};
use crate::vault::Vault;

/// In a day.
const DAY_MICROS: i64 = 24 * 60 * 60 * 1_000_000;

/// Rows that the count of one decider and day is spread over, so that decisions at the same moment seldom wait for one
/// another. The next one, 0, holds what was counted from earlier versions' cases.
const SHARDS: u8 = 8;

const MACHINE: &str = "machine";

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeskEvent {
    /// Decided.
    Decided {
        /// In force, or turned down.
        is_approval: bool,
        /// When the case was opened.
        opened_at: Timestamp,
    },
    /// A rejection was overturned on appeal.
    Overturned,
    /// An approval was suspended.
    Suspended,
    /// An approval was taken back.
    Revoked,
}

/// What one decider did on one day, and what of theirs was reversed on it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeskDay {
    /// Days since the epoch.
    pub day: i64,
    /// Who; `None` for the machine.
    pub decider: Option<ReviewerSid>,
    /// Approvals.
    pub approved: i64,
    /// Rejections.
    pub rejected: i64,
    /// Decided within a second of submission.
    pub within_second: i64,
    /// Later, but within an hour.
    pub within_hour: i64,
    /// Later, but within a day.
    pub within_day: i64,
    /// Later.
    pub late: i64,
    /// Rejections overturned on appeal.
    pub overturned: i64,
    /// Approvals that were suspended.
    pub suspended: i64,
    /// Approvals that were taken back.
    pub revoked: i64,
}

statements! {
    ADD = "INSERT INTO desk_days (day, decider, shard, approved, rejected, within_second, within_hour, within_day, late, \
            overturned, suspended, revoked) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
        ON CONFLICT (day, decider, shard) DO UPDATE SET approved = desk_days.approved + excluded.approved, \
            rejected = desk_days.rejected + excluded.rejected, \
            within_second = desk_days.within_second + excluded.within_second, \
            within_hour = desk_days.within_hour + excluded.within_hour, \
            within_day = desk_days.within_day + excluded.within_day, late = desk_days.late + excluded.late, \
            overturned = desk_days.overturned + excluded.overturned, \
            suspended = desk_days.suspended + excluded.suspended, revoked = desk_days.revoked + excluded.revoked";
    ADD_REASON = "INSERT INTO desk_reasons (day, code, shard, given) VALUES ($1, $2, $3, 1) \
        ON CONFLICT (day, code, shard) DO UPDATE SET given = desk_reasons.given + 1";
    LIST = "SELECT day, decider, CAST(sum(approved) AS BIGINT) AS approved, CAST(sum(rejected) AS BIGINT) AS rejected, \
            CAST(sum(within_second) AS BIGINT) AS within_second, CAST(sum(within_hour) AS BIGINT) AS within_hour, \
            CAST(sum(within_day) AS BIGINT) AS within_day, CAST(sum(late) AS BIGINT) AS late, \
            CAST(sum(overturned) AS BIGINT) AS overturned, CAST(sum(suspended) AS BIGINT) AS suspended, \
            CAST(sum(revoked) AS BIGINT) AS revoked \
        FROM desk_days WHERE day >= $1 GROUP BY day, decider ORDER BY day, decider";
    REASONS = "SELECT code, CAST(sum(given) AS BIGINT) AS given FROM desk_reasons WHERE day >= $1 GROUP BY code \
        ORDER BY given DESC, code";
    // What earlier versions decided is in shard 0, without reasons and reversals.
    SINCE = "SELECT day FROM desk_days WHERE shard > 0 ORDER BY day LIMIT 1";
}

#[derive(sqlx::FromRow)]
struct DeskRow {
    day: i64,
    decider: String,
    approved: i64,
    rejected: i64,
    within_second: i64,
    within_hour: i64,
    within_day: i64,
    late: i64,
    overturned: i64,
    suspended: i64,
    revoked: i64,
}

impl Sealed for DeskRow {
    type Clear = DeskDay;

    async fn open(self, _: &Vault) -> Result<DeskDay> {
        let decider = match self.decider.as_str() {
            MACHINE => None,
            sid => Some(sid.parse().map_err(|_| Error::Corrupt {
                table: "desk_days",
                column: "decider",
                key: self.day.to_string(),
            })?),
        };
        Ok(DeskDay {
            day: self.day,
            decider,
            approved: self.approved,
            rejected: self.rejected,
            within_second: self.within_second,
            within_hour: self.within_hour,
            within_day: self.within_day,
            late: self.late,
            overturned: self.overturned,
            suspended: self.suspended,
            revoked: self.revoked,
        })
    }
}

/// The UTC day of an instant, counted from the epoch.
#[must_use]
pub const fn desk_day_of(at: Timestamp) -> i64 {
    at.as_micros().div_euclid(DAY_MICROS)
}

fn shard_of(case: CaseSid) -> i64 {
    let [.., last] = *case.uuid().as_bytes();
    i64::from(last % SHARDS) + 1
}

impl DeskDay {
    /// One event.
    fn of(event: DeskEvent, at: Timestamp) -> Self {
        let none = Self::default();
        match event {
            DeskEvent::Decided { is_approval, opened_at } => {
                let seconds = at.since(opened_at).as_secs_f64();
                let is_within = |from: f64, to: f64| i64::from(seconds > from && seconds <= to);
                Self {
                    approved: i64::from(is_approval),
                    rejected: i64::from(!is_approval),
                    within_second: i64::from(seconds <= 1.0),
                    within_hour: is_within(1.0, 3600.0),
                    within_day: is_within(3600.0, 86_400.0),
                    late: i64::from(seconds > 86_400.0),
                    ..none
                }
            }
            DeskEvent::Overturned => Self { overturned: 1, ..none },
            DeskEvent::Suspended => Self { suspended: 1, ..none },
            DeskEvent::Revoked => Self { revoked: 1, ..none },
        }
    }
}

impl Tx {
    /// Counts what became of a case; `decider` is whose decision it is, or was.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn desk_count(
        &mut self,
        case: CaseSid,
        decider: Option<ReviewerSid>,
        event: DeskEvent,
        at: Timestamp,
    ) -> Result<()> {
        let one = DeskDay::of(event, at);
        let decider = decider.map_or_else(|| MACHINE.to_owned(), |sid| sid.to_string());
        let values = args![
            desk_day_of(at),
            decider,
            shard_of(case),
            one.approved,
            one.rejected,
            one.within_second,
            one.within_hour,
            one.within_day,
            one.late,
            one.overturned,
            one.suspended,
            one.revoked,
        ];
        self.execute(&ADD, values).await.map(drop)
    }

    /// Counts a reason that was given.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn desk_count_reason(&mut self, case: CaseSid, code: ReasonCode, at: Timestamp) -> Result<()> {
        self.execute(&ADD_REASON, args![desk_day_of(at), code.0, shard_of(case)]).await.map(drop)
    }

    /// What was decided and reversed since that day, by day and decider.
    ///
    /// # Errors
    /// `Corrupt`, `Unavailable`.
    pub async fn desk_days_any_account(&mut self, since: i64) -> Result<Vec<DeskDay>> {
        self.all::<DeskRow>(&LIST, args![since]).await
    }

    /// How often each reason was given since that day, the most frequent first.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn desk_reasons_any_account(&mut self, since: i64) -> Result<Vec<(ReasonCode, i64)>> {
        let rows = self.rows::<(i64, i64)>(&REASONS, args![since]).await?;
        let known =
            rows.into_iter().filter_map(|(code, given)| Some((ReasonCode(u32::try_from(code).ok()?), given)));
        Ok(known.collect())
    }

    /// The day since which reversals and reasons are counted; `None` before the first decision of this version.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn desk_counts_since_any_account(&mut self) -> Result<Option<i64>> {
        let rows = self.rows::<(i64,)>(&SINCE, args![]).await?;
        Ok(rows.first().map(|(day,)| *day))
    }
}
