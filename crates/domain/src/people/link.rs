//! A link that sets a password: sent to one person, used once, and not for long.

use std::str::FromStr;
use std::time::Duration;

use super::Person;
use crate::bundle::UnknownName;
use crate::time::Timestamp;

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkPurpose {
    /// A new colleague chooses a password.
    Invitation,
    /// Somebody forgot theirs.
    PasswordReset,
}

impl LinkPurpose {
    /// Every purpose.
    pub const ALL: [Self; 2] = [Self::Invitation, Self::PasswordReset];

    /// How long a link of it can be used. Ours: whoever is invited may be on leave; whoever resets is waiting.
    #[must_use]
    pub const fn life(self) -> Duration {
        match self {
            Self::Invitation => Duration::from_hours(7 * 24),
            Self::PasswordReset => Duration::from_hours(1),
        }
    }

    /// The name in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::PasswordReset => "password_reset",
        }
    }
}

impl FromStr for LinkPurpose {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|purpose| purpose.as_str() == text).ok_or(UnknownName)
    }
}

/// A link, without the token that makes it one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// What for.
    pub purpose: LinkPurpose,
    /// For whom.
    pub person: Person,
    /// The first instant at which it is no longer good.
    pub expires_at: Timestamp,
}

impl Link {
    /// One that is made now.
    #[must_use]
    pub fn begin(purpose: LinkPurpose, person: Person, now: Timestamp) -> Self {
        Self { purpose, person, expires_at: now.plus(purpose.life()) }
    }

    /// Whether it is still good.
    #[must_use]
    pub fn is_live(&self, now: Timestamp) -> bool {
        now < self.expires_at
    }
}
