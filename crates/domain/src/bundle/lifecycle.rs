//! Who may move a bundle where, and what may be changed when. Every rule of it is in this file but one kind.
//!
//! ```text
//! draft ──submit──► pending-review ──complies──► in-review ──► twilio-approved ──valid_until, revoked──► twilio-rejected
//!                         └──does not comply──► twilio-rejected ◄──┘
//! twilio-rejected ──submit──► pending-review …
//! ```
//! A suspension is a flag beside the status. Source: the vendor's guides; the flag is ours. What happens to a bundle
//! because something happened to its account, or to what it rests on, is in `consequences.rs`.

use std::fmt;

use super::event::{EventKind, Transition};
use super::reason::{Reason, ReasonCode};
use super::status::{BundleKind, Status};
use super::{Bundle, Suspension};
use crate::account::AccountStatus;
use crate::contact::Email;
use crate::sid::{AccountSid, BundleSid, PolicySid};
use crate::time::Timestamp;

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

/// What a customer gives to make a bundle.
#[derive(Clone, PartialEq, Eq)]
pub struct NewBundle {
    /// Its identifier.
    pub sid: BundleSid,
    /// Whose it will be.
    pub account_sid: AccountSid,
    /// Which of the two.
    pub kind: BundleKind,
    /// What it must hold.
    pub policy_sid: PolicySid,
    /// The customer's own name for it.
    pub friendly_name: String,
    /// Who is told.
    pub email: Email,
    /// Which URL is called.
    pub status_callback: Option<String>,
}

impl fmt::Debug for NewBundle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewBundle")
            .field("sid", &self.sid)
            .field("account_sid", &self.account_sid)
            .field("kind", &self.kind)
            .field("policy_sid", &self.policy_sid)
            .field("email", &self.email)
            .finish_non_exhaustive()
    }
}

/// Changes of a bundle's own fields; `None` leaves a field as it is, `Some(None)` clears it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Edit {
    /// A new name.
    pub friendly_name: Option<String>,
    /// Somebody else to tell.
    pub email: Option<Email>,
    /// Another URL, or none.
    pub status_callback: Option<Option<String>>,
}

impl fmt::Debug for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Edit").field("email", &self.email).finish_non_exhaustive()
    }
}

impl Edit {
    /// Nothing to change.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What stands in the way of a deletion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeletionFacts {
    /// Phone numbers are assigned to it.
    pub has_numbers: bool,
    /// It is an item of another bundle.
    pub is_supporting: bool,
}

/// The next value of a bundle and the transitions that led there, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Change {
    /// To be saved.
    pub bundle: Bundle,
    /// To be told.
    pub transitions: Vec<Transition>,
}

impl Change {
    pub(super) fn of(bundle: &Bundle, now: Timestamp) -> Self {
        let bundle = Bundle { date_updated: now, ..bundle.clone() };
        Self { bundle, transitions: Vec::new() }
    }

    pub(super) fn step(&mut self, kind: EventKind, at: Timestamp) {
        self.bundle.event_sequence += 1;
        self.transitions.push(Transition {
            kind,
            status: self.bundle.shown_status(),
            sequence: self.bundle.event_sequence,
            reasons: self.bundle.shown_reasons(),
            at,
        });
    }

    fn to(mut self, status: Status, reasons: Vec<Reason>, kind: EventKind, at: Timestamp) -> Self {
        self.bundle.status = status;
        self.bundle.reasons = reasons;
        self.step(kind, at);
        self
    }
}

impl Bundle {
    /// A new draft.
    #[must_use]
    pub fn draft(new: NewBundle, now: Timestamp) -> Self {
        Self {
            sid: new.sid,
            account_sid: new.account_sid,
            kind: new.kind,
            policy_sid: new.policy_sid,
            friendly_name: new.friendly_name,
            email: new.email,
            status_callback: new.status_callback,
            status: Status::Draft,
            suspension: None,
            lost_support: Vec::new(),
            account_status: AccountStatus::Active,
            is_told_of_account: false,
            valid_until: None,
            reasons: Vec::new(),
            copy_of: None,
            event_sequence: 0,
            version: 1,
            date_created: now,
            date_updated: now,
        }
    }

    /// Whether its own fields and its items may be changed.
    ///
    /// # Errors
    /// The rule that freezes it.
    pub fn may_change(&self) -> Result<(), Rule> {
        self.must_not_be_suspended()?;
        match self.status {
            Status::Draft | Status::Rejected => Ok(()),
            Status::PendingReview | Status::InReview => Err(Rule::FrozenInReview),
            Status::Approved if !self.lost_support.is_empty() => Err(Rule::SupportLost),
            Status::Approved => Err(Rule::FrozenWhenApproved),
        }
    }

    fn must_not_be_suspended(&self) -> Result<(), Rule> {
        if self.is_suspended() { Err(Rule::Suspended) } else { Ok(()) }
    }

    /// Whether phone numbers may be assigned or removed: in every status, without resubmission (the vendor's guides).
    ///
    /// # Errors
    /// `Suspended`.
    pub fn may_change_numbers(&self) -> Result<(), Rule> {
        self.must_not_be_suspended()
    }

    /// The same bundle after something in it changed.
    #[must_use]
    pub fn touched(&self, now: Timestamp) -> Self {
        Self { date_updated: now, ..self.clone() }
    }

    /// Changes its own fields.
    ///
    /// # Errors
    /// The rule that freezes it.
    pub fn edit(&self, edit: Edit, now: Timestamp) -> Result<Self, Rule> {
        self.may_change()?;
        Ok(Self {
            friendly_name: edit.friendly_name.unwrap_or_else(|| self.friendly_name.clone()),
            email: edit.email.unwrap_or_else(|| self.email.clone()),
            status_callback: edit.status_callback.unwrap_or_else(|| self.status_callback.clone()),
            ..self.touched(now)
        })
    }

    /// Whether it may be submitted now; asked before the evaluation is run.
    ///
    /// # Errors
    /// The rule in the way.
    pub fn may_submit(&self) -> Result<(), Rule> {
        self.must_not_be_suspended()?;
        match self.status {
            Status::Draft | Status::Rejected => Ok(()),
            Status::PendingReview | Status::InReview => Err(Rule::AlreadyUnderReview),
            Status::Approved if !self.lost_support.is_empty() => Err(Rule::SupportLost),
            Status::Approved => Err(Rule::AlreadyApproved),
        }
    }

    /// Submits it: through `pending-review` to `in-review` if `shortcomings` is empty, else to `twilio-rejected`.
    ///
    /// # Errors
    /// The rule in the way, see [`Bundle::may_submit`].
    pub fn submit(&self, shortcomings: Vec<Reason>, now: Timestamp) -> Result<Change, Rule> {
        self.may_submit()?;
        let pending = Change::of(self, now).to(Status::PendingReview, Vec::new(), EventKind::Submitted, now);
        Ok(if shortcomings.is_empty() {
            pending.to(Status::InReview, Vec::new(), EventKind::ReviewStarted, now)
        } else {
            pending.to(Status::Rejected, shortcomings, EventKind::Rejected, now)
        })
    }

    fn may_decide(&self) -> Result<(), Rule> {
        self.must_not_be_suspended()?;
        if self.status == Status::InReview { Ok(()) } else { Err(Rule::NotInReview) }
    }

    /// Approves it until `valid_until`.
    ///
    /// # Errors
    /// `NotInReview` or `Suspended`.
    pub fn approve(&self, valid_until: Timestamp, now: Timestamp) -> Result<Change, Rule> {
        self.may_decide()?;
        let mut change = Change::of(self, now);
        change.bundle.valid_until = Some(valid_until);
        Ok(change.to(Status::Approved, Vec::new(), EventKind::Approved, now))
    }

    /// Rejects it.
    ///
    /// # Errors
    /// `NotInReview`, `Suspended`, or `ReasonMissing` if `reasons` is empty.
    pub fn reject(&self, reasons: Vec<Reason>, now: Timestamp) -> Result<Change, Rule> {
        self.may_decide()?;
        if reasons.is_empty() {
            return Err(Rule::ReasonMissing);
        }
        Ok(Change::of(self, now).to(Status::Rejected, reasons, EventKind::Rejected, now))
    }

    /// Takes back an approval, for reasons that came to light after it.
    ///
    /// # Errors
    /// `NotInReview` unless it is approved, `Suspended`, or `ReasonMissing` if `reasons` is empty.
    pub fn revoke(&self, reasons: Vec<Reason>, now: Timestamp) -> Result<Change, Rule> {
        self.must_not_be_suspended()?;
        if self.status != Status::Approved {
            return Err(Rule::NotInReview);
        }
        if reasons.is_empty() {
            return Err(Rule::ReasonMissing);
        }
        let mut change = Change::of(self, now);
        change.bundle.lost_support = Vec::new();
        change.bundle.valid_until = None;
        Ok(change.to(Status::Rejected, reasons, EventKind::Rejected, now))
    }

    /// Puts it out of force without forgetting where it stood.
    ///
    /// # Errors
    /// `AlreadySuspended`, or `NothingToSuspend` for a draft or rejected bundle.
    pub fn suspend(&self, reason: Reason, now: Timestamp) -> Result<Change, Rule> {
        if self.suspension.is_some() {
            return Err(Rule::AlreadySuspended);
        }
        if matches!(self.status, Status::Draft | Status::Rejected) {
            return Err(Rule::NothingToSuspend);
        }
        let mut change = Change::of(self, now);
        change.bundle.suspension = Some(Suspension { since: now, reason });
        change.step(EventKind::Suspended, now);
        Ok(change)
    }

    /// Lifts a suspension; the status from before returns. It is told once nothing else holds the bundle.
    ///
    /// # Errors
    /// `NotSuspended`.
    pub fn reinstate(&self, now: Timestamp) -> Result<Change, Rule> {
        if self.suspension.is_none() {
            return Err(Rule::NotSuspended);
        }
        let mut change = Change::of(self, now);
        change.bundle.suspension = None;
        if !change.bundle.is_told_of_hold() {
            change.step(EventKind::Reinstated, now);
        }
        Ok(change)
    }

    /// Ends an approval whose date has passed. A suspension stays.
    ///
    /// # Errors
    /// `NotExpired`.
    pub fn expire(&self, now: Timestamp) -> Result<Change, Rule> {
        let is_due = self.status == Status::Approved && self.valid_until.is_some_and(|until| until <= now);
        if !is_due {
            return Err(Rule::NotExpired);
        }
        let reason = Reason {
            code: ReasonCode::EXPIRED,
            field: None,
            object: None,
            message: "The approval has run out; review the information and submit it again.".to_owned(),
            note: None,
        };
        let mut change = Change::of(self, now);
        change.bundle.lost_support = Vec::new();
        Ok(change.to(Status::Rejected, vec![reason], EventKind::Expired, now))
    }

    /// Whether it may be deleted. A copy goes with its own deletion or with its approval, its original stays.
    ///
    /// # Errors
    /// `NotDeletable`, `HasNumbers` or `IsSupporting`, in that order.
    pub fn may_delete(&self, facts: DeletionFacts) -> Result<(), Rule> {
        if self.is_under_review() || self.is_suspended() {
            return Err(Rule::NotDeletable);
        }
        if facts.has_numbers {
            return Err(Rule::HasNumbers);
        }
        if facts.is_supporting {
            return Err(Rule::IsSupporting);
        }
        Ok(())
    }

    /// A draft copy of an approved bundle, to be changed while the original stays in force. One that lost its support
    /// can be copied too, so that its copy may rest on another.
    ///
    /// # Errors
    /// `NotCopyable` unless it is approved with a date ahead, not suspended and not itself a copy; `AlreadyCopied` if
    /// `has_copy`.
    pub fn provisional_copy(&self, sid: BundleSid, has_copy: bool, now: Timestamp) -> Result<Self, Rule> {
        let is_current = self.status == Status::Approved && self.valid_until.is_some_and(|until| now < until);
        if !is_current || self.is_suspended() || self.copy_of.is_some() {
            return Err(Rule::NotCopyable);
        }
        if has_copy {
            return Err(Rule::AlreadyCopied);
        }
        let copy = NewBundle {
            sid,
            account_sid: self.account_sid,
            kind: self.kind,
            policy_sid: self.policy_sid,
            friendly_name: self.friendly_name.clone(),
            email: self.email.clone(),
            status_callback: self.status_callback.clone(),
        };
        Ok(Self { copy_of: Some(self.sid), ..Self::draft(copy, now) })
    }

    /// The original after its copy was approved: the copy's fields and date, a new approval. Its items are moved by
    /// the caller. A suspension stays, so that a copy is no way around it; the approval is then told by the event that
    /// lifts the suspension.
    pub fn replaced_by(&self, copy: &Self, now: Timestamp) -> Change {
        let mut change = Change::of(self, now);
        change.bundle.friendly_name.clone_from(&copy.friendly_name);
        change.bundle.email = copy.email.clone();
        change.bundle.status_callback.clone_from(&copy.status_callback);
        change.bundle.valid_until = copy.valid_until;
        change.bundle.lost_support = Vec::new();
        if change.bundle.suspension.is_some() {
            change.bundle.status = Status::Approved;
            change.bundle.reasons = Vec::new();
            return change;
        }
        change.to(Status::Approved, Vec::new(), EventKind::Approved, now)
    }
}
