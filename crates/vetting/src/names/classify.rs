//! Which part each word plays in a name.

use std::ops::Range;

use super::fold::{MOST_WORDS, Piece};
use super::name::{Kind, Subject, Token};
use super::tables::{Form, PersonWord, TABLES};

/// Words that tell nothing apart, in the languages of most registers.
const STOPS: &[&str] = &[
    "the", "and", "of", "for", "und", "et", "y", "e", "de", "la", "le", "les", "el", "los", "las", "du",
    "des", "der", "die", "das", "di", "da", "do", "dos", "del", "della", "den", "het", "van", "voor", "in",
    "on", "at", "i", "a", "na", "og", "och", "ja", "mv",
];

/// Legal forms of two or three letters that stand before the name.
const LEADING: &[&str] = &[
    "ao", "cv", "jsc", "llc", "nv", "oao", "ojsc", "ooo", "pao", "pjsc", "pp", "pt", "sa", "sia", "sp",
    "srl", "tov", "too", "uab", "zao", "zat", "ab", "as", "ip", "dooel", "ltd", "gup", "fgup", "ead", "odo",
    "chup", "up",
];

/// What stands between two names of one business or person.
const SEPARATORS: &[&str] = &[
    " d/b/a ",
    " dba ",
    " d.b.a. ",
    " doing business as ",
    " trading as ",
    " t/a ",
    " a/k/a ",
    " aka ",
    " a.k.a. ",
    " also known as ",
    " f/k/a ",
    " formerly known as ",
    " formerly ",
];

/// Core words weigh by their rarity, from this up.
const LEAST_RARITY: f32 = 0.25;

type Placed = (Token, Range<usize>);

/// Words of a business's name.
pub(super) fn business(pieces: &[Piece], country: Option<&str>) -> Vec<Placed> {
    let mut placed: Vec<Placed> = Vec::with_capacity(pieces.len());
    let mut at = 0;
    while let Some(piece) = pieces.get(at) {
        let rest = pieces.get(at..).unwrap_or_default();
        if let Some((form, taken)) = legal_form(rest, at, pieces.len(), country) {
            let last = rest.get(taken - 1).unwrap_or(piece);
            let text: String = rest.iter().take(taken).map(|piece| piece.text.as_str()).collect();
            let group = Some(form.group).filter(|group| !group.is_empty());
            placed.push((
                Token::new(text, Kind::LegalForm, Some(form.canonical), group, 10),
                piece.span.start..last.span.end,
            ));
            at += taken;
        } else {
            let word = business_word(piece, at == 0).of_piece(piece.unvowelled);
            placed.push((word, piece.span.clone()));
            at += 1;
        }
    }
    keep_something(&mut placed, Subject::Business);
    placed
}

/// A legal form at this place, if there is one and the place is one for it.
///
/// Two letters are a form at the end, and before the name only if known to stand there or where the country has the
/// form; longer ones anywhere but before everything else (`Trust Bank`), unless they are known to lead or have several
/// words.
fn legal_form<'t>(rest: &[Piece], at: usize, all: usize, country: Option<&str>) -> Option<(&'t Form, usize)> {
    let (form, taken) = TABLES.legal_form(rest.iter().map(|piece| piece.text.as_str()))?;
    let first = rest.first()?;
    let is_last = at + taken == all;
    let at_home = country.is_some_and(|country| form.countries.split(' ').any(|code| code == country));
    // `A. C.` and `L P` are initials anywhere but at the end.
    let letters = taken > 1 && rest.iter().take(taken).all(|piece| piece.text.len() == 1);
    if letters && !is_last {
        return None;
    }
    let leads = LEADING.contains(&first.text.as_str()) || taken > 1 || first.text.len() > 10 || at_home;
    let fits = if at == 0 {
        leads && !is_last
    } else {
        is_last || first.text.len() > 2 || taken > 1 || first.dotted
    };
    fits.then_some((form, taken))
}

fn business_word(piece: &Piece, is_first: bool) -> Token {
    let text = piece.text.clone();
    if let Some(number) = number(&text, is_first) {
        return Token::new(text, Kind::Number, Some(&number), None, 60);
    }
    if STOPS.contains(&text.as_str()) {
        return Token::new(text, Kind::Stop, None, None, 5);
    }
    if text.len() == 1 {
        return Token::new(text, Kind::Initial, None, None, 40);
    }
    let rarity = TABLES.rarity(Subject::Business, &text);
    if let Some((country, name)) = TABLES.place(&text) {
        return Token::new(text, Kind::Core, Some(name), Some(country), hundredths(rarity.min(0.6)));
    }
    match TABLES.generic(&text) {
        Some(canonical) => {
            Token::new(text, Kind::Generic, Some(canonical), None, hundredths(rarity.min(0.5)))
        }
        None => Token::new(text, Kind::Core, None, None, hundredths(rarity)),
    }
}

/// Words of a person's name.
pub(super) fn person(pieces: Vec<Piece>) -> Vec<Placed> {
    let mut placed: Vec<Placed> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        if piece.dotted && piece.text.len() <= 4 {
            // Initials written together: `J.R.`. They share the place.
            for letter in piece.text.chars() {
                placed.push((initial(letter), piece.span.clone()));
            }
        } else {
            placed.push((person_word(piece.text).of_piece(piece.unvowelled), piece.span));
        }
    }
    // Initials are words of their own, and as bounded as these.
    placed.truncate(MOST_WORDS);
    keep_something(&mut placed, Subject::Person);
    placed
}

fn initial(letter: char) -> Token {
    Token::new(letter.to_string(), Kind::Initial, None, None, 30)
}

fn person_word(text: String) -> Token {
    let mut letters = text.chars();
    if let (Some(letter), None) = (letters.next(), letters.next()) {
        return initial(letter);
    }
    if text == "and" {
        return Token::new(text, Kind::Stop, None, None, 5);
    }
    let rarity = TABLES.rarity(Subject::Person, &text);
    match TABLES.person(&text) {
        Some((PersonWord::Honorific, canonical)) => {
            Token::new(text, Kind::Honorific, Some(canonical), None, hundredths(rarity.min(0.3)))
        }
        Some((PersonWord::Suffix, canonical)) => Token::new(text, Kind::Honorific, Some(canonical), None, 20),
        Some((PersonWord::Particle, canonical)) => Token::new(text, Kind::Particle, Some(canonical), None, 8),
        Some((PersonWord::Given, canonical)) => {
            // Variants share the rarity of the commonest, or a rare spelling would weigh too much.
            let rarity = rarity.min(TABLES.rarity(Subject::Person, canonical)).min(0.7);
            Token::new(text, Kind::Core, Some(canonical), None, hundredths(rarity))
        }
        None => Token::new(text, Kind::Core, None, None, hundredths(rarity)),
    }
}

/// A name of nothing but legal forms, honorifics and the like is a name all the same.
fn keep_something(placed: &mut [Placed], subject: Subject) {
    if placed.iter().any(|(token, _)| token.distinguishes()) {
        return;
    }
    for (token, _) in placed {
        token.kind = Kind::Core;
        token.rarity = hundredths(TABLES.rarity(subject, &token.text));
        if subject == Subject::Business {
            token.canonical = None;
            token.group = None;
        }
    }
}

fn hundredths(rarity: f32) -> u8 {
    let clamped = rarity.clamp(LEAST_RARITY, 1.0);
    (0..=100u8).rev().find(|step| f32::from(*step) / 100.0 <= clamped + 0.001).unwrap_or(100)
}

/// A number in digits, whatever it is written in; `None` for other words.
fn number(word: &str, is_first: bool) -> Option<String> {
    let digits = word.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let ending = word.get(digits.len()..).unwrap_or_default();
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let ordinal = ["", "st", "nd", "rd", "th", "er", "eme", "e"].contains(&ending);
        return ordinal.then(|| digits.trim_start_matches('0').to_owned());
    }
    let named: Option<u8> = match word {
        "one" | "first" | "erste" | "premier" | "primero" => Some(1),
        "two" | "second" => Some(2),
        "three" | "third" => Some(3),
        "four" | "fourth" => Some(4),
        "five" | "fifth" => Some(5),
        "six" | "sixth" => Some(6),
        "seven" | "seventh" => Some(7),
        "eight" | "eighth" => Some(8),
        "nine" | "ninth" => Some(9),
        "ten" | "tenth" => Some(10),
        "eleven" | "eleventh" => Some(11),
        "twelve" | "twelfth" => Some(12),
        "thirteen" | "thirteenth" => Some(13),
        "fourteen" | "fourteenth" => Some(14),
        "fifteen" | "fifteenth" => Some(15),
        "sixteen" | "sixteenth" => Some(16),
        "seventeen" | "seventeenth" => Some(17),
        "eighteen" | "eighteenth" => Some(18),
        "nineteen" | "nineteenth" => Some(19),
        "twenty" | "twentieth" => Some(20),
        // Roman ones stand behind what they count; `I` alone is a letter in too many names.
        _ if !is_first => roman(word),
        _ => None,
    };
    named.map(|value| value.to_string())
}

/// Roman numerals from 2 to 39. `I`, `V`, `X` alone may be letters, so only `V` and `X` count, and not in first place.
fn roman(word: &str) -> Option<u8> {
    const TENS: [&str; 4] = ["", "x", "xx", "xxx"];
    const ONES: [&str; 10] = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
    if word == "i" {
        return None;
    }
    (0..4u8).find_map(|tens| {
        let rest = word.strip_prefix(*TENS.get(usize::from(tens))?)?;
        let ones = (0..10u8).find(|ones| ONES.get(usize::from(*ones)) == Some(&rest))?;
        Some(tens * 10 + ones).filter(|value| *value > 0)
    })
}

/// The names on both sides of `d/b/a` and its like; nothing if there is none.
pub(super) fn parts(text: &str) -> Vec<&str> {
    // Small letters of the same length in bytes, so that places in one are places in the other.
    let small = text.to_ascii_lowercase();
    let found = SEPARATORS.iter().find_map(|separator| Some((small.find(separator)?, separator.len())));
    let Some((at, length)) = found else { return Vec::new() };
    [text.get(..at), text.get(at + length..)].into_iter().flatten().map(str::trim).collect()
}
