//! Austria, Belgium, France, Germany, Luxembourg, the Netherlands.

use super::{MISSHAPEN, fits, is_shaped};
use crate::identifiers::Flaw;
use crate::identifiers::digits::{at, exactly, last, luhn, mod_11_10, mod_97, number, weighted};

/// `U` and eight digits.
pub(super) fn austria(text: &str) -> Result<(), Flaw> {
    let digits = text.strip_prefix('U').and_then(|rest| exactly(rest, 8)).ok_or(MISSHAPEN)?;
    let doubled: u32 =
        [1, 3, 5].into_iter().map(|place| at(&digits, place) * 2).map(|n| n / 10 + n % 10).sum();
    let sum = weighted(&digits, &[1, 0, 1, 0, 1, 0, 1]) + doubled;
    fits((10 - (sum + 4) % 10) % 10 == last(&digits))
}

/// Ten digits; the first, a 0, is often left out.
pub(super) fn belgium(text: &str) -> Result<(), Flaw> {
    let padded = if text.len() == 9 { format!("0{text}") } else { text.to_owned() };
    let digits = exactly(&padded, 10).ok_or(MISSHAPEN)?;
    is_shaped(number(&digits, 0..10) > 0)?;
    fits((number(&digits, 0..8) + number(&digits, 8..10)).is_multiple_of(97))
}

/// Nine digits, the first not 0.
pub(super) fn germany(text: &str) -> Result<(), Flaw> {
    let digits = exactly(text, 9).ok_or(MISSHAPEN)?;
    is_shaped(at(&digits, 0) != 0)?;
    fits(mod_11_10(&digits))
}

/// Two characters that check, then the nine digits of the SIREN. Monaco's SIRENs begin with `000` and follow no Luhn.
pub(super) fn france(text: &str) -> Result<(), Flaw> {
    const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let (key, siren) = text.split_at_checked(2).ok_or(MISSHAPEN)?;
    let siren_digits = exactly(siren, 9).ok_or(MISSHAPEN)?;
    let mut places = key.chars().map(|character| ALPHABET.chars().position(|known| known == character));
    let (Some(Some(first)), Some(Some(second))) = (places.next(), places.next()) else {
        return Err(MISSHAPEN);
    };
    if !siren.starts_with("000") {
        fits(luhn(&siren_digits) == 0)?;
    }
    let siren_number = number(&siren_digits, 0..9);
    let (first, second) = (u64::try_from(first).unwrap_or(0), u64::try_from(second).unwrap_or(0));
    if first < 10 && second < 10 {
        return fits((siren_number * 100 + 12) % 97 == first * 10 + second);
    }
    // The newer keys, with letters: the offsets take off the block that the older ones occupy.
    let check = if first < 10 { first * 24 + second - 10 } else { first * 34 + second - 100 };
    fits((siren_number + 1 + check / 11) % 11 == check % 11)
}

/// Eight digits, the last two the rest of the first six by 89.
pub(super) fn luxembourg(text: &str) -> Result<(), Flaw> {
    let digits = exactly(text, 8).ok_or(MISSHAPEN)?;
    fits(number(&digits, 0..6) % 89 == number(&digits, 6..8))
}

/// Nine digits, `B`, two digits. Sole traders' numbers since 2020 check over the whole, all others over the nine.
pub(super) fn netherlands(text: &str) -> Result<(), Flaw> {
    let (body, branch) = text.split_once('B').ok_or(MISSHAPEN)?;
    is_shaped(!body.is_empty() && body.len() <= 9)?;
    let padded = format!("{body:0>9}");
    let digits = exactly(&padded, 9).ok_or(MISSHAPEN)?;
    let branch_digits = exactly(branch, 2).ok_or(MISSHAPEN)?;
    is_shaped(number(&digits, 0..9) > 0 && number(&branch_digits, 0..2) > 0)?;
    let by_citizen_number = weighted(&digits, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11 == last(&digits);
    let by_whole = mod_97(&format!("NL{padded}B{branch}")) == Some(1);
    fits(by_citizen_number || by_whole)
}
