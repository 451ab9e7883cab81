//! Why a file of customers, or a line of it, cannot be taken.

use super::{REFERENCE_LIMIT, TEXT_LIMIT};
use crate::contact::EmailError;

/// Why a file cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// A column that means nothing under this policy.
    #[error("column {place}, {name:?}, means nothing here")]
    UnknownColumn {
        /// Counted from 1.
        place: usize,
        /// As it is written.
        name: String,
    },
    /// The same column a second time.
    #[error("column {place}, {name:?}, stands there twice")]
    Twice {
        /// Counted from 1.
        place: usize,
        /// As it is written.
        name: String,
    },
    /// A column that must be there.
    #[error("the first line names no column {0}")]
    Missing(&'static str),
}

/// One thing for which a line cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RowError {
    /// More fields than columns.
    #[error("it has {found} fields, and there are {columns} columns")]
    TooLong {
        /// Fields of the line.
        found: usize,
        /// Columns of the file.
        columns: usize,
    },
    /// Nothing tells the customer apart from others.
    #[error("reference is empty")]
    NoReference,
    /// The reference is no identifier.
    #[error("reference is longer than {REFERENCE_LIMIT} characters")]
    LongReference,
    /// Nobody can be told.
    #[error("email is not an e-mail address")]
    Email(#[source] EmailError),
    /// Nobody is called like that.
    #[error("{column} is longer than {TEXT_LIMIT} characters")]
    LongText {
        /// The column.
        column: String,
    },
    /// Mails and logs could trip over it.
    #[error("{column} holds characters that do not print")]
    Unprintable {
        /// The column.
        column: String,
    },
    /// A part of an address that is needed.
    #[error("address.{part} is empty, and other columns describe an address")]
    NoPart {
        /// The part.
        part: &'static str,
    },
    /// Not the code of a country.
    #[error("address.iso_country is not the two letters of ISO 3166-1, for example US")]
    Country,
    /// Something is said of a brand, but not what kind it is.
    #[error(
        "brand.type is empty, and other columns describe a brand: give {one_of}, or brand.daily_messages"
    )]
    NoBrandType {
        /// The kinds there can be.
        one_of: String,
    },
    /// Such profiles carry no brand of that kind.
    #[error("brand.type is {given:?}: on such a profile it can be {one_of}")]
    BrandType {
        /// As it is written.
        given: String,
        /// The kinds there can be.
        one_of: String,
    },
    /// A volume that is no number.
    #[error("brand.daily_messages is no whole number")]
    DailyMessages,
    /// A brand that may not send as much.
    #[error("brand.daily_messages is more than the {cap} messages that a {kind} brand may send in a day")]
    TooManyMessages {
        /// The kind.
        kind: &'static str,
        /// What it may send.
        cap: u64,
    },
    /// Nobody can be told of the brand.
    #[error("brand.email is not an e-mail address")]
    BrandEmail(#[source] EmailError),
}
