//! What a reviewer's deed can come to: why not, and what an approval leads to.

use super::Case;
use crate::sid::ReviewerSid;
use crate::time::Timestamp;

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
    #[error("two reviewers must approve it; another one must give the second approval")]
    NeedsAnother,
    /// An appeal against one's own decision.
    #[error("it is an appeal against your own decision; another reviewer must decide it")]
    OwnDecision,
    /// It is decided, and who decided may still take it back.
    #[error("it is decided already; until {until} that can be undone by whoever decided")]
    Pending {
        /// Who.
        reviewer: ReviewerSid,
        /// When it takes effect.
        until: Timestamp,
    },
    /// There is no decision that could be taken back.
    #[error("there is no decision to undo: it has taken effect, or was undone")]
    NothingPending,
    /// There is no claim to give back.
    #[error("it is not claimed: the claim has lapsed, or was given back")]
    NotClaimed,
    /// What was read when it was decided is not what is there.
    #[error("it was changed since it was decided; read it again")]
    Changed,
    /// Referred to a lead.
    #[error("it was referred to a lead; only leads and admins decide it")]
    ForLeads,
    /// One question at a time.
    #[error("the customer was asked already and has not answered yet")]
    AlreadyAsked,
    /// A representative gets time to answer.
    #[error("this representative was asked at {at}; give them an hour before you ask again")]
    AskedJustNow {
        /// When.
        at: Timestamp,
    },
    /// There is nobody to ask, or no way to them.
    #[error(
        "this representative cannot be asked that way: the profile names nobody there, or no address that we can write to"
    )]
    CannotBeAsked,
    /// No such question waits for an answer.
    #[error("there is no question to answer: it was answered, or the review is over")]
    NothingAsked,
}

/// What an approval led to.
#[derive(Debug, Clone, PartialEq)]
pub enum Approval {
    /// The first of two; the case waits for another reviewer.
    First(Case),
    /// Final.
    Final(Case),
}
