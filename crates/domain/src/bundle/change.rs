//! What a move of a bundle comes to.

use super::Bundle;
use super::event::{EventKind, Transition};
use super::reason::Reason;
use super::status::Status;
use crate::time::Timestamp;

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

    pub(super) fn to(mut self, status: Status, reasons: Vec<Reason>, kind: EventKind, at: Timestamp) -> Self {
        self.bundle.status = status;
        self.bundle.reasons = reasons;
        self.step(kind, at);
        self
    }
}
