//! Which words of two names stand for one another, and why.
//!
//! Best pairs first: every pair of words that may be one word has a likeness, and the strongest are taken until no two
//! are left. Neighbours may be joined (`Ali Reza`, `Alireza`). Every word of both names is in the answer once.

use std::ops::Range;

use super::likeness::{likeness, text_likeness};
use super::name::{Kind, Token};

/// Why two words are taken for one another, or that one has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Agreement {
    /// The same letters, after script, case and accents.
    Equal,
    /// Known variants of one word: `Oleksandr` and `Alexander`, `Intl` and `International`.
    Variant,
    /// Different spellings; so many letters differ.
    Spelling(u8),
    /// They sound alike, and are spelt apart.
    Sound,
    /// One is the first letter of the other.
    Initial,
    /// One is the start of the other, or its consonants.
    Abbreviation,
    /// The same letters with another space between.
    Joined,
    /// Legal forms, the same or of the same group, or not.
    LegalForm(Same),
    /// Numbers, the same or not.
    Number(Same),
    /// Only one name has it.
    Missing,
}

/// Whether two forms or numbers are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Same {
    /// The same.
    Yes,
    /// Of the same group.
    Nearly,
    /// Different.
    No,
}

/// Words of one name and of the other.
#[derive(Debug, Clone, PartialEq)]
pub struct Aligned {
    /// Places in the left name's tokens; empty if the right has it alone.
    pub left: Range<usize>,
    /// Places in the right name's tokens; empty if the left has it alone.
    pub right: Range<usize>,
    /// Why.
    pub agreement: Agreement,
    /// From 0 to 1.
    pub likeness: f32,
}

/// Words less alike than this are not taken for one another.
const LEAST_LIKENESS: f32 = 0.5;

/// Joined words have to be nearly equal: with a space to choose, much becomes alike.
const LEAST_LIKENESS_JOINED: f32 = 0.82;

/// Words that were joined: at most so many, with at most so many letters.
const MOST_JOINED: usize = 3;
const LONGEST_JOINED: usize = 24;

/// Aligns the words of two names.
pub(super) fn align(left: &[&Token], right: &[&Token]) -> Vec<Aligned> {
    let mut found = Vec::with_capacity(left.len() + right.len());
    for (at_left, one) in left.iter().enumerate() {
        for (at_right, other) in right.iter().enumerate() {
            if let Some((agreement, likeness)) = agree(one, other) {
                let weight = f32::from(one.rarity.max(other.rarity));
                let candidate = Aligned {
                    left: at_left..at_left + 1,
                    right: at_right..at_right + 1,
                    agreement,
                    likeness,
                };
                found.push((candidate, likeness * likeness * weight));
            }
        }
    }
    joined(left, right, |left, right, likeness, weight| {
        found.push((
            Aligned { left, right, agreement: Agreement::Joined, likeness },
            likeness * likeness * weight,
        ));
    });
    joined(right, left, |right, left, likeness, weight| {
        found.push((
            Aligned { left, right, agreement: Agreement::Joined, likeness },
            likeness * likeness * weight,
        ));
    });
    found.sort_by(|(one, strength), (other, other_strength)| {
        other_strength.total_cmp(strength).then_with(|| drift(one).cmp(&drift(other)))
    });
    let (mut left_taken, mut right_taken) = (0_u64, 0_u64);
    let mut aligned = Vec::with_capacity(left.len() + right.len());
    for (candidate, _) in found {
        let (in_left, in_right) = (bits(&candidate.left), bits(&candidate.right));
        if left_taken & in_left == 0 && right_taken & in_right == 0 {
            left_taken |= in_left;
            right_taken |= in_right;
            aligned.push(candidate);
        }
    }
    aligned.sort_by_key(|pair| pair.left.start);
    let missing = |left, right| Aligned { left, right, agreement: Agreement::Missing, likeness: 0.0 };
    for at in (0..left.len()).filter(|at| left_taken & 1 << at == 0) {
        aligned.push(missing(at..at + 1, 0..0));
    }
    for at in (0..right.len()).filter(|at| right_taken & 1 << at == 0) {
        aligned.push(missing(0..0, at..at + 1));
    }
    aligned
}

/// How far apart two words stand in their names: of equally good pairs the nearer is right.
fn drift(pair: &Aligned) -> (usize, usize) {
    (pair.left.start.abs_diff(pair.right.start), pair.left.start + pair.right.start)
}

/// Names have fewer than 64 words: `fold` sees to it.
fn bits(places: &Range<usize>) -> u64 {
    places.clone().fold(0, |bits, place| bits | 1 << (place & 63))
}

/// Whether two words may be one, why, and how alike they are.
pub(crate) fn agree(one: &Token, other: &Token) -> Option<(Agreement, f32)> {
    use Kind::{Core, Generic, Honorific, Initial, LegalForm, Number, Particle, Stop};
    match (one.kind, other.kind) {
        (LegalForm, LegalForm) => Some(legal_forms(one, other)),
        (Number, Number) => {
            let same = one.key() == other.key();
            let (same, likeness) = if same { (Same::Yes, 1.0) } else { (Same::No, 0.0) };
            Some((Agreement::Number(same), likeness))
        }
        (Stop, Stop) | (Initial, Initial) => (one.text == other.text).then_some((Agreement::Equal, 1.0)),
        (Initial, Core | Generic) | (Core | Generic, Initial) => (one.text.as_bytes().first()
            == other.text.as_bytes().first())
        .then_some((Agreement::Initial, 0.55)),
        (Core | Generic, Core | Generic) | (Particle, Particle) | (Honorific, Honorific) => words(one, other),
        // A particle, an honorific, a form that is a name with others.
        _ => (one.text == other.text).then_some((Agreement::Equal, 0.9)),
    }
}

fn legal_forms(one: &Token, other: &Token) -> (Agreement, f32) {
    if one.key() == other.key() {
        (Agreement::LegalForm(Same::Yes), 1.0)
    } else if one.group.is_some() && one.group == other.group {
        (Agreement::LegalForm(Same::Nearly), 0.8)
    } else {
        (Agreement::LegalForm(Same::No), 0.0)
    }
}

fn words(one: &Token, other: &Token) -> Option<(Agreement, f32)> {
    if one.text == other.text {
        return Some((Agreement::Equal, 1.0));
    }
    if one.key() == other.key() {
        // Variants that are also spelt alike are nearer than `Diego` and `Jacob`.
        let spelling = likeness(one, other);
        return Some((Agreement::Variant, spelling.mul_add(0.15, 0.82)));
    }
    let spelling = likeness(one, other);
    let sounds = one.sound.len() >= 2 && one.sound == other.sound;
    if sounds && spelling < 0.72 && one.text.as_bytes().first() == other.text.as_bytes().first() {
        return Some((Agreement::Sound, 0.66_f32.max(spelling)));
    }
    if spelling >= LEAST_LIKENESS {
        return Some((Agreement::Spelling(differing(one, other)), spelling));
    }
    abbreviated(&one.text, &other.text).then_some((Agreement::Abbreviation, 0.6))
}

/// Letters that differ, swapped neighbours counting once. For people to read.
fn differing(one: &Token, other: &Token) -> u8 {
    let distance = rapidfuzz::distance::osa::distance(one.text.bytes(), other.text.bytes());
    u8::try_from(distance).unwrap_or(u8::MAX)
}

/// Whether one word is the start of the other, or is made of its letters without vowels.
fn abbreviated(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    if short.len() >= 3 && long.len() > short.len() + 1 && long.starts_with(short) {
        return true;
    }
    let vowel = |letter: u8| b"aeiou".contains(&letter);
    if short.len() < 2 || long.len() < short.len() + 2 || short.bytes().any(vowel) {
        return false;
    }
    let mut rest = long.bytes();
    long.as_bytes().first() == short.as_bytes().first()
        && short.bytes().all(|letter| rest.any(|candidate| candidate == letter))
}

/// Neighbours of `many` that are one word of `single`.
fn joined(many: &[&Token], single: &[&Token], mut found: impl FnMut(Range<usize>, Range<usize>, f32, f32)) {
    let mut text = Vec::with_capacity(LONGEST_JOINED);
    for start in 0..many.len() {
        text.clear();
        let mut letters = 0;
        let mut weight = 0_u16;
        let mut has_initial = false;
        for (count, token) in many.iter().skip(start).take(MOST_JOINED).enumerate() {
            text.extend_from_slice(token.text.as_bytes());
            letters |= token.letters;
            weight += u16::from(token.rarity);
            has_initial |= token.kind == Kind::Initial;
            if text.len() > LONGEST_JOINED {
                break;
            }
            if count == 0 || text.len() < 2 {
                continue;
            }
            for (at, word) in single.iter().enumerate() {
                // With initials in it, or as short as `JP`, only what is equal is the same.
                let exact = has_initial || text.len() < 4;
                let near = word.text.len().abs_diff(text.len()) <= 3;
                let alike = (word.letters ^ letters).count_ones() <= 4;
                if near && alike && (!exact || word.text.as_bytes() == text.as_slice()) {
                    let likeness = text_likeness(&text, word.text.as_bytes());
                    // What is left over beside an equal word is not part of it.
                    let parts = many.iter().skip(start).take(count + 1);
                    let best = parts.filter_map(|part| agree(part, word)).map(|(_, likeness)| likeness);
                    if likeness >= LEAST_LIKENESS_JOINED && best.fold(0.0, f32::max) < likeness * 0.98 {
                        let weight = f32::from(weight.max(word.rarity.into()));
                        found(start..start + count + 1, at..at + 1, likeness * 0.98, weight);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Agreement, Same, align};
    use crate::names::{Name, Token};

    fn aligned(left: &Name, right: &Name) -> Vec<(String, String, Agreement)> {
        let tokens = |name: &Name, places: &std::ops::Range<usize>| {
            let words: Vec<&str> =
                name.tokens[places.clone()].iter().map(|token| token.text.as_str()).collect();
            words.join(" ")
        };
        let (one, other): (Vec<&Token>, Vec<&Token>) =
            (left.tokens.iter().collect(), right.tokens.iter().collect());
        align(&one, &other)
            .into_iter()
            .map(|pair| (tokens(left, &pair.left), tokens(right, &pair.right), pair.agreement))
            .collect()
    }

    fn row(left: &str, right: &str, agreement: Agreement) -> (String, String, Agreement) {
        (left.to_owned(), right.to_owned(), agreement)
    }

    #[test]
    fn each_word_has_its_reason() {
        assert_eq!(
            aligned(
                &Name::business("Owl Intl Tradng 2 GmbH", None),
                &Name::business("International Trading Owl 3 Limited Liability Company", None),
            ),
            [
                row("owl", "owl", Agreement::Equal),
                row("intl", "international", Agreement::Variant),
                row("tradng", "trading", Agreement::Spelling(1)),
                row("2", "3", Agreement::Number(Same::No)),
                row("gmbh", "limitedliabilitycompany", Agreement::LegalForm(Same::Nearly)),
            ]
        );
    }

    #[test]
    fn persons_initials_variants_and_joined_words() {
        assert_eq!(
            aligned(&Name::person("A. Ali Reza Moosavi"), &Name::person("Alireza MUSAVI, Ahmad")),
            [
                row("a", "ahmad", Agreement::Initial),
                row("ali reza", "alireza", Agreement::Joined),
                row("moosavi", "musavi", Agreement::Spelling(2)),
            ]
        );
    }

    #[test]
    fn what_only_one_name_has_is_missing() {
        assert_eq!(
            aligned(&Name::person("Jane Doe"), &Name::person("Doe Quartz")),
            [
                row("doe", "doe", Agreement::Equal),
                row("jane", "", Agreement::Missing),
                row("", "quartz", Agreement::Missing),
            ]
        );
    }
}
