//! Canadian Business Number: nine digits, the last by Luhn, then perhaps a program account such as `RC0001`.
//!
//! Source: Canada Revenue Agency, "Business number" and its validation notes for filers.

use super::Flaw;
use super::digits::{exactly, luhn};

pub(super) fn judge(compact: &str) -> Result<(), Flaw> {
    const FORMAT: Flaw = Flaw::format(
        "A Business Number has nine digits, with a program account after them two letters and four digits more.",
    );
    let (business, account) = compact.split_at_checked(9).ok_or(FORMAT)?;
    let digits = exactly(business, 9).ok_or(FORMAT)?;
    if !account.is_empty() {
        let (program, reference) = account.split_at_checked(2).ok_or(FORMAT)?;
        let is_program = program.chars().all(|letter| letter.is_ascii_uppercase());
        if !is_program || exactly(reference, 4).is_none() {
            return Err(FORMAT);
        }
    }
    if luhn(&digits) == 0 {
        Ok(())
    } else {
        Err(Flaw::check_digit("The last of the Business Number's nine digits does not fit the others."))
    }
}
