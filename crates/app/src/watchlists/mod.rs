//! Sanctions lists: bringing versions of them into force, telling which are, searching them, and screening customers.
//!
//! Start at [`import()`]. A list's content lies in the database, so that it comes into force in the transaction that
//! names it, every node finds it, and a backup holds it. `lists` has what is in force in memory, ready to be searched;
//! who is found is judged by `screening`, and who was dismissed is left out of it until either side changes.

mod content;
mod import;
pub(crate) mod lists;
mod query;
pub(crate) mod screening;
mod search;
pub(crate) mod versions;

pub use trusthub_storage::WatchlistVersion as Version;

pub use import::{Import, ImportError, Imported, ShrinkRefused, import};
pub use query::{Answer, Found, Question, screen};
pub use versions::{ListState, check, list};
