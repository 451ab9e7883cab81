//! A bundle: a Customer Profile or a Trust Product. One thing twice, told apart by [`BundleKind`].
//!
//! Start at [`Bundle`], then `lifecycle`, which holds every rule about who may move it where. Nothing here reads a
//! clock or a row; each decision returns the next value and the transitions that led there, or names the broken rule.

mod assignment;
mod change;
mod consequences;
mod event;
mod given;
mod lifecycle;
mod reason;
mod rule;
mod status;

pub use assignment::{ChannelAssignment, EntityAssignment, ObjectSid, ObjectSidError};
pub use change::Change;
pub use event::{Addressee, BundleEvent, Cause, EventKind, Transition};
pub use given::{DeletionFacts, Edit, NewBundle};
pub use reason::{Reason, ReasonCode, ReasonObject};
pub use rule::Rule;
pub use status::{BundleKind, Status, UnknownName};

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::account::AccountStatus;
use crate::contact::Email;
use crate::sid::{AccountSid, BundleSid, PolicySid};
use crate::time::Timestamp;

/// A Customer Profile or Trust Product.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bundle {
    /// `BU…`
    pub sid: BundleSid,
    /// Whose it is.
    pub account_sid: AccountSid,
    /// Which of the two.
    pub kind: BundleKind,
    /// What it must hold.
    pub policy_sid: PolicySid,
    /// The customer's own name for it.
    pub friendly_name: String,
    /// Who is told of each change. Personal data.
    pub email: Email,
    /// The URL that is called at each transition. May carry secrets.
    pub status_callback: Option<String>,
    /// Where it stands, a suspension aside: see [`Bundle::shown_status`].
    pub status: Status,
    /// Set while the provider has suspended it.
    pub suspension: Option<Suspension>,
    /// Why what it rests on does not carry it any more, naming it; empty unless approved, and while all is well.
    pub lost_support: Vec<Reason>,
    /// Whether its account may act. The account's own row says it: read with the bundle, never saved with it.
    pub account_status: AccountStatus,
    /// Its customer was told that the account is on hold, and not yet that it is back.
    pub is_told_of_account: bool,
    /// Until when an approval holds.
    pub valid_until: Option<Timestamp>,
    /// Why it was last turned down; empty unless rejected.
    pub reasons: Vec<Reason>,
    /// Set on a provisional copy: the approved bundle that it is to replace.
    pub copy_of: Option<BundleSid>,
    /// The sequence number of its newest transition; 0 before the first.
    pub event_sequence: i64,
    /// Counts writes; whoever saves must have seen the current one.
    pub version: i64,
    /// When it was made.
    pub date_created: Timestamp,
    /// When it, or anything in it, last changed.
    pub date_updated: Timestamp,
}

impl fmt::Debug for Bundle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bundle")
            .field("sid", &self.sid)
            .field("account_sid", &self.account_sid)
            .field("kind", &self.kind)
            .field("policy_sid", &self.policy_sid)
            .field("email", &self.email)
            .field("status", &self.status)
            .field("suspension", &self.suspension)
            .field("lost_support", &self.lost_support)
            .field("account_status", &self.account_status)
            .field("is_told_of_account", &self.is_told_of_account)
            .field("valid_until", &self.valid_until)
            .field("reasons", &self.reasons)
            .field("copy_of", &self.copy_of)
            .field("event_sequence", &self.event_sequence)
            .field("version", &self.version)
            .field("date_created", &self.date_created)
            .field("date_updated", &self.date_updated)
            .finish_non_exhaustive()
    }
}

/// The provider has put a bundle out of force; lifting it returns the status from before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspension {
    /// Since when.
    pub since: Timestamp,
    /// Why, as the customer is told.
    pub reason: Reason,
}

impl Bundle {
    /// What the wire shows: whatever is out of force, or cannot be decided, reads `twilio-rejected`.
    #[must_use]
    pub fn shown_status(&self) -> Status {
        if self.is_held() { Status::Rejected } else { self.status }
    }

    /// What the wire shows under `errors`.
    #[must_use]
    pub fn shown_reasons(&self) -> Vec<Reason> {
        let suspension = self.suspension.iter().map(|suspension| &suspension.reason).cloned();
        let stored = self.lost_support.iter().chain(&self.reasons).cloned();
        suspension.chain(self.account_reason()).chain(stored).collect()
    }

    /// Approved, not suspended, carried by what it rests on, not past its date.
    #[must_use]
    pub fn is_in_force(&self, now: Timestamp) -> bool {
        self.status == Status::Approved && !self.is_held() && self.valid_until.is_none_or(|until| now < until)
    }

    /// Submitted and not yet decided.
    #[must_use]
    pub fn is_under_review(&self) -> bool {
        matches!(self.status, Status::PendingReview | Status::InReview)
    }

    /// Nothing of it moves: the provider has suspended it, or its account may not act.
    #[must_use]
    pub fn is_suspended(&self) -> bool {
        self.suspension.is_some() || self.account_status != AccountStatus::Active
    }
}
