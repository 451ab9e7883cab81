//! The lists that are known, by the name an operator calls them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A list and its publisher.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// US Treasury, Office of Foreign Assets Control: Specially Designated Nationals.
    OfacSdn,
    /// The same office's other lists.
    OfacConsolidated,
    /// US Department of Commerce: Consolidated Screening List.
    UsCsl,
    /// US Bureau of Industry and Security: Denied Persons List.
    Bis,
    /// United Nations Security Council: Consolidated List.
    Un,
    /// UK Foreign, Commonwealth and Development Office: UK Sanctions List.
    Uk,
    /// European Commission: consolidated list of financial sanctions.
    Eu,
    /// A list of the operator's own, in the plain layout.
    Csv,
}

/// No list is called so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownSource;

impl fmt::Display for UnknownSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no list is called so; known are ")?;
        for (index, source) in Source::ALL.iter().enumerate() {
            write!(f, "{}{}", if index == 0 { "" } else { ", " }, source.as_str())?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownSource {}

impl Source {
    /// Every list.
    pub const ALL: [Self; 8] = [
        Self::OfacSdn,
        Self::OfacConsolidated,
        Self::UsCsl,
        Self::Bis,
        Self::Un,
        Self::Uk,
        Self::Eu,
        Self::Csv,
    ];

    /// The name on the command line, in the database and in metrics.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OfacSdn => "ofac-sdn",
            Self::OfacConsolidated => "ofac-consolidated",
            Self::UsCsl => "us-csl",
            Self::Bis => "bis",
            Self::Un => "un",
            Self::Uk => "uk",
            Self::Eu => "eu",
            Self::Csv => "csv",
        }
    }

    /// What a reviewer reads.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::OfacSdn => "OFAC Specially Designated Nationals",
            Self::OfacConsolidated => "OFAC consolidated non-SDN lists",
            Self::UsCsl => "US Consolidated Screening List",
            Self::Bis => "BIS Denied Persons List",
            Self::Un => "UN Security Council Consolidated List",
            Self::Uk => "UK Sanctions List",
            Self::Eu => "EU consolidated financial sanctions",
            Self::Csv => "the provider's own list",
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Source {
    type Err = UnknownSource;

    fn from_str(text: &str) -> Result<Self, UnknownSource> {
        Self::ALL.into_iter().find(|source| source.as_str() == text).ok_or(UnknownSource)
    }
}
