//! What follows for a bundle when its account is put on hold, or when what it rests on leaves force; and the way back.
//!
//! Three things can hold a bundle: the provider's own suspension, its account, and what it rests on. The customer is
//! told when the first of them sets in and when the last of them ends, once each, however they overlap. Whether the
//! account holds it is read from the account itself, so that it holds at once for all its bundles, however many;
//! [`Bundle::is_told_of_account`] only keeps who was told.

use super::Bundle;
use super::change::Change;
use super::event::EventKind;
use super::reason::{Reason, ReasonCode};
use super::status::Status;
use crate::account::AccountStatus;
use crate::time::Timestamp;

impl Bundle {
    /// What must be told, and kept, because its account was put on hold or is back; `None` if all is told.
    pub fn follow_account(&self, now: Timestamp) -> Option<Change> {
        let is_on_hold = self.account_status != AccountStatus::Active;
        let mut change = Change::of(self, now);
        match (self.is_told_of_account, is_on_hold) {
            (false, true) if self.has_something_at_stake() => {
                let was_held = self.is_told_of_hold();
                change.bundle.is_told_of_account = true;
                if !was_held {
                    change.step(EventKind::Suspended, now);
                }
            }
            (true, false) => {
                change.bundle.is_told_of_account = false;
                if !change.bundle.is_told_of_hold() {
                    change.step(EventKind::Reinstated, now);
                }
            }
            (false, true | false) | (true, true) => return None,
        }
        Some(change)
    }

    /// Takes an approved bundle out of force while `losses` says why what it rests on does not carry it, and back when
    /// it is empty; `None` if nothing changes. A bundle that is not approved has nothing to lose: its next evaluation
    /// finds out.
    pub fn follow_support(&self, losses: Vec<Reason>, now: Timestamp) -> Option<Change> {
        if self.status != Status::Approved || self.lost_support == losses {
            return None;
        }
        let (before, after) = (self.lost_support.is_empty(), losses.is_empty());
        let mut change = Change::of(self, now);
        change.bundle.lost_support = losses;
        let is_otherwise_held = self.suspension.is_some() || self.is_told_of_account;
        match (before, after) {
            (true, false) if !is_otherwise_held => change.step(EventKind::Suspended, now),
            (false, true) if !is_otherwise_held => change.step(EventKind::Reinstated, now),
            (true | false, true | false) => {}
        }
        Some(change)
    }

    /// A draft or a rejected bundle stands where it stood, whatever becomes of its account.
    fn has_something_at_stake(&self) -> bool {
        match self.status {
            Status::PendingReview | Status::InReview | Status::Approved => true,
            Status::Draft | Status::Rejected => false,
        }
    }

    /// What the wire would show if its account could act: what is stored, for the account may change without it.
    #[must_use]
    pub fn shown_status_account_aside(&self) -> Status {
        let is_held = self.suspension.is_some() || !self.lost_support.is_empty();
        if is_held { Status::Rejected } else { self.status }
    }

    pub(super) fn is_held(&self) -> bool {
        self.suspension.is_some() || !self.lost_support.is_empty() || self.account_reason().is_some()
    }

    /// As the customer was told; the account may have changed a moment ago.
    pub(super) fn is_told_of_hold(&self) -> bool {
        self.suspension.is_some() || !self.lost_support.is_empty() || self.is_told_of_account
    }

    /// Why its account holds it, if it does.
    pub(super) fn account_reason(&self) -> Option<Reason> {
        let message = match self.account_status {
            AccountStatus::Active => return None,
            AccountStatus::Suspended => "The account was suspended by the provider",
            AccountStatus::Closed => "The account is closed",
        };
        self.has_something_at_stake().then(|| Reason {
            code: ReasonCode::ACCOUNT_SUSPENDED,
            field: None,
            object: None,
            message: message.to_owned(),
            note: None,
        })
    }
}
