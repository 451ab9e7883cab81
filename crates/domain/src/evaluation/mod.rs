//! Whether a bundle holds what its policy asks for: pure, deterministic, and explained field by field.
//!
//! Start at [`evaluate`]. The same engine serves the API, the console and the command line. It looks at what is
//! assigned, never at the bundle's own status, and never repeats what the customer entered.
//! Shape of the report and codes: the vendor's published evaluations.

mod engine;
mod field;
mod messages;
mod parts;
mod report;
mod support;

pub use engine::evaluate;
pub use parts::{Parts, Relation, SupportingBundle, address_sids, linked_bundle_sids};
pub use report::{Compliance, Evaluation, InvalidField, Report, ResultRow, ValidField};
pub use support::support_losses;
