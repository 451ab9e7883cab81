//! How registrations, carriers and tickets read: each state with a sign beside its colour.

use trusthub_domain::partner::{
    CarrierStatus, FlagReason, RegistrationKind, Ticket, TicketAuthor, TicketNote, TicketStatus, TicketStep,
};

use crate::words::Badge;

/// What a product registers its numbers for.
pub(super) const fn kind(kind: RegistrationKind) -> &'static str {
    match kind {
        RegistrationKind::VoiceIntegrity => "Voice Integrity",
        RegistrationKind::Cnam => "Caller name (CNAM)",
        RegistrationKind::BrandedCalling => "Branded calling",
    }
}

/// How far a number is.
pub(super) const fn carrier(status: CarrierStatus) -> Badge {
    match status {
        CarrierStatus::Active => Badge { text: "Active", class: "badge-good", sign: "✓" },
        CarrierStatus::Rejected => Badge { text: "Rejected", class: "badge-bad", sign: "✕" },
        CarrierStatus::InProgress => Badge { text: "In progress", class: "badge-busy", sign: "◔" },
    }
}

/// Who has the next move, as the owner of the number reads it.
pub(crate) const fn ticket(status: TicketStatus) -> Badge {
    match status {
        TicketStatus::Open => Badge { text: "Needs an answer", class: "badge-warn", sign: "!" },
        TicketStatus::Answered => Badge { text: "Answered", class: "badge-busy", sign: "◔" },
        TicketStatus::PartnerAsked => Badge { text: "Partner looks again", class: "badge-busy", sign: "◔" },
        TicketStatus::Closed => Badge { text: "Closed", class: "badge-good", sign: "✓" },
    }
}

/// Why a number was flagged.
pub(crate) const fn reason(reason: FlagReason) -> &'static str {
    match reason {
        FlagReason::SpamLikely => "Likely spam",
        FlagReason::ScamLikely => "Likely a scam",
        FlagReason::Blocked => "Blocked",
        FlagReason::WrongName => "Wrong name shown",
        FlagReason::Other => "Something else",
    }
}

/// An open ticket about a number, beside that number.
pub(crate) struct Flag {
    pub(crate) href: String,
    pub(crate) reason: &'static str,
    pub(crate) badge: Badge,
}

/// The tickets about a number; `home` is where the account's pages begin.
pub(crate) fn flags(tickets: Vec<Ticket>, home: &str) -> Vec<Flag> {
    let flag = |one: Ticket| Flag {
        href: format!("{home}/calls/tickets/{}", one.sid),
        reason: reason(one.reason),
        badge: ticket(one.status),
    };
    tickets.into_iter().map(flag).collect()
}

/// Something that was said, ready to be shown.
pub(crate) struct Said {
    /// Who said it, and what came of it.
    pub(crate) title: String,
    pub(crate) note: TicketNote,
}

/// What was said on a ticket; `customer` is what its owner is called.
pub(crate) fn said(notes: Vec<TicketNote>, customer: &str) -> Vec<Said> {
    let title = |note: &TicketNote| {
        let who = match note.author {
            TicketAuthor::Partner => "The partner",
            TicketAuthor::Customer => customer,
            TicketAuthor::Reviewer => "A reviewer",
        };
        let what = match note.step {
            TicketStep::Flagged => "flagged the number",
            TicketStep::Answered => "answered",
            TicketStep::PartnerAsked => "asked the partner to look again",
            TicketStep::Resolved => "closed the ticket",
            TicketStep::Cleared => "found the number clean",
        };
        match note.reason {
            Some(why) => format!("{who} {what}: {}", reason(why).to_lowercase()),
            None => format!("{who} {what}"),
        }
    };
    notes.into_iter().map(|note| Said { title: title(&note), note }).collect()
}
