//! What a register says about one company.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::identifiers::{Scheme, compact};

/// One company as its register shows it. Texts are the register's own, with runs of blanks made one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RegistryRecord {
    /// The register's own number of the record: what an operator types to find it there.
    pub source_id: String,
    /// Every number it is known by, the source's own first.
    pub identifiers: Vec<Identifier>,
    /// The name in the register.
    pub legal_name: String,
    /// Trading, previous and transliterated names.
    pub other_names: Vec<String>,
    /// Whether it may do business.
    pub standing: Standing,
    /// Where it is registered.
    pub country: Option<Country>,
    /// State, province or county.
    pub region: String,
    /// City.
    pub city: String,
    /// Postal code.
    pub postal_code: String,
    /// Street and number, one line.
    pub street: String,
    /// The day it was made, `YYYY-MM-DD`; empty if the register does not say.
    pub created: String,
}

/// A number and the register that gave it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identifier {
    /// `EIN`, `CN`, `LEI`, `CIK` …; upper case. A register without a name of its own here goes by its code in the
    /// list of registration authorities (`RA000585`).
    pub scheme: String,
    /// In the spelling in which two writings of one number are equal.
    pub number: String,
}

/// Whether a company may do business, as far as its register tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It may.
    Active,
    /// Dissolved, struck off, being wound up, merged into another, or entered by mistake.
    Inactive,
    /// The register does not say.
    #[default]
    Unknown,
}

/// ISO 3166-1 alpha-2, upper case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country([u8; 2]);

/// The text is no country code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoCountry;

impl Identifier {
    /// A number of the register `scheme`; `None` if nothing is left of it without punctuation.
    #[must_use]
    pub fn new(scheme: &str, number: &str) -> Option<Self> {
        let number = Scheme::named(scheme).canonical(number);
        let scheme = compact(scheme);
        (!number.is_empty() && !scheme.is_empty()).then_some(Self { scheme, number })
    }
}

impl Standing {
    /// One word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
            Self::Unknown => "unknown",
        }
    }
}

impl Country {
    /// Two letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The two letters as they are stored.
    #[must_use]
    pub const fn bytes(self) -> [u8; 2] {
        self.0
    }
}

impl FromStr for Country {
    type Err = NoCountry;

    fn from_str(text: &str) -> Result<Self, NoCountry> {
        match text.trim().as_bytes() {
            [first, second] if first.is_ascii_alphabetic() && second.is_ascii_alphabetic() => {
                Ok(Self([first.to_ascii_uppercase(), second.to_ascii_uppercase()]))
            }
            _ => Err(NoCountry),
        }
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
