//! How alike two words are: an edit distance that knows which letters are written for one another.
//!
//! A plain edit distance holds `Kaled` and `Khaled` as far apart as `Saled` and `Ealed`. Here a vowel for a vowel, a
//! doubled letter, a `k` for a `q` cost less than letters that nobody confuses. Costs are ours, by how romanisations of
//! Arabic, Cyrillic, Hangul and Persian differ among one another; no more is in them than fits in one screen.

use super::fold::LONGEST_WORD;
use super::name::Token;

/// Two words that differ in more than this share of their letters have nothing in common.
const LEAST_SHARED_LETTERS: f32 = 0.4;

/// Words whose letters cost more than this share of their length to turn into one another are not looked at to the end:
/// nobody takes them for one.
const MOST_DIFFERENT: f32 = 0.55;

/// From 0, nothing in common, to 1, equal. Symmetric.
pub(super) fn likeness(one: &Token, other: &Token) -> f32 {
    if one.text == other.text {
        return 1.0;
    }
    let (shared, all) =
        ((one.letters & other.letters).count_ones(), (one.letters | other.letters).count_ones());
    if real(shared) < LEAST_SHARED_LETTERS * real(all) {
        return 0.0;
    }
    let vowels = if one.unvowelled || other.unvowelled { Vowels::Unwritten } else { Vowels::Written };
    text_likeness_by(vowels, one.text.as_bytes(), other.text.as_bytes())
}

/// Whether both words have their vowels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Vowels {
    Written,
    Unwritten,
}

/// The same of bare texts, without the short cut.
pub(super) fn text_likeness(one: &[u8], other: &[u8]) -> f32 {
    text_likeness_by(Vowels::Written, one, other)
}

fn text_likeness_by(vowels: Vowels, one: &[u8], other: &[u8]) -> f32 {
    if one.is_empty() || other.is_empty() {
        return 0.0;
    }
    let mean = real_size(one.len() + other.len()) / 2.0;
    let cost = distance(vowels, one, other, mean * MOST_DIFFERENT);
    // Unlike first letters are rarely a slip, and rarely a matter of spelling.
    let start = match (one.first(), other.first()) {
        (Some(one), Some(other)) => 0.35 * substitution(*one, *other),
        _ => 0.0,
    };
    (1.0 - (cost + start) / mean).clamp(0.0, 1.0)
}

type Row = [f32; LONGEST_WORD + 1];

/// A letter of the word that lies along the rows, with what does not depend on the other word.
#[derive(Clone, Copy)]
struct Column {
    letter: u8,
    place: usize,
    gap: f32,
}

/// The least sum of costs that turns one word into the other: substitutions, insertions, deletions, swapped neighbours.
///
/// Infinite if it is above `most`.
fn distance(vowels: Vowels, one: &[u8], other: &[u8], most: f32) -> f32 {
    let other = other.get(..LONGEST_WORD).unwrap_or(other);
    let mut columns = [Column { letter: 0, place: 0, gap: 0.0 }; LONGEST_WORD];
    // Of three rows, the one two back is for swapped neighbours.
    let mut rows: [Row; 3] =
        [[f32::INFINITY; LONGEST_WORD + 1], [0.0; LONGEST_WORD + 1], [0.0; LONGEST_WORD + 1]];
    let [before_last, last, current] = &mut rows;
    let (mut before_last, mut last, mut current) = (before_last, last, current);
    let mut previous = 0;
    let mut sum = 0.0;
    for ((cell, column), letter) in last.iter_mut().skip(1).zip(&mut columns).zip(other) {
        *column = Column { letter: *letter, place: place(*letter), gap: gap(vowels, *letter, previous) };
        sum += column.gap;
        *cell = sum;
        previous = *letter;
    }
    let columns = columns.get(..other.len()).unwrap_or_default();
    let (mut above, mut least_above) = (0, 0.0);
    for letter in one {
        let removal = gap(vowels, *letter, above);
        let costs = SUBSTITUTIONS.get(place(*letter));
        let Some((diagonal, ups)) = last.split_first() else { return sum };
        let Some((first, cells)) = current.split_first_mut() else { return sum };
        let mut diagonal = *diagonal;
        *first = diagonal + removal;
        let (mut left, mut least) = (*first, *first);
        let mut before = 0;
        // What stood diagonally two back, for the swap: `before_last` shifted by two.
        let mut two_back = f32::INFINITY;
        for (((cell, column), up), before_last) in
            cells.iter_mut().zip(columns).zip(ups).zip(before_last.iter())
        {
            let is_same = *letter == column.letter;
            let substitution = if is_same {
                0.0
            } else {
                costs.and_then(|costs| costs.get(column.place)).copied().unwrap_or(1.0)
            };
            let mut best = (diagonal + substitution).min(up + removal).min(left + column.gap);
            if !is_same && *letter == before && above == column.letter {
                best = best.min(two_back + SWAP);
            }
            *cell = best;
            least = least.min(best);
            (left, diagonal, two_back, before) = (best, *up, *before_last, column.letter);
        }
        // Two rows, because a swap looks two back.
        if least > most && least_above > most {
            return f32::INFINITY;
        }
        least_above = least;
        above = *letter;
        std::mem::swap(&mut before_last, &mut last);
        std::mem::swap(&mut last, &mut current);
    }
    last.get(other.len()).copied().filter(|cost| *cost <= most).unwrap_or(f32::INFINITY)
}

const SWAP: f32 = 0.7;

/// What a letter costs that only one word has; `previous` stands before it.
fn gap(vowels: Vowels, letter: u8, previous: u8) -> f32 {
    if letter == previous {
        return 0.2;
    }
    match letter {
        b'a' | b'e' | b'i' | b'o' | b'u' if vowels == Vowels::Unwritten => 0.12,
        b'h' | b'e' => 0.35,
        b'a' | b'i' | b'o' | b'u' | b'y' => 0.45,
        b'w' => 0.6,
        _ => 1.0,
    }
}

/// What one letter in the place of another costs: by their places among all bytes that a word may have.
#[expect(clippy::indexing_slicing, reason = "in a constant a place out of range does not compile")]
static SUBSTITUTIONS: [[f32; SIGNS]; SIGNS] = {
    let mut costs = [[0.0; SIGNS]; SIGNS];
    let mut one = 0;
    while one < SIGNS {
        let mut other = 0;
        while other < SIGNS {
            costs[one][other] = confusion(LETTERS[one], LETTERS[other]);
            other += 1;
        }
        one += 1;
    }
    costs
};

const SIGNS: usize = LETTERS.len();
const LETTERS: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";

/// The place of a byte in [`LETTERS`].
fn place(letter: u8) -> usize {
    match letter {
        b'0'..=b'9' => usize::from(letter - b'0') + 26,
        _ => usize::from(letter.wrapping_sub(b'a')),
    }
}

fn substitution(one: u8, other: u8) -> f32 {
    SUBSTITUTIONS.get(place(one)).and_then(|row| row.get(place(other))).copied().unwrap_or(1.0)
}

const fn confusion(one: u8, other: u8) -> f32 {
    let (one, other) = if one < other { (one, other) } else { (other, one) };
    if one == other {
        return 0.0;
    }
    match (one, other) {
        (b'i', b'y') | (b'e' | b'a' | b'i' | b'o', b'e' | b'i' | b'o' | b'u') => vowels(one, other),
        (b'k', b'q') | (b'v', b'w') | (b'u', b'w') | (b's', b'z') => 0.2,
        (b'c', b'k' | b'q' | b's') | (b'0', b'o') | (b'1', b'i' | b'l') | (b'5', b's') | (b'3', b'e') => 0.25,
        (b'g', b'k' | b'q' | b'h' | b'j') | (b'j', b'y') | (b'b', b'p' | b'v') | (b'd', b't') => 0.4,
        (b'c', b'z' | b'j') | (b'f', b'v' | b'p') | (b'k', b'x') | (b'j', b'z') | (b'e' | b'a', b'y') => 0.4,
        (b'm', b'n')
        | (b'u' | b'o', b'v')
        | (b'o', b'w')
        | (b'h', b'k')
        | (b'j', b'i')
        | (b'f', b'w')
        | (b'd' | b't', b'z') => 0.6,
        _ => 1.0,
    }
}

const fn vowels(one: u8, other: u8) -> f32 {
    match (one, other) {
        (b'i', b'y') => 0.1,
        (b'e', b'i') | (b'o', b'u') | (b'a', b'e') => 0.3,
        _ => 0.45,
    }
}

pub(super) fn real(count: u32) -> f32 {
    f32::from(u16::try_from(count).unwrap_or(u16::MAX))
}

pub(super) fn real_size(count: usize) -> f32 {
    f32::from(u16::try_from(count).unwrap_or(u16::MAX))
}

#[cfg(test)]
mod tests {
    use super::{Vowels, distance, text_likeness};

    fn like(one: &str, other: &str) -> f32 {
        text_likeness(one.as_bytes(), other.as_bytes())
    }

    #[test]
    fn spellings_of_one_name_are_alike_and_others_are_not() {
        for (one, other, least) in [
            ("mohammed", "muhammad", 0.85),
            ("khaled", "khalid", 0.9),
            ("qolam", "gholam", 0.8),
            ("husayn", "hussein", 0.8),
            ("lukashenko", "luakshenko", 0.9),
        ] {
            assert!(like(one, other) >= least, "{one} {other} {}", like(one, other));
        }
        for (one, other) in [("bank", "fund"), ("ali", "omar")] {
            assert!(like(one, other) < 0.6, "{one} {other} {}", like(one, other));
        }
    }

    #[test]
    fn swapped_neighbours_cost_less_than_two_letters() {
        assert!((distance(Vowels::Written, b"ronald", b"rnoald", f32::MAX) - 0.7).abs() < 1e-6);
        assert!(
            (distance(Vowels::Written, b"abcd", b"acbd", f32::MAX)
                - distance(Vowels::Written, b"acbd", b"abcd", f32::MAX))
            .abs()
                < 1e-6
        );
    }

    #[test]
    fn the_order_of_the_two_does_not_matter() {
        for (one, other) in [("mohammed", "mhmd"), ("jang", "chang"), ("yevgeny", "evgeniy"), ("aab", "ab")] {
            assert!((like(one, other) - like(other, one)).abs() < 1e-6, "{one} {other}");
        }
    }
}
