//! Icelandic kennitala: a date (the day plus 40 for businesses), two digits that count, a check digit, the century.
//!
//! Persons' numbers are taken too, for sole traders use their own. There a wrong check digit only raises a doubt: the
//! register has announced persons' numbers that carry none. Source: Registers Iceland, "Kennitala".

use super::Flaw;
use super::digits::{at, exactly, is_date, number, weighted};

pub(super) fn judge(compact: &str) -> Result<(), Flaw> {
    let digits = exactly(compact, 10).ok_or(Flaw::format("A kennitala has ten digits."))?;
    let day = number(&digits, 0..2);
    let is_business = day > 40;
    let century = match at(&digits, 9) {
        8 => 1800,
        9 => 1900,
        0 => 2000,
        _ => {
            return Err(Flaw::component("The last digit of the kennitala names no century."));
        }
    };
    let year = century + number(&digits, 4..6);
    if !is_date(year, number(&digits, 2..4), if is_business { day - 40 } else { day }) {
        return Err(Flaw::component("The first six digits of the kennitala are not a date."));
    }
    if weighted(&digits, &[3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11) {
        return Ok(());
    }
    let flaw = Flaw::check_digit("The ninth digit of the kennitala does not fit the others.");
    Err(if is_business { flaw } else { flaw.possibly() })
}
