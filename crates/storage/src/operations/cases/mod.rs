//! Vetting cases, and the queue that reviewers see over all accounts. Inputs, evidence and notes are sealed.

mod row;

use serde::Serialize;
use trusthub_domain::review::Case;
use trusthub_domain::sid::{AccountSid, BundleSid, CaseSid, ReviewerSid};
use trusthub_domain::time::Timestamp;

use self::row::{CaseRow, QueueRow, StateColumns, seal, seal_appeal};
use crate::db::Tx;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::Result;
use crate::scope::Scope;

/// A line of the reviewers' queue (global table `case_queue`, no personal data).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseSummary {
    /// The case.
    pub sid: CaseSid,
    /// Whose.
    pub account_sid: AccountSid,
    /// The bundle.
    pub bundle_sid: BundleSid,
    /// The bundle's name.
    pub friendly_name: String,
    /// `vetting`, `open` or `claimed`.
    pub state: String,
    /// Who claimed it.
    pub claimed_by: Option<ReviewerSid>,
    /// Until when.
    pub claimed_until: Option<Timestamp>,
    /// When it was submitted.
    pub opened_at: Timestamp,
    /// When it should be decided.
    pub due_at: Timestamp,
    /// The customer appealed.
    pub is_appeal: bool,
}

/// Filters of `case_queue_list_any_account`.
#[derive(Debug, Clone, Default)]
pub struct CaseFilter {
    /// Only those this reviewer holds.
    pub claimed_by: Option<ReviewerSid>,
    /// Also those still in automatic vetting.
    pub includes_vetting: bool,
    /// Most rows; 0 means 100.
    pub limit: u32,
}

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

/// How many rows the queue has unless told.
const DEFAULT_LIMIT: u32 = 100;

statements! {
    INSERT = "INSERT INTO cases \
            (account_sid, sid, bundle_sid, bundle_kind, policy_sid, friendly_name, state, claimed_by, claimed_until, \
            decided_by, decided_at, outcome, needs_two, first_approval, inputs, assessment, notes, appeal_note, \
            version, opened_at, due_at, appeal_of, appeal_against) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, \
            $23)";
    FIND = "SELECT account_sid, sid, bundle_sid, bundle_kind, policy_sid, friendly_name, state, claimed_by, \
            claimed_until, decided_by, decided_at, outcome, needs_two, first_approval, inputs, assessment, notes, \
            appeal_of, appeal_against, appeal_note, version, opened_at, due_at \
        FROM cases WHERE account_sid = $1 AND sid = $2";
    FIND_OPEN = "SELECT account_sid, sid, bundle_sid, bundle_kind, policy_sid, friendly_name, state, claimed_by, \
            claimed_until, decided_by, decided_at, outcome, needs_two, first_approval, inputs, assessment, notes, \
            appeal_of, appeal_against, appeal_note, version, opened_at, due_at \
        FROM cases WHERE account_sid = $1 AND bundle_sid = $2 AND state <> 'decided'";
    LIST = "SELECT account_sid, sid, bundle_sid, bundle_kind, policy_sid, friendly_name, state, claimed_by, \
            claimed_until, decided_by, decided_at, outcome, needs_two, first_approval, inputs, assessment, notes, \
            appeal_of, appeal_against, appeal_note, version, opened_at, due_at \
        FROM cases WHERE account_sid = $1 AND bundle_sid = $2 ORDER BY opened_at DESC, sid DESC";
    LIST_ALL = "SELECT account_sid, sid, bundle_sid, bundle_kind, policy_sid, friendly_name, state, claimed_by, \
            claimed_until, decided_by, decided_at, outcome, needs_two, first_approval, inputs, assessment, notes, \
            appeal_of, appeal_against, appeal_note, version, opened_at, due_at \
        FROM cases WHERE account_sid = $1 AND sid > $2 ORDER BY sid LIMIT $3";
    SAVE = "UPDATE cases SET state = $4, claimed_by = $5, claimed_until = $6, decided_by = $7, decided_at = $8, \
            outcome = $9, needs_two = $10, first_approval = $11, inputs = $12, assessment = $13, notes = $14, \
            due_at = $15, version = version + 1 \
        WHERE account_sid = $1 AND sid = $2 AND version = $3";
    QUEUE_SET = "INSERT INTO case_queue \
            (sid, account_sid, bundle_sid, friendly_name, state, claimed_by, claimed_until, opened_at, due_at, is_appeal) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
        ON CONFLICT (sid) DO UPDATE SET state = excluded.state, claimed_by = excluded.claimed_by, \
            claimed_until = excluded.claimed_until, due_at = excluded.due_at";
    QUEUE_DELETE = "DELETE FROM case_queue WHERE sid = $1";
    QUEUE_LIST = "SELECT sid, account_sid, bundle_sid, friendly_name, state, claimed_by, claimed_until, opened_at, \
            due_at, is_appeal \
        FROM case_queue \
        WHERE (CAST($1 AS TEXT) IS NULL OR claimed_by = $1) AND ($2 OR state <> 'vetting') \
        ORDER BY due_at, sid LIMIT $3";
    QUEUE_BACKLOG = "SELECT state, count(*) AS count, count(*) FILTER (WHERE due_at < $1) AS overdue, \
            count(*) FILTER (WHERE due_at >= $1 AND due_at < $2) AS due_soon, min(opened_at) AS oldest \
        FROM case_queue GROUP BY state ORDER BY state";
}

impl Tx {
    /// Opens a case and puts it into the queue.
    ///
    /// # Errors
    /// `Duplicate(OpenCase)` if the bundle has an undecided one.
    pub async fn case_insert(&mut self, case: &Case) -> Result<()> {
        let state = StateColumns::from(&case.state);
        let mut values = args![
            case.account_sid,
            case.sid,
            case.bundle_sid,
            case.bundle_kind.as_str(),
            case.policy_sid,
            &case.friendly_name,
            state.state,
            state.claimed_by,
            state.claimed_until,
            state.decided_by,
            state.decided_at,
            state.outcome,
            case.needs_two,
            case.first_approval,
        ];
        values.extend(seal(self.vault(), case).await?);
        let appeal = case.appeal.as_ref();
        values.extend(args![
            seal_appeal(self.vault(), case).await?,
            case.version,
            case.opened_at,
            case.due_at,
            appeal.map(|appeal| appeal.of),
            appeal.and_then(|appeal| appeal.against),
        ]);
        self.execute(&INSERT, values).await?;
        self.queue(case).await
    }

    /// One case.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn case_find(&mut self, scope: &Scope, sid: CaseSid) -> Result<Option<Case>> {
        self.find::<CaseRow>(&FIND, args![scope.account(), sid]).await
    }

    /// The undecided case of a bundle.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn case_find_open(&mut self, scope: &Scope, bundle: BundleSid) -> Result<Option<Case>> {
        self.find::<CaseRow>(&FIND_OPEN, args![scope.account(), bundle]).await
    }

    /// All cases of a bundle, newest first.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn case_list(&mut self, scope: &Scope, bundle: BundleSid) -> Result<Vec<Case>> {
        self.all::<CaseRow>(&LIST, args![scope.account(), bundle]).await
    }

    /// Cases of the account, also of bundles that are gone, in the order of their identifiers, from `after` on.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn case_list_all(
        &mut self,
        scope: &Scope,
        after: Option<CaseSid>,
        limit: u32,
    ) -> Result<Vec<Case>> {
        let after = after.map(|sid| sid.to_string()).unwrap_or_default();
        self.all::<CaseRow>(&LIST_ALL, args![scope.account(), after, limit]).await
    }

    /// Saves it, and the queue with it (a decided case leaves the queue); returns it with the next version. Bundle,
    /// policy, name, appeal and the time it was opened stay as they were.
    ///
    /// # Errors
    /// `Conflict` if its version is not current.
    pub async fn case_save(&mut self, case: &Case) -> Result<Case> {
        let state = StateColumns::from(&case.state);
        let mut values = args![
            case.account_sid,
            case.sid,
            case.version,
            state.state,
            state.claimed_by,
            state.claimed_until,
            state.decided_by,
            state.decided_at,
            state.outcome,
            case.needs_two,
            case.first_approval,
        ];
        values.extend(seal(self.vault(), case).await?);
        values.extend(args![case.due_at]);
        self.execute_seen(&SAVE, values).await?;
        self.queue(case).await?;
        Ok(Case { version: case.version + 1, ..case.clone() })
    }

    async fn queue(&mut self, case: &Case) -> Result<()> {
        if !case.is_open() {
            return self.execute(&QUEUE_DELETE, args![case.sid]).await.map(drop);
        }
        let state = StateColumns::from(&case.state);
        let values = args![
            case.sid,
            case.account_sid,
            case.bundle_sid,
            &case.friendly_name,
            state.state,
            state.claimed_by,
            state.claimed_until,
            case.opened_at,
            case.due_at,
            case.appeal.is_some(),
        ];
        self.execute(&QUEUE_SET, values).await.map(drop)
    }

    /// The queue, due first.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn case_queue_list_any_account(&mut self, filter: &CaseFilter) -> Result<Vec<CaseSummary>> {
        let limit = if filter.limit == 0 { DEFAULT_LIMIT } else { filter.limit };
        self.all::<QueueRow>(&QUEUE_LIST, args![filter.claimed_by, filter.includes_vetting, limit]).await
    }

    /// The queue in numbers, by state; what is due before `soon` is due soon. A state without cases is left out.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn case_queue_backlog_any_account(
        &mut self,
        now: Timestamp,
        soon: Timestamp,
    ) -> Result<Vec<CaseBacklog>> {
        let rows = self.rows::<(String, i64, i64, i64, i64)>(&QUEUE_BACKLOG, args![now, soon]).await?;
        let backlog = |(state, count, overdue, due_soon, oldest)| CaseBacklog {
            state,
            count,
            overdue,
            due_soon,
            oldest: Timestamp::from_micros(oldest),
        };
        Ok(rows.into_iter().map(backlog).collect())
    }
}
