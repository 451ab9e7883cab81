//! Who may move a bundle where, and what may be changed when. Every rule of it is decided in this file but one kind.
//!
//! ```text
//! draft ──submit──► pending-review ──complies──► in-review ──► twilio-approved ──valid_until, revoked──► twilio-rejected
//!                         └──does not comply──► twilio-rejected ◄──┘
//! twilio-rejected ──submit──► pending-review …
//! ```
//! A suspension is a flag beside the status. Source: the vendor's guides; the flag is ours. What happens to a bundle
//! because something happened to its account, or to what it rests on, is in `consequences.rs`.

use super::event::EventKind;
use super::reason::{Reason, ReasonCode};
use super::status::Status;
use super::{Bundle, Change, DeletionFacts, Edit, NewBundle, Rule, Suspension};
use crate::account::AccountStatus;
use crate::sid::BundleSid;
use crate::time::Timestamp;

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
