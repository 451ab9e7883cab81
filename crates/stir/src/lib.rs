//! SHAKEN/STIR: who a caller is said to be, signed and verified.
//!
//! Pure: no I/O, no clock, no randomness of its own; the time and the fetched certificates are arguments. Depends on nothing of
//! ours, so that it can be read, and used, beside the RFCs alone.

pub mod certificate;
pub mod constraints;
pub mod crl;
mod der;
pub mod identity;
pub mod json;
pub mod key;
pub mod lint;
pub mod number;
pub mod passport;
pub mod path;
pub mod rcd;
pub mod signing;
pub mod tn_auth_list;
pub mod trust_list;
pub mod uri;
pub mod verification;
pub mod x5u;

pub use der::DerError;
