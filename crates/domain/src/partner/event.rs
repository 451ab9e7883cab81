//! What partners are told: one entry of the feed.

use std::str::FromStr;

use super::{Recipient, StandingStatus};
use crate::bundle::UnknownName;
use crate::contact::Phone;
use crate::sid::{AccountSid, EventSid};
use crate::time::Timestamp;
use crate::trust::TrustLevel;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FeedKind {
    /// An account that had no level has one.
    Granted,
    /// Its level rose.
    Raised,
    /// Its level fell, or was withdrawn.
    Lowered,
    /// The account, or what its level rested on, was suspended.
    Suspended,
    /// The suspension ended, and the level is back.
    Reinstated,
    /// What its level rested on ran out.
    Expired,
    /// The level is the same; what its numbers are attested by may not be.
    GroundsChanged,
    /// The account has a number more.
    NumberAdded,
    /// A number was put on a profile or product.
    NumberAssigned,
    /// A number was taken off a profile or product.
    NumberUnassigned,
    /// The account has a number less.
    NumberRemoved,
    /// What the account has registered for its numbers, or who may see that, is another; of one number, if one is named.
    RegistrationChanged,
    /// A number is no longer on one of the products in force that registered it.
    RegistrationRemoved,
}

impl FeedKind {
    /// Every kind.
    pub const ALL: [Self; 13] = [
        Self::Granted,
        Self::Raised,
        Self::Lowered,
        Self::Suspended,
        Self::Reinstated,
        Self::Expired,
        Self::GroundsChanged,
        Self::NumberAdded,
        Self::NumberAssigned,
        Self::NumberUnassigned,
        Self::NumberRemoved,
        Self::RegistrationChanged,
        Self::RegistrationRemoved,
    ];

    /// Its name in the database, and in the type of the event that partners get.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Granted => "trust.granted",
            Self::Raised => "trust.raised",
            Self::Lowered => "trust.lowered",
            Self::Suspended => "trust.suspended",
            Self::Reinstated => "trust.reinstated",
            Self::Expired => "trust.expired",
            Self::GroundsChanged => "trust.grounds_changed",
            Self::NumberAdded => "number.added",
            Self::NumberAssigned => "number.assigned",
            Self::NumberUnassigned => "number.unassigned",
            Self::NumberRemoved => "number.removed",
            Self::RegistrationChanged => "registration.changed",
            Self::RegistrationRemoved => "registration.removed",
        }
    }
}

impl FromStr for FeedKind {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(UnknownName)
    }
}

/// One entry of the feed. It says nothing about who the account is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedEvent {
    /// `EV…`, the same for everybody and for ever.
    pub sid: EventSid,
    /// The account that it is about.
    pub account_sid: AccountSid,
    /// The number that it is about, if it is about one.
    pub number: Option<Phone>,
    /// What happened.
    pub kind: FeedKind,
    /// The account's level before.
    pub from: TrustLevel,
    /// The account's level since.
    pub to: TrustLevel,
    /// The account's status since.
    pub status: StandingStatus,
    /// Whom the account lets see what it registers no longer since this, if that is what happened; told to nobody, but that
    /// those who are meant learn that it is over.
    pub withdrawn_from: Option<Recipient>,
    /// When. Of two about the same subject the later is later.
    pub at: Timestamp,
}
