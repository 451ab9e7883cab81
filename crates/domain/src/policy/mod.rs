//! Policies, the types of items they name, and the error codes: data, read from files, checked as a whole.
//!
//! Start at [`Catalog`]: [`Catalog::builtin`] is what ships with the hub, [`Catalog::with_files`] adds an operator's
//! own. Whoever holds a catalog needs no further checks: every name in it resolves. The format is documented in
//! `docs/policies.md`. Nothing here judges a bundle; that is [`crate::evaluation`].

mod builtin;
mod catalog;
mod check;
mod emergency;
mod error;
mod item_type;
mod load;
mod model;
mod period;
mod raw;
mod requirement;
mod wire;

#[cfg(test)]
mod tests;

pub use catalog::Catalog;
pub use error::{PolicyError, Problem};
pub use item_type::{Constraint, FieldRule, Format, ItemKind, ItemType, Need};
pub use model::{
    AcceptedDocument, DocumentRequirement, EndUserRequirement, FieldMatch, FieldPath, GB_NUMBERS_BUSINESS,
    GB_NUMBERS_INDIVIDUAL, Level, MinimumStatus, Policy, Provenance, RequirementName, SECONDARY_BUSINESS,
    SupportCondition, SupportRequirement,
};
