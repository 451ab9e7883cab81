//! A vetting case: what was checked about a submission, what was found, who decides, and until when.

mod appeal;
mod evidence;
mod reviewer;

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use self::appeal::{Appeal, AppealOutcome};
pub use self::evidence::{
    Assessment, Contribution, Evidence, EvidenceSource, Outcome, Scoring, Verdict, Weight,
};
pub use self::reviewer::{Reviewer, Role};
use crate::bundle::{Bundle, BundleKind};
use crate::sid::{AccountSid, BundleSid, CaseSid, PolicySid, ReviewerSid};
use crate::time::Timestamp;

/// How long a reviewer has from submission.
pub const REVIEW_CLOCK: Duration = Duration::from_secs(24 * 60 * 60);

/// How long a claim holds before the case is free again. Ours: long enough for one careful decision.
pub const CLAIM_LENGTH: Duration = Duration::from_secs(30 * 60);

/// Where a case stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum CaseState {
    /// Automatic vetting has not finished.
    Vetting,
    /// Waits for a reviewer.
    Open,
    /// A reviewer is at it.
    Claimed {
        /// Who.
        by: ReviewerSid,
        /// When the claim lapses.
        until: Timestamp,
    },
    /// Over.
    Decided {
        /// Who decided; `None` for the machine.
        by: Option<ReviewerSid>,
        /// When.
        at: Timestamp,
        /// What.
        outcome: CaseOutcome,
    },
}

/// How a case ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseOutcome {
    /// The bundle was approved.
    Approved,
    /// The bundle was rejected.
    Rejected,
    /// The bundle went away or was suspended before a decision.
    Withdrawn,
}

/// One round of vetting of one bundle.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// `VC…`
    pub sid: CaseSid,
    /// The bundle's account.
    pub account_sid: AccountSid,
    /// The bundle.
    pub bundle_sid: BundleSid,
    /// Which API serves the bundle.
    pub bundle_kind: BundleKind,
    /// The bundle's policy.
    pub policy_sid: PolicySid,
    /// The bundle's name at submission, for lists.
    pub friendly_name: String,
    /// Where it stands.
    pub state: CaseState,
    /// Two different reviewers must approve.
    pub needs_two: bool,
    /// The reviewer who approved first, where two must.
    pub first_approval: Option<ReviewerSid>,
    /// What was looked at, so that the decision can be replayed. Personal data.
    pub inputs: serde_json::Value,
    /// What automatic vetting found. Personal data.
    pub assessment: Option<Assessment>,
    /// What reviewers wrote to one another. Personal data.
    pub notes: Vec<CaseNote>,
    /// What it is against, if the customer asked for it.
    pub appeal: Option<Appeal>,
    /// Counts writes.
    pub version: i64,
    /// When the bundle was submitted.
    pub opened_at: Timestamp,
    /// When it should be decided.
    pub due_at: Timestamp,
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Case")
            .field("sid", &self.sid)
            .field("account_sid", &self.account_sid)
            .field("bundle_sid", &self.bundle_sid)
            .field("policy_sid", &self.policy_sid)
            .field("state", &self.state)
            .field("needs_two", &self.needs_two)
            .field("first_approval", &self.first_approval)
            .field("appeal", &self.appeal)
            .field("version", &self.version)
            .field("opened_at", &self.opened_at)
            .field("due_at", &self.due_at)
            .finish_non_exhaustive()
    }
}

/// A reviewer's remark on a case.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseNote {
    /// Who wrote it.
    pub by: ReviewerSid,
    /// When.
    pub at: Timestamp,
    /// The field it is about.
    pub field: Option<String>,
    /// The remark.
    pub text: String,
}

impl fmt::Debug for CaseNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CaseNote")
            .field("by", &self.by)
            .field("at", &self.at)
            .field("field", &self.field)
            .finish_non_exhaustive()
    }
}

/// Why a reviewer may not do this to a case.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CaseRefusal {
    /// Somebody else is at it.
    #[error("claimed by another reviewer until {until}")]
    ClaimedBy {
        /// Who.
        reviewer: ReviewerSid,
        /// Until when.
        until: Timestamp,
    },
    /// Automatic vetting has not finished.
    #[error("automatic vetting has not finished; try again in a moment")]
    StillVetting,
    /// It is over.
    #[error("the case is decided")]
    Decided,
    /// The second approval must come from somebody else.
    #[error("this policy wants two reviewers; another one must give the second approval")]
    NeedsAnother,
    /// An appeal against one's own decision.
    #[error("it is an appeal against your own decision; another reviewer must decide it")]
    OwnDecision,
}

/// What an approval led to.
#[derive(Debug, Clone, PartialEq)]
pub enum Approval {
    /// The first of two; the case waits for another reviewer.
    First(Case),
    /// Final.
    Final(Case),
}

impl Case {
    /// A new case about `bundle`, whose clock begins `now`. It waits for vetting, which has seen nothing yet.
    #[must_use]
    pub fn about(bundle: &Bundle, sid: CaseSid, needs_two: bool, now: Timestamp) -> Self {
        Self {
            sid,
            account_sid: bundle.account_sid,
            bundle_sid: bundle.sid,
            bundle_kind: bundle.kind,
            policy_sid: bundle.policy_sid,
            friendly_name: bundle.friendly_name.clone(),
            state: CaseState::Vetting,
            needs_two,
            first_approval: None,
            inputs: serde_json::Value::Null,
            assessment: None,
            notes: Vec::new(),
            appeal: None,
            version: 1,
            opened_at: now,
            due_at: now.plus(REVIEW_CLOCK),
        }
    }

    /// The case with what vetting finds now. A first approval was given without what has failed since, and counts no more.
    #[must_use]
    pub fn assessed(&self, inputs: serde_json::Value, assessment: Assessment) -> Self {
        let state = match &self.state {
            CaseState::Vetting => CaseState::Open,
            other => other.clone(),
        };
        let known = self.assessment.as_ref().map(|before| before.evidence.as_slice()).unwrap_or_default();
        let is_news = assessment.evidence.iter().any(|one| one.is_failure() && !known.contains(one));
        let first_approval = self.first_approval.filter(|_| !is_news);
        Self { state, inputs, assessment: Some(assessment), first_approval, ..self.clone() }
    }

    /// Whether a reviewer is at it.
    #[must_use]
    pub fn is_claimed(&self, now: Timestamp) -> bool {
        matches!(self.state, CaseState::Claimed { until, .. } if now < until)
    }

    /// Claims it for `CLAIM_LENGTH`; a lapsed claim is free, an own claim is renewed.
    ///
    /// # Errors
    /// Why not.
    pub fn claim(&self, by: ReviewerSid, now: Timestamp) -> Result<Self, CaseRefusal> {
        self.may_act(by, now)?;
        let state = CaseState::Claimed { by, until: now.plus(CLAIM_LENGTH) };
        Ok(Self { state, ..self.clone() })
    }

    fn may_act(&self, by: ReviewerSid, now: Timestamp) -> Result<(), CaseRefusal> {
        if self.is_open() && self.appeal.as_ref().is_some_and(|appeal| appeal.against == Some(by)) {
            return Err(CaseRefusal::OwnDecision);
        }
        match &self.state {
            CaseState::Vetting => Err(CaseRefusal::StillVetting),
            CaseState::Decided { .. } => Err(CaseRefusal::Decided),
            CaseState::Claimed { by: holder, until } if *holder != by && now < *until => {
                Err(CaseRefusal::ClaimedBy { reviewer: *holder, until: *until })
            }
            CaseState::Open | CaseState::Claimed { .. } => Ok(()),
        }
    }

    /// Approves it; where two must, the first approval frees the case for another reviewer.
    ///
    /// # Errors
    /// Why not.
    pub fn approve(&self, by: ReviewerSid, now: Timestamp) -> Result<Approval, CaseRefusal> {
        self.may_act(by, now)?;
        match self.first_approval {
            None if self.needs_two => {
                Ok(Approval::First(Self { first_approval: Some(by), state: CaseState::Open, ..self.clone() }))
            }
            Some(first) if first == by => Err(CaseRefusal::NeedsAnother),
            None | Some(_) => Ok(Approval::Final(self.decided(Some(by), CaseOutcome::Approved, now))),
        }
    }

    /// Rejects it; one reviewer suffices.
    ///
    /// # Errors
    /// Why not.
    pub fn reject(&self, by: ReviewerSid, now: Timestamp) -> Result<Self, CaseRefusal> {
        self.may_act(by, now)?;
        Ok(self.decided(Some(by), CaseOutcome::Rejected, now))
    }

    /// The case with a decision on it; `by` is `None` for the machine.
    #[must_use]
    pub fn decided(&self, by: Option<ReviewerSid>, outcome: CaseOutcome, now: Timestamp) -> Self {
        Self { state: CaseState::Decided { by, at: now, outcome }, ..self.clone() }
    }

    /// It ended with an approval.
    #[must_use]
    pub fn is_approved(&self) -> bool {
        matches!(self.state, CaseState::Decided { outcome: CaseOutcome::Approved, .. })
    }

    /// Not decided yet.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !matches!(self.state, CaseState::Decided { .. })
    }
}
