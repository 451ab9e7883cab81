//! Sanctions lists, read from the files their publishers offer into one shape: [`Entity`].
//!
//! [`read`] takes the files of one source and gives the whole list, or a [`Refusal`] that names file, line and column:
//! half a list screens customers as clean that are not, so a file with anything amiss is refused whole. It keeps to the
//! [`limits`], opens no file by itself, and follows no reference out of one. Which columns mean what is in one file per
//! publisher; none of them knows how names are matched.

mod births;
mod bis;
mod countries;
mod csl;
mod entity;
mod eu;
mod generic;
pub mod limits;
mod ofac;
mod refusal;
mod remarks;
mod roster;
mod rows;
mod source;
mod table;
mod uk;
mod un;
mod xml;

#[cfg(test)]
mod tests;

use std::io::BufRead;

pub use births::{BirthDate, NoDate, PartialDate};
pub use countries::country_code;
pub use entity::{Entity, EntityKind, Gender, Identifier, ListedName, Strength};
pub use refusal::Refusal;
pub use source::{Source, UnknownSource};

/// One of the files a list consists of, unpacked.
pub struct ListFile<'a> {
    /// What to call it in a refusal.
    pub name: String,
    /// What is in it.
    pub content: Box<dyn BufRead + 'a>,
}

/// A whole list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watchlist {
    /// Whose.
    pub source: Source,
    /// The day the files say they were made on, where they do.
    pub published: Option<PartialDate>,
    /// By identifier, each once; never empty.
    pub entities: Vec<Entity>,
}

/// Reads the files of one list, in any order; which is which is told by their columns.
///
/// # Errors
/// What is wrong, and where; nothing of the list may then be used.
pub fn read(source: Source, files: Vec<ListFile<'_>>) -> Result<Watchlist, Refusal> {
    let (published, roster) = match source {
        Source::OfacSdn | Source::OfacConsolidated => ofac::read(files)?,
        Source::UsCsl => csl::read(single(files)?)?,
        Source::Bis => bis::read(single(files)?)?,
        Source::Un => un::read(single(files)?)?,
        Source::Uk => uk::read(single(files)?)?,
        Source::Eu => eu::read(single(files)?)?,
        Source::Csv => generic::read(single(files)?)?,
    };
    Ok(Watchlist { source, published, entities: roster.finish()? })
}

fn single(files: Vec<ListFile<'_>>) -> Result<ListFile<'_>, Refusal> {
    let names: Vec<String> = files.iter().map(|file| file.name.clone()).collect();
    let mut files = files.into_iter();
    match (files.next(), files.next()) {
        (Some(file), None) => Ok(file),
        (None, _) => Err(Refusal::whole("", "no file was given")),
        (Some(_), Some(_)) => {
            Err(Refusal::whole(&names.join(", "), "this list is one file, and several were given"))
        }
    }
}
