//! Every word of a register's names: how often it occurs, and which words are spelled almost like another.
//!
//! Words are kept in one sorted text, as they are written; variants of one word (`intl`, `international`) share a
//! *stem*, which is what is counted and looked up. A word with a slip in it is found through the words that are left when one letter
//! is taken out: two words that share such a rest differ by one change, or by two that cancel in length.

use std::collections::HashMap;

use super::spelling::distance;

/// A word's number.
pub(super) type Word = u32;

/// Shorter words have too many neighbours to mean anything, longer ones are no words.
const WITH_NEIGHBOURS: std::ops::RangeInclusive<usize> = 3..=24;
/// Neighbours of one word that are looked at.
const MOST_NEIGHBOURS: usize = 48;
/// Words with the same beginning that are looked at.
const MOST_BEGINNINGS: usize = 2000;

/// The words while they are gathered.
#[derive(Default)]
pub(super) struct Gathered {
    words: HashMap<Box<str>, Word>,
    stems: Vec<Word>,
    entries: Vec<u32>,
    of_forms: Vec<bool>,
}

/// The words.
pub(super) struct Dictionary {
    text: String,
    ends: Vec<u32>,
    /// By word.
    stems: Vec<Word>,
    /// By stem.
    entries: Vec<u32>,
    /// Whether legal forms of several words have this one.
    of_forms: Vec<bool>,
    rests: Vec<Rest>,
    rarest: f32,
}

/// What is left of a word without one of its letters, as a hash.
type Rest = (u32, Word);

impl Gathered {
    /// A word, and the one spelling of its variants.
    pub(super) fn add(&mut self, text: &str, stem: &str) -> Word {
        if let Some(word) = self.words.get(text) {
            return *word;
        }
        let stem = (stem != text).then(|| self.add(stem, stem));
        let word = Word::try_from(self.words.len()).unwrap_or(Word::MAX);
        self.words.insert(text.into(), word);
        self.stems.push(stem.unwrap_or(word));
        self.entries.push(0);
        self.of_forms.push(false);
        word
    }

    /// A word that stands in legal forms.
    pub(super) fn add_of_form(&mut self, text: &str) {
        let word = self.add(text, text);
        if let Some(of_forms) = place(word).and_then(|place| self.of_forms.get_mut(place)) {
            *of_forms = true;
        }
    }

    pub(super) fn stem(&self, word: Word) -> Word {
        place(word).and_then(|place| self.stems.get(place)).copied().unwrap_or(word)
    }

    /// Another name has a word of that stem.
    pub(super) fn count(&mut self, stem: Word) {
        if let Some(entries) = place(stem).and_then(|place| self.entries.get_mut(place)) {
            *entries += 1;
        }
    }

    /// The dictionary, and the new number of each word by its old one.
    pub(super) fn finish(self, names: usize) -> (Dictionary, Vec<Word>) {
        let mut sorted: Vec<(Box<str>, Word)> = self.words.into_iter().collect();
        sorted.sort_unstable();
        let mut renumbered = vec![0; sorted.len()];
        for ((_, old), new) in sorted.iter().zip(0..) {
            if let Some(number) = place(*old).and_then(|place| renumbered.get_mut(place)) {
                *number = new;
            }
        }
        let new = |old: Word| place(old).and_then(|place| renumbered.get(place)).copied().unwrap_or_default();
        let mut dictionary = Dictionary {
            text: String::new(),
            ends: Vec::with_capacity(sorted.len()),
            stems: Vec::with_capacity(sorted.len()),
            entries: Vec::with_capacity(sorted.len()),
            of_forms: Vec::with_capacity(sorted.len()),
            rests: Vec::new(),
            rarest: logarithm(names + 1),
        };
        for (text, old) in &sorted {
            dictionary.text.push_str(text);
            dictionary.ends.push(u32::try_from(dictionary.text.len()).unwrap_or(u32::MAX));
            let old_place = place(*old).unwrap_or(usize::MAX);
            dictionary.stems.push(new(self.stems.get(old_place).copied().unwrap_or_default()));
            dictionary.entries.push(self.entries.get(old_place).copied().unwrap_or_default());
            dictionary.of_forms.push(self.of_forms.get(old_place).copied().unwrap_or_default());
            for_each_rest(text, |rest| dictionary.rests.push((rest, new(*old))));
        }
        dictionary.rests.sort_unstable();
        dictionary.rests.dedup();
        dictionary.rests.shrink_to_fit();
        dictionary.text.shrink_to_fit();
        (dictionary, renumbered)
    }
}

impl Dictionary {
    /// Words.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Bytes it takes.
    pub(super) fn size_bytes(&self) -> usize {
        self.text.capacity() + 13 * self.ends.capacity() + 8 * self.rests.capacity()
    }

    /// A word's text.
    pub(super) fn text(&self, word: Word) -> &str {
        let place = place(word).unwrap_or(usize::MAX);
        let end = |place: usize| self.ends.get(place).and_then(|end| usize::try_from(*end).ok());
        let start = place.checked_sub(1).map_or(Some(0), end);
        start.zip(end(place)).and_then(|(start, end)| self.text.get(start..end)).unwrap_or_default()
    }

    /// The word of that text.
    pub(super) fn find(&self, text: &str) -> Option<Word> {
        let first = self.first_from(text);
        (self.text(first) == text && !text.is_empty()).then_some(first)
    }

    /// The first word that does not stand before the text.
    fn first_from(&self, text: &str) -> Word {
        let (mut low, mut high) = (0, Word::try_from(self.len()).unwrap_or(Word::MAX));
        while low < high {
            let middle = low.midpoint(high);
            if self.text(middle) < text {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// Words that begin with the text, the most frequent first; none if there are so many that it says nothing.
    pub(super) fn beginning_with(&self, text: &str) -> Vec<Word> {
        let first = self.first_from(text);
        let words = first..Word::try_from(self.len()).unwrap_or(Word::MAX);
        let words = words.take_while(|word| self.text(*word).starts_with(text));
        let mut words: Vec<Word> = words.take(MOST_BEGINNINGS).collect();
        words.sort_unstable_by_key(|word| std::cmp::Reverse(self.entries(*word)));
        words
    }

    /// The word by which the variants of this one are counted and found.
    pub(super) fn stem(&self, word: Word) -> Word {
        place(word).and_then(|place| self.stems.get(place)).copied().unwrap_or(word)
    }

    /// Whether the word is of legal forms more than of names.
    pub(super) fn is_of_forms(&self, word: Word) -> bool {
        place(word).and_then(|place| self.of_forms.get(place)).copied().unwrap_or_default()
    }

    /// Names that have the word or a variant.
    pub(super) fn entries(&self, word: Word) -> u32 {
        place(self.stem(word)).and_then(|place| self.entries.get(place)).copied().unwrap_or_default()
    }

    /// From 0, every name has it, to 1, none has.
    pub(super) fn rarity(&self, word: Option<Word>) -> f32 {
        let entries = word.map_or(0, |word| self.entries(word));
        let entries = usize::try_from(entries).unwrap_or(usize::MAX);
        1.0 - (logarithm(entries + 1) / self.rarest).min(1.0)
    }

    /// Words that differ from a text by a slip or two, with the number of slips; the nearest first.
    pub(super) fn like(&self, text: &str) -> Vec<(Word, usize)> {
        let mut found: Vec<Word> = Vec::new();
        let mut visit = |rest: u32| {
            let start = self.rests.partition_point(|(other, _)| *other < rest);
            let same =
                self.rests.get(start..).unwrap_or_default().iter().take_while(|(other, _)| *other == rest);
            found.extend(same.map(|(_, word)| *word));
        };
        // The text may be what is left of a word that lost a letter, or have one too many.
        visit(hash(text.bytes()));
        for_each_rest(text, &mut visit);
        let bytes = text.as_bytes();
        for place in 0..text.len() {
            let shorter =
                [bytes.get(..place).unwrap_or_default(), bytes.get(place + 1..).unwrap_or_default()].concat();
            found.extend(std::str::from_utf8(&shorter).ok().and_then(|shorter| self.find(shorter)));
        }
        found.sort_unstable();
        found.dedup();
        let most = if text.len() < 7 { 1 } else { 2 };
        let near =
            found.into_iter().map(|word| (word, distance(text.as_bytes(), self.text(word).as_bytes(), most)));
        let mut near: Vec<(Word, usize)> = near.filter(|(_, slips)| (1..=most).contains(slips)).collect();
        near.sort_unstable_by_key(|(word, slips)| (*slips, self.entries(*word)));
        near.truncate(MOST_NEIGHBOURS);
        near
    }
}

fn place(word: Word) -> Option<usize> {
    usize::try_from(word).ok()
}

fn for_each_rest(text: &str, mut visit: impl FnMut(u32)) {
    let bytes = text.as_bytes();
    if WITH_NEIGHBOURS.contains(&bytes.len()) && !bytes.iter().all(u8::is_ascii_digit) {
        for place in 0..bytes.len() {
            let without = |(other, byte): (usize, &u8)| (other != place).then_some(*byte);
            visit(hash(bytes.iter().enumerate().filter_map(without)));
        }
    }
}

/// FNV-1a.
fn hash(bytes: impl Iterator<Item = u8>) -> u32 {
    bytes.fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

fn logarithm(count: usize) -> f32 {
    // Above four thousand million names the rest makes no difference.
    let count = f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a logarithm of a 32-bit number loses nothing that matters"
    )]
    let logarithm = count.ln() as f32;
    logarithm
}
