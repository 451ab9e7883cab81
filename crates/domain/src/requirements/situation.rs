//! Who asks, and what they want to do.

use std::collections::BTreeSet;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::one_of;
use crate::bundle::UnknownName;

/// Who somebody is to the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CustomerRole {
    /// Calls and sends for itself.
    Direct,
    /// Calls and sends for businesses that are its own customers.
    Isv,
    /// A customer of an ISV.
    IsvCustomer,
}

impl CustomerRole {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Direct, Self::Isv, Self::IsvCustomer];

    /// The name on the wire and in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Isv => "isv",
            Self::IsvCustomer => "isv_customer",
        }
    }
}

impl FromStr for CustomerRole {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        one_of(&Self::ALL, Self::as_str, text)
    }
}

/// A way to reach people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Calls.
    Voice,
    /// Messages from ordinary ten-digit numbers (A2P 10DLC).
    Sms,
    /// Messages from toll-free numbers.
    TollFree,
    /// The name that networks look up for a number (CNAM).
    Cnam,
    /// A name, a picture and a reason on the phone of the called.
    BrandedCalling,
    /// Numbers made known to those who label calls as spam.
    VoiceIntegrity,
}

impl Channel {
    /// Every one.
    pub const ALL: [Self; 6] =
        [Self::Voice, Self::Sms, Self::TollFree, Self::Cnam, Self::BrandedCalling, Self::VoiceIntegrity];

    /// The name on the wire and in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Voice => "voice",
            Self::Sms => "sms",
            Self::TollFree => "toll_free",
            Self::Cnam => "cnam",
            Self::BrandedCalling => "branded_calling",
            Self::VoiceIntegrity => "voice_integrity",
        }
    }

    /// As people read it.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Voice => "Calls",
            Self::Sms => "Text messages from ordinary numbers (A2P 10DLC)",
            Self::TollFree => "Text messages from toll-free numbers",
            Self::Cnam => "Caller name (CNAM)",
            Self::BrandedCalling => "Branded calls: name, logo and reason",
            Self::VoiceIntegrity => "Protection against spam labels (Voice Integrity)",
        }
    }
}

impl FromStr for Channel {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        one_of(&Self::ALL, Self::as_str, text)
    }
}

/// What somebody wants to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Situation {
    /// Who they are.
    pub role: CustomerRole,
    /// What they use.
    pub channels: BTreeSet<Channel>,
    /// How many messages a day they send at most.
    pub messages_per_day: u32,
    /// Whether they call out.
    pub outbound_voice: bool,
    /// Where the business is: two capital letters of ISO 3166-1.
    pub country: String,
    /// Whether the business has a registration or tax number.
    pub is_registered: bool,
}

impl Situation {
    /// Where a business is unless it says otherwise. Ours: the rules that there are, are those of the United States.
    pub const DEFAULT_COUNTRY: &'static str = "US";

    /// Somebody with a registered business in the United States who does nothing yet.
    #[must_use]
    pub fn of(role: CustomerRole) -> Self {
        Self {
            role,
            channels: BTreeSet::new(),
            messages_per_day: 0,
            outbound_voice: false,
            country: Self::DEFAULT_COUNTRY.to_owned(),
            is_registered: true,
        }
    }
}
