//! Screening: which of the names on a list may be the one that is asked for, with the words that say why.
//!
//! [`Index`] holds the names of a list in memory, compactly, and never changes: a new version of a list is a new index.
//! It knows no format and no source; whoever reads a list hands over [`Listed`] entities. [`Index::searcher`] looks.

mod candidates;
mod context;
mod index;
mod postings;
mod search;
mod vocabulary;

pub use context::{Birth, Context};
pub use index::{Alias, Index, Listed, Strength};
pub(crate) use search::check_model;
pub use search::{Hit, Nearest, SCREENING_FEATURE_NAMES, Searcher, screening_threshold};
