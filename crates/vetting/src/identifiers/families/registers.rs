//! Register numbers that are more than digits: Britain's prefixes, Romania's slashes, Germany's courts, France's towns.

use crate::identifiers::engine::{Number, Part, at, component, is_digits, part, test, value};

const PREFIXES: &str = "AC BR CE CS EN ES FC FE GE GN GS IC IP LP NA NC NE NF NI NL NO NP NR NS NV NZ OC OE PC RC RS SA SC SE \
    SF SG SI SL SO SP SR SZ ZC";

/// It has no check digit. `R0` and seven digits are Northern Irish companies from before 1922; industrial and provident
/// societies end in `R` or `RS`.
pub(super) const BRITISH_COMPANY: &[Part] = &[
    test(is_british),
    component("prefix", |n| {
        is_digits(n) || is_old_irish(n) || crate::identifiers::engine::in_list(part(n, 0..2), PREFIXES)
    })
    .why("The company number begins with letters that are not a known part of the register.")
    .possibly(),
];

fn is_old_irish(number: &[u8]) -> bool {
    at(number, 0) == b'R' && at(number, 1).is_ascii_digit()
}

fn is_british(number: &[u8]) -> bool {
    let tail = part(number, 2..number.len());
    let tail = tail.strip_suffix(b"RS").or_else(|| tail.strip_suffix(b"R")).unwrap_or(tail);
    let is_lettered = part(number, 0..2).iter().all(u8::is_ascii_uppercase);
    number.len() == 8 && (is_digits(number) || ((is_lettered || is_old_irish(number)) && is_digits(tail)))
}

/// Eight characters, with the zeros that people leave out.
pub(super) fn pad_british(number: &mut Number) {
    let letters = number.iter().take(2).take_while(|character| character.is_ascii_uppercase()).count();
    if number.len() < 8 && is_digits(part(number, letters..number.len())) {
        number.pad(letters, 8);
    }
}

/// One separator between the parts, none after the letter, a zero before a county of one digit, and of a date the year.
pub(super) fn tidy_romanian(number: &mut Number) {
    let mut parts: Vec<Vec<u8>> = number
        .split(|character| b" /\\-".contains(character))
        .filter(|part| !part.is_empty())
        .map(<[u8]>::to_vec)
        .collect();
    if let [first, second, ..] = parts.as_mut_slice()
        && first.len() == 1
    {
        first.append(second);
        parts.remove(1);
    }
    if let [county, _, year] = parts.as_mut_slice() {
        if county.len() == 2 {
            county.insert(1, b'0');
        }
        let has_date = is_digits(part(year, 0..2)) && is_digits(part(year, 3..5));
        if year.len() == 10 && has_date && at(year, 2) == b'.' && at(year, 5) == b'.' {
            year.drain(..6);
        }
    }
    number.replace(&parts.join(&b'/'));
}

/// County, number and year of the older form.
pub(super) fn romanian_parts(number: &[u8]) -> Option<(u64, u64, u64)> {
    let mut parts = part(number, 1..number.len()).split(|character| *character == b'/');
    let (county, serial, year) = (parts.next()?, parts.next()?, parts.next()?);
    let is_shaped = parts.next().is_none()
        && [county, serial, year].into_iter().all(is_digits)
        && county.len() == 2
        && serial.len() <= 5
        && year.len() == 4;
    is_shaped.then(|| (value(county, 0..2), value(serial, 0..serial.len()), value(year, 0..4)))
}

/// The SIREN behind `RCS`, a town and the letter of the register.
pub(super) fn french_register(number: &[u8]) -> Option<Vec<u8>> {
    let rest = number.strip_prefix(b"RCS ")?.trim_ascii_start();
    let digits =
        rest.iter().rev().take_while(|character| character.is_ascii_digit() || **character == b' ').count();
    let (head, tail) = rest.split_at_checked(rest.len() - digits)?;
    let town = head.strip_suffix(b"A").or_else(|| head.strip_suffix(b"B"))?.strip_suffix(b" ")?.trim_ascii();
    let siren: Vec<u8> = tail.iter().copied().filter(u8::is_ascii_digit).collect();
    (!town.is_empty() && siren.len() == 9).then_some(siren)
}

/// The name of the court, in front of register and number or behind them.
pub(super) fn german_register(number: &[u8]) -> Option<&[u8]> {
    let number = number.trim_ascii();
    // `HRB 11223 Frankfurt`
    if let Some(rest) = after_register(number) {
        let rest = rest.strip_prefix(b",").unwrap_or(rest);
        let court = rest.trim_ascii();
        return (court.len() < rest.len() && !court.is_empty()).then_some(court);
    }
    // `Frankfurt HRB 11223`
    let starts = (1..number.len()).filter(|place| at(number, place - 1).is_ascii_whitespace());
    for start in starts {
        let (court, register) = number.split_at(start);
        if after_register(register).is_some_and(<[u8]>::is_empty) {
            let court = court.trim_ascii();
            return Some(court.strip_suffix(b",").unwrap_or(court));
        }
    }
    None
}

/// What follows `HRB`, a number of up to six digits and up to three letters behind it.
fn after_register(text: &[u8]) -> Option<&[u8]> {
    let lower = text.to_ascii_lowercase();
    let register =
        ["hra", "hrb", "pr", "gnr", "vr"].into_iter().find(|known| lower.starts_with(known.as_bytes()))?;
    let after = text.get(register.len()..)?;
    let number = after.trim_ascii_start();
    let digits = number.iter().take_while(|character| character.is_ascii_digit()).count();
    if number.len() == after.len() || !(1..=6).contains(&digits) || at(number, 0) == b'0' {
        return None;
    }
    let rest = number.get(digits..)?;
    let suffix = rest.trim_ascii_start();
    let letters = suffix
        .iter()
        .take_while(|character| character.is_ascii_alphabetic() || matches!(**character, 0xd6 | 0xf6))
        .count();
    let behind = suffix.get(letters..)?;
    let is_suffix = (1..=3).contains(&letters) && (behind.is_empty() || matches!(at(behind, 0), b',' | b' '));
    Some(if is_suffix { behind } else { rest })
}

/// Whether the register is kept at a court of that name; accents, blanks and points do not count.
pub(super) fn is_court(name: &[u8]) -> bool {
    const COURTS: &str =
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies/identifiers/de-courts.txt"));
    let wanted = letters(name.iter().map(|character| char::from(*character)));
    COURTS
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(|line| line.split('|'))
        .any(|court| letters(court.chars()) == wanted)
}

fn letters(name: impl Iterator<Item = char>) -> String {
    name.flat_map(char::to_lowercase)
        .filter_map(|letter| match letter {
            'ä' | 'ã' => Some('a'),
            'ö' => Some('o'),
            'ü' => Some('u'),
            'a'..='z' => Some(letter),
            _ => None,
        })
        .collect()
}
