//! Names of businesses and persons: read into words whose part is known, and compared with reasons.
//!
//! Refuses to know lists, registers or people: it sees two texts. Start at [`Name`], which says what each word of a name
//! is, and [`Comparison`], which says what two names have in common; `look` tells a placeholder from a name.

mod acronym;
mod align;
mod classify;
mod compare;
mod features;
mod fold;
mod likeness;
mod look;
mod measures;
mod model;
mod name;
mod sound;
mod tables;

pub(crate) use acronym::acronyms;
pub(crate) use align::agree;
pub use align::{Agreement, Aligned, Same};
pub(crate) use compare::check_model;
pub(crate) use compare::per_mille;
pub use compare::{Comparison, compare, match_threshold};
pub use features::{FEATURE_NAMES, FEATURES, Features};
pub(crate) use look::{Look, look, look_of_person};
pub use model::{Contribution, Model, ModelError};
pub use name::{Kind, Name, Subject, Token};
