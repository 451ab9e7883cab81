//! Public registers of companies: their published files in, one kind of record out.
//!
//! [`Records`] reads a file as its publisher lays it out, row by row, and refuses it whole at the first thing that is
//! not as published, naming line and column: half a register would call honest companies unknown. [`compact`] is the
//! form in which a register is stored, [`index`] the one in which companies are found. Nothing here opens files or tells the time.

pub mod compact;
mod companies_house;
mod error;
mod gleif;
pub mod index;
mod irs;
mod mapping;
mod record;
mod records;
mod sec;
mod source;
mod table;

#[cfg(test)]
mod tests;

pub use error::{Refusal, Why};
pub use mapping::{Mapping, MappingError};
pub use record::{Country, Identifier, RegistryRecord, Standing};
pub use records::{Layout, Limits, Records};
pub use source::Source;
