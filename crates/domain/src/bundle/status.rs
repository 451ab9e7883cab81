//! The five statuses of the wire, and the two kinds of bundle.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Whether a bundle says who somebody is, or what they may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BundleKind {
    /// `/v1/CustomerProfiles`
    CustomerProfile,
    /// `/v1/TrustProducts`
    TrustProduct,
}

impl BundleKind {
    /// The name used in policies, in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CustomerProfile => "customer_profile",
            Self::TrustProduct => "trust_product",
        }
    }

    /// How people call it.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::CustomerProfile => "Customer Profile",
            Self::TrustProduct => "Trust Product",
        }
    }
}

impl FromStr for BundleKind {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        match text {
            "customer_profile" => Ok(Self::CustomerProfile),
            "trust_product" => Ok(Self::TrustProduct),
            _ => Err(UnknownName),
        }
    }
}

/// Where a bundle stands. Source of names: the vendor's OpenAPI document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Being put together by the customer.
    Draft,
    /// Submitted; the evaluation runs. Passed through, never rested in.
    PendingReview,
    /// Complies on paper; being vetted.
    InReview,
    /// Not accepted; the reasons stand beside it.
    #[serde(rename = "twilio-rejected")]
    Rejected,
    /// In force until `valid_until`.
    #[serde(rename = "twilio-approved")]
    Approved,
}

impl Status {
    /// Every status, in the order of a bundle's life.
    pub const ALL: [Self; 5] =
        [Self::Draft, Self::PendingReview, Self::InReview, Self::Rejected, Self::Approved];

    /// The wire's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::PendingReview => "pending-review",
            Self::InReview => "in-review",
            Self::Rejected => "twilio-rejected",
            Self::Approved => "twilio-approved",
        }
    }

    /// The word for people.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Draft => "Draft",
            Self::PendingReview => "Submitted",
            Self::InReview => "In review",
            Self::Rejected => "Rejected",
            Self::Approved => "Approved",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Status {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|status| status.as_str() == text).ok_or(UnknownName)
    }
}

/// The text names none of the closed set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not one of the known names")]
pub struct UnknownName;
