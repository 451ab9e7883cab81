//! An appeal: the customer asks that somebody else looks once more at what was turned down.
//!
//! It is a case of its own about the same content, with a clock of its own. Whoever turned it down does not decide it, and
//! the machine decides none.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Case, CaseOutcome, CaseState};
use crate::bundle::{Bundle, Rule, Status};
use crate::sid::{CaseSid, ReviewerSid};
use crate::time::Timestamp;

/// What an appeal is against.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appeal {
    /// The case whose decision it is against.
    pub of: CaseSid,
    /// Who decided that; `None` for the machine.
    pub against: Option<ReviewerSid>,
    /// What the customer says. May hold personal data.
    pub note: String,
}

impl fmt::Debug for Appeal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Appeal").field("of", &self.of).field("against", &self.against).finish_non_exhaustive()
    }
}

/// How an appeal ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppealOutcome {
    /// Nobody has decided it yet.
    Pending,
    /// The bundle was approved after all.
    Overturned,
    /// It stays turned down.
    Upheld,
    /// The bundle went away before a decision.
    Withdrawn,
}

impl AppealOutcome {
    /// The name on the wire and in the metrics.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Overturned => "overturned",
            Self::Upheld => "upheld",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl Appeal {
    /// The appeal against the last rejection of a bundle; `cases` are all of it, newest first.
    ///
    /// # Errors
    /// `NothingToAppeal` if no review has turned it down; `AlreadyAppealed` if that was an appeal itself, or one against it
    /// was made.
    pub fn against_last(bundle: &Bundle, cases: &[Case], note: String) -> Result<Self, Rule> {
        let last = cases.first().filter(|_| bundle.status == Status::Rejected);
        let last = last.ok_or(Rule::NothingToAppeal)?;
        let CaseState::Decided { by, outcome: CaseOutcome::Rejected, .. } = last.state else {
            return Err(Rule::NothingToAppeal);
        };
        if last.appeal.is_some() {
            return Err(Rule::AlreadyAppealed);
        }
        Ok(Self { of: last.sid, against: by, note })
    }
}

impl Case {
    /// The case in which an appeal is looked at.
    #[must_use]
    pub fn of_appeal(bundle: &Bundle, sid: CaseSid, needs_two: bool, appeal: Appeal, now: Timestamp) -> Self {
        Self { appeal: Some(appeal), ..Self::about(bundle, sid, needs_two, now) }
    }

    /// How the appeal stands; `None` for a case that is none.
    #[must_use]
    pub fn appeal_outcome(&self) -> Option<AppealOutcome> {
        self.appeal.as_ref()?;
        Some(match &self.state {
            CaseState::Vetting | CaseState::Open | CaseState::Claimed { .. } => AppealOutcome::Pending,
            CaseState::Decided { outcome: CaseOutcome::Approved, .. } => AppealOutcome::Overturned,
            CaseState::Decided { outcome: CaseOutcome::Rejected, .. } => AppealOutcome::Upheld,
            CaseState::Decided { outcome: CaseOutcome::Withdrawn, .. } => AppealOutcome::Withdrawn,
        })
    }
}
