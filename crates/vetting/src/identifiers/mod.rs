//! Identifiers: whether a number could have been issued by its register, and which rule says that it could not.
//!
//! Whether it *was* issued, and to whom, only the register can say. One table holds every scheme: [`schemes`] lists it,
//! [`find`] looks one up, [`Entry::judge`] applies it. An entry says how its numbers are cleaned and which parts of
//! [`engine`] they are held against; entries live in [`families`]. [`Scheme`] is the door for the registers that the API
//! names, on the same table.

mod engine;
mod families;
mod judgement;
mod scheme;
pub(crate) mod vat;

#[cfg(test)]
mod tests;

pub use engine::{Answer, Day, Entry};
pub use families::{find, schemes};
pub use judgement::{Flaw, Judgement, Step};
pub use scheme::Scheme;

/// Letters in upper case and digits, without the spaces and punctuation that people put between them.
#[must_use]
pub fn compact(number: &str) -> String {
    let is_separator = |character: char| {
        character.is_whitespace()
            || matches!(character, '-' | '.' | ':' | '/' | ',' | '_' | '(' | ')' | '‐'..='―')
    };
    number.chars().filter(|character| !is_separator(*character)).flat_map(char::to_uppercase).collect()
}

/// All digits alike, or each one more (or one less) than the one before: what people type to get past a form.
///
/// Such numbers can be real, so this is a suspicion and never a verdict.
#[must_use]
pub(crate) fn is_made_up(number: &str) -> bool {
    let digits: Option<Vec<u32>> = compact(number).chars().map(|character| character.to_digit(10)).collect();
    let Some(digits) = digits.filter(|digits| digits.len() >= 6) else {
        return false;
    };
    [0, 1, 9].into_iter().any(|step| {
        digits.iter().zip(digits.iter().skip(1)).all(|(digit, next)| (digit + step) % 10 == *next)
    })
}
