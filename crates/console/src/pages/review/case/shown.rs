//! What else stands on the page: notes, questions, who was asked, earlier cases, who looked.

use trusthub_app::partners::tickets::desk::CaseTicket;
use trusthub_app::review::{Askable, Changes};
use trusthub_domain::confirmation::{Answer, Confirmation, Delivery};
use trusthub_domain::review::{Case, CaseLook, CaseNote, CaseOutcome, CaseState, LookKind, Referral};
use trusthub_domain::time::Timestamp;

use super::super::who::Who;
use crate::pages::calls::words::reason;
use crate::pages::review::tickets;
use crate::words::Badge;

/// A remark between reviewers.
pub(super) struct Note {
    pub(super) by: String,
    pub(super) at: Timestamp,
    pub(super) about: String,
    pub(super) text: String,
}

impl Note {
    pub(super) fn of(note: &CaseNote, who: &Who) -> Self {
        Self {
            by: who.of(note.by),
            at: note.at,
            about: note.field.clone().unwrap_or_default(),
            text: note.text.clone(),
        }
    }

    pub(super) fn of_referral(referral: &Referral, who: &Who) -> Self {
        Self { by: who.name(referral.by), at: referral.at, about: String::new(), text: referral.note.clone() }
    }
}

/// A number of the account that a partner flagged.
pub(super) struct Flagged {
    pub(super) number: String,
    pub(super) href: String,
    pub(super) reason: &'static str,
    pub(super) flags: i64,
    pub(super) badge: Badge,
    /// The number is on the bundle that the page is about.
    pub(super) is_here: bool,
}

impl Flagged {
    pub(super) fn of(beside: &CaseTicket) -> Self {
        let CaseTicket { ticket, is_on_bundle } = beside;
        Self {
            number: ticket.phone_number.as_str().to_owned(),
            href: format!("{}/{}", tickets::BASE, ticket.sid),
            reason: reason(ticket.reason),
            flags: ticket.flags,
            badge: tickets::badge(ticket.status),
            is_here: *is_on_bundle,
        }
    }
}

/// A question to the customer.
pub(super) struct Question {
    pub(super) asked: Note,
    pub(super) answer: Option<(Timestamp, String)>,
}

pub(super) fn questions(case: &Case, who: &Who) -> Vec<Question> {
    let of = |question: &trusthub_domain::review::CaseQuestion| Question {
        asked: Note {
            by: who.name(question.by),
            at: question.at,
            about: question.field.clone().unwrap_or_default(),
            text: question.text.clone(),
        },
        answer: question.answer.as_ref().map(|answer| (answer.at, answer.text.clone())),
    };
    case.questions.iter().map(of).collect()
}

/// A representative who was asked.
pub(super) struct Asked {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) how: &'static str,
    pub(super) reached: &'static str,
    pub(super) said: &'static str,
    pub(super) at: Timestamp,
}

impl Asked {
    pub(super) fn of(question: &Confirmation, now: Timestamp) -> Self {
        let said = match question.answered.map(|answered| answered.answer) {
            Some(Answer::Confirm) => "✓ confirmed",
            Some(Answer::Deny) => "✕ denied",
            None if question.expires_at <= now => "no answer in time",
            None => "no answer yet",
        };
        let reached = match question.delivery {
            Delivery::Queued | Delivery::Begun => "being sent",
            Delivery::Held => "waits for tomorrow",
            Delivery::Sent { .. } => "delivered",
            Delivery::Unreachable { .. } => "not reached",
        };
        Self {
            name: format!("{} {}", question.asked.first_name, question.asked.last_name).trim().to_owned(),
            title: question.asked.title.clone(),
            how: question.channel.in_words(),
            reached,
            said,
            at: question.asked_at,
        }
    }
}

/// Whom a reviewer can ask again, and how: the choices of a form, each with its words.
pub(super) fn askable(all: &[Askable]) -> Vec<(String, String)> {
    let ways = all.iter().flat_map(|one| one.channels.iter().map(move |channel| (one.seat, *channel)));
    ways.map(|(seat, channel)| {
        let value = format!("{}-{}", seat.as_str(), channel.as_str());
        (value, format!("{}, by {}", seat.in_words(), channel.in_words()))
    })
    .collect()
}

/// An earlier case.
pub(super) struct Earlier {
    pub(super) sid: String,
    pub(super) what: String,
    pub(super) opened_at: Timestamp,
    /// What, in it, in the one after it.
    pub(super) changes: Vec<[String; 3]>,
}

pub(super) fn earlier(cases: &[Case], changes: &[Changes], who: &Who) -> Vec<Earlier> {
    let pairs = cases.iter().skip(1).zip(changes);
    pairs
        .map(|(case, changes)| Earlier {
            sid: case.sid.to_string(),
            what: outcome(case, who),
            opened_at: case.opened_at,
            changes: changes.rows.clone(),
        })
        .collect()
}

fn outcome(case: &Case, who: &Who) -> String {
    let CaseState::Decided { by, outcome, .. } = &case.state else { return "not decided".to_owned() };
    let what = match outcome {
        CaseOutcome::Approved => "approved",
        CaseOutcome::Rejected => "rejected",
        CaseOutcome::Withdrawn => "withdrawn",
    };
    match by {
        Some(by) => format!("{what} by {}", who.name(*by)),
        None => format!("{what} automatically"),
    }
}

/// Who looked.
pub(super) struct Look {
    pub(super) by: String,
    pub(super) at: Timestamp,
    /// Why personal fields were shown; empty for the page.
    pub(super) reason: String,
}

impl Look {
    pub(super) fn of(look: &CaseLook, who: &Who) -> Self {
        let reason = match &look.kind {
            LookKind::View => String::new(),
            LookKind::Unmask { reason } => reason.clone(),
        };
        Self { by: who.name(look.by), at: look.at, reason }
    }
}
