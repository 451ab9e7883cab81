//! What happens next, and what the customer can do about it.

use std::time::Duration;

use super::Sources;
use crate::bundle::{Bundle, Reason, ReasonCode, Status};
use crate::confirmation::{Delivery, Standing};
use crate::review::{Case, CaseState};
use crate::time::Timestamp;

/// From when on an approval is said to end soon. Ours: the first reminder goes out then.
const SOON: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// What happens next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The customer fills it in and submits it.
    Submit,
    /// Automatic checks run.
    WaitForChecks {
        /// By when it will be decided.
        due_at: Timestamp,
    },
    /// A representative is to answer.
    WaitForRepresentative {
        /// By when it will be decided, whether they answer or not.
        due_at: Timestamp,
    },
    /// A reviewer decides.
    WaitForReviewer {
        /// By when.
        due_at: Timestamp,
    },
    /// The time to decide it has passed.
    Overdue {
        /// Since when.
        due_at: Timestamp,
    },
    /// The customer mends what is wrong and submits it again.
    Mend {
        /// Or appeals.
        may_appeal: bool,
    },
    /// No correction settles it: support does.
    AskSupport {
        /// Or the customer appeals.
        may_appeal: bool,
    },
    /// The approval ended: it is brought up to date and submitted again.
    Renew,
    /// The provider suspended it.
    Suspended,
    /// What it rests on is not in force; it returns with that.
    WaitForSupport,
    /// Nothing: it is in force.
    InForce {
        /// Until then.
        until: Option<Timestamp>,
    },
    /// It is in force, and not for long.
    RenewSoon {
        /// Until then.
        until: Timestamp,
    },
}

impl Next {
    pub(super) fn of(sources: &Sources<'_>, open: Option<&Case>, now: Timestamp) -> Self {
        let bundle = sources.bundle;
        if bundle.is_suspended() {
            return Self::Suspended;
        }
        match bundle.status {
            Status::Draft => Self::Submit,
            Status::PendingReview | Status::InReview => under_review(sources, open, now),
            Status::Rejected => turned_down(bundle, sources.may_appeal),
            Status::Approved if !bundle.lost_support.is_empty() => Self::WaitForSupport,
            Status::Approved => in_force(bundle, now),
        }
    }

    /// Its name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::WaitForChecks { .. } => "wait_for_checks",
            Self::WaitForRepresentative { .. } => "wait_for_representative",
            Self::WaitForReviewer { .. } => "wait_for_reviewer",
            Self::Overdue { .. } => "overdue",
            Self::Mend { .. } => "mend",
            Self::AskSupport { .. } => "ask_support",
            Self::Renew => "renew",
            Self::Suspended => "suspended",
            Self::WaitForSupport => "wait_for_support",
            Self::InForce { .. } => "in_force",
            Self::RenewSoon { .. } => "renew_soon",
        }
    }

    /// Whether an appeal would be taken.
    #[must_use]
    pub const fn may_appeal(self) -> bool {
        matches!(self, Self::Mend { may_appeal: true } | Self::AskSupport { may_appeal: true })
    }

    /// The same in words, to the customer.
    #[must_use]
    pub fn in_words(self) -> String {
        let appeal = |may_appeal: bool| {
            if may_appeal { " If you think that we are mistaken, appeal once, with a note." } else { "" }
        };
        match self {
            Self::Submit => "Fill in what is missing, then submit it.".to_owned(),
            Self::WaitForChecks { due_at } => {
                format!("We are checking it. You will have our decision by {}.", moment(due_at))
            }
            Self::WaitForRepresentative { due_at } => format!(
                "We wait for a representative's answer; remind them to look at our message. You will have our decision \
                 by {}.",
                moment(due_at)
            ),
            Self::WaitForReviewer { due_at } => {
                format!("A reviewer decides. You will have our decision by {}.", moment(due_at))
            }
            Self::Overdue { due_at } => format!(
                "We meant to decide it by {} and have not. A reviewer still will; our support can tell you more.",
                moment(due_at)
            ),
            Self::Mend { may_appeal } => {
                format!(
                    "Correct what is named, then submit it again. We check it anew.{}",
                    appeal(may_appeal)
                )
            }
            Self::AskSupport { may_appeal } => {
                format!("No correction settles this. Write to our support about it.{}", appeal(may_appeal))
            }
            Self::Renew => "Bring its information up to date, then submit it again.".to_owned(),
            Self::Suspended => {
                "Write to our support to settle this. It then returns to the status that it had before."
                    .to_owned()
            }
            Self::WaitForSupport => {
                "Bring what it rests on back into force. The approval then returns by itself.".to_owned()
            }
            Self::InForce { until: Some(until) } => format!(
                "You do not need to do anything. It is in force until {}; we will remind you before.",
                until.to_date_in_words()
            ),
            Self::InForce { until: None } => "You do not need to do anything. It is in force.".to_owned(),
            Self::RenewSoon { until } => format!(
                "It is in force until {}. Make a provisional copy, bring it up to date and submit it before that day.",
                until.to_date_in_words()
            ),
        }
    }
}

/// `23 November 2027, 14:05 UTC`
fn moment(at: Timestamp) -> String {
    format!("{}, {} UTC", at.to_date_in_words(), at.to_time_of_day())
}

fn under_review(sources: &Sources<'_>, open: Option<&Case>, now: Timestamp) -> Next {
    let Some(case) = open else { return Next::Submit };
    let due_at = case.due_at;
    if due_at <= now {
        return Next::Overdue { due_at };
    }
    let waits = sources
        .confirmations
        .iter()
        .any(|one| one.standing(now) == Standing::Waiting && matches!(one.delivery, Delivery::Sent { .. }));
    match case.state {
        CaseState::Vetting => Next::WaitForChecks { due_at },
        CaseState::Open if waits => Next::WaitForRepresentative { due_at },
        CaseState::Open | CaseState::Claimed { .. } | CaseState::Decided { .. } => {
            Next::WaitForReviewer { due_at }
        }
    }
}

fn turned_down(bundle: &Bundle, may_appeal: bool) -> Next {
    let all = |is: fn(&Reason) -> bool| !bundle.reasons.is_empty() && bundle.reasons.iter().all(is);
    if all(|reason| reason.code == ReasonCode::EXPIRED) {
        Next::Renew
    } else if all(|reason| matches!(reason.code, ReasonCode::SANCTIONS | ReasonCode::DUPLICATE)) {
        Next::AskSupport { may_appeal }
    } else {
        Next::Mend { may_appeal }
    }
}

fn in_force(bundle: &Bundle, now: Timestamp) -> Next {
    match bundle.valid_until {
        Some(until) if until <= now => Next::Renew,
        Some(until) if until <= now.plus(SOON) => Next::RenewSoon { until },
        until => Next::InForce { until },
    }
}
