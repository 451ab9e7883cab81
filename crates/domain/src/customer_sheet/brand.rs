//! What a line says of the brand that the customer is to send messages under: its columns are `brand.<what>`, and the fields
//! of the Trust Product.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{RowError, noted};
use crate::contact::Email;
use crate::item::Attributes;
use crate::messaging::{BrandType, ThroughputRules};
use crate::policy::Policy;

/// What a brand on the profiles of a file is made of.
#[derive(Debug, Clone, Copy)]
pub struct BrandColumns<'p> {
    /// The kind of brand that such profiles carry.
    pub brand_type: BrandType,
    /// The Trust Product that says what it sends as.
    pub product: &'p Policy,
    /// What each kind may send in a day.
    pub throughput: &'p ThroughputRules,
}

/// The brand that a line describes. Personal data: that of its line shows none of it.
#[derive(Clone, PartialEq, Serialize)]
pub struct BrandRow {
    /// What kind.
    pub brand_type: BrandType,
    /// It wants no score: a low-volume brand.
    pub skips_vetting: bool,
    /// Who is told of it.
    pub email: Email,
    /// The fields of the Trust Product that are given, by type of end user.
    pub end_users: BTreeMap<String, Attributes>,
}

/// The kinds of brand as a file names them, for each the one that sends least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    LowVolume,
    Standard,
    SoleProprietor,
}

impl Kind {
    const fn of(brand_type: BrandType) -> &'static [Self] {
        match brand_type {
            BrandType::Standard => &[Self::LowVolume, Self::Standard],
            BrandType::SoleProprietor => &[Self::SoleProprietor],
        }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::LowVolume => "low_volume",
            Self::Standard => "standard",
            Self::SoleProprietor => "sole_proprietor",
        }
    }

    /// Messages a day over all carriers, before the brand has a score; `None` for no limit.
    fn daily_cap(self, throughput: &ThroughputRules) -> Option<u64> {
        let name = match self {
            Self::LowVolume => "LOW_VOLUME_STANDARD",
            Self::Standard => "STANDARD",
            Self::SoleProprietor => "SOLE_PROPRIETOR",
        };
        throughput.find(name, None, None).and_then(|found| found.daily_cap)
    }
}

/// What stands in the columns of a line; empty if nothing does.
#[derive(Default)]
pub(super) struct Said<'t> {
    pub(super) kind: &'t str,
    pub(super) daily_messages: &'t str,
    pub(super) email: &'t str,
    pub(super) end_users: BTreeMap<String, Attributes>,
}

impl Said<'_> {
    /// The brand, if the line describes one and nothing is wrong with that. `email` is that of the line, unless there is
    /// something wrong with it.
    pub(super) fn read(
        self,
        columns: Option<BrandColumns<'_>>,
        email: Option<&Email>,
        mistakes: &mut Vec<RowError>,
    ) -> Option<BrandRow> {
        let is_empty = self.kind.is_empty()
            && self.daily_messages.is_empty()
            && self.email.is_empty()
            && self.end_users.is_empty();
        let columns = columns.filter(|_| !is_empty)?;
        let kind = self.kind(columns, mistakes);
        let email = match self.email {
            "" => email.cloned(),
            given => noted(given.parse().map_err(RowError::BrandEmail), mistakes),
        };
        Some(BrandRow {
            brand_type: columns.brand_type,
            skips_vetting: kind? == Kind::LowVolume,
            email: email?,
            end_users: self.end_users,
        })
    }

    /// The kind that is named, or else the smallest one that suffices for the volume.
    fn kind(&self, columns: BrandColumns<'_>, mistakes: &mut Vec<RowError>) -> Option<Kind> {
        let kinds = Kind::of(columns.brand_type);
        let one_of = || kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(" or ");
        let daily_messages: Option<u64> = match self.daily_messages {
            "" => None,
            given => noted(given.parse().map_err(|_| RowError::DailyMessages), mistakes),
        };
        let suffices = |kind: &Kind| match (daily_messages, kind.daily_cap(columns.throughput)) {
            (Some(wanted), Some(cap)) => wanted <= cap,
            (None, _) | (_, None) => true,
        };
        let named: Vec<Kind> = match self.kind {
            "" if self.daily_messages.is_empty() => {
                mistakes.push(RowError::NoBrandType { one_of: one_of() });
                return None;
            }
            "" => kinds.to_vec(),
            word => kinds.iter().copied().filter(|kind| kind.as_str() == word).collect(),
        };
        let Some(largest) = named.last() else {
            mistakes.push(RowError::BrandType { given: self.kind.to_owned(), one_of: one_of() });
            return None;
        };
        let found = named.iter().copied().find(suffices).ok_or_else(|| RowError::TooManyMessages {
            kind: largest.as_str(),
            cap: largest.daily_cap(columns.throughput).unwrap_or_default(),
        });
        noted(found, mistakes)
    }
}
