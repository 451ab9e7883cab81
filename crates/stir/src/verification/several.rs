//! A request with several Identity headers: invalid only if all of them are (RFC 8224 section 6.2).

use super::case::{Case, Verstat};
use super::{Outcome, Passed, Refusal};

/// What the headers of one request come to.
#[derive(Debug, Clone, PartialEq)]
pub enum Together<'o> {
    /// At least one is valid; the first of them that shows the caller, which a diversion does not.
    Passed(&'o Passed),
    /// All that count are invalid; the first of them, or that there is none at all.
    Refused(Refusal),
}

impl Together<'_> {
    /// What SIP is told.
    pub const fn verstat(&self) -> Verstat {
        match self {
            Self::Passed(passed) => passed.verstat(),
            Self::Refused(refusal) => refusal.case.verstat(),
        }
    }
}

/// Puts the outcomes of all headers together, in the order of the headers.
pub fn together(outcomes: &[Outcome]) -> Together<'_> {
    let mut first_refusal = None;
    let mut first_passed: Option<&Passed> = None;
    for outcome in outcomes {
        match outcome {
            Outcome::Passed(passed) => {
                let is_better = first_passed
                    .is_none_or(|known| known.claims.div.is_some() && passed.claims.div.is_none());
                if is_better {
                    first_passed = Some(passed);
                }
            }
            Outcome::Refused(refusal) => first_refusal = first_refusal.or(Some(refusal)),
            Outcome::Ignored(_) => {}
        }
    }
    match (first_passed, first_refusal) {
        (Some(passed), _) => Together::Passed(passed),
        (None, Some(refusal)) => Together::Refused(refusal.clone()),
        (None, None) => {
            Together::Refused(Refusal::new(Case::NoneUsable, "there is no Identity header that can be used"))
        }
    }
}
