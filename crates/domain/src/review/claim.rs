//! The one rule by which whatever waits for reviewers is held: who is at it, whoever has decided it and may still take that
//! back. Cases and what waits of messages both go by it, so that no two people read the same.

use serde::{Deserialize, Serialize};

use super::{CLAIM_LENGTH, Case, CaseRefusal, CaseState, Pending};
use crate::sid::ReviewerSid;
use crate::time::Timestamp;

/// Who is at something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Who.
    pub by: ReviewerSid,
    /// When the claim lapses.
    pub until: Timestamp,
}

impl Claim {
    /// A claim that begins `now`.
    #[must_use]
    pub fn begun(by: ReviewerSid, now: Timestamp) -> Self {
        Self { by, until: now.plus(CLAIM_LENGTH) }
    }

    /// Whether it has not lapsed.
    #[must_use]
    pub fn holds(&self, now: Timestamp) -> bool {
        now < self.until
    }
}

/// Whether this reviewer may act: nobody has decided it, whoever that is, and nobody else is at it.
///
/// # Errors
/// `Pending`, `ClaimedBy`.
pub(super) fn must_be_free<R>(
    claim: Option<Claim>,
    pending: Option<&Pending<R>>,
    by: ReviewerSid,
    now: Timestamp,
) -> Result<(), CaseRefusal> {
    if let Some(pending) = pending {
        return Err(CaseRefusal::Pending { reviewer: pending.by, until: pending.due_at });
    }
    match claim.filter(|claim| claim.holds(now) && claim.by != by) {
        Some(claim) => Err(CaseRefusal::ClaimedBy { reviewer: claim.by, until: claim.until }),
        None => Ok(()),
    }
}

/// Whether this reviewer's claim can be given back.
///
/// # Errors
/// `NotClaimed` if there is none, or it has lapsed; as [`must_be_free`].
pub(super) fn must_be_claimed<R>(
    claim: Option<Claim>,
    pending: Option<&Pending<R>>,
    by: ReviewerSid,
    now: Timestamp,
) -> Result<(), CaseRefusal> {
    must_be_free(claim, pending, by, now)?;
    claim.filter(|claim| claim.holds(now)).map(drop).ok_or(CaseRefusal::NotClaimed)
}

/// Whether this reviewer can take a decision back; as long as nothing came of it, that is possible.
///
/// # Errors
/// `NothingPending`; `Pending` for anybody but who decided.
pub(super) fn must_be_undoable<R>(pending: Option<&Pending<R>>, by: ReviewerSid) -> Result<(), CaseRefusal> {
    match pending {
        None => Err(CaseRefusal::NothingPending),
        Some(pending) if pending.by != by => {
            Err(CaseRefusal::Pending { reviewer: pending.by, until: pending.due_at })
        }
        Some(_) => Ok(()),
    }
}

impl Case {
    /// Gives the claim back.
    ///
    /// # Errors
    /// Why not.
    pub fn release(&self, by: ReviewerSid, now: Timestamp) -> Result<Self, CaseRefusal> {
        self.may_act(by, now)?;
        must_be_claimed(self.held(), self.pending.as_ref(), by, now)?;
        Ok(Self { state: CaseState::Open, ..self.clone() })
    }

    /// Who is at it, or was until the claim lapsed.
    #[must_use]
    pub const fn held(&self) -> Option<Claim> {
        match self.state {
            CaseState::Claimed { by, until } => Some(Claim { by, until }),
            CaseState::Vetting | CaseState::Open | CaseState::Decided { .. } => None,
        }
    }
}
