//! A table of comma-separated values, read row by row within limits.
//!
//! Columns are found by their published names, wherever they stand, so that a column added by the publisher does no
//! harm and one taken away is noticed at once.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use csv::ByteRecord;

use super::error::{Refusal, Why};
use super::records::Limits;

/// A table whose header was read.
pub(super) struct Table<R> {
    reader: csv::Reader<Metered<R>>,
    names: Vec<String>,
    row: ByteRecord,
    rows: u64,
    limits: Limits,
    allowance: Rc<Cell<usize>>,
}

/// Where a column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Column(usize);

impl<R: Read> Table<R> {
    /// Reads the header.
    pub(super) fn open(input: R, delimiter: u8, limits: Limits) -> Result<Self, Refusal> {
        let allowance = Rc::new(Cell::new(limits.row_bytes));
        let metered =
            Metered { input, allowance: Rc::clone(&allowance), left: limits.bytes, bytes: limits.bytes };
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(metered);
        let header = reader.byte_headers().map_err(|error| refusal(error, 1))?.clone();
        let mut names = Vec::with_capacity(header.len());
        for (field, number) in header.iter().zip(1..) {
            let text = std::str::from_utf8(field).map_err(|_| not_utf8(1, (number, String::new())))?;
            names.push(text.trim_start_matches('\u{feff}').trim().to_owned());
        }
        Ok(Self { reader, names, row: ByteRecord::new(), rows: 0, limits, allowance })
    }

    /// The column of that name.
    pub(super) fn column(&self, name: &str) -> Result<Column, Refusal> {
        self.column_if_any(name).ok_or_else(|| {
            Refusal::at(1, Why::Layout(format!("the file has no column {name}; is it of another publisher?")))
        })
    }

    /// The column of that name, where older files lack it.
    pub(super) fn column_if_any(&self, name: &str) -> Option<Column> {
        self.names.iter().position(|candidate| candidate == name).map(Column)
    }

    /// All columns that are there of those names.
    pub(super) fn columns_if_any(&self, names: impl IntoIterator<Item = String>) -> Vec<Column> {
        names.into_iter().filter_map(|name| self.column_if_any(&name)).collect()
    }

    /// Moves to the next row; whether there is one.
    pub(super) fn advance(&mut self) -> Result<bool, Refusal> {
        self.allowance.set(self.limits.row_bytes);
        let line = self.reader.position().line();
        let is_there = self.reader.read_byte_record(&mut self.row).map_err(|error| refusal(error, line))?;
        if !is_there {
            return Ok(false);
        }
        self.rows += 1;
        if self.rows > self.limits.rows {
            let why = format!("more than {} rows are not taken in", self.limits.rows);
            return Err(Refusal::at(self.line(), Why::TooLarge(why)));
        }
        Ok(true)
    }

    /// The present row's text in that column, its blanks put in order.
    pub(super) fn text(&self, column: Column) -> Result<String, Refusal> {
        let bytes = self.row.get(column.0).unwrap_or_default();
        let place = || (column.0 + 1, self.names.get(column.0).cloned().unwrap_or_default());
        let text = std::str::from_utf8(bytes).map_err(|_| not_utf8(self.line(), place()))?;
        if text.len() > self.limits.field_bytes {
            let why = format!("more than {} bytes in one field", self.limits.field_bytes);
            return Err(Refusal { line: self.line(), column: Some(place()), why: Why::TooLarge(why) });
        }
        Ok(tidy(text))
    }

    /// The same for a column that may be missing.
    pub(super) fn text_if_any(&self, column: Option<Column>) -> Result<String, Refusal> {
        column.map_or_else(|| Ok(String::new()), |column| self.text(column))
    }

    /// What stands in those columns, in one line.
    pub(super) fn joined(&self, columns: &[Column]) -> Result<String, Refusal> {
        let mut parts = Vec::with_capacity(columns.len());
        for column in columns {
            parts.push(self.text(*column)?);
        }
        parts.retain(|part| !part.is_empty());
        Ok(parts.join(", "))
    }

    /// Line on which the present row begins.
    pub(super) fn line(&self) -> u64 {
        self.row.position().map_or(0, csv::Position::line)
    }

    /// Bytes read so far.
    pub(super) fn position(&self) -> u64 {
        self.reader.position().byte()
    }
}

/// Blanks and control characters, which a terminal would obey, become single blanks.
pub(super) fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    for word in text.split(|letter: char| letter.is_whitespace() || letter.is_control()) {
        if !word.is_empty() {
            if !tidy.is_empty() {
                tidy.push(' ');
            }
            tidy.push_str(word);
        }
    }
    tidy
}

fn not_utf8(line: u64, column: (usize, String)) -> Refusal {
    Refusal { line, column: Some(column), why: Why::Layout("the text is not UTF-8".to_owned()) }
}

fn refusal(error: csv::Error, line: u64) -> Refusal {
    let line = error.position().map_or(line, csv::Position::line);
    match error.into_kind() {
        csv::ErrorKind::Io(error) => match error.downcast::<TooMuch>() {
            Ok(limit) => Refusal::at(line, Why::TooLarge(limit.to_string())),
            Err(error) => Refusal::at(line, Why::Read(error)),
        },
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            let why = format!(
                "the row has {len} fields and the header {expected_len}: the file is damaged or cut off"
            );
            Refusal::at(line, Why::Layout(why))
        }
        other => Refusal::at(line, Why::Layout(format!("the row cannot be read: {other:?}"))),
    }
}

/// A limit that the input passed.
#[derive(Debug, Clone, Copy)]
enum TooMuch {
    Row,
    File(u64),
}

impl std::fmt::Display for TooMuch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Row => f.write_str(
                "the row does not end: a quote was opened and never closed, or the file is no table",
            ),
            Self::File(bytes) => write!(f, "more than {bytes} bytes are not read"),
        }
    }
}

impl std::error::Error for TooMuch {}

/// Stops a file that never ends, and a row that never ends: a quote that is not closed would otherwise take in the rest
/// of the file as one field.
struct Metered<R> {
    input: R,
    allowance: Rc<Cell<usize>>,
    left: u64,
    bytes: u64,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        let allowed =
            self.allowance.get().checked_sub(count).ok_or_else(|| io::Error::other(TooMuch::Row))?;
        self.allowance.set(allowed);
        let read = u64::try_from(count).unwrap_or(u64::MAX);
        self.left = self.left.checked_sub(read).ok_or_else(|| io::Error::other(TooMuch::File(self.bytes)))?;
        Ok(count)
    }
}
