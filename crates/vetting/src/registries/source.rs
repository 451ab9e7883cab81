//! Which registers are known by name.

use std::fmt;
use std::str::FromStr;

/// A publisher whose layout is known, or any other by a mapping.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Source {
    /// Global LEI index, golden copy (gleif.org).
    Gleif,
    /// United Kingdom, Free Company Data Product (gov.uk).
    CompaniesHouse,
    /// United States, Exempt Organizations Business Master File (irs.gov).
    IrsEo,
    /// United States, companies with a ticker (sec.gov).
    Sec,
    /// Any table; carries the name from its mapping: letters, digits and hyphens.
    Csv(String),
}

/// The text names no source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoSource;

impl Source {
    /// A table's source, if the name can stand in a file's name.
    pub(super) fn csv(name: &str) -> Option<Self> {
        let is_fit = (1..=40).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        is_fit.then(|| Self::Csv(name.to_owned()))
    }

    /// What people read.
    #[must_use]
    pub fn title(&self) -> String {
        match self {
            Self::Gleif => "the Global LEI Index (GLEIF)".to_owned(),
            Self::CompaniesHouse => "Companies House".to_owned(),
            Self::IrsEo => "the IRS list of exempt organizations".to_owned(),
            Self::Sec => "the SEC list of companies with a ticker".to_owned(),
            Self::Csv(name) => format!("the register “{name}”"),
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gleif => f.write_str("gleif"),
            Self::CompaniesHouse => f.write_str("companies-house"),
            Self::IrsEo => f.write_str("irs-eo"),
            Self::Sec => f.write_str("sec"),
            Self::Csv(name) => write!(f, "csv-{name}"),
        }
    }
}

impl FromStr for Source {
    type Err = NoSource;

    fn from_str(text: &str) -> Result<Self, NoSource> {
        match text {
            "gleif" => Ok(Self::Gleif),
            "companies-house" => Ok(Self::CompaniesHouse),
            "irs-eo" => Ok(Self::IrsEo),
            "sec" => Ok(Self::Sec),
            other => other.strip_prefix("csv-").and_then(Self::csv).ok_or(NoSource),
        }
    }
}
