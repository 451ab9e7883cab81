//! A case that a reviewer wants a lead to decide.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Case, CaseRefusal, CaseState, Role};
use crate::sid::ReviewerSid;
use crate::time::Timestamp;

/// Who wants a lead to decide, and why.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referral {
    /// Who.
    pub by: ReviewerSid,
    /// When.
    pub at: Timestamp,
    /// Why. May hold personal data.
    pub note: String,
}

impl fmt::Debug for Referral {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Referral").field("by", &self.by).field("at", &self.at).finish_non_exhaustive()
    }
}

impl Case {
    /// The case for a lead, free of the reviewer's own claim.
    ///
    /// # Errors
    /// Why not.
    pub fn refer(&self, by: ReviewerSid, note: String, now: Timestamp) -> Result<Self, CaseRefusal> {
        self.may_act(by, now)?;
        let referral = Some(Referral { by, at: now, note });
        Ok(Self { state: CaseState::Open, referral, ..self.clone() })
    }

    /// Whether somebody of this role may work on it.
    ///
    /// # Errors
    /// `ForLeads` if it was referred to a lead and this is none.
    pub fn must_suit(&self, role: Role) -> Result<(), CaseRefusal> {
        if self.referral.is_some() && role < Role::Lead { Err(CaseRefusal::ForLeads) } else { Ok(()) }
    }
}
