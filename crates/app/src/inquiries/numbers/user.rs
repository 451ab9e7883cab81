//! Whom a registration is about.

use trusthub_domain::policy::{GB_NUMBERS_BUSINESS, GB_NUMBERS_INDIVIDUAL, Policy};

use crate::{Invalid, Result};

/// Who uses the numbers. Source: the vendor's OpenAPI document, `EndUserType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberUser {
    /// A registered business.
    Business,
    /// One person.
    Individual,
}

impl NumberUser {
    const ALL: [Self; 2] = [Self::Business, Self::Individual];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Business => "Business",
            Self::Individual => "Individual",
        }
    }

    /// What a policy for it is called.
    pub(super) const fn object_type(self) -> &'static str {
        match self {
            Self::Business => GB_NUMBERS_BUSINESS,
            Self::Individual => GB_NUMBERS_INDIVIDUAL,
        }
    }

    /// Whether a policy is about one of them.
    pub(super) fn is_meant_by(policy: &Policy) -> bool {
        Self::ALL.iter().any(|one| one.object_type() == policy.object_type)
    }

    /// The one of that name.
    ///
    /// # Errors
    /// `Invalid` naming those that there are.
    pub fn read(text: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|one| one.as_str().eq_ignore_ascii_case(text));
        found.ok_or_else(|| {
            let why = format!("it is one of {}", Self::ALL.map(Self::as_str).join(", "));
            Invalid::Field { field: "EndUserType", why }.into()
        })
    }
}
