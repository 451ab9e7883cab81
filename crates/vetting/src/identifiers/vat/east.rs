//! Bulgaria, Czechia, Hungary, Poland, Slovakia. Romania's number is its registration code: `identifiers::romania`.

use super::{MISSHAPEN, fits, is_shaped};
use crate::identifiers::Flaw;
use crate::identifiers::digits::{at, digits, exactly, is_date, last, number, weighted};

/// Nine digits for a business; ten for a person, a foreigner, or others, who each check in their own way.
pub(super) fn bulgaria(text: &str) -> Result<(), Flaw> {
    let digits = digits(text).ok_or(MISSHAPEN)?;
    match digits.len() {
        9 => {
            let first = weighted(&digits, &[1, 2, 3, 4, 5, 6, 7, 8]) % 11;
            let second = weighted(&digits, &[3, 4, 5, 6, 7, 8, 9, 10]) % 11 % 10;
            fits((if first == 10 { second } else { first }) == last(&digits))
        }
        10 => {
            let person = weighted(&digits, &[2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10;
            let foreigner = weighted(&digits, &[21, 19, 17, 13, 11, 9, 7, 3, 1]) % 10;
            let other = (11 - weighted(&digits, &[4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11;
            let is_person = person == last(&digits) && is_bulgarian_birth_date(&digits);
            fits(is_person || foreigner == last(&digits) || other == last(&digits))
        }
        _ => Err(MISSHAPEN),
    }
}

/// The month carries the century: plus 20 before 1900, plus 40 from 2000.
fn is_bulgarian_birth_date(digits: &[u32]) -> bool {
    let (year, month) = (number(digits, 0..2), number(digits, 2..4));
    let (year, month) = match month {
        0..=20 => (1900 + year, month),
        21..=40 => (1800 + year, month - 20),
        _ => (2000 + year, month - 40),
    };
    is_date(year, month, number(digits, 4..6))
}

/// Eight digits for a business; nine with a 6 in front for others; a person's birth number of nine or ten.
pub(super) fn czechia(text: &str) -> Result<(), Flaw> {
    const WEIGHTS: [u32; 7] = [8, 7, 6, 5, 4, 3, 2];
    let digits = digits(text).ok_or(MISSHAPEN)?;
    match (digits.len(), at(&digits, 0)) {
        (8, 9) => Err(MISSHAPEN),
        (8, _) => {
            let check = (11 - weighted(&digits, &WEIGHTS) % 11) % 11;
            fits((if check == 0 { 1 } else { check % 10 }) == last(&digits))
        }
        (9, 6) => {
            let above = 11 - weighted(digits.get(1..8).unwrap_or_default(), &WEIGHTS) % 11;
            let check = match above {
                0..=9 => 9 - above,
                10 => 9,
                _ => 8,
            };
            fits(check == last(&digits))
        }
        (9 | 10, _) => birth_number(&digits),
        _ => Err(MISSHAPEN),
    }
}

/// A birth date, the month plus 50 for women, plus 20 where a day ran out of numbers; ten digits since 1954.
fn birth_number(digits: &[u32]) -> Result<(), Flaw> {
    let is_old = digits.len() == 9;
    let short_year = number(digits, 0..2);
    let year = match (is_old, short_year) {
        (true, 54..) => 1800 + short_year,
        (true, _) | (false, 54..) => 1900 + short_year,
        (false, _) => 2000 + short_year,
    };
    let month = number(digits, 2..4) % 50 % 20;
    is_shaped(is_date(year, month, number(digits, 4..6)))?;
    fits(is_old || number(digits, 0..9) % 11 % 10 == u64::from(last(digits)))
}

/// Eight digits.
pub(super) fn hungary(text: &str) -> Result<(), Flaw> {
    let digits = exactly(text, 8).ok_or(MISSHAPEN)?;
    fits(weighted(&digits, &[9, 7, 3, 1, 9, 7, 3, 1]).is_multiple_of(10))
}

/// Ten digits.
pub(super) fn poland(text: &str) -> Result<(), Flaw> {
    let digits = exactly(text, 10).ok_or(MISSHAPEN)?;
    fits(weighted(&digits, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == last(&digits))
}

/// Ten digits, divisible by 11, the third from a short list; or a person's birth number.
pub(super) fn slovakia(text: &str) -> Result<(), Flaw> {
    let digits = exactly(text, 10).ok_or(MISSHAPEN)?;
    let is_business = at(&digits, 0) != 0 && matches!(at(&digits, 2), 2..=4 | 7..=9);
    if is_business && number(&digits, 0..10).is_multiple_of(11) {
        return Ok(());
    }
    birth_number(&digits).map_err(|_| super::UNFIT)
}
