//! How far an account can be trusted: derived from its profiles in force, never set by hand.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::bundle::UnknownName;
use crate::policy::Level;
use crate::sid::BundleSid;

/// The levels, in rising order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrustLevel {
    /// No profile is in force.
    Unknown,
    /// It is known who it is: an individual, a starter, a sole proprietor.
    Identified,
    /// A business that was vetted.
    Verified,
    /// A business that a register knows by name and number, for which its representatives vouch, with nothing open.
    VerifiedPlus,
}

impl TrustLevel {
    /// Every level, in rising order.
    pub const ALL: [Self; 4] = [Self::Unknown, Self::Identified, Self::Verified, Self::VerifiedPlus];

    /// 0 to 3, as the wire shows it.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Unknown => 0,
            Self::Identified => 1,
            Self::Verified => 2,
            Self::VerifiedPlus => 3,
        }
    }

    /// Its name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Identified => "identified",
            Self::Verified => "verified",
            Self::VerifiedPlus => "verified+",
        }
    }
}

impl FromStr for TrustLevel {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|level| level.as_str() == text).ok_or(UnknownName)
    }
}

/// What the level rests on: one profile in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedProfile {
    /// Which.
    pub sid: BundleSid,
    /// Whom it stands for, as its policy says.
    pub level: Level,
    /// A register has its legal name under its number.
    pub is_registered: bool,
    /// Its representatives have confirmed by reply.
    pub is_confirmed: bool,
    /// It is being verified once more.
    pub is_verified_again: bool,
}

/// Why the level is what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustReason {
    /// What holds, or does not.
    pub ground: TrustGround,
    /// Of which profile; `None` for what is about the account.
    pub bundle_sid: Option<BundleSid>,
}

/// What speaks for a level, or keeps the account from the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TrustGround {
    /// The account is suspended or closed.
    AccountOnHold,
    /// None of its profiles is approved, unexpired and not suspended.
    NoProfileInForce,
    /// A profile of a person is.
    PersonInForce,
    /// A profile of a business is.
    BusinessInForce,
    /// A register has the business's legal name under its number.
    Registered,
    /// No register that is held here has.
    NotRegistered,
    /// The representatives have confirmed by reply.
    Confirmed,
    /// They have not.
    NotConfirmed,
    /// The profile is being verified once more. Worded alike for a schedule, a register that changed and a sanctions list:
    /// which it is would warn whom a list is about.
    VerificationPending,
}

impl TrustGround {
    /// Its name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AccountOnHold => "account_on_hold",
            Self::NoProfileInForce => "no_profile_in_force",
            Self::PersonInForce => "person_in_force",
            Self::BusinessInForce => "business_in_force",
            Self::Registered => "registered",
            Self::NotRegistered => "not_registered",
            Self::Confirmed => "confirmed",
            Self::NotConfirmed => "not_confirmed",
            Self::VerificationPending => "verification_pending",
        }
    }

    /// The same in a sentence.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::AccountOnHold => "The account is on hold: nothing of it is in force.",
            Self::NoProfileInForce => "No customer profile of the account is approved and in force.",
            Self::PersonInForce => "A profile that says who the person is, is approved and in force.",
            Self::BusinessInForce => "A profile of a business is approved and in force.",
            Self::Registered => "A company register has the legal name under the number given.",
            Self::NotRegistered => {
                "No company register that is held here has the legal name under the number given."
            }
            Self::Confirmed => "The representatives have confirmed the profile by reply.",
            Self::NotConfirmed => "The representatives have not confirmed the profile by reply.",
            Self::VerificationPending => {
                "The profile is due to be verified again, as all are from time to time."
            }
        }
    }
}

/// A level with its reasons, never without one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trust {
    /// The level.
    pub level: TrustLevel,
    /// What it rests on, and what keeps it from the next.
    pub reasons: Vec<TrustReason>,
}

impl TrustedProfile {
    /// The level that it gives its account.
    #[must_use]
    pub const fn trust_level(&self) -> TrustLevel {
        match self.level {
            Level::Individual | Level::Starter | Level::SoleProprietor => TrustLevel::Identified,
            Level::Business if self.is_registered && self.is_confirmed && !self.is_verified_again => {
                TrustLevel::VerifiedPlus
            }
            Level::Business => TrustLevel::Verified,
        }
    }

    fn reasons(&self) -> Vec<TrustReason> {
        let grounds = match self.level {
            Level::Individual | Level::Starter | Level::SoleProprietor => vec![TrustGround::PersonInForce],
            Level::Business => {
                let registered =
                    if self.is_registered { TrustGround::Registered } else { TrustGround::NotRegistered };
                let confirmed =
                    if self.is_confirmed { TrustGround::Confirmed } else { TrustGround::NotConfirmed };
                let review = self.is_verified_again.then_some(TrustGround::VerificationPending);
                [TrustGround::BusinessInForce, registered, confirmed].into_iter().chain(review).collect()
            }
        };
        let of_this = |ground| TrustReason { ground, bundle_sid: Some(self.sid) };
        grounds.into_iter().map(of_this).collect()
    }
}

impl Trust {
    /// Of an account whose best profile in force is this; `None` if none is.
    #[must_use]
    pub fn of(best: Option<&TrustedProfile>) -> Self {
        match best {
            Some(profile) => Self { level: profile.trust_level(), reasons: profile.reasons() },
            None => Self::unknown(TrustGround::NoProfileInForce),
        }
    }

    /// Of an account that is on hold.
    #[must_use]
    pub fn on_hold() -> Self {
        Self::unknown(TrustGround::AccountOnHold)
    }

    fn unknown(ground: TrustGround) -> Self {
        Self { level: TrustLevel::Unknown, reasons: vec![TrustReason { ground, bundle_sid: None }] }
    }
}

/// A change of an account's level, as its customer is told of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrustChange {
    /// The level before.
    pub from: TrustLevel,
    /// The level since.
    pub to: TrustLevel,
    /// How many reasons it has.
    pub reasons: i64,
}

impl TrustChange {
    /// `None` if the level is the same.
    #[must_use]
    pub fn between(before: &Trust, after: &Trust) -> Option<Self> {
        let reasons = i64::try_from(after.reasons.len()).unwrap_or(i64::MAX);
        (before.level != after.level).then_some(Self { from: before.level, to: after.level, reasons })
    }
}
