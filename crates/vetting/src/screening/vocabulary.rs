//! The different words of an index, and those among them that may be a given word.
//!
//! A word is looked for by its letters in threes, by its sound, and by the one spelling of its variants. What comes up
//! is then compared letter by letter.

use std::collections::HashMap;

use super::postings::{Hashed, Postings, hash, number, short};
use crate::names::{Kind, Token, agree};

/// `a` to `z`, `0` to `9`, and the edge of a word.
const SIGNS: usize = 37;

/// Of the letters in threes, so large a share must be common, or two words are not compared.
const LEAST_COMMON: f32 = 0.36;

/// At most so many words stand for one, the most alike.
const MOST_ALIKE: usize = 48;

/// A word of the index that may be the one that was asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Alike {
    pub(super) word: u32,
    pub(super) likeness: f32,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Vocabulary {
    words: Vec<Token>,
    threes: Postings,
    sounds: Hashed,
    keys: Hashed,
}

impl Vocabulary {
    /// `words` are different, and numbered in this order.
    pub(super) fn new(words: Vec<Token>) -> Self {
        let (mut threes, mut sounds, mut keys) = (Vec::new(), Vec::new(), Vec::new());
        for (token, number) in words.iter().zip(0..) {
            if is_looked_for(token) {
                threes.extend(threes_of(&token.text).map(|three| (three, number)));
                sounds.push((hash(&[&token.sound]), number));
            }
            keys.push((hash(&[token.key()]), number));
        }
        Self {
            threes: Postings::new(SIGNS * SIGNS * SIGNS, threes),
            sounds: Hashed::new(sounds),
            keys: Hashed::new(keys),
            words,
        }
    }

    pub(super) fn word(&self, number_of: u32) -> Option<&Token> {
        self.words.get(number(number_of))
    }

    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// The number of this very word.
    pub(super) fn find(&self, token: &Token) -> Option<u32> {
        self.keys.get(hash(&[token.key()])).find(|number| self.word(*number) == Some(token))
    }

    /// The words that may be this one, the most alike first.
    pub(super) fn alike(&self, token: &Token, seen: &mut Seen) -> Vec<Alike> {
        let mut alike = Vec::new();
        let mut look = |number: u32| {
            let Some(word) = self.word(number) else { return };
            if let Some((_, likeness)) = agree(token, word)
                && likeness > 0.0
            {
                alike.push(Alike { word: number, likeness });
            }
        };
        for number in self.keys.get(hash(&[token.key()])) {
            if seen.take(number) {
                look(number);
            }
        }
        if is_looked_for(token) {
            for number in self.sounds.get(hash(&[&token.sound])) {
                if seen.take(number) {
                    look(number);
                }
            }
            self.each_with_common_threes(token, seen, look);
        }
        seen.clear();
        alike.sort_unstable_by(|one, other| {
            other.likeness.total_cmp(&one.likeness).then(one.word.cmp(&other.word))
        });
        alike.truncate(MOST_ALIKE);
        alike
    }

    fn each_with_common_threes(&self, token: &Token, seen: &mut Seen, mut look: impl FnMut(u32)) {
        let threes = threes_of(&token.text);
        let mut asked = 0;
        for three in threes {
            asked += 1;
            for number in self.threes.get(three) {
                seen.count(*number);
            }
        }
        for number in seen.counted() {
            let Some(word) = self.word(number) else { continue };
            let common = f32::from(seen.common(number)) * 2.0;
            let all = f32::from(u16::try_from(asked + word.text.len() + 1).unwrap_or(u16::MAX));
            if common >= LEAST_COMMON * all && seen.take(number) {
                look(number);
            }
        }
    }

    pub(super) fn heap_bytes(&self) -> usize {
        let texts = |token: &Token| {
            token.text.capacity() + token.sound.len() + token.canonical.as_ref().map_or(0, |text| text.len())
        };
        self.words.capacity() * size_of::<Token>()
            + self.words.iter().map(texts).sum::<usize>()
            + self.threes.heap_bytes()
            + self.sounds.heap_bytes()
            + self.keys.heap_bytes()
    }
}

/// Words whose spelling may vary. Numbers, initials, legal forms are found by what they mean.
fn is_looked_for(token: &Token) -> bool {
    matches!(token.kind, Kind::Core | Kind::Generic) && token.text.len() > 1
}

/// The letters of a word in threes, its edges included: one more than it has letters.
fn threes_of(text: &str) -> impl Iterator<Item = u32> {
    let sign = |byte: u8| match byte {
        b'a'..=b'z' => u32::from(byte - b'a') + 1,
        b'0'..=b'9' => u32::from(byte - b'0') + 27,
        _ => 0,
    };
    let signs = text.bytes().map(sign).chain([0]);
    let mut last = (0, 0);
    signs.enumerate().filter_map(move |(at, sign)| {
        let three = (last.0 * 37 + last.1) * 37 + sign;
        last = (last.1, sign);
        (at > 0).then_some(three)
    })
}

/// Which words were seen while looking for one. Kept between looks, so that a look costs what it touches.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    /// By word: how many threes it has in common; 255 once it was looked at.
    marks: Vec<u8>,
    touched: Vec<u32>,
}

const TAKEN: u8 = u8::MAX;

impl Seen {
    pub(super) fn new(words: usize) -> Self {
        Self { marks: vec![0; words], touched: Vec::new() }
    }

    fn count(&mut self, word: u32) {
        if let Some(mark) = self.marks.get_mut(number(word)) {
            if *mark == 0 {
                self.touched.push(word);
            }
            if *mark < TAKEN - 1 {
                *mark += 1;
            }
        }
    }

    fn common(&self, word: u32) -> u8 {
        self.marks.get(number(word)).copied().filter(|mark| *mark != TAKEN).unwrap_or(0)
    }

    fn counted(&self) -> Vec<u32> {
        self.touched.clone()
    }

    /// Whether this is the first look at the word.
    fn take(&mut self, word: u32) -> bool {
        let Some(mark) = self.marks.get_mut(number(word)) else { return false };
        if *mark == 0 {
            self.touched.push(word);
        }
        let is_first = *mark != TAKEN;
        *mark = TAKEN;
        is_first
    }

    fn clear(&mut self) {
        for word in self.touched.drain(..) {
            if let Some(mark) = self.marks.get_mut(number(word)) {
                *mark = 0;
            }
        }
    }
}

/// Numbers different words in the order of their coming.
#[derive(Default)]
pub(super) struct Numbering {
    numbers: HashMap<Token, u32>,
}

impl Numbering {
    pub(super) fn number(&mut self, token: Token) -> u32 {
        let next = short(self.numbers.len());
        *self.numbers.entry(token).or_insert(next)
    }

    pub(super) fn into_words(self) -> Vec<Token> {
        let mut numbered: Vec<(Token, u32)> = self.numbers.into_iter().collect();
        numbered.sort_unstable_by_key(|(_, number)| *number);
        numbered.into_iter().map(|(token, _)| token).collect()
    }
}
