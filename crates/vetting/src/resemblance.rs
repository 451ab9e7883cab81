//! Which listed names resemble a given one: word by word, in any order, with spelling mistakes and initials allowed.
//!
//! Names of every script are compared in Latin letters. Words that are a legal form count for nothing, and long words
//! for more than short ones. Plain and explainable: a score is the share of letters, on both sides, that found their
//! counterpart.

use std::collections::{HashMap, HashSet};

use crate::application::Aligned;
use crate::watchlists::{EntityKind, ListedName, Strength};

/// From here on a reviewer has to look. Ours: one letter wrong in a common name of two words stays above it, one word
/// of three missing as well; another given name does not.
pub const REFER_FROM: f64 = 0.84;

/// Words less alike are not taken for one another.
const LEAST_LIKENESS: f64 = 0.66;

/// What an initial counts of the word it stands for.
const INITIAL: f64 = 0.6;

/// What a weak alias, and a country that is known on both sides and differs, take from a score.
const WEAK: f64 = 0.05;
const OTHER_COUNTRY: f64 = 0.02;

/// Words of a name that are compared; the rest of an endless one is not.
const MOST_WORDS: usize = 16;

/// Words that say what a business is by law, or nothing.
const FORMS: &[&str] = &[
    "ag",
    "and",
    "as",
    "bv",
    "co",
    "company",
    "corp",
    "corporation",
    "fze",
    "fzco",
    "gmbh",
    "inc",
    "incorporated",
    "jsc",
    "kg",
    "limited",
    "llc",
    "llp",
    "lp",
    "ltd",
    "nv",
    "of",
    "ojsc",
    "oao",
    "ooo",
    "oy",
    "pjsc",
    "plc",
    "pte",
    "pty",
    "pvt",
    "sa",
    "sarl",
    "sas",
    "spa",
    "srl",
    "the",
    "zao",
];

/// A listed name, in words.
#[derive(Debug)]
struct Row {
    entry: usize,
    name: usize,
    kind: EntityKind,
    is_weak: bool,
    words: Vec<String>,
}

/// Listed names, ready to be searched.
#[derive(Debug, Default)]
pub struct Resemblances {
    rows: Vec<Row>,
    /// By how a word begins and how it ends: a mistake in one of them leaves the other.
    by_end: HashMap<(bool, [u8; 2]), Vec<usize>>,
    countries: Vec<Vec<String>>,
}

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The name.
    pub name: &'a str,
    /// What bears it; `None` if that is not known.
    pub kind: Option<EntityKind>,
    /// Where it is, as far as that is known.
    pub countries: &'a [String],
}

/// A listed name that resembles the one asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Resemblance {
    /// Which entry, by its place.
    pub entry: usize,
    /// Which of its names, by its place.
    pub name: usize,
    /// From 0 to 1.
    pub score: f64,
    /// Which words were held against which.
    pub aligned: Vec<Aligned>,
}

impl Resemblances {
    /// From what bears the names of each entry, its names and its countries.
    pub fn build<'e>(entries: impl Iterator<Item = (EntityKind, &'e [ListedName], &'e [String])>) -> Self {
        let mut all = Self::default();
        for (entry, (kind, names, countries)) in entries.enumerate() {
            all.countries.push(countries.to_vec());
            for (name, listed) in names.iter().enumerate() {
                let words = words(&listed.text, kind);
                let row = all.rows.len();
                let ends: HashSet<_> = words.iter().flat_map(|word| ends(word)).collect();
                for end in ends {
                    all.by_end.entry(end).or_default().push(row);
                }
                all.rows.push(Row { entry, name, kind, is_weak: listed.strength == Strength::Weak, words });
            }
        }
        all
    }

    /// The entries most like it, each by its most similar name, the likeliest first.
    #[must_use]
    pub fn find(&self, asked: &Asked<'_>, most: usize) -> Vec<Resemblance> {
        let kind = asked.kind.unwrap_or(EntityKind::Unknown);
        let asked_words = words(asked.name, kind);
        let ends: HashSet<_> = asked_words.iter().flat_map(|word| ends(word)).collect();
        let mut candidates: Vec<usize> =
            ends.iter().filter_map(|end| self.by_end.get(end)).flatten().copied().collect();
        candidates.sort_unstable();
        candidates.dedup();
        let mut best: HashMap<usize, Resemblance> = HashMap::new();
        for row in candidates.into_iter().filter_map(|row| self.rows.get(row)) {
            if !may_be_one(kind, row.kind) {
                continue;
            }
            let (likeness, aligned) = compare(&asked_words, &row.words);
            let score = (likeness - self.doubt(asked, row)).max(0.0);
            if score >= LEAST_LIKENESS && best.get(&row.entry).is_none_or(|known| known.score < score) {
                best.insert(row.entry, Resemblance { entry: row.entry, name: row.name, score, aligned });
            }
        }
        let mut found: Vec<Resemblance> = best.into_values().collect();
        found.sort_by(|one, other| other.score.total_cmp(&one.score).then(one.entry.cmp(&other.entry)));
        found.truncate(most);
        found
    }

    fn doubt(&self, asked: &Asked<'_>, row: &Row) -> f64 {
        let listed = self.countries.get(row.entry).map_or(&[][..], Vec::as_slice);
        let is_elsewhere = !listed.is_empty()
            && !asked.countries.is_empty()
            && !asked.countries.iter().any(|country| listed.contains(country));
        let weak = if row.is_weak { WEAK } else { 0.0 };
        weak + if is_elsewhere { OTHER_COUNTRY } else { 0.0 }
    }
}

/// A person is no business; what a list does not tell may be either.
fn may_be_one(asked: EntityKind, listed: EntityKind) -> bool {
    use EntityKind::{Aircraft, Business, Person, Unknown, Vessel};
    match (asked, listed) {
        (Unknown, _) | (Person | Business, Unknown) => true,
        (Person, Person) | (Business, Business) | (Vessel, Vessel) | (Aircraft, Aircraft) => true,
        (Person | Business | Vessel | Aircraft, _) => false,
    }
}

/// Small Latin letters and digits; without what every business calls itself, unless nothing else is left.
fn words(text: &str, kind: EntityKind) -> Vec<String> {
    let latin = any_ascii::any_ascii(text).to_ascii_lowercase().replace(['\'', '`', '.'], "");
    let all: Vec<String> = latin
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(MOST_WORDS)
        .map(str::to_owned)
        .collect();
    if kind == EntityKind::Person {
        return all;
    }
    let telling: Vec<String> = all.iter().filter(|word| !FORMS.contains(&word.as_str())).cloned().collect();
    if telling.is_empty() { all } else { telling }
}

fn ends(word: &str) -> [(bool, [u8; 2]); 2] {
    let letter = |place: Option<u8>| place.unwrap_or(b' ');
    let mut letters = word.bytes();
    let begin = [letter(letters.next()), letter(letters.next())];
    let mut letters = word.bytes().rev();
    let end = [letter(letters.next()), letter(letters.next())];
    [(false, begin), (true, end)]
}

/// Pairs words, the most alike first; the share of letters that found their counterpart, and the pairs.
fn compare(asked: &[String], listed: &[String]) -> (f64, Vec<Aligned>) {
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (place, one) in asked.iter().enumerate() {
        for (other_place, other) in listed.iter().enumerate() {
            let likeness = alike(one, other);
            if likeness > 0.0 {
                pairs.push((likeness, place, other_place));
            }
        }
    }
    pairs.sort_by(|(one, place, other_place), (other, later, other_later)| {
        other.total_cmp(one).then((place, other_place).cmp(&(later, other_later)))
    });
    let (mut taken, mut other_taken) = (HashSet::new(), HashSet::new());
    pairs.retain(|(_, place, other)| {
        let is_free = !taken.contains(place) && !other_taken.contains(other);
        if is_free {
            taken.insert(*place);
            other_taken.insert(*other);
        }
        is_free
    });
    pairs.sort_by_key(|(_, place, _)| *place);
    let weigh = |words: &[String]| words.iter().map(|word| weight(word)).sum::<f64>();
    let whole = weigh(asked) + weigh(listed);
    let mut found = 0.0;
    let mut aligned = Vec::new();
    for (likeness, place, other) in &pairs {
        let (Some(one), Some(other)) = (asked.get(*place), listed.get(*other)) else { continue };
        // An initial leaves the rest of its word unsaid on either side.
        found += likeness * (weight(one) + weight(other));
        aligned.push(Aligned {
            subject: one.clone(),
            listed: other.clone(),
            how: how(one, other).to_owned(),
        });
    }
    let missing = |how: &str, subject: &str, listed: &str| Aligned {
        subject: subject.to_owned(),
        listed: listed.to_owned(),
        how: how.to_owned(),
    };
    let left = asked.iter().enumerate().filter(|(place, _)| !taken.contains(place));
    aligned.extend(left.map(|(_, word)| missing("missing", word, "")));
    let left = listed.iter().enumerate().filter(|(place, _)| !other_taken.contains(place));
    aligned.extend(left.map(|(_, word)| missing("missing", "", word)));
    (if whole > 0.0 { found / whole } else { 0.0 }, aligned)
}

/// Letters, up to a length beyond which a word tells no more.
fn weight(word: &str) -> f64 {
    f64::from(u32::try_from(word.len().min(8)).unwrap_or(8))
}

fn alike(one: &str, other: &str) -> f64 {
    if one == other {
        return 1.0;
    }
    if is_initial(one, other) {
        return INITIAL;
    }
    let longest = one.len().max(other.len());
    // A number is another number with one digit changed.
    if longest < 3 || one.bytes().chain(other.bytes()).any(|byte| byte.is_ascii_digit()) {
        return 0.0;
    }
    let differing = distance(one.as_bytes(), other.as_bytes());
    let share = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    let likeness = 1.0 - share(differing) / share(longest);
    if likeness >= LEAST_LIKENESS { likeness } else { 0.0 }
}

fn is_initial(one: &str, other: &str) -> bool {
    (one.len() == 1) != (other.len() == 1) && one.as_bytes().first() == other.as_bytes().first()
}

fn how(one: &str, other: &str) -> &'static str {
    if one == other {
        "equal"
    } else if is_initial(one, other) {
        "initial"
    } else {
        "spelling"
    }
}

/// Letters to change, leave out, put in or swap with their neighbour (optimal string alignment).
fn distance(one: &[u8], other: &[u8]) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    let mut one_before = None;
    for (row, letter) in one.iter().enumerate() {
        let mut present = vec![row + 1];
        let mut other_before = None;
        for (column, other_letter) in other.iter().enumerate() {
            let at = |line: &[usize], place: usize| line.get(place).copied().unwrap_or(usize::MAX / 2);
            let changed = at(&last, column) + usize::from(letter != other_letter);
            let mut least = changed.min(at(&last, column + 1) + 1).min(at(&present, column) + 1);
            if one_before == Some(other_letter) && other_before == Some(letter) && column > 0 {
                least = least.min(at(&before_last, column - 1) + 1);
            }
            present.push(least);
            other_before = Some(other_letter);
        }
        before_last = std::mem::replace(&mut last, present);
        one_before = Some(letter);
    }
    last.last().copied().unwrap_or(one.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(texts: &[&str]) -> Vec<ListedName> {
        let name = |text: &&str| ListedName { text: (*text).to_owned(), strength: Strength::Strong };
        texts.iter().map(name).collect()
    }

    fn score(kind: EntityKind, asked: &str, listed: &str) -> f64 {
        let names = names(&[listed]);
        let all = Resemblances::build([(kind, names.as_slice(), &[][..])].into_iter());
        let asked = Asked { name: asked, kind: Some(kind), countries: &[] };
        all.find(&asked, 1).first().map_or(0.0, |found| found.score)
    }

    #[test]
    fn one_person_is_found_under_every_way_to_write_the_name() {
        for (asked, listed) in [
            ("Rosalind Achterberg", "ACHTERBERG, Rosalind"),
            ("Rosalind Achterberg", "Rosalind Achterburg"),
            ("Rosalnid Achterberg", "Rosalind Achterberg"),
            ("Vladimir Popov", "Владимир Попов"),
            ("José Núñez", "JOSE NUNEZ"),
            ("Jean O'Brien", "OBRIEN, Jean"),
        ] {
            assert!(score(EntityKind::Person, asked, listed) >= REFER_FROM, "{asked} and {listed}");
        }
    }

    #[test]
    fn another_person_or_a_relative_is_not_referred() {
        for (asked, listed) in [
            ("Rosalind Achterberg", "Bernhard Achterberg"),
            ("John Smith", "Jane Smith-Jones"),
            ("Ada Lovelace", "Alan Turing"),
        ] {
            assert!(score(EntityKind::Person, asked, listed) < REFER_FROM, "{asked} and {listed}");
        }
    }

    #[test]
    fn a_business_is_itself_under_another_legal_form_and_not_under_another_number() {
        let business = EntityKind::Business;
        assert!(score(business, "Crow Trading Ltd", "CROW TRADING LLC") > 0.999);
        assert!(score(business, "Hotel 21", "Hotel 22") < REFER_FROM);
        assert!(
            score(business, "The Company Ltd", "The Company Ltd") > 0.999,
            "nothing but forms is a name too"
        );
    }

    #[test]
    fn kinds_keep_apart_and_doubts_lower_the_score() {
        let listed = names(&["Rosalind Achterberg"]);
        let weak = vec![ListedName { strength: Strength::Weak, ..listed[0].clone() }];
        let (cuba, none) = (vec!["CU".to_owned()], Vec::new());
        let all = Resemblances::build(
            [
                (EntityKind::Business, listed.as_slice(), none.as_slice()),
                (EntityKind::Unknown, listed.as_slice(), none.as_slice()),
                (EntityKind::Person, listed.as_slice(), cuba.as_slice()),
                (EntityKind::Person, weak.as_slice(), none.as_slice()),
            ]
            .into_iter(),
        );
        let countries = ["US".to_owned()];
        let asked =
            Asked { name: "Rosalind Achterberg", kind: Some(EntityKind::Person), countries: &countries };
        let found: Vec<usize> = all.find(&asked, 9).iter().map(|found| found.entry).collect();
        assert_eq!(found, [1, 2, 3]);
        assert_eq!(all.find(&Asked { kind: None, ..asked }, 9).len(), 4);
    }

    #[test]
    fn the_words_say_why() {
        let (_, aligned) = compare(
            &words("J Achterburg", EntityKind::Person),
            &words("Jo Achterberg Q", EntityKind::Person),
        );
        let told: Vec<_> = aligned
            .iter()
            .map(|pair| (pair.subject.as_str(), pair.listed.as_str(), pair.how.as_str()))
            .collect();
        assert_eq!(
            told,
            [("j", "jo", "initial"), ("achterburg", "achterberg", "spelling"), ("", "q", "missing")]
        );
    }

    #[test]
    fn distances_count_a_swap_once() {
        assert_eq!(distance(b"rosalnid", b"rosalind"), 1);
        assert_eq!(distance(b"abc", b""), 3);
        assert_eq!(distance(b"", b"abc"), 3);
        assert_eq!(distance(b"kitten", b"sitting"), 3);
    }
}
