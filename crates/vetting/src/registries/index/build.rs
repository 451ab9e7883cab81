//! From records to an index.

use std::collections::HashSet;

use super::dictionary::{Dictionary, Gathered, Word};
use super::words::Placed;
use super::{Names, RegistryIndex, Rows, compact};
use crate::names::{Kind, Name};
use crate::registries::record::{Country, Identifier, RegistryRecord};

/// A name on its way into the index.
struct Entry {
    country: Option<Country>,
    record: u32,
    /// Where its words begin among all.
    start: usize,
}

/// Gathers records.
#[derive(Default)]
pub struct Builder {
    words: Gathered,
    entries: Vec<Entry>,
    placed: Vec<Placed>,
    records: Option<Rows<u8>>,
    numbers: Vec<(u64, u32)>,
    /// Legal forms that were seen.
    forms: HashSet<Word>,
    encoded: Vec<u8>,
}

impl Builder {
    /// Adds a company.
    pub fn add(&mut self, record: &RegistryRecord) {
        let records = self.records.get_or_insert_with(Rows::new);
        let number = u32::try_from(records.len()).unwrap_or(u32::MAX);
        self.encoded.clear();
        compact::encode(record, &mut self.encoded);
        records.push(self.encoded.iter().copied());
        self.numbers.extend(record.identifiers.iter().map(|identifier| (hash_of(identifier), number)));
        let country = record.country;
        for name in std::iter::once(&record.legal_name).chain(&record.other_names) {
            self.entries.push(Entry { country, record: number, start: self.placed.len() });
            let name = Name::business(name, country.as_ref().map(Country::as_str));
            for (token, span) in name.tokens.iter().zip(&name.spans) {
                let word = self.words.add(&token.text, token.key());
                self.placed.push(Placed::new(word, token.kind));
                if token.kind == Kind::LegalForm && self.forms.insert(word) {
                    self.form(name.text.get(span.clone()).unwrap_or_default());
                }
            }
        }
    }

    /// The words of a legal form that has several: in another order, or with a slip, they make a form no longer, and must
    /// not be taken for the name.
    fn form(&mut self, text: &str) {
        if text.contains(char::is_whitespace) {
            for part in text.split_whitespace() {
                for token in &Name::thing(part).tokens {
                    if token.text.len() > 2 {
                        self.words.add_of_form(&token.text);
                    }
                }
            }
        }
    }

    /// The index of all that was added.
    #[must_use]
    pub fn finish(mut self) -> RegistryIndex {
        let mut order: Vec<usize> = (0..self.entries.len()).collect();
        order.sort_by_key(|place| self.entries.get(*place).map(|entry| entry.country));
        for place in 0..self.entries.len() {
            let telling = self.words_of(place).iter().filter(|placed| placed.tells());
            let mut seen: Vec<u32> = telling.map(|placed| self.words.stem(placed.word())).collect();
            seen.sort_unstable();
            seen.dedup();
            for stem in seen {
                self.words.count(stem);
            }
        }
        let (dictionary, renumbered) = std::mem::take(&mut self.words).finish(self.entries.len());
        let new = |placed: &Placed| {
            let old = usize::try_from(placed.word()).unwrap_or(usize::MAX);
            Placed::new(renumbered.get(old).copied().unwrap_or_default(), placed.kind())
        };
        let mut names =
            Names { words: Rows::new(), records: Vec::new(), weights: Vec::new(), countries: Vec::new() };
        for (place, name) in order.into_iter().zip(0_u32..) {
            let Some(entry) = self.entries.get(place) else { continue };
            if names.countries.last().is_none_or(|(country, _)| *country != entry.country) {
                names.countries.push((entry.country, name));
            }
            let words: Vec<Placed> = self.words_of(place).iter().map(new).collect();
            let telling = words.iter().filter(|placed| placed.tells());
            names.weights.push(telling.map(|placed| dictionary.rarity(Some(placed.word()))).sum());
            names.words.push(words);
            names.records.push(entry.record);
        }
        let postings = postings(&names, &dictionary);
        self.numbers.sort_unstable();
        self.numbers.shrink_to_fit();
        let records = self.records.unwrap_or_else(Rows::new);
        RegistryIndex { dictionary, names, postings, records, numbers: self.numbers }
    }

    fn words_of(&self, place: usize) -> &[Placed] {
        let start = self.entries.get(place).map_or(0, |entry| entry.start);
        let end = self.entries.get(place + 1).map_or(self.placed.len(), |entry| entry.start);
        self.placed.get(start..end).unwrap_or_default()
    }
}

/// By stem, the names that have it among those that tell.
fn postings(names: &Names, dictionary: &Dictionary) -> Rows<u32> {
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    for name in 0..u32::try_from(names.words.len()).unwrap_or(u32::MAX) {
        let telling = names.words.row(name).iter().filter(|placed| placed.tells());
        pairs.extend(telling.map(|placed| (dictionary.stem(placed.word()), name)));
    }
    pairs.sort_unstable();
    pairs.dedup();
    let mut rows = Rows::new();
    rows.cells.reserve_exact(pairs.len());
    let mut rest = pairs.as_slice();
    for word in 0..u32::try_from(dictionary.len()).unwrap_or(u32::MAX) {
        let count = rest.partition_point(|(other, _)| *other <= word);
        let (of_word, others) = rest.split_at(count);
        rows.push(of_word.iter().map(|(_, name)| *name));
        rest = others;
    }
    rows
}

/// FNV-1a, 64 bits. Two numbers with the same hash are told apart by their records.
pub(super) fn hash_of(identifier: &Identifier) -> u64 {
    let bytes = identifier.scheme.bytes().chain([b':']).chain(identifier.number.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
