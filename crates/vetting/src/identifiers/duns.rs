//! Dun & Bradstreet's D-U-N-S number: nine digits.
//!
//! Its check digit was given up in 2006, so the form tells no more than the length.

use super::Flaw;
use super::digits::exactly;

pub(super) fn judge(compact: &str) -> Result<(), Flaw> {
    exactly(compact, 9).map(|_| ()).ok_or(Flaw::format("A D-U-N-S number has nine digits."))
}
