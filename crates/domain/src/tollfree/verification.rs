//! The life of a verification: submitted, looked at, decided; turned down and mended.
//!
//! ```text
//! PENDING_REVIEW ──checks──▶ TWILIO_APPROVED
//!       ▲  │  └────────────▶ TWILIO_REJECTED ──edit──▶ PENDING_REVIEW
//!       └edit ▼                     ▲
//!         IN_REVIEW ──reviewer──────┴▶ TWILIO_APPROVED
//! ```
//! Whoever mends a rejection within seven days keeps their place in the queue; later it counts as a new one, and until
//! then the rejection also carries 30437 (the vendor's error dictionary, 30437). What may not be sent at all cannot be
//! mended by an edit.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::kinds::Status;
use super::submission::Submission;
use crate::bundle::ReasonCode;
use crate::contact::Phone;
use crate::sid::{AccountSid, BundleSid, ChannelAssignmentSid, PhoneNumberSid, TollfreeSid};
use crate::time::Timestamp;

/// How long whoever mends a rejection keeps their place.
pub const EDIT_WINDOW: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// The time to keep the place in the queue has passed.
pub const EDIT_EXPIRED: ReasonCode = ReasonCode(30437);

/// Why a number was turned down.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RejectionReason {
    /// Its number.
    pub code: ReasonCode,
    /// What is wrong and what to do, for the customer. A reviewer may have written part of it: sealed at rest.
    pub reason: String,
}

impl std::fmt::Debug for RejectionReason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RejectionReason").field("code", &self.code).finish_non_exhaustive()
    }
}

/// Where it stands, and what belongs to that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The checks have not looked at it.
    Pending,
    /// A reviewer has to decide; why, in words for reviewers.
    InReview {
        /// What the checks could not settle.
        doubts: Vec<String>,
    },
    /// The number may send.
    Approved {
        /// Since when.
        at: Timestamp,
    },
    /// Turned down.
    Rejected {
        /// When.
        at: Timestamp,
        /// Never empty.
        reasons: Vec<RejectionReason>,
        /// Whether an edit can mend it.
        can_mend: bool,
    },
}

/// What the automatic checks conclude.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Conclusion {
    /// Nothing is wrong, and the business is known.
    Approve,
    /// Certainly wrong.
    Reject(Rejection),
    /// A reviewer has to look; why.
    Refer(Vec<String>),
}

/// A rejection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// Never empty.
    pub reasons: Vec<RejectionReason>,
    /// Whether an edit can mend it.
    pub can_mend: bool,
}

/// A submission for one toll-free number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    /// `HH…`
    pub sid: TollfreeSid,
    /// Whose it is.
    pub account_sid: AccountSid,
    /// The number.
    pub number_sid: PhoneNumberSid,
    /// The number in E.164.
    pub phone_number: Phone,
    /// The customer profile of the business, of this account or its parent.
    pub customer_profile_sid: Option<BundleSid>,
    /// The toll-free product that the number is assigned to.
    pub trust_product_sid: Option<BundleSid>,
    /// That assignment.
    pub regulated_item_sid: Option<ChannelAssignmentSid>,
    /// What was entered.
    pub submission: Submission,
    /// Why it was last changed, in the customer's words.
    pub edit_reason: Option<String>,
    /// Where it stands.
    pub state: State,
    /// Its place in the queue.
    pub queued_at: Timestamp,
    /// Counts writes.
    pub version: i64,
    /// When it was made.
    pub date_created: Timestamp,
    /// When it last changed.
    pub date_updated: Timestamp,
}

/// A rule that stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TollfreeRule {
    /// Not one of the North American toll-free numbers.
    #[error("the number is not toll-free: only +1 800, 833, 844, 855, 866, 877 and 888 are verified")]
    NotTollFree,
    /// A person is looking at it.
    #[error("it is in review and cannot be changed until it is decided")]
    InReview,
    /// It is approved.
    #[error("it is approved; delete it and submit the number again to change what it says")]
    Approved,
    /// Turned down for what no edit can mend.
    #[error(
        "it was rejected for what a change of its fields cannot mend; delete it and submit the number again if that reason is gone"
    )]
    CannotBeMended,
    /// Not for a reviewer to decide.
    #[error("it is not in review")]
    NotInReview,
    /// A rejection without a reason.
    #[error("a rejection needs at least one reason")]
    ReasonMissing,
}

impl Verification {
    /// What the wire shows.
    #[must_use]
    pub const fn status(&self) -> Status {
        match self.state {
            State::Pending => Status::PendingReview,
            State::InReview { .. } => Status::InReview,
            State::Approved { .. } => Status::Approved,
            State::Rejected { .. } => Status::Rejected,
        }
    }

    /// Why it was turned down; what the clock adds to it stands last.
    #[must_use]
    pub fn reasons(&self, now: Timestamp) -> Vec<RejectionReason> {
        let State::Rejected { reasons, .. } = &self.state else { return Vec::new() };
        let expired = self.edit_expires_at().filter(|until| *until <= now).map(|_| RejectionReason {
            code: EDIT_EXPIRED,
            reason: "It was not corrected within seven days. You can still correct it; it then counts as a new submission."
                .to_owned(),
        });
        reasons.iter().cloned().chain(expired).collect()
    }

    /// Until when whoever mends it keeps their place; `None` where there is nothing to mend.
    #[must_use]
    pub fn edit_expires_at(&self) -> Option<Timestamp> {
        match self.state {
            State::Rejected { at, can_mend: true, .. } => Some(at.plus(EDIT_WINDOW)),
            State::Rejected { can_mend: false, .. }
            | State::Pending
            | State::InReview { .. }
            | State::Approved { .. } => None,
        }
    }

    /// Whether it may be changed now.
    ///
    /// # Errors
    /// Why not.
    pub fn may_edit(&self) -> Result<(), TollfreeRule> {
        match self.state {
            State::Pending | State::Rejected { can_mend: true, .. } => Ok(()),
            State::InReview { .. } => Err(TollfreeRule::InReview),
            State::Approved { .. } => Err(TollfreeRule::Approved),
            State::Rejected { can_mend: false, .. } => Err(TollfreeRule::CannotBeMended),
        }
    }

    /// With other content: it is looked at anew.
    ///
    /// # Errors
    /// As [`Self::may_edit`].
    pub fn edited(
        &self,
        submission: Submission,
        reason: Option<String>,
        now: Timestamp,
    ) -> Result<Self, TollfreeRule> {
        self.may_edit()?;
        let keeps_place = self.edit_expires_at().is_none_or(|until| now < until);
        Ok(Self {
            submission,
            edit_reason: reason,
            state: State::Pending,
            queued_at: if keeps_place { self.queued_at } else { now },
            date_updated: now,
            ..self.clone()
        })
    }

    /// What the checks make of it; `None` if they have nothing to say any more.
    #[must_use]
    pub fn concluded(&self, conclusion: Conclusion, now: Timestamp) -> Option<Self> {
        if self.state != State::Pending {
            return None;
        }
        Some(match conclusion {
            Conclusion::Approve => self.with(State::Approved { at: now }, now),
            Conclusion::Refer(doubts) => self.with(State::InReview { doubts }, now),
            Conclusion::Reject(Rejection { reasons, can_mend }) => {
                self.with(State::Rejected { at: now, reasons, can_mend }, now)
            }
        })
    }

    /// Approved by a reviewer.
    ///
    /// # Errors
    /// `NotInReview`.
    pub fn approved(&self, now: Timestamp) -> Result<Self, TollfreeRule> {
        self.must_be_in_review()?;
        Ok(self.with(State::Approved { at: now }, now))
    }

    /// Turned down by a reviewer.
    ///
    /// # Errors
    /// `NotInReview`, `ReasonMissing`.
    pub fn rejected(&self, rejection: Rejection, now: Timestamp) -> Result<Self, TollfreeRule> {
        self.must_be_in_review()?;
        let Rejection { reasons, can_mend } = rejection;
        if reasons.is_empty() {
            return Err(TollfreeRule::ReasonMissing);
        }
        Ok(self.with(State::Rejected { at: now, reasons, can_mend }, now))
    }

    fn must_be_in_review(&self) -> Result<(), TollfreeRule> {
        match self.state {
            State::InReview { .. } => Ok(()),
            State::Pending | State::Approved { .. } | State::Rejected { .. } => {
                Err(TollfreeRule::NotInReview)
            }
        }
    }

    fn with(&self, state: State, now: Timestamp) -> Self {
        Self { state, date_updated: now, ..self.clone() }
    }
}
