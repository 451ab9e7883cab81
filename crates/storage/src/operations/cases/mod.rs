//! Vetting cases, and the queue that reviewers see over all accounts. What was looked at, found, written and decided is
//! sealed; the queue holds no personal data.

pub(crate) mod counts;
pub(crate) mod filter;
pub(crate) mod queue;
mod row;

use trusthub_domain::review::Case;
use trusthub_domain::sid::{BundleSid, CaseSid};

use self::row::{CaseRow, StateColumns, seal, seal_appeal};
use crate::db::Tx;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::Result;
use crate::scope::Scope;

macro_rules! columns {
    () => {
        "account_sid, sid, bundle_sid, bundle_kind, policy_sid, friendly_name, state, claimed_by, claimed_until, \
         decided_by, decided_at, outcome, country, needs_two, first_approval, inputs, assessment, notes, pending, \
         referral, questions, appeal_note, version, opened_at, due_at, appeal_of, appeal_against"
    };
}

statements! {
    INSERT = concat!(
        "INSERT INTO cases (", columns!(), ") \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, \
            $23, $24, $25, $26, $27)"
    );
    FIND = concat!("SELECT ", columns!(), " FROM cases WHERE account_sid = $1 AND sid = $2");
    FIND_OPEN = concat!(
        "SELECT ", columns!(), " FROM cases WHERE account_sid = $1 AND bundle_sid = $2 AND state <> 'decided'"
    );
    LIST = concat!(
        "SELECT ", columns!(), " FROM cases WHERE account_sid = $1 AND bundle_sid = $2 ORDER BY opened_at DESC, sid DESC"
    );
    LIST_ALL = concat!(
        "SELECT ", columns!(), " FROM cases WHERE account_sid = $1 AND sid > $2 ORDER BY sid LIMIT $3"
    );
    SAVE = "UPDATE cases SET state = $4, claimed_by = $5, claimed_until = $6, decided_by = $7, decided_at = $8, \
            outcome = $9, country = $10, needs_two = $11, first_approval = $12, inputs = $13, assessment = $14, \
            notes = $15, pending = $16, referral = $17, questions = $18, due_at = $19, version = version + 1 \
        WHERE account_sid = $1 AND sid = $2 AND version = $3";
    SET_COUNTRY = "UPDATE cases SET country = $4 WHERE account_sid = $1 AND sid = $2 AND version = $3";
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
            case.country.as_deref(),
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
        self.case_queue_set(case).await
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
            case.country.as_deref(),
            case.needs_two,
            case.first_approval,
        ];
        values.extend(seal(self.vault(), case).await?);
        values.extend(args![case.due_at]);
        self.execute_seen(&SAVE, values).await?;
        self.case_queue_set(case).await?;
        Ok(Case { version: case.version + 1, ..case.clone() })
    }

    /// Writes down where the business of a case is, and the case's line in the queue anew; nothing else changes, its version
    /// neither.
    ///
    /// # Errors
    /// `Conflict` if its version is not current.
    pub async fn case_set_country(&mut self, case: &Case) -> Result<()> {
        let values = args![case.account_sid, case.sid, case.version, case.country.as_deref()];
        self.execute_seen(&SET_COUNTRY, values).await?;
        self.case_queue_set(case).await
    }
}
