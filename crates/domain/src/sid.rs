//! Typed identifiers in the API's own form: two capital letters and 32 hex digits.
//!
//! A value of `BundleSid` is well-formed and of the right kind; nobody checks it again. New ids are UUID v7, so that
//! they sort by the time they were made; what came from elsewhere may be any 128 bits.
//! Source: the vendor's OpenAPI document.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// Why a text is not an identifier of the expected kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SidError {
    /// Not two letters followed by 32 hex digits.
    #[error("an identifier is two letters followed by 32 hexadecimal digits")]
    Malformed,
    /// Well-formed, but of another kind of object.
    #[error("expected an identifier that starts with {expected}")]
    WrongPrefix {
        /// The two letters that this kind starts with.
        expected: &'static str,
    },
}

/// What all identifiers have in common; implemented by the types below only.
pub trait Sid: Copy + fmt::Display + FromStr<Err = SidError> {
    /// The two capital letters in front.
    const PREFIX: &'static str;

    /// The identifier that carries these 128 bits.
    fn from_uuid(id: Uuid) -> Self;

    /// Its 128 bits.
    fn uuid(self) -> Uuid;
}

fn parse(text: &str, prefix: &'static str) -> Result<Uuid, SidError> {
    let (letters, digits) = text.split_at_checked(2).ok_or(SidError::Malformed)?;
    let well_formed = digits.len() == 32
        && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
        && letters.bytes().all(|letter| letter.is_ascii_alphabetic());
    if !well_formed {
        return Err(SidError::Malformed);
    }
    if letters != prefix {
        return Err(SidError::WrongPrefix { expected: prefix });
    }
    Uuid::try_parse(digits).map_err(|_| SidError::Malformed)
}

/// Bytes of an identifier as it is written.
const LENGTH: usize = 34;

/// Writes an identifier into `place`: whatever is stored or said of a call has a dozen of them, so that each is written at once
/// and takes no memory of its own.
fn write<'p>(prefix: &'static str, id: Uuid, place: &'p mut [u8; LENGTH]) -> &'p str {
    let (letters, digits) = place.split_at_mut(prefix.len());
    letters.copy_from_slice(prefix.as_bytes());
    id.simple().encode_lower(digits);
    std::str::from_utf8(place).unwrap_or_default()
}

macro_rules! sids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl Sid for $name {
            const PREFIX: &'static str = $prefix;

            fn from_uuid(id: Uuid) -> Self {
                Self(id)
            }

            fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl FromStr for $name {
            type Err = SidError;

            fn from_str(text: &str) -> Result<Self, SidError> {
                parse(text, $prefix).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(write($prefix, self.0, &mut [0; LENGTH]))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(write($prefix, self.0, &mut [0; LENGTH]))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}

sids! {
    /// An account or subaccount: a tenant.
    AccountSid = "AC";
    /// An API key of an account.
    KeySid = "SK";
    /// A customer profile or trust product.
    BundleSid = "BU";
    /// A policy: what a bundle of its kind must hold.
    PolicySid = "RN";
    /// An end user: a person or business described by attributes.
    EndUserSid = "IT";
    /// A supporting document.
    SupportingDocumentSid = "RD";
    /// An end-user type or supporting-document type.
    TypeSid = "OY";
    /// An item of a bundle: an object assigned to it.
    EntityAssignmentSid = "BV";
    /// A phone number assigned to a bundle.
    ChannelAssignmentSid = "RA";
    /// A stored evaluation of a bundle.
    EvaluationSid = "EL";
    /// An address.
    AddressSid = "AD";
    /// A phone number of the provider's inventory.
    PhoneNumberSid = "PN";
    /// One transition of one bundle, as told to the outside (ours).
    EventSid = "EV";
    /// A vetting case (ours).
    CaseSid = "VC";
    /// A reviewer (ours).
    ReviewerSid = "RV";
    /// A person of an account who signs in to the console (ours).
    UserSid = "US";
    /// A passkey of somebody who signs in to the console (ours).
    PasskeySid = "PK";
    /// A question to a representative (ours).
    ConfirmationSid = "CF";
    /// A switch of the provider, which asks for signatures (ours).
    SwitchSid = "SW";
    /// A decision how a call is attested (ours).
    AttestationSid = "AT";
    /// A partner of the provider, which relies on what was vetted (ours).
    PartnerSid = "PT";
    /// What a customer lets a partner see (ours).
    ConsentSid = "CN";
    /// A number that a partner found fault with (ours).
    TicketSid = "RT";
    /// A credential that was issued (ours).
    CredentialSid = "CD";
    /// A domain that an account sends mail from (ours).
    DomainSid = "DM";
    /// A messaging service: a pool of senders.
    MessagingServiceSid = "MG";
    /// A brand registration.
    BrandSid = "BN";
    /// A vetting of a brand.
    BrandVettingSid = "VT";
    /// A campaign: what one messaging service sends.
    CampaignSid = "QE";
    /// A submission for a toll-free number.
    TollfreeSid = "HH";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn upper_case_digits_name_the_same_object() {
        let lower: BundleSid = "BU0123456789abcdef0123456789abcdef".parse().unwrap();
        let upper: BundleSid = "BU0123456789ABCDEF0123456789ABCDEF".parse().unwrap();
        assert_eq!(lower, upper);
        assert_eq!(upper.to_string(), "BU0123456789abcdef0123456789abcdef");
    }

    #[test]
    fn what_is_not_an_identifier_is_refused() {
        for text in
            ["", "BU", "BU0123", "ÄÖ0123456789abcdef0123456789abcde", "BUg123456789abcdef0123456789abcdef"]
        {
            assert_eq!(text.parse::<BundleSid>(), Err(SidError::Malformed), "{text:?}");
        }
        assert_eq!(
            "IT0123456789abcdef0123456789abcdef".parse::<BundleSid>(),
            Err(SidError::WrongPrefix { expected: "BU" })
        );
    }
}
