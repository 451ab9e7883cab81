//! Croatia, Cyprus, Greece, Italy, Malta, Portugal, Slovenia, Spain.

use super::{MISSHAPEN, fits, is_shaped};
use crate::identifiers::Flaw;
use crate::identifiers::digits::{at, exactly, last, luhn, mod_11_10, number, weighted};

/// Eleven digits.
pub(super) fn croatia(text: &str) -> Result<(), Flaw> {
    fits(mod_11_10(&exactly(text, 11).ok_or(MISSHAPEN)?))
}

/// Eight digits and a letter that checks.
pub(super) fn cyprus(text: &str) -> Result<(), Flaw> {
    const ODD_PLACES: [u32; 10] = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
    let (body, letter) = text.split_at_checked(8).ok_or(MISSHAPEN)?;
    let digits = exactly(body, 8).ok_or(MISSHAPEN)?;
    let mut letters = letter.chars();
    let (Some(letter), None) = (letters.next(), letters.next()) else {
        return Err(MISSHAPEN);
    };
    is_shaped(letter.is_ascii_uppercase() && !body.starts_with("12"))?;
    let worth =
        |digit: u32| ODD_PLACES.into_iter().zip(0..).find(|pair| pair.1 == digit).map_or(0, |pair| pair.0);
    let odd: u32 = digits.iter().step_by(2).map(|digit| worth(*digit)).sum();
    let even: u32 = digits.iter().skip(1).step_by(2).sum();
    fits(letter.to_digit(36) == Some((odd + even) % 26 + 10))
}

/// Nine digits; older ones have eight.
pub(super) fn greece(text: &str) -> Result<(), Flaw> {
    let padded = if text.len() == 8 { format!("0{text}") } else { text.to_owned() };
    let digits = exactly(&padded, 9).ok_or(MISSHAPEN)?;
    fits(weighted(&digits, &[256, 128, 64, 32, 16, 8, 4, 2]) % 11 % 10 == last(&digits))
}

/// Seven digits, three for the office that issued it, one that checks.
pub(super) fn italy(text: &str) -> Result<(), Flaw> {
    let digits = exactly(text, 11).ok_or(MISSHAPEN)?;
    let is_office = matches!(number(&digits, 7..10), 1..=100 | 120 | 121 | 888 | 999);
    is_shaped(number(&digits, 0..7) > 0 && is_office)?;
    fits(luhn(&digits) == 0)
}

/// Eight digits, the first not 0.
pub(super) fn malta(text: &str) -> Result<(), Flaw> {
    let digits = exactly(text, 8).ok_or(MISSHAPEN)?;
    is_shaped(at(&digits, 0) != 0)?;
    fits(weighted(&digits, &[3, 4, 6, 7, 8, 9, 10, 1]).is_multiple_of(37))
}

/// Nine digits, the first not 0.
pub(super) fn portugal(text: &str) -> Result<(), Flaw> {
    let digits = exactly(text, 9).ok_or(MISSHAPEN)?;
    is_shaped(at(&digits, 0) != 0)?;
    fits((11 - weighted(&digits, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 11 % 10 == last(&digits))
}

/// Eight digits, the first not 0.
pub(super) fn slovenia(text: &str) -> Result<(), Flaw> {
    let digits = exactly(text, 8).ok_or(MISSHAPEN)?;
    is_shaped(at(&digits, 0) != 0)?;
    fits((11 - weighted(&digits, &[8, 7, 6, 5, 4, 3, 2]) % 11) % 11 % 10 == last(&digits))
}

/// Nine characters: a person's DNI, a foreigner's NIE, or the number of a legal person, told apart by the first.
pub(super) fn spain(text: &str) -> Result<(), Flaw> {
    is_shaped(text.is_ascii() && text.len() == 9)?;
    let (body, check) = text.split_at_checked(8).ok_or(MISSHAPEN)?;
    let (kind, serial) = body.split_at_checked(1).ok_or(MISSHAPEN)?;
    match kind {
        "K" | "L" | "M" => spanish_person(serial, 7, check),
        "X" => spanish_person(&format!("0{serial}"), 8, check),
        "Y" => spanish_person(&format!("1{serial}"), 8, check),
        "Z" => spanish_person(&format!("2{serial}"), 8, check),
        _ if kind.bytes().all(|first| first.is_ascii_digit()) => spanish_person(body, 8, check),
        _ if "ABCDEFGHJNPQRSUVW".contains(kind) => {
            let digits = exactly(serial, 7).ok_or(MISSHAPEN)?;
            // Which kinds check by digit and which by letter is published differently, so either will do.
            let sum = luhn(&digits.iter().copied().chain([0]).collect::<Vec<_>>());
            let digit = (10 - sum) % 10;
            let letter = "JABCDEFGHI".chars().zip(0..).find(|pair| pair.1 == digit).map(|pair| pair.0);
            let given = check.chars().next();
            fits(
                given.is_some()
                    && (given == letter || given.and_then(|given| given.to_digit(10)) == Some(digit)),
            )
        }
        _ => Err(MISSHAPEN),
    }
}

fn spanish_person(serial: &str, length: usize, check: &str) -> Result<(), Flaw> {
    let digits = exactly(serial, length).ok_or(MISSHAPEN)?;
    let place = usize::try_from(number(&digits, 0..length) % 23).unwrap_or(0);
    fits("TRWAGMYFPDXBNJZSQVHLCKE".chars().nth(place) == check.chars().next())
}
