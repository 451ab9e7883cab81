//! United States Employer Identification Number: two digits that name the issuing campus, seven that count.
//!
//! It has no check digit. Source of the prefixes: IRS, "How EINs are assigned and valid EIN prefixes".

use super::Flaw;
use super::digits::{exactly, number};

/// Prefixes that the page lists for no campus. Kept as the short list, so that a prefix opened later is a one-line
/// change.
const UNISSUED: [u64; 17] = [0, 7, 8, 9, 17, 18, 19, 28, 29, 49, 69, 70, 78, 79, 89, 96, 97];

pub(super) fn judge(compact: &str) -> Result<(), Flaw> {
    let digits = exactly(compact, 9).ok_or(Flaw::format("An EIN has nine digits."))?;
    if UNISSUED.contains(&number(&digits, 0..2)) {
        return Err(Flaw::component(
            "The first two digits of the EIN are not a prefix that the IRS has issued.",
        ));
    }
    Ok(())
}
