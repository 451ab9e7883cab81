//! The rules that a bundle can break, and what is said to whoever would. Where each holds is in `lifecycle.rs`.

/// The rule that a refused move breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Rule {
    /// Customers may only submit.
    #[error("a customer can set Status to pending-review only; the provider decides the rest")]
    StatusIsTheProviders,
    /// Submitting twice.
    #[error("it is already under review; wait for the decision")]
    AlreadyUnderReview,
    /// Submitting what is in force.
    #[error("it is approved; create a ProvisionalCopy to change it")]
    AlreadyApproved,
    /// Fields and items are frozen during review.
    #[error("it is under review and cannot be changed until it is decided")]
    FrozenInReview,
    /// Fields and items are frozen while in force.
    #[error("it is approved and cannot be changed; create a ProvisionalCopy, change that and submit it")]
    FrozenWhenApproved,
    /// Nothing moves during a suspension.
    #[error("it is suspended by the provider; contact support")]
    Suspended,
    /// What it rests on does not carry it: neither changed nor submitted, it returns with that.
    #[error(
        "what it rests on is not in force; it returns by itself with that, or create a ProvisionalCopy and let that \
         rest on another"
    )]
    SupportLost,
    /// Only what is not suspended can be suspended.
    #[error("it is suspended already")]
    AlreadySuspended,
    /// A draft or rejected bundle has nothing to suspend.
    #[error("only a bundle under review or approved can be suspended")]
    NothingToSuspend,
    /// Nothing to reinstate.
    #[error("it is not suspended")]
    NotSuspended,
    /// Decisions are for bundles in review.
    #[error("it is not in review, so there is nothing to decide")]
    NotInReview,
    /// A rejection must say why.
    #[error("a rejection needs at least one reason")]
    ReasonMissing,
    /// Only an approval can run out.
    #[error("its date has not passed")]
    NotExpired,
    /// Only a review's rejection can be appealed.
    #[error("no review has turned it down; an appeal is against the rejection by a review")]
    NothingToAppeal,
    /// One appeal per rejection.
    #[error("this rejection was appealed already; mend what was found and submit it again")]
    AlreadyAppealed,
    /// An appeal cannot make up for what is missing.
    #[error("it does not comply with its policy; evaluate it, mend it and submit it again")]
    DoesNotComply,
    /// Deleting what is being reviewed or suspended: code 21647.
    #[error("it cannot be deleted while it is under review or suspended")]
    NotDeletable,
    /// Deleting with numbers still assigned: code 21648.
    #[error("phone numbers are still assigned to it; remove them first")]
    HasNumbers,
    /// Deleting what another bundle rests on.
    #[error("another bundle rests on it; remove it there first")]
    IsSupporting,
    /// Copying what is not in force: code 18607.
    #[error("only an approved bundle with a valid_until date can be copied")]
    NotCopyable,
    /// One copy at a time: code 18608.
    #[error("it has a provisional copy already")]
    AlreadyCopied,
    /// An address of it is gone: code 18610.
    #[error("an address in it was deleted, so it cannot be copied")]
    CopyMissesAddress,
}
