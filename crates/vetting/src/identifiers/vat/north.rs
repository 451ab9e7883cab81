//! Denmark, Estonia, Finland, Ireland, Latvia, Lithuania, Sweden, and the United Kingdom for Northern Ireland.

use super::{MISSHAPEN, fits, is_shaped};
use crate::identifiers::Flaw;
use crate::identifiers::digits::{at, digits, exactly, is_date, last, luhn, number, weighted};

/// Eight digits, the first not 0.
pub(super) fn denmark(text: &str) -> Result<(), Flaw> {
    let digits = exactly(text, 8).ok_or(MISSHAPEN)?;
    is_shaped(at(&digits, 0) != 0)?;
    fits(weighted(&digits, &[2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11))
}

/// Nine digits.
pub(super) fn estonia(text: &str) -> Result<(), Flaw> {
    let digits = exactly(text, 9).ok_or(MISSHAPEN)?;
    fits(weighted(&digits, &[3, 7, 1, 3, 7, 1, 3, 7, 1]).is_multiple_of(10))
}

/// Eight digits.
pub(super) fn finland(text: &str) -> Result<(), Flaw> {
    let digits = exactly(text, 8).ok_or(MISSHAPEN)?;
    fits(weighted(&digits, &[7, 9, 10, 5, 8, 4, 2, 1]).is_multiple_of(11))
}

/// Seven digits, a letter that checks, perhaps one more letter; the older form has a letter or sign in second place.
pub(super) fn ireland(text: &str) -> Result<(), Flaw> {
    const ALPHABET: &str = "WABCDEFGHIJKLMNOPQRSTUV";
    let worth = |letter: char| ALPHABET.chars().zip(0_u32..).find(|pair| pair.0 == letter).map(|pair| pair.1);
    is_shaped(text.is_ascii() && (8..=9).contains(&text.len()))?;
    let part = |range: std::ops::Range<usize>| text.get(range).unwrap_or_default();
    let tail = part(8..9);
    let (body, extra) = match exactly(part(0..7), 7) {
        Some(body) => (body, tail),
        None => {
            let sign = part(1..2);
            is_shaped(sign.chars().all(|c| c.is_ascii_uppercase() || "+*".contains(c)) && tail.is_empty())?;
            (exactly(&format!("0{}{}", part(2..7), part(0..1)), 7).ok_or(MISSHAPEN)?, "")
        }
    };
    let check = part(7..8).chars().next().and_then(worth).ok_or(MISSHAPEN)?;
    let extra = extra.chars().next().map_or(Some(0), worth).ok_or(MISSHAPEN)?;
    fits((weighted(&body, &[8, 7, 6, 5, 4, 3, 2]) + 9 * extra) % 23 == check)
}

/// Eleven digits; from 4 on a business, below a person, whose number holds a birth date unless it begins with 32.
pub(super) fn latvia(text: &str) -> Result<(), Flaw> {
    let digits = exactly(text, 11).ok_or(MISSHAPEN)?;
    if at(&digits, 0) > 3 {
        return fits(weighted(&digits, &[9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) % 11 == 3);
    }
    if !text.starts_with("32") {
        let year = 1800 + number(&digits, 6..7) * 100 + number(&digits, 4..6);
        is_shaped(is_date(year, number(&digits, 2..4), number(&digits, 0..2)))?;
    }
    fits((1 + weighted(&digits, &[10, 5, 8, 4, 2, 1, 6, 3, 7, 9])) % 11 % 10 == last(&digits))
}

/// Nine digits, or twelve for a temporary registration; the last but one is 1.
pub(super) fn lithuania(text: &str) -> Result<(), Flaw> {
    let digits = digits(text).ok_or(MISSHAPEN)?;
    is_shaped(matches!(digits.len(), 9 | 12) && at(&digits, digits.len() - 2) == 1)?;
    let body = digits.get(..digits.len() - 1).unwrap_or_default();
    let first = weighted(body, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2]) % 11;
    let second = weighted(body, &[3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4]) % 11 % 10;
    fits((if first == 10 { second } else { first }) == last(&digits))
}

/// The ten digits of the organisation's number and 01.
pub(super) fn sweden(text: &str) -> Result<(), Flaw> {
    let digits = exactly(text, 12).ok_or(MISSHAPEN)?;
    is_shaped(text.ends_with("01"))?;
    fits(luhn(digits.get(..10).unwrap_or_default()) == 0)
}

/// Nine digits, twelve with a branch, or `GD`/`HA` and three digits for government and health bodies.
pub(super) fn united_kingdom(text: &str) -> Result<(), Flaw> {
    if text.starts_with("GD") || text.starts_with("HA") {
        return public_body(text);
    }
    let digits = digits(text).ok_or(MISSHAPEN)?;
    is_shaped(matches!(digits.len(), 9 | 12))?;
    let rest = weighted(&digits, &[8, 7, 6, 5, 4, 3, 2, 10, 1]) % 97;
    // Numbers from 100 on were also issued in two further series, 55 apart.
    fits(rest == 0 || (number(&digits, 0..3) >= 100 && matches!(rest, 42 | 55)))
}

/// `GD100`, or `GD8888` with the body's three digits and their rest by 97. Government is below 500, health from 500 on.
fn public_body(text: &str) -> Result<(), Flaw> {
    let (kind, body) = text.split_at_checked(2).ok_or(MISSHAPEN)?;
    let (body, check) = match body.strip_prefix("8888") {
        Some(body) => body.split_at_checked(3).map(|(body, check)| (body, Some(check))).ok_or(MISSHAPEN)?,
        None => (body, None),
    };
    let body = exactly(body, 3).ok_or(MISSHAPEN)?;
    is_shaped((number(&body, 0..3) < 500) == (kind == "GD"))?;
    match check {
        Some(check) => {
            let check = exactly(check, 2).ok_or(MISSHAPEN)?;
            fits(number(&body, 0..3) % 97 == number(&check, 0..2))
        }
        None => Ok(()),
    }
}
