//! Partners: carriers, e-mail providers and analytics engines that rely on what the hub vetted. What they are, what a
//! customer lets them see, and what they are told when trust changes.
//!
//! Partners are the provider's, not a customer's. Start at [`Standing::follow`] for what is told, and at
//! [`Consent::covers`] for what is shown.

mod consent;
mod event;
mod registration;
mod standing;
mod ticket;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub use consent::{Consent, ConsentField, ConsentFields, Recipient};
pub use event::{FeedEvent, FeedKind};
pub use registration::{CarrierStatus, Receipt, RegistrationKind};
pub use standing::{Followed, Seen, Standing, StandingCause, StandingStatus};
pub use ticket::{FlagReason, Ticket, TicketAuthor, TicketClosed, TicketNote, TicketStatus, TicketStep};

use crate::bundle::UnknownName;
use crate::sid::PartnerSid;
use crate::time::Timestamp;

/// What a partner does with what it learns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartnerKind {
    /// Carries or terminates calls and messages.
    Carrier,
    /// Delivers e-mail.
    EmailProvider,
    /// Labels calls.
    Analytics,
}

impl PartnerKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Carrier, Self::EmailProvider, Self::Analytics];

    /// Its name on the wire and on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Carrier => "carrier",
            Self::EmailProvider => "email-provider",
            Self::Analytics => "analytics",
        }
    }

    /// Whether partners of this kind show or label calls, so that registrations of numbers are theirs to carry out.
    #[must_use]
    pub const fn handles_calls(self) -> bool {
        match self {
            Self::Carrier | Self::Analytics => true,
            Self::EmailProvider => false,
        }
    }
}

impl FromStr for PartnerKind {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(UnknownName)
    }
}

impl fmt::Display for PartnerKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a partner's credentials are good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartnerScope {
    /// Asking about numbers and accounts.
    Lookup,
    /// Reading the feed of changes, and having it sent.
    Feed,
    /// Reading what is registered for numbers, saying what became of it, and flagging numbers.
    Registrations,
}

impl PartnerScope {
    /// Every scope.
    pub const ALL: [Self; 3] = [Self::Lookup, Self::Feed, Self::Registrations];

    /// Its name on the wire and on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lookup => "lookup",
            Self::Feed => "feed",
            Self::Registrations => "registrations",
        }
    }
}

impl FromStr for PartnerScope {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == text).ok_or(UnknownName)
    }
}

impl fmt::Display for PartnerScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How much a partner may ask, of each process of the hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnerQuota {
    /// Requests a minute; more than none.
    pub requests_per_minute: u32,
    /// Numbers and accounts looked up a day; more than none.
    pub lookups_per_day: u32,
}

impl Default for PartnerQuota {
    /// Ours: ten requests a second, and each number of a mid-sized carrier once a day.
    fn default() -> Self {
        Self { requests_per_minute: 600, lookups_per_day: 10_000_000 }
    }
}

/// A partner of the provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partner {
    /// `PT…`
    pub sid: PartnerSid,
    /// A name for people. Customers see it where they give consent.
    pub friendly_name: String,
    /// What it does with what it learns.
    pub kind: PartnerKind,
    /// What its credentials are good for; in the order of [`PartnerScope::ALL`], each once.
    pub scopes: Vec<PartnerScope>,
    /// How much it may ask.
    pub quota: PartnerQuota,
    /// The DNS name in the client certificate that it shows; such a partner has no secret.
    pub tls_name: Option<String>,
    /// When it was made.
    pub date_created: Timestamp,
    /// Since when it is refused.
    pub revoked_at: Option<Timestamp>,
}

impl Partner {
    /// Whether a client certificate that names these is its own. Wildcards are names as well, and match nothing else.
    #[must_use]
    pub fn is_one_of(&self, names: &[String]) -> bool {
        self.tls_name.as_ref().is_some_and(|own| names.iter().any(|name| name.eq_ignore_ascii_case(own)))
    }

    /// Whether its credentials are good for this.
    #[must_use]
    pub fn has(&self, scope: PartnerScope) -> bool {
        self.scopes.contains(&scope)
    }
}
