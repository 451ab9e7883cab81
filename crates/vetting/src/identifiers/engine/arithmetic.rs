//! Sums that check digits are made of, over a whole number.

use super::read::digit;
use super::weighted::place;

/// The remainder of the number that a text of digits writes, of any length.
pub(crate) fn remainder(digits: &[u8], modulus: u64) -> u64 {
    (0..digits.len()).fold(0, |rest, place| (rest * 10 + u64::from(digit(digits, place))) % modulus)
}

/// Whether the Luhn sum over digits leaves nothing (ISO/IEC 7812-1 annex B). Every second digit counts twice, its tens
/// and ones added up.
pub(crate) fn luhn(number: &[u8]) -> bool {
    luhn_over(number, b"0123456789") == Some(0)
}

/// The remainder of Luhn's sum over an alphabet; `None` where a character is not of it, or where there is none.
pub(crate) fn luhn_over(number: &[u8], alphabet: &[u8]) -> Option<usize> {
    let base = alphabet.len();
    let mut sum = 0;
    for (turn, character) in number.iter().rev().enumerate() {
        let value = place(alphabet, *character)?;
        sum += if turn % 2 == 0 { value } else { value * 2 / base + value * 2 % base };
    }
    if number.is_empty() { None } else { Some(sum % base) }
}
