//! The desk in numbers: how fast and how well it decides, who does, and why it turns down.
//!
//! Counted by day in the transaction of each decision, so that looking costs the same however many cases there are. What test
//! accounts ask for is not counted: nothing depends on it.

use std::collections::BTreeMap;
use std::time::Duration;

use trusthub_domain::bundle::{Bundle, ReasonCode};
use trusthub_domain::review::{Case, CaseOutcome, CaseState, Role};
use trusthub_domain::sid::ReviewerSid;
use trusthub_domain::time::Timestamp;
pub use trusthub_storage::DeskDay;
use trusthub_storage::{CaseFilter, CaseSummary, DeskEvent, Scope, Tx, desk_day_of};

use super::queue::ABOUT_TO_BREACH;
use super::{present_reviewer, test_mode};
use crate::{Actor, Hub, Invalid, Result};

/// Most days that are looked back on.
pub const MOST_DAYS: u32 = 365;

/// Cases named as about to be late.
const NAMED: u32 = 20;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The desk over some days.
#[derive(Debug, Clone)]
pub struct Desk {
    /// The first day, counted from the epoch.
    pub first_day: i64,
    /// The last one: today.
    pub last_day: i64,
    /// What was decided, by day and decider; a day without decisions is left out.
    pub days: Vec<DeskDay>,
    /// The reasons that were given, the most frequent first.
    pub reasons: Vec<(ReasonCode, i64)>,
    /// The day since which reversals and reasons are counted; `None` before the first decision of this version.
    pub counted_since: Option<i64>,
    /// What is late or soon will be, due first.
    pub about_to_breach: Vec<CaseSummary>,
    /// Who the reviewers are, by identifier.
    pub reviewers: BTreeMap<ReviewerSid, String>,
}

/// Sums over deciders or days.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Approvals.
    pub approved: i64,
    /// Rejections.
    pub rejected: i64,
    /// Decided within a second of submission.
    pub within_second: i64,
    /// Within an hour, those too.
    pub within_hour: i64,
    /// Within a day, those too.
    pub within_day: i64,
    /// Rejections overturned on appeal.
    pub overturned: i64,
    /// Approvals that were suspended.
    pub suspended: i64,
    /// Approvals that were taken back.
    pub revoked: i64,
}

impl Totals {
    /// The sum of some counts.
    #[must_use]
    pub fn of<'a>(days: impl IntoIterator<Item = &'a DeskDay>) -> Self {
        days.into_iter().fold(Self::default(), |sum, day| Self {
            approved: sum.approved + day.approved,
            rejected: sum.rejected + day.rejected,
            within_second: sum.within_second + day.within_second,
            within_hour: sum.within_hour + day.within_second + day.within_hour,
            within_day: sum.within_day + day.within_second + day.within_hour + day.within_day,
            overturned: sum.overturned + day.overturned,
            suspended: sum.suspended + day.suspended,
            revoked: sum.revoked + day.revoked,
        })
    }

    /// How many were decided.
    #[must_use]
    pub const fn decided(&self) -> i64 {
        self.approved + self.rejected
    }

    /// How many turned out wrong.
    #[must_use]
    pub const fn reversed(&self) -> i64 {
        self.overturned + self.suspended + self.revoked
    }

    /// The share of decisions that nobody reversed, in thousandths; `None` if there were none.
    ///
    /// A reversal counts on its own day, so that over few days more may be reversed than was decided: then it is 0.
    #[must_use]
    pub fn accuracy_per_mille(&self) -> Option<i64> {
        per_mille(self.decided() - self.reversed(), self.decided())
    }
}

/// A share in thousandths; `None` of nothing.
#[must_use]
pub fn per_mille(part: i64, whole: i64) -> Option<i64> {
    (whole > 0).then(|| part.max(0) * 1000 / whole)
}

impl Desk {
    /// What the machine decided.
    #[must_use]
    pub fn machine(&self) -> Totals {
        Totals::of(self.days.iter().filter(|day| day.decider.is_none()))
    }

    /// What everybody decided.
    #[must_use]
    pub fn everybody(&self) -> Totals {
        Totals::of(&self.days)
    }

    /// What each reviewer decided.
    #[must_use]
    pub fn by_reviewer(&self) -> BTreeMap<ReviewerSid, Totals> {
        let mut days: BTreeMap<ReviewerSid, Vec<&DeskDay>> = BTreeMap::new();
        for day in &self.days {
            if let Some(reviewer) = day.decider {
                days.entry(reviewer).or_default().push(day);
            }
        }
        days.into_iter().map(|(reviewer, days)| (reviewer, Totals::of(days))).collect()
    }

    /// Machine and reviewers of each day, days without decisions too.
    #[must_use]
    pub fn by_day(&self) -> Vec<(i64, Totals, Totals)> {
        let of = |day: i64, is_machine: bool| {
            Totals::of(self.days.iter().filter(|one| one.day == day && one.decider.is_none() == is_machine))
        };
        (self.first_day..=self.last_day).map(|day| (day, of(day, true), of(day, false))).collect()
    }
}

/// The desk over the last `days` days, today included.
///
/// # Errors
/// `Invalid` for no days or more than [`MOST_DAYS`]; `Forbidden` for anybody but reviewers.
pub async fn read(hub: &Hub, actor: &Actor, days: u32) -> Result<Desk> {
    if days == 0 || days > MOST_DAYS {
        let why = format!("from 1 to {MOST_DAYS} days");
        return Err(Invalid::Field { field: "days", why }.into());
    }
    let mut tx = hub.db().read().await?;
    present_reviewer(&mut tx, actor, Role::Reviewer).await?;
    let now = hub.now();
    let last_day = desk_day_of(now);
    let first_day = desk_day_of(now.minus(DAY * (days - 1)));
    let soon = now.plus(ABOUT_TO_BREACH);
    let due_first = CaseFilter { limit: NAMED, ..CaseFilter::default() };
    let mut about_to_breach = tx.case_queue_list_any_account(&due_first, now).await?;
    about_to_breach.retain(|case| case.due_at < soon);
    let reviewers = tx.reviewer_list().await?;
    Ok(Desk {
        first_day,
        last_day,
        days: tx.desk_days_any_account(first_day).await?,
        reasons: tx.desk_reasons_any_account(first_day).await?,
        counted_since: tx.desk_counts_since_any_account().await?,
        about_to_breach,
        reviewers: reviewers.into_iter().map(|one| (one.sid, one.email.as_str().to_owned())).collect(),
    })
}

/// Counts a case that was just decided, and the reasons given; one that was withdrawn nobody decided.
pub(crate) async fn count_decision(
    tx: &mut Tx,
    scope: &Scope,
    case: &Case,
    reasons: &[ReasonCode],
) -> Result<()> {
    let CaseState::Decided { by, at, outcome } = &case.state else { return Ok(()) };
    let is_approval = match outcome {
        CaseOutcome::Approved => true,
        CaseOutcome::Rejected => false,
        CaseOutcome::Withdrawn => return Ok(()),
    };
    if test_mode::is_on(tx, scope).await? {
        return Ok(());
    }
    let event = DeskEvent::Decided { is_approval, opened_at: case.opened_at };
    tx.desk_count(case.sid, *by, event, *at).await?;
    for code in reasons {
        tx.desk_count_reason(case.sid, *code, *at).await?;
    }
    Ok(())
}

/// Counts a rejection that an appeal overturned.
pub(crate) async fn count_overturned(tx: &mut Tx, scope: &Scope, case: &Case) -> Result<()> {
    let CaseState::Decided { at, .. } = &case.state else { return Ok(()) };
    let Some(appeal) = &case.appeal else { return Ok(()) };
    if test_mode::is_on(tx, scope).await? {
        return Ok(());
    }
    Ok(tx.desk_count(case.sid, appeal.against, DeskEvent::Overturned, *at).await?)
}

/// Counts the approval of a bundle in force that is reversed now, for whoever gave it.
pub(crate) async fn count_reversal(
    tx: &mut Tx,
    scope: &Scope,
    bundle: &Bundle,
    event: DeskEvent,
    at: Timestamp,
) -> Result<()> {
    if test_mode::is_on(tx, scope).await? {
        return Ok(());
    }
    let cases = tx.case_list(scope, bundle.sid).await?;
    let Some(approval) = cases.iter().find(|case| case.is_approved()) else { return Ok(()) };
    let CaseState::Decided { by, .. } = &approval.state else { return Ok(()) };
    Ok(tx.desk_count(approval.sid, *by, event, at).await?)
}
