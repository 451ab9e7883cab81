//! Sanctions lists: bringing versions of them into force, and telling which are.
//!
//! Start at [`import()`]. A list's content lies in the database, so that it comes into force in the transaction that
//! names it, every node finds it, and a backup holds it.

mod content;
mod import;
pub(crate) mod versions;

pub use trusthub_storage::WatchlistVersion as Version;

pub use import::{Import, ImportError, Imported, MOST_SHRINKING_PERCENT, ShrinkRefused, import};
pub use versions::{LIST_IS_STALE_AFTER, ListState, check, list};
