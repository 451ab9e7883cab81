//! What words of names mean, from the files of `policies/names`, which are built in.
//!
//! Read once, at the first name. The files' own words are folded like names are, so that they meet.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::fold::pieces;
use super::name::Subject;
use crate::table::rows;

/// One legal form: the words it is written with, and what it is.
pub(super) struct Form {
    words: Vec<String>,
    /// One spelling for all: `gmbh`.
    pub(super) canonical: &'static str,
    /// Forms that do the same in different countries: `LLC`. May be empty.
    pub(super) group: &'static str,
    /// Two-letter codes, separated by spaces. May be empty.
    pub(super) countries: &'static str,
}

/// A word that only persons' names have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PersonWord {
    Honorific,
    Suffix,
    Particle,
    Given,
}

pub(super) struct Tables {
    /// By first word; the longest first.
    forms: HashMap<String, Vec<Form>>,
    generic: HashMap<String, &'static str>,
    persons: HashMap<String, (PersonWord, &'static str)>,
    /// By word: the country, and its name.
    places: HashMap<String, (&'static str, &'static str)>,
    business_rarity: HashMap<&'static str, f32>,
    person_rarity: HashMap<&'static str, f32>,
}

/// All of them.
pub(super) static TABLES: LazyLock<Tables> = LazyLock::new(Tables::read);

const LEGAL_FORMS: &str = include_str!("../../../../policies/names/legal-forms.csv");
const WORDS: &str = include_str!("../../../../policies/names/words.csv");
const MORE_WORDS: &str = include_str!("../../../../policies/names/more-words.csv");
const PLACES: &str = include_str!("../../../../policies/names/places.csv");
const PERSONS: &str = include_str!("../../../../policies/names/persons.csv");
const RARITY: &str = include_str!("../../../../policies/names/rarity.csv");

impl Tables {
    fn read() -> Self {
        let mut forms: HashMap<String, Vec<Form>> = HashMap::new();
        for [written, canonical, group, countries] in rows(LEGAL_FORMS) {
            let mut words: Vec<String> = pieces(written).into_iter().map(|piece| piece.text).collect();
            // How a form is told apart from a name: one letter never is one.
            if words.iter().map(String::len).sum::<usize>() > 1 {
                let first = words.remove(0);
                forms.entry(first).or_default().push(Form { words, canonical, group, countries });
            }
        }
        for same_start in forms.values_mut() {
            same_start.sort_by_key(|form| std::cmp::Reverse(form.words.len()));
        }
        let mut generic = HashMap::new();
        for [word, canonical] in rows(WORDS) {
            if let [piece] = pieces(word).as_slice() {
                generic.entry(piece.text.clone()).or_insert(canonical);
            }
        }
        for [canonical, words] in rows(MORE_WORDS) {
            for piece in pieces(words) {
                generic.entry(piece.text).or_insert(canonical);
            }
        }
        let mut places = HashMap::new();
        for [country, name, words] in rows(PLACES) {
            for piece in pieces(words) {
                places.entry(piece.text).or_insert((country, name));
            }
        }
        let mut persons = HashMap::new();
        for [kind, canonical, words] in rows(PERSONS) {
            let kind = match kind {
                "honorific" => PersonWord::Honorific,
                "suffix" => PersonWord::Suffix,
                "particle" => PersonWord::Particle,
                _ => PersonWord::Given,
            };
            for piece in pieces(words) {
                persons.entry(piece.text).or_insert((kind, canonical));
            }
        }
        let mut tables = Self {
            forms,
            generic,
            persons,
            places,
            business_rarity: HashMap::new(),
            person_rarity: HashMap::new(),
        };
        for [kind, word, rarity] in rows(RARITY) {
            let rarity = rarity.parse().unwrap_or(1.0);
            match kind {
                "person" => tables.person_rarity.insert(word, rarity),
                _ => tables.business_rarity.insert(word, rarity),
            };
        }
        tables
    }

    /// The longest legal form that starts with the first of `words`, and how many of them it takes.
    pub(super) fn legal_form<'a>(
        &self,
        words: impl Iterator<Item = &'a str> + Clone,
    ) -> Option<(&Form, usize)> {
        let mut rest = words;
        let forms = self.forms.get(rest.next()?)?;
        forms.iter().find_map(|form| {
            let mut following = rest.clone();
            form.words
                .iter()
                .all(|word| following.next() == Some(word.as_str()))
                .then_some((form, form.words.len() + 1))
        })
    }

    /// The one spelling of a word that many businesses have: `intl`.
    pub(super) fn generic(&self, word: &str) -> Option<&'static str> {
        self.generic.get(word).copied()
    }

    /// The country that a word names or belongs to, `Iran` or `Iranian`: its two letters, and its name.
    pub(super) fn place(&self, word: &str) -> Option<(&'static str, &'static str)> {
        self.places.get(word).copied()
    }

    /// What a word is in a person's name, and the one spelling of its variants.
    pub(super) fn person(&self, word: &str) -> Option<(PersonWord, &'static str)> {
        self.persons.get(word).copied()
    }

    /// From 0, in every name, to 1, in hardly any.
    pub(super) fn rarity(&self, subject: Subject, word: &str) -> f32 {
        let table = match subject {
            Subject::Person => &self.person_rarity,
            Subject::Business | Subject::Thing => &self.business_rarity,
        };
        table.get(word).copied().unwrap_or(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{LEGAL_FORMS, MORE_WORDS, PERSONS, PLACES, PersonWord, RARITY, TABLES, WORDS};

    #[test]
    fn every_row_of_the_files_has_its_columns() {
        for (text, columns) in
            [(LEGAL_FORMS, 4), (WORDS, 2), (MORE_WORDS, 2), (PLACES, 3), (PERSONS, 3), (RARITY, 3)]
        {
            for line in text.lines() {
                let mut quoted = false;
                let commas = line.chars().filter(|character| {
                    quoted ^= *character == '"';
                    *character == ',' && !quoted
                });
                assert_eq!(commas.count() + 1, columns, "{line}");
            }
        }
    }

    #[test]
    fn forms_are_found_whole_and_the_longest_first() {
        let words = ["gmbh", "and", "co", "kg"];
        let (form, taken) = TABLES.legal_form(words.into_iter()).unwrap();
        assert_eq!((form.canonical, taken), ("gmbhcokg", 4));
        let (form, taken) = TABLES.legal_form(["limited", "liability", "company"].into_iter()).unwrap();
        assert_eq!((form.group, taken), ("LLC", 3));
        assert!(TABLES.legal_form(["owl"].into_iter()).is_none());
    }

    #[test]
    fn words_of_persons_have_their_part() {
        assert_eq!(TABLES.person("sheikh"), Some((PersonWord::Honorific, "sheikh")));
        assert_eq!(TABLES.person("oleksandr"), Some((PersonWord::Given, "alexander")));
        assert_eq!(TABLES.generic("international"), Some("intl"));
    }
}
