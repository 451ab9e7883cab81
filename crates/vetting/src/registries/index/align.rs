//! Word against word: which words of two names are the same, which only almost, and which are left over.

use super::RegistryIndex;
use super::dictionary::Word;
use super::spelling::distance;
use super::words::{Placed, tells};
use crate::names::{Kind, Name};

/// A name that is looked for.
pub(super) struct Query<'a> {
    pub(super) words: Vec<QueryWord<'a>>,
    /// Known words that unknown ones are made of: `NorthSea` is `north` and `sea`; and those that neighbours make
    /// together.
    pub(super) parts: Vec<Word>,
    /// The rarity of all telling words together.
    pub(super) weight: f32,
}

/// One of its words.
pub(super) struct QueryWord<'a> {
    pub(super) text: &'a str,
    pub(super) kind: Kind,
    /// The register's word, if any name in it has it.
    pub(super) word: Option<Word>,
    /// Words of the register that are spelled almost like it, with the number of slips.
    pub(super) alike: Vec<(Word, usize)>,
    pub(super) rarity: f32,
}

/// How two words fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    Same,
    /// So many slips.
    Slips(usize),
    /// One is the beginning of the other, or short for it.
    Short,
    /// One is several of the other name's, written together.
    Joined,
}

/// A word of the query and the word of the register that it stands for, by their places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) query: usize,
    pub(super) other: usize,
    pub(super) fit: Fit,
}

/// Two names side by side.
pub(super) struct Alignment<'a> {
    pub(super) other: &'a [Placed],
    pub(super) pairs: Vec<Pair>,
    /// Places of words that are left over.
    pub(super) query_rest: Vec<usize>,
    pub(super) other_rest: Vec<usize>,
}

impl<'a> Query<'a> {
    pub(super) fn of(index: &RegistryIndex, name: &'a Name) -> Self {
        let dictionary = &index.dictionary;
        let mut words = Vec::with_capacity(name.tokens.len());
        for token in &name.tokens {
            let text = token.text.as_str();
            let word = dictionary.find(text).or_else(|| dictionary.find(token.key()));
            let mut kind = token.kind;
            let mut alike = if tells(kind) { dictionary.like(text) } else { Vec::new() };
            let rarity = dictionary.rarity(word);
            if tells(kind) && rarity > OF_NAMES && is_of_form(index, text, word, &alike) {
                kind = Kind::LegalForm;
                alike.clear();
            }
            words.push(QueryWord { text, kind, word, alike, rarity });
        }
        let mut query = Self { words, parts: Vec::new(), weight: 0.0 };
        query.parts = query.parts(index);
        query.weight = query.words.iter().filter(|word| tells(word.kind)).map(|word| word.rarity).sum();
        query
    }

    fn parts(&self, index: &RegistryIndex) -> Vec<Word> {
        let dictionary = &index.dictionary;
        let mut parts = Vec::new();
        for word in self.words.iter().filter(|word| tells(word.kind) && word.rarity > TWO_IN_ONE) {
            for place in 1..word.text.len() {
                let halves = (word.text.get(..place), word.text.get(place..));
                if let (Some(first), Some(second)) = halves
                    && let (Some(one), Some(other)) = (dictionary.find(first), dictionary.find(second))
                {
                    let is_short = word.text.len() < 4;
                    parts.extend((is_short || says_something(first)).then_some(one));
                    parts.extend((is_short || says_something(second)).then_some(other));
                }
            }
        }
        for (word, next) in self.words.iter().zip(self.words.iter().skip(1)) {
            parts.extend(dictionary.find(&[word.text, next.text].concat()));
        }
        // Where a form had no more room.
        if let Some(last) =
            self.words.last().filter(|last| tells(last.kind) && last.text.len() > 2 && last.rarity > CUT_OFF)
        {
            parts.extend(dictionary.beginning_with(last.text).into_iter().take(MOST_ENDINGS));
        }
        parts
    }
}

/// A word of that rarity or less belongs to names, even if legal forms have it too.
const OF_NAMES: f32 = 0.5;
/// A word that is rarer may be two that belong apart.
const TWO_IN_ONE: f32 = 0.75;
/// A last word that is rarer may have been cut off.
const CUT_OFF: f32 = 0.6;
const MOST_ENDINGS: usize = 24;

fn is_of_form(index: &RegistryIndex, text: &str, word: Option<Word>, alike: &[(Word, usize)]) -> bool {
    let dictionary = &index.dictionary;
    let is_part = |word: &Word| dictionary.is_of_forms(*word);
    word.as_ref().is_some_and(is_part)
        || (word.is_none() && text.len() > 5 && alike.iter().any(|(word, _)| is_part(word)))
        || (word.is_none() && text.len() > 3 && dictionary.beginning_with(text).iter().any(is_part))
}

fn says_something(part: &str) -> bool {
    part.len() > 2 || part.bytes().any(|byte| byte.is_ascii_digit())
}

pub(super) fn align<'a>(index: &RegistryIndex, query: &Query<'_>, other: &'a [Placed]) -> Alignment<'a> {
    let mut alignment = Alignment {
        other,
        pairs: Vec::with_capacity(query.words.len()),
        query_rest: (0..query.words.len()).collect(),
        other_rest: (0..other.len()).collect(),
    };
    alignment.same(index, query);
    alignment.almost(index, query);
    alignment.joined(index, query);
    alignment.short(index, query);
    alignment
}

impl Alignment<'_> {
    fn pair(&mut self, query: usize, other: usize, fit: Fit) {
        self.pairs.push(Pair { query, other, fit });
        self.query_rest.retain(|place| *place != query);
        self.other_rest.retain(|place| *place != other);
    }

    fn same(&mut self, index: &RegistryIndex, query: &Query<'_>) {
        for (place, word) in query.words.iter().enumerate() {
            let Some(stem) = word.word.map(|word| index.dictionary.stem(word)) else { continue };
            let same = |other: &&usize| {
                self.other.get(**other).is_some_and(|placed| index.dictionary.stem(placed.word()) == stem)
            };
            if let Some(other) = self.other_rest.iter().find(same).copied() {
                self.pair(place, other, Fit::Same);
            }
        }
    }

    /// A number that differs is another number, and never a slip.
    fn almost(&mut self, index: &RegistryIndex, query: &Query<'_>) {
        for place in self.query_rest.clone() {
            let Some(word) = query.words.get(place).filter(|word| word.kind != Kind::Number) else {
                continue;
            };
            let most = slips_allowed(word.text.len());
            let nearest = self.other_rest.iter().filter_map(|other| {
                let placed = self.other.get(*other).filter(|placed| placed.kind() != Kind::Number)?;
                let text = index.dictionary.text(placed.word());
                let slips = distance(word.text.as_bytes(), text.as_bytes(), most);
                (slips <= most.min(slips_allowed(text.len()))).then_some((slips, *other))
            });
            if let Some((slips, other)) = nearest.min() {
                self.pair(place, other, Fit::Slips(slips));
            }
        }
    }

    /// One word against two neighbours of the other name, with a slip at most.
    fn joined(&mut self, index: &RegistryIndex, query: &Query<'_>) {
        let dictionary = &index.dictionary;
        let fits = |whole: &str, first: &str, second: &str| {
            whole.len() > 3 && distance(whole.as_bytes(), [first, second].concat().as_bytes(), 1) <= 1
        };
        for place in self.query_rest.clone() {
            let Some(word) = query.words.get(place) else { continue };
            let text =
                |other: usize| self.other.get(other).map_or("", |placed| dictionary.text(placed.word()));
            let two =
                neighbours(&self.other_rest).find(|(one, next)| fits(word.text, text(*one), text(*next)));
            if let Some((one, next)) = two {
                self.pair(place, one, Fit::Joined);
                self.pair(place, next, Fit::Joined);
            }
        }
        for other in self.other_rest.clone() {
            let whole = self.other.get(other).map_or("", |placed| dictionary.text(placed.word()));
            let text = |place: usize| query.words.get(place).map_or("", |word| word.text);
            let two = neighbours(&self.query_rest).find(|(one, next)| fits(whole, text(*one), text(*next)));
            if let Some((one, next)) = two {
                self.pair(one, other, Fit::Joined);
                self.pair(next, other, Fit::Joined);
            }
        }
    }

    /// `Engg` for `Engineering`, `Intl` for `International`; `Enginee`, where a form had no more room.
    fn short(&mut self, index: &RegistryIndex, query: &Query<'_>) {
        for place in self.query_rest.clone() {
            let Some(word) = query.words.get(place).filter(|word| word.kind != Kind::Number) else {
                continue;
            };
            let is_short = |other: &&usize| {
                self.other.get(**other).filter(|placed| placed.kind() != Kind::Number).is_some_and(|placed| {
                    let text = index.dictionary.text(placed.word());
                    is_short_for(word.text, text) || is_short_for(text, word.text)
                })
            };
            if let Some(other) = self.other_rest.iter().find(is_short).copied() {
                self.pair(place, other, Fit::Short);
            }
        }
    }
}

/// Places that stand side by side.
fn neighbours(places: &[usize]) -> impl Iterator<Item = (usize, usize)> {
    places
        .iter()
        .zip(places.iter().skip(1))
        .map(|(one, next)| (*one, *next))
        .filter(|(one, next)| one + 1 == *next)
}

fn slips_allowed(letters: usize) -> usize {
    match letters {
        0..=2 => 0,
        3..=6 => 1,
        7..=11 => 2,
        _ => 3,
    }
}

/// Begins alike, and has its letters in the same order.
fn is_short_for(short: &str, long: &str) -> bool {
    let (short, long) = (short.as_bytes(), long.as_bytes());
    if short.len() < 3 || short.len() >= long.len() || short.first() != long.first() {
        return false;
    }
    let mut letters = long.iter();
    short.iter().all(|letter| letters.any(|other| other == letter))
}
