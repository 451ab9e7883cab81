//! A decision that can still be taken back: made, shown to colleagues, and not carried out yet. Nobody outside knows of it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::claim::must_be_undoable;
use super::{Case, CaseNote, CaseRefusal, CaseState};
use crate::bundle::ReasonCode;
use crate::sid::ReviewerSid;
use crate::time::Timestamp;

/// A reason as a reviewer gives it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenReason {
    /// One of the codes marked for reviewers.
    pub code: ReasonCode,
    /// `<object type>.<field>`
    pub field: Option<String>,
    /// To the customer.
    pub note: Option<String>,
}

/// What a reviewer decides.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ruling", rename_all = "snake_case")]
pub enum Ruling {
    /// In force.
    Approve {
        /// To colleagues.
        note: Option<String>,
    },
    /// Turned down.
    Reject {
        /// At least one.
        reasons: Vec<GivenReason>,
        /// To colleagues.
        note: Option<String>,
    },
}

impl Ruling {
    /// Whether it puts the bundle in force.
    #[must_use]
    pub const fn is_approval(&self) -> bool {
        match self {
            Self::Approve { .. } => true,
            Self::Reject { .. } => false,
        }
    }
}

/// A decision that waits until it can no longer be undone; of a case, or else of what `R` decides. Personal data: its notes.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending<R = Ruling> {
    /// Who decided.
    pub by: ReviewerSid,
    /// When.
    pub made_at: Timestamp,
    /// When it takes effect.
    pub due_at: Timestamp,
    /// What.
    pub ruling: R,
}

impl<R> Pending<R> {
    /// Whether it can no longer be undone.
    #[must_use]
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.due_at <= now
    }
}

impl fmt::Debug for GivenReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GivenReason")
            .field("code", &self.code)
            .field("field", &self.field)
            .finish_non_exhaustive()
    }
}

impl<R> fmt::Debug for Pending<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pending")
            .field("by", &self.by)
            .field("made_at", &self.made_at)
            .field("due_at", &self.due_at)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Ruling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_approval() { "Approve" } else { "Reject" })
    }
}

impl Case {
    /// The case with a decision that takes effect at `due_at`, unless it is undone before.
    ///
    /// # Errors
    /// Why not.
    pub fn decide_later(
        &self,
        by: ReviewerSid,
        ruling: Ruling,
        due_at: Timestamp,
        now: Timestamp,
    ) -> Result<Self, CaseRefusal> {
        self.may_act(by, now)?;
        Ok(Self { pending: Some(Pending { by, made_at: now, due_at, ruling }), ..self.clone() })
    }

    /// Takes the decision back; as long as nothing came of it, that is possible.
    ///
    /// # Errors
    /// `NothingPending`; `Pending` for anybody but who decided.
    pub fn undo(&self, by: ReviewerSid) -> Result<Self, CaseRefusal> {
        must_be_undoable(self.pending.as_ref(), by)?;
        Ok(self.without_pending())
    }

    /// The case as it was before the decision that waits.
    #[must_use]
    pub fn without_pending(&self) -> Self {
        Self { pending: None, ..self.clone() }
    }

    /// The case given back to everybody, because the decision could not be carried out; `why` is for reviewers.
    #[must_use]
    pub fn reopened(&self, why: String, now: Timestamp) -> Self {
        let mut after = Self { pending: None, state: CaseState::Open, ..self.clone() };
        after.notes.push(CaseNote { by: None, at: now, field: None, text: why });
        after
    }
}
