//! Toll-free verification: may this business send messages from this toll-free number?
//!
//! What is entered ([`Entered`]), when it can be looked at ([`Submission`]), and its life ([`Verification`]). What the
//! automatic checks think of it is `vetting`'s business. Shapes: the vendor's OpenAPI document of Messaging v1; its error
//! dictionary for what a rejection means. Start at `verification.rs`.

mod entered;
mod kinds;
mod submission;
mod verification;

pub use entered::{Entered, TextField};
pub use kinds::{BusinessType, OptInType, RegistrationAuthority, Status, UseCase, VettingProvider};
pub use submission::{FieldProblem, FieldProblemKind, Submission, volume};
pub use verification::{
    Conclusion, EDIT_EXPIRED, EDIT_WINDOW, Rejection, RejectionReason, State, TollfreeRule, Verification,
};
