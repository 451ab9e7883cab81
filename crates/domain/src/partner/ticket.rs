//! Remediation: a partner has flagged a number, and its owner, a reviewer and the partner bring it back in order.
//!
//! The owner answers, a reviewer closes the ticket or asks the partner to look again, and the partner says that the number
//! is clean. An open ticket is a fact for reviewers. By itself it lowers nobody's trust: that is a reviewer's to decide.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::bundle::UnknownName;
use crate::contact::Phone;
use crate::sid::{AccountSid, PartnerSid, TicketSid};
use crate::time::Timestamp;

/// Declares an enum whose values have names in the database and on the wire.
macro_rules! named {
    ($(#[$meta:meta])* $name:ident { $($(#[$each:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name {
            $($(#[$each])* $variant,)+
        }

        impl $name {
            /// Every one.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Its name in the database and on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }
        }

        impl FromStr for $name {
            type Err = UnknownName;

            fn from_str(text: &str) -> Result<Self, UnknownName> {
                Self::ALL.iter().copied().find(|one| one.as_str() == text).ok_or(UnknownName)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

named! {
    /// Why a number was flagged.
    FlagReason {
        /// Its calls are labelled, or about to be, as unwanted.
        SpamLikely = "spam-likely",
        /// The same, as a fraud.
        ScamLikely = "scam-likely",
        /// Its calls do not get through.
        Blocked = "blocked",
        /// Its calls show a name that is not its owner's.
        WrongName = "wrong-name",
        /// Anything else; the evidence says what.
        Other = "other",
    }
}

named! {
    /// Who has the next move.
    TicketStatus {
        /// The owner of the number.
        Open = "open",
        /// A reviewer: the owner has answered.
        Answered = "answered",
        /// The partner: a reviewer asked it to look again.
        PartnerAsked = "partner-asked",
        /// Nobody.
        Closed = "closed",
    }
}

named! {
    /// Who said something on a ticket.
    TicketAuthor {
        /// The partner.
        Partner = "partner",
        /// The owner of the number.
        Customer = "customer",
        /// A reviewer.
        Reviewer = "reviewer",
    }
}

named! {
    /// What was said.
    TicketStep {
        /// The number was flagged.
        Flagged = "flagged",
        /// The owner answered.
        Answered = "answered",
        /// A reviewer asked the partner to look again.
        PartnerAsked = "partner-asked",
        /// A reviewer closed the ticket.
        Resolved = "resolved",
        /// The partner found the number clean, which closes the ticket.
        Cleared = "cleared",
    }
}

/// Somebody has found fault with a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// `RT…`
    pub sid: TicketSid,
    /// Whose number it is.
    pub account_sid: AccountSid,
    /// Who flagged it.
    pub partner_sid: PartnerSid,
    /// The number.
    pub phone_number: Phone,
    /// Why it was last flagged.
    pub reason: FlagReason,
    /// Who has the next move.
    pub status: TicketStatus,
    /// How often it was flagged.
    pub flags: i64,
    /// When the partner last saw what it complains of.
    pub seen_at: Timestamp,
    /// Counts writes; whoever saves must have seen the current one.
    pub version: i64,
    /// When it was opened.
    pub date_created: Timestamp,
    /// When something was last said on it.
    pub date_updated: Timestamp,
}

/// One thing that was said on a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketNote {
    /// Who said it.
    pub author: TicketAuthor,
    /// What came of it.
    pub step: TicketStep,
    /// Why the number was flagged, where it was.
    pub reason: Option<FlagReason>,
    /// In their own words; may hold personal data.
    pub text: String,
    /// When.
    pub at: Timestamp,
}

/// What may not be done with a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the ticket is closed; a number that is flagged again gets another one")]
pub struct TicketClosed;

impl Ticket {
    /// Whether somebody still has to do something.
    #[must_use]
    pub fn is_open(&self) -> bool {
        match self.status {
            TicketStatus::Open | TicketStatus::Answered | TicketStatus::PartnerAsked => true,
            TicketStatus::Closed => false,
        }
    }

    /// The partner flags the number once more: whatever was said meanwhile, it is the owner's turn again.
    ///
    /// # Errors
    /// `TicketClosed`.
    pub fn flagged(
        &self,
        reason: FlagReason,
        seen_at: Timestamp,
        now: Timestamp,
    ) -> Result<Self, TicketClosed> {
        let next = self.moved(TicketStatus::Open, now)?;
        Ok(Self { reason, flags: self.flags.saturating_add(1), seen_at: seen_at.max(self.seen_at), ..next })
    }

    /// The owner says something; as often as it likes.
    ///
    /// # Errors
    /// `TicketClosed`.
    pub fn answered(&self, now: Timestamp) -> Result<Self, TicketClosed> {
        self.moved(TicketStatus::Answered, now)
    }

    /// A reviewer has the partner look again.
    ///
    /// # Errors
    /// `TicketClosed`.
    pub fn asked_of_partner(&self, now: Timestamp) -> Result<Self, TicketClosed> {
        self.moved(TicketStatus::PartnerAsked, now)
    }

    /// A reviewer, or the partner, is content.
    ///
    /// # Errors
    /// `TicketClosed`.
    pub fn closed(&self, now: Timestamp) -> Result<Self, TicketClosed> {
        self.moved(TicketStatus::Closed, now)
    }

    fn moved(&self, status: TicketStatus, now: Timestamp) -> Result<Self, TicketClosed> {
        if !self.is_open() {
            return Err(TicketClosed);
        }
        Ok(Self { status, date_updated: now, ..self.clone() })
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::sid::Sid;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000)
    }

    fn ticket() -> Ticket {
        Ticket {
            sid: TicketSid::from_uuid(Uuid::from_u128(1)),
            account_sid: AccountSid::from_uuid(Uuid::from_u128(2)),
            partner_sid: PartnerSid::from_uuid(Uuid::from_u128(3)),
            phone_number: "+15105550123".parse().unwrap(),
            reason: FlagReason::SpamLikely,
            status: TicketStatus::Open,
            flags: 1,
            seen_at: at(10),
            version: 1,
            date_created: at(11),
            date_updated: at(11),
        }
    }

    #[test]
    fn a_ticket_goes_from_hand_to_hand_until_somebody_is_content() {
        let answered = ticket().answered(at(20)).unwrap();
        assert_eq!((answered.status, answered.date_updated), (TicketStatus::Answered, at(20)));
        let asked = answered.asked_of_partner(at(30)).unwrap();
        assert_eq!(asked.status, TicketStatus::PartnerAsked);
        let closed = asked.closed(at(40)).unwrap();
        assert!(!closed.is_open());
        for refused in [
            closed.answered(at(50)),
            closed.asked_of_partner(at(50)),
            closed.closed(at(50)),
            closed.flagged(FlagReason::Other, at(50), at(50)),
        ] {
            assert_eq!(refused, Err(TicketClosed));
        }
    }

    #[test]
    fn a_number_that_is_flagged_again_is_its_owners_to_explain_again() {
        let again = ticket().answered(at(20)).unwrap().flagged(FlagReason::Blocked, at(5), at(30)).unwrap();
        assert_eq!((again.status, again.flags, again.reason), (TicketStatus::Open, 2, FlagReason::Blocked));
        assert_eq!(again.seen_at, at(10), "what was seen last stays so");
    }
}
