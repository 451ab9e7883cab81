//! Australian Company Number: nine digits with a check digit. An eleven-digit Business Number is taken as well.
//!
//! The API has no name for an ABN, and a partnership or sole trader has nothing else to enter. Sources: ASIC,
//! "Australian Company Number digit check"; ABR, "Format of the ABN".

use super::Flaw;
use super::digits::{at, digits, last, weighted};

pub(super) fn judge(compact: &str) -> Result<(), Flaw> {
    const FORMAT: Flaw = Flaw::format("An ACN has nine digits, an ABN eleven.");
    let digits = digits(compact).ok_or(FORMAT)?;
    match digits.len() {
        9 if is_company_number(&digits) => Ok(()),
        9 => Err(Flaw::check_digit("The last digit of the ACN does not fit the others.")),
        11 if is_business_number(&digits) => Ok(()),
        11 => Err(Flaw::check_digit("The first two digits of the ABN do not fit the others.")),
        _ => Err(FORMAT),
    }
}

fn is_company_number(digits: &[u32]) -> bool {
    (10 - weighted(digits, &[8, 7, 6, 5, 4, 3, 2, 1]) % 10) % 10 == last(digits)
}

/// The sum is over the digits with one taken off the first, which never is 0.
fn is_business_number(digits: &[u32]) -> bool {
    let sum = weighted(digits, &[10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]);
    at(digits, 0) > 0 && (sum - 10).is_multiple_of(89)
}
