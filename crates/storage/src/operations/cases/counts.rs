//! The queue in numbers: whole for the operator's gauges, and no further than people need for their pages.

use trusthub_domain::review::Risk;
use trusthub_domain::sid::ReviewerSid;
use trusthub_domain::time::Timestamp;

use super::queue::risk_of;
use crate::db::Tx;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::Result;

/// The queue in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseBacklog {
    /// `vetting`, `open` or `claimed`.
    pub state: String,
    /// How many.
    pub count: i64,
    /// Of them, those that should have been decided.
    pub overdue: i64,
    /// Of the others, those that should be decided soon.
    pub due_soon: i64,
    /// When the oldest was submitted.
    pub oldest: Timestamp,
}

/// How far the queue is counted for a page. Ours: people do not need to know by how many more it is too long, and what counts
/// no further takes as long with a hundred thousand cases as with a thousand.
pub const COUNTED: u32 = 1000;

/// What waits for a reviewer. Each number is exact below [`COUNTED`], and there means that many or more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueCounts {
    /// By band, worst first; a band without cases is left out.
    pub bands: Vec<BandCount>,
    /// Those that should have been decided.
    pub overdue: i64,
    /// Of the others, those that should be decided soon.
    pub due_soon: i64,
    /// Those that were referred to a lead.
    pub for_leads: i64,
}

/// What waits in one band.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BandCount {
    /// The band; `None` for what was vetted before there were any.
    pub risk: Option<Risk>,
    /// How many.
    pub count: i64,
    /// Of them, those that somebody is at.
    pub claimed: i64,
    /// Of those, the reviewer's own.
    pub mine: i64,
}

/// How many are so, counted no further than `$3`.
macro_rules! capped {
    ($condition:literal) => {
        concat!("(SELECT count(*) FROM (SELECT 1 FROM case_queue WHERE ", $condition, " LIMIT $3) AS capped)")
    };
}

statements! {
    BACKLOG = "SELECT state, count(*) AS count, count(*) FILTER (WHERE due_at < $1) AS overdue, \
            count(*) FILTER (WHERE due_at >= $1 AND due_at < $2) AS due_soon, min(opened_at) AS oldest \
        FROM case_queue GROUP BY state ORDER BY state";
    BANDS = concat!(
        "SELECT CAST(column1 AS BIGINT) AS risk_rank, ",
        capped!("risk_rank = column1 AND state <> 'vetting'"), " AS count, ",
        capped!("risk_rank = column1 AND claimed_until > $1"), " AS claimed, ",
        capped!("risk_rank = column1 AND claimed_until > $1 AND claimed_by = $2"), " AS mine \
        FROM (VALUES (0), (1), (2), (3)) AS bands ORDER BY risk_rank"
    );
    // Which band they are of is not asked.
    PRESSING = concat!(
        "SELECT ", capped!("due_at < $1 AND state <> 'vetting'"), " AS overdue, ",
        capped!("due_at >= $1 AND due_at < $2 AND state <> 'vetting'"), " AS due_soon, ",
        capped!("is_for_leads AND state <> 'vetting'"), " AS for_leads"
    );
}

impl Tx {
    /// The queue in numbers, by state; what is due before `soon` is due soon. A state without cases is left out.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn case_queue_backlog_any_account(
        &mut self,
        now: Timestamp,
        soon: Timestamp,
    ) -> Result<Vec<CaseBacklog>> {
        let rows = self.rows::<(String, i64, i64, i64, i64)>(&BACKLOG, args![now, soon]).await?;
        let backlog = |(state, count, overdue, due_soon, oldest)| CaseBacklog {
            state,
            count,
            overdue,
            due_soon,
            oldest: Timestamp::from_micros(oldest),
        };
        Ok(rows.into_iter().map(backlog).collect())
    }

    /// What waits for reviewers, each number counted up to [`COUNTED`]; what is due before `soon` is due soon.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn case_queue_counts_any_account(
        &mut self,
        now: Timestamp,
        soon: Timestamp,
        reviewer: ReviewerSid,
    ) -> Result<QueueCounts> {
        let bands = self.rows::<(i64, i64, i64, i64)>(&BANDS, args![now, reviewer, COUNTED]).await?;
        let bands = bands.into_iter().filter(|(_, count, ..)| *count > 0);
        let band = |(rank, count, claimed, mine)| BandCount { risk: risk_of(rank), count, claimed, mine };
        let bands = bands.map(band).collect();
        let pressing = self.rows::<(i64, i64, i64)>(&PRESSING, args![now, soon, COUNTED]).await?;
        let (overdue, due_soon, for_leads) = pressing.first().copied().unwrap_or_default();
        Ok(QueueCounts { bands, overdue, due_soon, for_leads })
    }
}
