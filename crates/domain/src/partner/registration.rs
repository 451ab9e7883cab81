//! What is registered for a number with those who show or label calls, and what becomes of that at each of them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::bundle::UnknownName;
use crate::contact::Phone;
use crate::sid::{AccountSid, BundleSid, PartnerSid};
use crate::time::Timestamp;

/// What a trust product registers its numbers for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RegistrationKind {
    /// With the engines that label calls.
    VoiceIntegrity,
    /// The caller name of the US.
    Cnam,
    /// A name, and what goes with it, on the phone that rings.
    BrandedCalling,
}

impl RegistrationKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::VoiceIntegrity, Self::Cnam, Self::BrandedCalling];

    /// Its name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::VoiceIntegrity => "voice-integrity",
            Self::Cnam => "cnam",
            Self::BrandedCalling => "branded-calling",
        }
    }

    /// What products of a policy register for, by what policies call them; variants have their names behind the same
    /// beginning.
    #[must_use]
    pub fn of_policy(object_type: &str) -> Option<Self> {
        match object_type {
            "voice_integrity_trust_product" => Some(Self::VoiceIntegrity),
            "cnam_trust_product" => Some(Self::Cnam),
            other if other.starts_with("branded_calls_") => Some(Self::BrandedCalling),
            _ => None,
        }
    }
}

impl FromStr for RegistrationKind {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(UnknownName)
    }
}

impl fmt::Display for RegistrationKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How far a number is with a carrier, or with all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CarrierStatus {
    /// What is registered is in use.
    Active,
    /// It was turned down.
    Rejected,
    /// Neither yet.
    InProgress,
}

impl CarrierStatus {
    /// Every status.
    pub const ALL: [Self; 3] = [Self::Active, Self::Rejected, Self::InProgress];

    /// Its name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Rejected => "rejected",
            Self::InProgress => "in-progress",
        }
    }

    /// That of a number over all its carriers: nothing is settled while one of them is at work, or none has begun; after
    /// that one refusal is what its owner has to know of. Source: the vendor's "aggregate"; the order is ours.
    #[must_use]
    pub fn of_all(carriers: impl IntoIterator<Item = Self>) -> Self {
        let each: Vec<Self> = carriers.into_iter().collect();
        if each.is_empty() || each.contains(&Self::InProgress) {
            Self::InProgress
        } else if each.contains(&Self::Rejected) {
            Self::Rejected
        } else {
            Self::Active
        }
    }
}

impl FromStr for CarrierStatus {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|status| status.as_str() == text).ok_or(UnknownName)
    }
}

/// What a partner said became of a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Whose product it is.
    pub account_sid: AccountSid,
    /// The product.
    pub bundle_sid: BundleSid,
    /// The number.
    pub phone_number: Phone,
    /// Who said so.
    pub partner_sid: PartnerSid,
    /// Of which carrier or engine: a partner may speak for several.
    pub carrier_name: String,
    /// How far the number is there.
    pub status: CarrierStatus,
    /// What is wrong, in the partner's words.
    pub errors: Vec<String>,
    /// When that was first said.
    pub date_created: Timestamp,
    /// When something else was last said.
    pub date_updated: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_as_far_as_its_slowest_carrier() {
        use CarrierStatus::{Active, InProgress, Rejected};
        for (carriers, whole) in [
            (&[][..], InProgress),
            (&[Active], Active),
            (&[Active, Active], Active),
            (&[Active, Rejected], Rejected),
            (&[Rejected, InProgress, Active], InProgress),
        ] {
            assert_eq!(CarrierStatus::of_all(carriers.iter().copied()), whole, "{carriers:?}");
        }
    }

    #[test]
    fn products_register_for_what_their_policies_are_about() {
        for (object_type, kind) in [
            ("cnam_trust_product", Some(RegistrationKind::Cnam)),
            ("voice_integrity_trust_product", Some(RegistrationKind::VoiceIntegrity)),
            ("branded_calls_basic_v0_trust_product", Some(RegistrationKind::BrandedCalling)),
            ("shaken_stir_trust_product", None),
            ("primary_customer_profile_type_business", None),
        ] {
            assert_eq!(RegistrationKind::of_policy(object_type), kind, "{object_type}");
        }
    }
}
