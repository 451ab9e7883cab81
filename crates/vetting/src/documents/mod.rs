//! Uploaded evidence: can it be read, is it about this business, does it show the number and the address, is it still valid,
//! and is it free of malware.
//!
//! What stands in a file is read elsewhere, once, and arrives as a [`Reading`](trusthub_domain::reading::Reading).
//! [`DocumentFacts::of`] looks in it for what the application says; the facts are stored with the application, and the
//! checks rest on them alone, so that a decision replays without the file. A text that was recognised in a picture may
//! lack letters: there, what is not found is not told, and no failure.

mod check;
mod expiry;
mod facts;
mod marks;
mod name;
mod number;
mod page;
mod place;

pub(crate) use check::check;
pub use expiry::ExpirySeen;
pub use facts::{DocumentFacts, NameSeen, Quote, ReadFacts};
pub use marks::{MarkedPage, Sought};
