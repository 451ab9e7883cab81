//! Which names of an index are worth a full comparison with a name.
//!
//! Each word of the query brings the names that have a word like it, and two of its words that sound like two of a
//! name bring that name at once. Long lists of common words are not read to their end: what they would bring, pairs
//! bring too. So the cost grows slower than the index.

use std::collections::HashMap;
use std::sync::Arc;

use super::postings::{Hashed, Postings, hash, number};
use super::vocabulary::{Alike, Seen, Vocabulary};
use crate::names::{Token, acronyms};

/// Once so many places in the lists of names were read, no further list is begun.
const MOST_READ: usize = 10_000;

/// Pairs are formed of so many words: longer names are found by any of these.
const MOST_PAIRED: usize = 7;

/// What a pair of words that sound alike is worth beside what the words are worth themselves.
const PAIR: f32 = 0.35;

/// What finds names by their words.
#[derive(Debug, Clone, Default)]
pub(super) struct Finder {
    pub(super) vocabulary: Vocabulary,
    /// By word: the names that have it.
    pub(super) names: Postings,
    /// By two sounds, in any order, or by the sound of two neighbours written as one: the names that have them.
    pub(super) pairs: Hashed,
    /// By first letters: the names cut short to them, and the names whose words have them.
    pub(super) acronyms: Hashed,
    /// By name: how much all its words weigh.
    pub(super) weights: Vec<f32>,
}

/// So many words are remembered with those like them: a few hundred are in most names, and these are the costly ones.
const MOST_KNOWN: usize = 4096;

/// The working memory of one search, kept for the next.
#[derive(Debug, Clone)]
pub(super) struct Memory {
    seen: Seen,
    /// By word that was asked for: the words like it.
    known: HashMap<Token, Arc<[Alike]>>,
    values: Vec<f32>,
    /// By name: the last word of the query that it was credited for.
    credited: Vec<u8>,
    touched: Vec<u32>,
}

impl Memory {
    pub(super) fn new(finder: &Finder) -> Self {
        Self {
            seen: Seen::new(finder.vocabulary.len()),
            known: HashMap::new(),
            values: vec![0.0; finder.weights.len()],
            credited: vec![0; finder.weights.len()],
            touched: Vec::new(),
        }
    }

    /// The words like this one: once looked for, found again at once.
    fn alike(&mut self, token: &Token, vocabulary: &Vocabulary) -> Arc<[Alike]> {
        if let Some(known) = self.known.get(token) {
            return Arc::clone(known);
        }
        let alike: Arc<[Alike]> = vocabulary.alike(token, &mut self.seen).into();
        if self.known.len() >= MOST_KNOWN {
            self.known.clear();
        }
        self.known.insert(token.clone(), Arc::clone(&alike));
        alike
    }

    fn credit(&mut self, name: u32, word: u8, value: f32) {
        let at = number(name);
        let (Some(sum), Some(credited)) = (self.values.get_mut(at), self.credited.get_mut(at)) else {
            return;
        };
        if *credited == word {
            return;
        }
        if *sum == 0.0 {
            self.touched.push(name);
        }
        *credited = word;
        *sum += value;
    }

    /// The `most` strongest names, and a clean memory.
    fn strongest(&mut self, most: usize, query: f32, weights: &[f32]) -> Vec<u32> {
        let mut ranked: Vec<(f32, u32)> = Vec::with_capacity(self.touched.len());
        for name in self.touched.drain(..) {
            let at = number(name);
            let (Some(sum), Some(credited)) = (self.values.get_mut(at), self.credited.get_mut(at)) else {
                continue;
            };
            let weight = weights.get(at).copied().unwrap_or(1.0);
            ranked.push((*sum / query + *sum / weight, name));
            *sum = 0.0;
            *credited = 0;
        }
        let order =
            |one: &(f32, u32), other: &(f32, u32)| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1));
        if ranked.len() > most {
            ranked.select_nth_unstable_by(most, order);
            ranked.truncate(most);
        }
        ranked.sort_unstable_by(order);
        ranked.into_iter().map(|(_, name)| name).collect()
    }
}

impl Finder {
    /// The names most like these words, by a rough measure, at most `most`.
    pub(super) fn find(&self, words: &[Token], most: usize, memory: &mut Memory) -> Vec<u32> {
        let all: Vec<&Token> = words.iter().collect();
        let words: Vec<&Token> = words.iter().filter(|token| token.distinguishes()).collect();
        let mut asked: Vec<(f32, Arc<[Alike]>)> = words
            .iter()
            .filter(|token| token.text.len() > 1 || words.len() == 1)
            .map(|token| (f32::from(token.rarity) / 100.0, memory.alike(token, &self.vocabulary)))
            .collect();
        // The rarest first: they tell most, and their lists are short.
        asked.sort_by_cached_key(|(_, alike)| self.places(alike));
        let query: f32 = asked.iter().map(|(weight, _)| weight).sum::<f32>().max(0.1);
        let mut read = 0;
        for ((weight, alike), number) in asked.iter().zip(1..) {
            if read > MOST_READ {
                break;
            }
            for Alike { word, likeness } in alike.iter() {
                let names = self.names.get(*word);
                read += names.len();
                for name in names {
                    memory.credit(*name, number, weight * likeness * likeness);
                }
                if read > 2 * MOST_READ {
                    break;
                }
            }
        }
        let mut number = 200;
        for key in pairs_of(&words) {
            for name in self.pairs.get(key).take(MOST_READ / 8) {
                memory.credit(name, number, PAIR);
            }
            number = if number == 254 { 200 } else { number + 1 };
        }
        for key in asked_acronyms(&all) {
            for name in self.acronyms.get(key).take(MOST_READ / 8) {
                memory.credit(name, 255, query);
            }
        }
        memory.strongest(most, query, &self.weights)
    }

    fn places(&self, alike: &[Alike]) -> usize {
        alike.iter().map(|alike| self.names.get(alike.word).len()).sum()
    }

    pub(super) fn heap_bytes(&self) -> usize {
        self.vocabulary.heap_bytes()
            + self.names.heap_bytes()
            + self.pairs.heap_bytes()
            + self.acronyms.heap_bytes()
            + self.weights.capacity() * size_of::<f32>()
    }
}

/// Keys by which two names find each other that share two words by sound, or one that the other writes as two.
pub(super) fn pairs_of(words: &[&Token]) -> Vec<u32> {
    let mut keys = Vec::new();
    let words = words.get(..MOST_PAIRED).unwrap_or(words);
    for three in words.windows(3) {
        // `Chong Chon Gang`, `Chongchongang`.
        let sound = three.iter().fold(String::new(), |sound, word| joined(sound, &word.sound));
        keys.push(hash(&["1", &sound]));
    }
    for (at, one) in words.iter().enumerate() {
        for (distance, other) in words.iter().skip(at + 1).enumerate() {
            let (first, second) = if one.sound <= other.sound { (one, other) } else { (other, one) };
            keys.push(hash(&["2", &first.sound, &second.sound]));
            if distance == 0 {
                // As one word: `ali reza`, `alireza`.
                keys.push(hash(&["1", &joined(one.sound.to_string(), &other.sound)]));
            }
        }
        if one.sound.len() > 1 {
            keys.push(hash(&["1", &one.sound]));
        }
    }
    keys
}

/// Two sounds as one: a consonant at the seam sounds once.
fn joined(mut sound: String, rest: &str) -> String {
    let seam = sound.chars().next_back();
    sound.push_str(rest.strip_prefix(|first| Some(first) == seam).unwrap_or(rest));
    sound
}

const LONG: &str = "l";
const SHORT: &str = "s";

/// Keys by which an index finds a name by first letters.
pub(super) fn listed_acronyms(words: &[&Token]) -> Vec<u32> {
    keys_of_acronyms(words, LONG, SHORT)
}

/// Keys that a name is looked for by: a long one meets short ones, and a short one long ones.
fn asked_acronyms(words: &[&Token]) -> Vec<u32> {
    keys_of_acronyms(words, SHORT, LONG)
}

fn keys_of_acronyms(words: &[&Token], of_long: &str, of_short: &str) -> Vec<u32> {
    let acronyms = acronyms(words);
    let long = acronyms.of_long.iter().map(|letters| hash(&[of_long, letters]));
    long.chain(acronyms.of_short.iter().map(|letters| hash(&[of_short, letters]))).collect()
}
