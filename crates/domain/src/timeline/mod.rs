//! What happened to a bundle, as its customer may know it, and what happens next.
//!
//! Put together from what is stored anyway: the bundle's transitions, its cases, and what its representatives were asked.
//! Nobody is named, and a case that screening opened about a bundle in force is not told. Start at [`Timeline::of`].

mod assemble;
mod next;

use crate::bundle::{Bundle, BundleEvent, Cause, Reason, Status};
use crate::confirmation::{Channel, Confirmation, Seat};
use crate::review::Case;
use crate::time::Timestamp;

pub use next::Next;

/// What a timeline is put together from, all of one bundle.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// The bundle.
    pub bundle: &'a Bundle,
    /// Its transitions, oldest first.
    pub events: &'a [BundleEvent],
    /// Its cases, newest first.
    pub cases: &'a [Case],
    /// What its representatives were asked.
    pub confirmations: &'a [Confirmation],
    /// Whether an appeal would be taken.
    pub may_appeal: bool,
}

/// What happened, and what happens next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    /// What the wire shows.
    pub status: Status,
    /// Oldest first.
    pub entries: Vec<Entry>,
    /// By when it will be decided; `None` unless it is under review.
    pub due_at: Option<Timestamp>,
    /// What stands against it, each to be mended.
    pub problems: Vec<Reason>,
    /// What happens next.
    pub next: Next,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// What.
    pub step: Step,
    /// Who brought it about; `None` for what the customer or a representative did.
    pub by: Option<Cause>,
    /// Why, where it was turned down or suspended.
    pub problems: Vec<Reason>,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// It was made.
    Created,
    /// The customer submitted it.
    Submitted,
    /// The customer appealed against a rejection.
    Appealed,
    /// A representative was asked.
    RepresentativeAsked {
        /// Which.
        seat: Seat,
        /// How.
        channel: Channel,
    },
    /// A representative confirmed.
    RepresentativeConfirmed {
        /// Which.
        seat: Seat,
    },
    /// A representative answered that it is not so.
    RepresentativeDenied {
        /// Which.
        seat: Seat,
    },
    /// A representative did not answer in time, or cannot be reached.
    RepresentativeSilent {
        /// Which.
        seat: Seat,
    },
    /// The checks were run. They say when they began, not when they ended.
    ChecksRun {
        /// How many.
        checks: usize,
        /// How many of them found something wrong.
        failed: usize,
    },
    /// A reviewer is at it.
    ReviewerAtIt,
    /// It was approved.
    Approved,
    /// It was turned down.
    Rejected,
    /// It was put out of force.
    Suspended,
    /// It is back.
    Reinstated,
    /// Its approval ends soon.
    Expiring,
    /// Its approval has ended.
    Expired,
}

impl Step {
    /// Its name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Submitted => "submitted",
            Self::Appealed => "appealed",
            Self::RepresentativeAsked { .. } => "representative_asked",
            Self::RepresentativeConfirmed { .. } => "representative_confirmed",
            Self::RepresentativeDenied { .. } => "representative_denied",
            Self::RepresentativeSilent { .. } => "representative_silent",
            Self::ChecksRun { .. } => "checks_run",
            Self::ReviewerAtIt => "reviewer_at_it",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Suspended => "suspended",
            Self::Reinstated => "reinstated",
            Self::Expiring => "expiring",
            Self::Expired => "expired",
        }
    }

    /// The same in a sentence, to the customer.
    #[must_use]
    pub fn in_words(self) -> String {
        let text = match self {
            Self::Created => "You began it.",
            Self::Submitted => "You submitted it.",
            Self::Appealed => "You appealed against the rejection.",
            Self::RepresentativeAsked { seat, channel } => {
                let way = match channel {
                    Channel::Mail => "by mail",
                    Channel::Sms => "by text message",
                };
                return format!("We asked your {} to confirm it, {way}.", of(seat));
            }
            Self::RepresentativeConfirmed { seat } => return format!("Your {} confirmed it.", of(seat)),
            Self::RepresentativeDenied { seat } => return format!("Your {} did not confirm it.", of(seat)),
            Self::RepresentativeSilent { seat } => {
                return format!("We got no answer from your {}.", of(seat));
            }
            Self::ChecksRun { checks, failed: 0 } => {
                return format!("We ran {checks} checks; none of them found anything wrong.");
            }
            Self::ChecksRun { checks, failed: 1 } => {
                return format!("We ran {checks} checks; one of them found something wrong.");
            }
            Self::ChecksRun { checks, failed } => {
                return format!("We ran {checks} checks; {failed} of them found something wrong.");
            }
            Self::ReviewerAtIt => "A reviewer is looking at it.",
            Self::Approved => "We approved it.",
            Self::Rejected => "We could not approve it.",
            Self::Suspended => "It was suspended.",
            Self::Reinstated => "The suspension was lifted.",
            Self::Expiring => "We reminded you that the approval ends soon.",
            Self::Expired => "The approval ended.",
        };
        text.to_owned()
    }
}

const fn of(seat: Seat) -> &'static str {
    match seat {
        Seat::First => "authorized representative 1",
        Seat::Second => "authorized representative 2",
    }
}
