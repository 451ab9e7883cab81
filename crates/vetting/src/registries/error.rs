//! Why a register's file is refused, and where in it.

use std::fmt;

/// A file that is not taken in, none of it.
#[derive(Debug)]
pub struct Refusal {
    /// Line of the file, from 1; 0 where no line is to blame.
    pub line: u64,
    /// The column's number from 1 and its name, where one is to blame.
    pub column: Option<(usize, String)>,
    /// What is wrong.
    pub why: Why,
}

/// What is wrong with a file.
#[derive(Debug)]
pub enum Why {
    /// It cannot be read, or ends too early.
    Read(std::io::Error),
    /// It is not laid out as published; says what was found or missing.
    Layout(String),
    /// It is larger than a register can be; says which limit.
    TooLarge(String),
    /// It names no company.
    Empty,
}

impl Refusal {
    pub(super) fn whole(why: Why) -> Self {
        Self { line: 0, column: None, why }
    }

    pub(super) fn at(line: u64, why: Why) -> Self {
        Self { line, column: None, why }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 0 {
            write!(f, "line {}", self.line)?;
            if let Some((number, name)) = &self.column {
                write!(f, ", column {number}")?;
                if !name.is_empty() {
                    write!(f, " ({name})")?;
                }
            }
            f.write_str(": ")?;
        }
        match &self.why {
            Why::Read(error) => write!(f, "the file cannot be read to its end: {error}"),
            Why::Layout(what) | Why::TooLarge(what) => f.write_str(what),
            Why::Empty => f.write_str("the file names no company"),
        }
    }
}

impl std::error::Error for Refusal {}
