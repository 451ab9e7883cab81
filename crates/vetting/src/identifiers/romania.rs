//! Romanian unique registration code (CUI or CIF): two to ten digits with a check digit, `RO` in front if VAT-registered.
//!
//! Sole traders may be registered under their personal code (CNP, thirteen digits). Source: the national rule, Order
//! 1821/2004 on registration codes; weights as published by ANAF.

use super::Flaw;
use super::digits::{at, digits, last, weighted};

pub(super) fn judge(compact: &str) -> Result<(), Flaw> {
    // `J40/123/2010`: people enter the trade register's number, which is real but another number.
    if compact.starts_with(['J', 'F', 'C']) {
        return Err(
            Flaw::format("This looks like a trade register number, not the registration code.").possibly()
        );
    }
    code(compact.strip_prefix("RO").unwrap_or(compact))
}

/// The code without the prefix.
pub(super) fn code(text: &str) -> Result<(), Flaw> {
    const FORMAT: Flaw = Flaw::format("A registration code has two to ten digits and does not begin with 0.");
    let digits = digits(text).ok_or(FORMAT)?;
    match digits.len() {
        2..=10 if at(&digits, 0) == 0 => Err(FORMAT),
        2..=10 if is_business_code(&digits) => Ok(()),
        13 if is_personal_code(&digits) => Ok(()),
        2..=10 | 13 => {
            Err(Flaw::check_digit("The last digit of the registration code does not fit the others."))
        }
        _ => Err(FORMAT),
    }
}

fn is_business_code(digits: &[u32]) -> bool {
    let padding = std::iter::repeat_n(0, 10 - digits.len());
    let padded: Vec<u32> = padding.chain(digits.iter().copied()).collect();
    weighted(&padded, &[7, 5, 3, 2, 1, 7, 5, 3, 2]) * 10 % 11 % 10 == last(digits)
}

fn is_personal_code(digits: &[u32]) -> bool {
    let check = weighted(digits, &[2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
    at(digits, 0) != 0 && (if check == 10 { 1 } else { check }) == last(digits)
}
