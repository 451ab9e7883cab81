//! A register in memory: found by number, or by name where no number is given.
//!
//! Compact rather than clever: words have numbers, names are rows of numbers, and what else is known of a company lies
//! encoded until somebody asks. Names are sorted by country, so that the names of one country are one stretch of every
//! list. Start at [`Builder`] and [`Finder`].

mod align;
mod build;
mod candidates;
mod dictionary;
mod features;
mod finder;
mod spelling;
mod words;

#[cfg(test)]
mod tests;

pub use build::Builder;
pub use features::{FEATURES, Features};
pub(crate) use finder::check_model;
pub use finder::{Company, Finder, Likely, Wanted};

use super::compact;
use super::record::{Country, Identifier, RegistryRecord};
use crate::names::{Name, Token};

use self::dictionary::Dictionary;
use self::words::Placed;

/// A register in memory.
pub struct RegistryIndex {
    dictionary: Dictionary,
    names: Names,
    /// By word: the names that have it, ascending.
    postings: Rows<u32>,
    records: Rows<u8>,
    /// Hash of a number, and whose it is.
    numbers: Vec<(u64, u32)>,
}

/// Every name of every company, sorted by country.
struct Names {
    words: Rows<Placed>,
    records: Vec<u32>,
    /// The rarity of all its words together.
    weights: Vec<f32>,
    /// Where each country's names begin.
    countries: Vec<(Option<Country>, u32)>,
}

/// Rows of different lengths, end to end.
struct Rows<T> {
    cells: Vec<T>,
    ends: Vec<u64>,
}

impl<T> Rows<T> {
    fn new() -> Self {
        Self { cells: Vec::new(), ends: Vec::new() }
    }

    fn len(&self) -> usize {
        self.ends.len()
    }

    fn push(&mut self, row: impl IntoIterator<Item = T>) {
        self.cells.extend(row);
        self.ends.push(u64::try_from(self.cells.len()).unwrap_or(u64::MAX));
    }

    fn row(&self, place: u32) -> &[T] {
        let place = usize::try_from(place).unwrap_or(usize::MAX);
        let end = |place: usize| self.ends.get(place).and_then(|end| usize::try_from(*end).ok());
        let start = place.checked_sub(1).map_or(Some(0), end);
        start.zip(end(place)).and_then(|(start, end)| self.cells.get(start..end)).unwrap_or_default()
    }

    fn size_bytes(&self) -> usize {
        self.cells.capacity() * size_of::<T>() + self.ends.capacity() * 8
    }
}

impl RegistryIndex {
    /// Companies.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes it takes.
    #[must_use]
    pub fn size_bytes(&self) -> usize {
        self.dictionary.size_bytes()
            + self.names.words.size_bytes()
            + 8 * self.names.records.capacity()
            + self.postings.size_bytes()
            + self.records.size_bytes()
            + 16 * self.numbers.capacity()
    }

    /// What the register says of a company.
    #[must_use]
    pub fn record(&self, company: Company) -> Option<RegistryRecord> {
        compact::decode(self.records.row(company.0))
    }

    /// The companies with that number: usually one.
    #[must_use]
    pub fn by_number(&self, number: &Identifier) -> Vec<Company> {
        let hash = build::hash_of(number);
        let start = self.numbers.partition_point(|(other, _)| *other < hash);
        let same =
            self.numbers.get(start..).unwrap_or_default().iter().take_while(|(other, _)| *other == hash);
        let companies = same.map(|(_, record)| Company(*record));
        let has_it = |company: &Company| {
            self.record(*company).is_some_and(|record| record.identifiers.contains(number))
        };
        companies.filter(has_it).collect()
    }

    /// The words of each of a company's names.
    fn names_of(&self, company: Company) -> Vec<Vec<Placed>> {
        let Some(record) = self.record(company) else { return Vec::new() };
        let country = record.country;
        let names = std::iter::once(&record.legal_name).chain(&record.other_names);
        let words = names.map(|name| {
            let name = Name::business(name, country.as_ref().map(Country::as_str));
            let placed = |token: &Token| Some(Placed::new(self.dictionary.find(&token.text)?, token.kind));
            name.tokens.iter().filter_map(placed).collect()
        });
        words.collect()
    }
}
