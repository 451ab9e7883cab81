//! Rows of cases, and how they become what callers see.

use trusthub_domain::review::{Appeal, Case, CaseOutcome, CaseState};
use trusthub_domain::time::Timestamp;

use crate::db::seal::{Place, Sealed};
use crate::db::value::Value;
use crate::error::Result;
use crate::vault::Vault;

const TABLE: &str = "cases";

/// A case's state, spread over columns.
#[derive(sqlx::FromRow, Default)]
pub(super) struct StateColumns {
    pub(super) state: String,
    pub(super) claimed_by: Option<String>,
    pub(super) claimed_until: Option<i64>,
    pub(super) decided_by: Option<String>,
    pub(super) decided_at: Option<i64>,
    pub(super) outcome: Option<String>,
}

impl From<&CaseState> for StateColumns {
    fn from(state: &CaseState) -> Self {
        match state {
            CaseState::Vetting => Self { state: "vetting".to_owned(), ..Self::default() },
            CaseState::Open => Self { state: "open".to_owned(), ..Self::default() },
            CaseState::Claimed { by, until } => Self {
                state: "claimed".to_owned(),
                claimed_by: Some(by.to_string()),
                claimed_until: Some(until.as_micros()),
                ..Self::default()
            },
            CaseState::Decided { by, at, outcome } => Self {
                state: "decided".to_owned(),
                decided_by: by.map(|by| by.to_string()),
                decided_at: Some(at.as_micros()),
                outcome: Some(outcome_name(*outcome).to_owned()),
                ..Self::default()
            },
        }
    }
}

const fn outcome_name(outcome: CaseOutcome) -> &'static str {
    match outcome {
        CaseOutcome::Approved => "approved",
        CaseOutcome::Rejected => "rejected",
        CaseOutcome::Withdrawn => "withdrawn",
    }
}

impl StateColumns {
    fn parse(&self, place: &Place<'_>) -> Result<CaseState> {
        let missing = |column| move || place.corrupt(column);
        match self.state.as_str() {
            "vetting" => Ok(CaseState::Vetting),
            "open" => Ok(CaseState::Open),
            "claimed" => {
                let by = place.parse_option("claimed_by", self.claimed_by.as_deref())?;
                let until = self.claimed_until.ok_or_else(missing("claimed_until"))?;
                let by = by.ok_or_else(missing("claimed_by"))?;
                Ok(CaseState::Claimed { by, until: Timestamp::from_micros(until) })
            }
            "decided" => {
                let at = self.decided_at.ok_or_else(missing("decided_at"))?;
                let outcome = [CaseOutcome::Approved, CaseOutcome::Rejected, CaseOutcome::Withdrawn]
                    .into_iter()
                    .find(|outcome| self.outcome.as_deref() == Some(outcome_name(*outcome)));
                Ok(CaseState::Decided {
                    by: place.parse_option("decided_by", self.decided_by.as_deref())?,
                    at: Timestamp::from_micros(at),
                    outcome: outcome.ok_or_else(missing("outcome"))?,
                })
            }
            _ => Err(place.corrupt("state")),
        }
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct CaseRow {
    account_sid: String,
    sid: String,
    bundle_sid: String,
    bundle_kind: String,
    policy_sid: String,
    friendly_name: String,
    #[sqlx(flatten)]
    state: StateColumns,
    country: Option<String>,
    needs_two: bool,
    first_approval: Option<String>,
    inputs: Vec<u8>,
    assessment: Option<Vec<u8>>,
    notes: Option<Vec<u8>>,
    pending: Option<Vec<u8>>,
    referral: Option<Vec<u8>>,
    questions: Option<Vec<u8>>,
    appeal_of: Option<String>,
    appeal_against: Option<String>,
    appeal_note: Option<Vec<u8>>,
    version: i64,
    opened_at: i64,
    due_at: i64,
}

impl Sealed for CaseRow {
    type Clear = Case;

    async fn open(self, vault: &Vault) -> Result<Case> {
        let place = Place::of_row(TABLE, &self.account_sid, &self.sid)?;
        let notes = place.open_option(vault, "notes", self.notes.as_deref()).await?;
        let questions = place.open_option(vault, "questions", self.questions.as_deref()).await?;
        let appeal = match &self.appeal_of {
            Some(of) => Some(Appeal {
                of: place.parse("appeal_of", of)?,
                against: place.parse_option("appeal_against", self.appeal_against.as_deref())?,
                note: place
                    .open_option(vault, "appeal_note", self.appeal_note.as_deref())
                    .await?
                    .ok_or_else(|| place.corrupt("appeal_note"))?,
            }),
            None => None,
        };
        Ok(Case {
            sid: place.parse("sid", &self.sid)?,
            account_sid: place.account(),
            bundle_sid: place.parse("bundle_sid", &self.bundle_sid)?,
            bundle_kind: place.parse("bundle_kind", &self.bundle_kind)?,
            policy_sid: place.parse("policy_sid", &self.policy_sid)?,
            state: self.state.parse(&place)?,
            country: self.country,
            needs_two: self.needs_two,
            first_approval: place.parse_option("first_approval", self.first_approval.as_deref())?,
            inputs: place.open(vault, "inputs", &self.inputs).await?,
            assessment: place.open_option(vault, "assessment", self.assessment.as_deref()).await?,
            notes: notes.unwrap_or_default(),
            appeal,
            pending: place.open_option(vault, "pending", self.pending.as_deref()).await?,
            referral: place.open_option(vault, "referral", self.referral.as_deref()).await?,
            questions: questions.unwrap_or_default(),
            version: self.version,
            opened_at: Timestamp::from_micros(self.opened_at),
            due_at: Timestamp::from_micros(self.due_at),
            friendly_name: self.friendly_name,
        })
    }
}

/// The columns that only reviewers may read, in the order of their names in the statements.
pub(super) async fn seal(vault: &Vault, case: &Case) -> Result<[Value; 6]> {
    let sid = case.sid.to_string();
    let place = Place::new(TABLE, case.account_sid, &sid);
    let notes = Some(&case.notes).filter(|notes| !notes.is_empty());
    let questions = Some(&case.questions).filter(|questions| !questions.is_empty());
    Ok([
        Value::Bytes(Some(place.seal(vault, "inputs", &case.inputs).await?)),
        Value::Bytes(place.seal_option(vault, "assessment", case.assessment.as_ref()).await?),
        Value::Bytes(place.seal_option(vault, "notes", notes).await?),
        Value::Bytes(place.seal_option(vault, "pending", case.pending.as_ref()).await?),
        Value::Bytes(place.seal_option(vault, "referral", case.referral.as_ref()).await?),
        Value::Bytes(place.seal_option(vault, "questions", questions).await?),
    ])
}

/// What the customer says in an appeal.
pub(super) async fn seal_appeal(vault: &Vault, case: &Case) -> Result<Option<Vec<u8>>> {
    let sid = case.sid.to_string();
    let place = Place::new(TABLE, case.account_sid, &sid);
    match &case.appeal {
        Some(appeal) => place.seal(vault, "appeal_note", &appeal.note).await.map(Some),
        None => Ok(None),
    }
}
