//! What people write, brought to the characters that the rules are about.
//!
//! Look-alikes of separators and digits become the plain ones, each scheme drops the separators it tolerates, and
//! letters become capitals. Whatever is left is judged as it is: a stray character is never dropped silently.

use std::ops::Deref;

/// Longer than any number of a scheme here; what is written longer is cut and then fits no rule.
const LONGEST: usize = 128;

/// Stands for a character that no scheme knows.
const FOREIGN: u8 = 0x1a;

/// A cleaned number: characters of Latin-1 on the stack.
#[derive(Clone)]
pub(crate) struct Number {
    characters: [u8; LONGEST],
    length: usize,
}

/// How a scheme's numbers may be written.
#[derive(Clone, Copy)]
pub(crate) struct Clean {
    /// Separators that are dropped wherever they stand.
    pub(crate) ignored: &'static str,
    /// Beginnings that are dropped, such as the country's letters; the first that fits.
    pub(crate) prefixes: &'static [&'static str],
    /// Whether small letters mean something else than capitals.
    pub(crate) keeps_case: bool,
    /// Letters of another script that stand for Latin ones.
    pub(crate) letters: fn(char) -> char,
    /// What else is put right, such as a zero left out.
    pub(crate) tidy: fn(&mut Number),
}

impl Clean {
    pub(crate) const fn ignoring(ignored: &'static str) -> Self {
        Self { ignored, prefixes: &[], keeps_case: false, letters: |letter| letter, tidy: |_| {} }
    }

    pub(crate) const fn without(self, prefixes: &'static [&'static str]) -> Self {
        Self { prefixes, ..self }
    }

    pub(crate) const fn keeping_case(self) -> Self {
        Self { keeps_case: true, ..self }
    }

    pub(crate) const fn reading(self, letters: fn(char) -> char) -> Self {
        Self { letters, ..self }
    }

    pub(crate) const fn then(self, tidy: fn(&mut Number)) -> Self {
        Self { tidy, ..self }
    }

    pub(crate) fn apply(&self, text: &str) -> Number {
        let mut number = Number::gathered(text.trim(), |character| {
            let character = (self.letters)(fold(character));
            if self.ignored.contains(character) { None } else { Some(character) }
        });
        if !self.keeps_case {
            number.capitalise();
        }
        number.trim();
        if let Some(prefix) = self.prefixes.iter().find(|prefix| number.starts_with(prefix.as_bytes())) {
            number.drop_first(prefix.len());
        }
        (self.tidy)(&mut number);
        number
    }
}

impl Number {
    fn gathered(text: &str, keep: impl Fn(char) -> Option<char>) -> Self {
        let mut number = Self { characters: [0; LONGEST], length: 0 };
        for character in text.chars().filter_map(keep) {
            // Latin-1 is the first 256 characters of Unicode.
            number.push(u8::try_from(u32::from(character)).unwrap_or(FOREIGN));
        }
        number
    }

    fn push(&mut self, character: u8) {
        if let Some(place) = self.characters.get_mut(self.length) {
            *place = character;
            self.length += 1;
        } else {
            self.characters = [FOREIGN; LONGEST];
        }
    }

    fn capitalise(&mut self) {
        self.characters.make_ascii_uppercase();
        for letter in &mut self.characters {
            // The Latin-1 capitals are 32 before their small letters; ß, ÷ and ÿ have none.
            if matches!(*letter, 0xe0..=0xf6 | 0xf8..=0xfe) {
                *letter -= 32;
            }
        }
    }

    fn trim(&mut self) {
        let kept = self.trim_ascii();
        let (start, length) = (self.len() - self.trim_ascii_start().len(), kept.len());
        self.length = start + length;
        self.drop_first(start);
    }

    pub(crate) fn drop_first(&mut self, count: usize) {
        let count = count.min(self.length);
        self.characters.rotate_left(count);
        self.length -= count;
    }

    pub(crate) fn keep_first(&mut self, count: usize) {
        self.length = self.length.min(count);
    }

    /// Drops the zeros it begins with.
    pub(crate) fn drop_zeros(&mut self) {
        let zeros = self.iter().take_while(|character| **character == b'0').count();
        self.drop_first(zeros);
    }

    /// Puts zeros back that people leave out: before the place, so that there are `wanted` characters.
    pub(crate) fn pad(&mut self, place: usize, wanted: usize) {
        while self.length < wanted.min(LONGEST) && place <= self.length {
            self.insert(place, b'0');
        }
    }

    /// Puts a character in front of the one at a place, while there is room.
    pub(crate) fn insert(&mut self, place: usize, character: u8) {
        if self.length < LONGEST && place <= self.length {
            self.push(character);
            if let Some(tail) = self.characters.get_mut(place..self.length) {
                tail.rotate_right(1);
            }
        }
    }

    /// Drops a character wherever it stands.
    pub(crate) fn remove(&mut self, unwanted: u8) {
        let kept = self.clone();
        self.length = 0;
        for character in kept.iter().filter(|character| **character != unwanted) {
            self.push(*character);
        }
    }

    /// Drops one dash behind each so many characters; any other stays.
    pub(crate) fn undash(&mut self, places: &[usize]) {
        let kept = self.clone();
        let mut last = 0;
        self.length = 0;
        for character in kept.iter() {
            if *character == b'-' && self.length > last && places.contains(&self.length) {
                last = self.length;
            } else {
                self.push(*character);
            }
        }
    }

    /// Becomes these characters.
    pub(crate) fn replace(&mut self, characters: &[u8]) {
        self.length = 0;
        characters.iter().for_each(|character| self.push(*character));
    }

    /// Parts it at any of the separators, fills each part up to a width with zeros in front, and joins them by one.
    pub(crate) fn separate(&mut self, separators: &[u8], joint: u8, width: usize) {
        let kept = self.clone();
        self.length = 0;
        for (turn, part) in kept.split(|character| separators.contains(character)).enumerate() {
            if turn > 0 {
                self.push(joint);
            }
            (part.len()..width).for_each(|_| self.push(b'0'));
            part.iter().for_each(|character| self.push(*character));
        }
    }

    pub(crate) fn text(&self) -> String {
        self.iter().map(|character| char::from(*character)).collect()
    }
}

impl Deref for Number {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.characters.get(..self.length).unwrap_or_default()
    }
}

/// The plain character that another one is a way to write: blanks, dashes, dots, slashes, and digits of other widths.
fn fold(character: char) -> char {
    match character {
        ' '..='~' => character,
        _ if character.is_whitespace() => ' ',
        '\u{2010}'..='\u{2015}'
        | '\u{2212}'
        | '\u{ad}'
        | '\u{58a}'
        | '\u{5be}'
        | '\u{fe58}'
        | '\u{fe63}'
        | '¯' => '-',
        '·' | '•' | '‧' | '∙' | '⋅' | '。' | '・' => '.',
        '⁄' | '∕' => '/',
        '‚' | '、' => ',',
        '‘' | '’' | '´' | 'ʹ' | 'ʼ' | '′' => '\'',
        // Full width: the printable ASCII characters once more.
        '\u{ff01}'..='\u{ff5e}' => shifted(character, 0xff01, u32::from('!')),
        // Mathematical digits, five styles of ten.
        '\u{1d7ce}'..='\u{1d7ff}' => {
            char::from_digit((u32::from(character) - 0x1d7ce) % 10, 10).unwrap_or(character)
        }
        _ => character,
    }
}

fn shifted(character: char, from: u32, to: u32) -> char {
    char::from_u32(u32::from(character) - from + to).unwrap_or(character)
}

/// Cyrillic capitals that look like Latin ones and stand for them in numbers of Belarus and North Macedonia.
pub(crate) const CYRILLIC: fn(char) -> char = |letter| {
    let upper = letter.to_uppercase().next().unwrap_or(letter);
    "АВЕКМНОРСТУП"
        .chars()
        .zip("ABEKMHOPCTUP".chars())
        .find(|pair| pair.0 == upper)
        .map_or(letter, |pair| pair.1)
};

/// Arabic-Indic digits, eastern and western.
pub(crate) fn arabic(digit: char) -> char {
    match digit {
        '\u{660}'..='\u{669}' => shifted(digit, 0x660, u32::from('0')),
        '\u{6f0}'..='\u{6f9}' => shifted(digit, 0x6f0, u32::from('0')),
        _ => digit,
    }
}
