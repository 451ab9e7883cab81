//! What two businesses may have in common, across accounts: the kinds of values that are compared by keyed hash.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::bundle::UnknownName;

/// A kind of value. Values of different kinds are never compared, whatever they look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SharedKind {
    /// Registration authority and number, `ein:123456789`.
    BusinessIdentifier,
    /// A phone number, in the form of E.164.
    Phone,
    /// An e-mail address.
    Email,
    /// A domain that one registrant holds, of a website or of an e-mail address.
    Domain,
    /// A postal address.
    Address,
    /// The content of an uploaded file.
    Document,
    /// A human being: the words of the name, and a date of birth or an e-mail address.
    Person,
}

impl SharedKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::BusinessIdentifier,
        Self::Phone,
        Self::Email,
        Self::Domain,
        Self::Address,
        Self::Document,
        Self::Person,
    ];

    /// The name in the database, and in what programs read.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BusinessIdentifier => "business_identifier",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Domain => "domain",
            Self::Address => "address",
            Self::Document => "document",
            Self::Person => "person",
        }
    }

    /// As reviewers read it.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::BusinessIdentifier => "registration number",
            Self::Phone => "phone number",
            Self::Email => "e-mail address",
            Self::Domain => "domain",
            Self::Address => "address",
            Self::Document => "uploaded file",
            Self::Person => "person",
        }
    }
}

impl fmt::Display for SharedKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for SharedKind {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(UnknownName)
    }
}
