//! What a reviewer asks the customer during the review, one thing at a time. The clock goes on meanwhile.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Case, CaseRefusal};
use crate::sid::ReviewerSid;
use crate::time::Timestamp;

/// A question to the customer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseQuestion {
    /// Who asks.
    pub by: ReviewerSid,
    /// Since when.
    pub at: Timestamp,
    /// The field it is about, `<object type>.<field>`.
    pub field: Option<String>,
    /// The question.
    pub text: String,
    /// What the customer said.
    pub answer: Option<CaseAnswer>,
}

/// What the customer said.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseAnswer {
    /// Who, as the audit log names them.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// The answer.
    pub text: String,
}

impl fmt::Debug for CaseQuestion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CaseQuestion")
            .field("by", &self.by)
            .field("at", &self.at)
            .field("field", &self.field)
            .field("answer", &self.answer)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for CaseAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CaseAnswer").field("by", &self.by).field("at", &self.at).finish_non_exhaustive()
    }
}

impl Case {
    /// The case with one more question to the customer.
    ///
    /// # Errors
    /// `AlreadyAsked` as long as one waits for its answer, and why else not.
    pub fn ask(
        &self,
        by: ReviewerSid,
        field: Option<String>,
        text: String,
        now: Timestamp,
    ) -> Result<Self, CaseRefusal> {
        self.may_act(by, now)?;
        if self.waits_for_customer() {
            return Err(CaseRefusal::AlreadyAsked);
        }
        let mut after = self.clone();
        after.questions.push(CaseQuestion { by, at: now, field, text, answer: None });
        Ok(after)
    }

    /// The case with the answer to its question of this number, which begin with 1. `by` is who answers, as the audit log
    /// names them.
    ///
    /// # Errors
    /// `NothingAsked` if no such question waits for an answer.
    pub fn answered(
        &self,
        number: usize,
        by: String,
        text: String,
        now: Timestamp,
    ) -> Result<Self, CaseRefusal> {
        if !self.is_open() {
            return Err(CaseRefusal::NothingAsked);
        }
        let mut after = self.clone();
        let question = number.checked_sub(1).and_then(|index| after.questions.get_mut(index));
        let question = question.filter(|question| question.answer.is_none());
        question.ok_or(CaseRefusal::NothingAsked)?.answer = Some(CaseAnswer { by, at: now, text });
        Ok(after)
    }

    /// Whether the customer is to answer.
    #[must_use]
    pub fn waits_for_customer(&self) -> bool {
        self.is_open() && self.questions.last().is_some_and(|question| question.answer.is_none())
    }
}
