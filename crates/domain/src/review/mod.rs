//! A vetting case: what was checked about a submission, what was found, who decides, and until when.

mod appeal;
mod claim;
mod evidence;
mod handling;
mod look;
mod mask;
mod pending;
mod question;
mod referral;
mod refusal;
mod reviewer;
mod risk;
mod second;
mod site_picture;

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use self::appeal::{Appeal, AppealOutcome};
pub use self::claim::Claim;
use self::claim::must_be_free;
pub use self::evidence::{
    Assessment, Contribution, Evidence, EvidenceSource, Outcome, Scoring, Verdict, Weight,
};
pub use self::handling::{Handling, MessageDecision, MessageItem, MessageRuling};
pub use self::look::{CaseLook, LookKind, UNMASKED_FOR};
pub use self::mask::{Mask, masked};
pub use self::pending::{GivenReason, Pending, Ruling};
pub use self::question::{CaseAnswer, CaseQuestion};
pub use self::referral::Referral;
pub use self::refusal::{Approval, CaseRefusal};
pub use self::reviewer::{Reviewer, Role};
pub use self::risk::{MUCH_AGAINST, Risk, SCREENING_CHECK};
pub use self::second::SecondLook;
pub use self::site_picture::SitePicture;
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
    /// Where the business is, ISO 3166-1 alpha-2, as far as it was looked at.
    pub country: Option<String>,
    /// The policy wants two different reviewers to approve; [`Case::second_looks`] says what else wants it.
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
    /// What a reviewer has decided and may still take back.
    pub pending: Option<Pending>,
    /// Who wants a lead to decide, and why.
    pub referral: Option<Referral>,
    /// What the customer was asked, in that order; all but the last are answered. Personal data.
    pub questions: Vec<CaseQuestion>,
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
            .field("pending", &self.pending)
            .field("version", &self.version)
            .field("opened_at", &self.opened_at)
            .field("due_at", &self.due_at)
            .finish_non_exhaustive()
    }
}

/// A reviewer's remark on a case.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseNote {
    /// Who wrote it; `None` for the machine.
    pub by: Option<ReviewerSid>,
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
            country: None,
            needs_two,
            first_approval: None,
            inputs: serde_json::Value::Null,
            assessment: None,
            notes: Vec::new(),
            appeal: None,
            pending: None,
            referral: None,
            questions: Vec::new(),
            version: 1,
            opened_at: now,
            due_at: now.plus(REVIEW_CLOCK),
        }
    }

    /// The case with what vetting finds now. A first approval, or one that can still be undone, was given without what has
    /// failed since, and counts no more.
    #[must_use]
    pub fn assessed(&self, inputs: serde_json::Value, assessment: Assessment) -> Self {
        let state = match &self.state {
            CaseState::Vetting => CaseState::Open,
            other => other.clone(),
        };
        let known = self.assessment.as_ref().map(|before| before.evidence.as_slice()).unwrap_or_default();
        let is_news = assessment.evidence.iter().any(|one| one.is_failure() && !known.contains(one));
        let first_approval = self.first_approval.filter(|_| !is_news);
        let pending = self.pending.clone().filter(|pending| !(is_news && pending.ruling.is_approval()));
        Self { state, inputs, assessment: Some(assessment), first_approval, pending, ..self.clone() }
    }

    /// Whether a reviewer is at it, or has decided and may still take it back.
    #[must_use]
    pub fn is_claimed(&self, now: Timestamp) -> bool {
        self.pending.is_some() || self.held().is_some_and(|claim| claim.holds(now))
    }

    /// Claims it for `CLAIM_LENGTH`; a lapsed claim is free, an own claim is renewed.
    ///
    /// # Errors
    /// Why not.
    pub fn claim(&self, by: ReviewerSid, now: Timestamp) -> Result<Self, CaseRefusal> {
        self.may_act(by, now)?;
        let Claim { by, until } = Claim::begun(by, now);
        Ok(Self { state: CaseState::Claimed { by, until }, ..self.clone() })
    }

    /// Whether this reviewer may work on it now.
    ///
    /// # Errors
    /// Why not.
    pub fn may_act(&self, by: ReviewerSid, now: Timestamp) -> Result<(), CaseRefusal> {
        if self.is_open() && self.appeal.as_ref().is_some_and(|appeal| appeal.against == Some(by)) {
            return Err(CaseRefusal::OwnDecision);
        }
        must_be_free(self.held(), self.pending.as_ref().filter(|_| self.is_open()), by, now)?;
        match &self.state {
            CaseState::Vetting => Err(CaseRefusal::StillVetting),
            CaseState::Decided { .. } => Err(CaseRefusal::Decided),
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
            None if self.needs_second() => {
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
        Self { state: CaseState::Decided { by, at: now, outcome }, pending: None, ..self.clone() }
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
