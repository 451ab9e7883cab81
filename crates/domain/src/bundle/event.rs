//! What happened to a bundle, as told to its customer: one event per transition.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::reason::Reason;
use super::status::{BundleKind, Status, UnknownName};
use crate::contact::Email;
use crate::sid::{AccountSid, BundleSid, EventSid};
use crate::time::Timestamp;
use crate::trust::TrustChange;

/// The kind of a transition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// To `pending-review`.
    Submitted,
    /// To `in-review`.
    ReviewStarted,
    /// To `twilio-approved`.
    Approved,
    /// To `twilio-rejected`, with reasons.
    Rejected,
    /// The provider suspended it.
    Suspended,
    /// The provider lifted the suspension.
    Reinstated,
    /// `valid_until` has passed.
    Expired,
    /// A reminder: `valid_until` is near. No transition, no callback, a mail only.
    Expiring,
}

impl EventKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Submitted,
        Self::ReviewStarted,
        Self::Approved,
        Self::Rejected,
        Self::Suspended,
        Self::Reinstated,
        Self::Expired,
        Self::Expiring,
    ];

    /// The name in the database and in event feeds.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::ReviewStarted => "review_started",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Suspended => "suspended",
            Self::Reinstated => "reinstated",
            Self::Expired => "expired",
            Self::Expiring => "expiring",
        }
    }
}

impl FromStr for EventKind {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(UnknownName)
    }
}

/// Who brought a transition about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cause {
    /// The hub itself: an evaluation, automatic vetting, a date that passed.
    Machine,
    /// A reviewer.
    Reviewer,
    /// Whoever runs the hub.
    Operator,
}

impl Cause {
    /// Everybody.
    pub const ALL: [Self; 3] = [Self::Machine, Self::Reviewer, Self::Operator];

    /// The name in the database and in the metrics.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Machine => "machine",
            Self::Reviewer => "reviewer",
            Self::Operator => "operator",
        }
    }
}

impl FromStr for Cause {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|cause| cause.as_str() == text).ok_or(UnknownName)
    }
}

/// One transition as the lifecycle decided it; `app` gives it an identifier and stores it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    /// What happened.
    pub kind: EventKind,
    /// The status the wire shows from now on.
    pub status: Status,
    /// 1 for the bundle's first, without gaps.
    pub sequence: i64,
    /// Why, where it was turned down.
    pub reasons: Vec<Reason>,
    /// When.
    pub at: Timestamp,
}

/// A stored transition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundleEvent {
    /// `EV…`: the idempotency token of its callback.
    pub sid: EventSid,
    /// The bundle's account.
    pub account_sid: AccountSid,
    /// The bundle.
    pub bundle_sid: BundleSid,
    /// Which API serves the bundle.
    pub bundle_kind: BundleKind,
    /// The transition itself.
    pub transition: Transition,
    /// Who brought it about.
    pub cause: Cause,
    /// What it did to the trust level of the account; `None` if nothing.
    pub trust: Option<TrustChange>,
    /// Who is told, as the bundle said when it happened: a later change or deletion does not silence it.
    pub addressee: Addressee,
}

/// Who is told of an event. Personal data: sealed at rest.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Addressee {
    /// The bundle's name.
    pub friendly_name: String,
    /// Gets the mail.
    pub email: Email,
    /// Is called.
    pub status_callback: Option<String>,
}

impl fmt::Debug for Addressee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Addressee").field("email", &self.email).finish_non_exhaustive()
    }
}
