//! The one way into a register's file, whatever its layout.

use std::io::BufRead;

use super::companies_house::CompaniesHouse;
use super::error::{Refusal, Why};
use super::gleif::Gleif;
use super::irs::Irs;
use super::mapping::{Mapped, Mapping};
use super::record::RegistryRecord;
use super::sec;
use super::source::Source;
use super::table::Table;

/// How a file is laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Layout {
    /// LEI-CDF 3.1 as CSV.
    Gleif,
    /// Basic company data.
    CompaniesHouse,
    /// Exempt organizations, business master file.
    IrsEo,
    /// `company_tickers.json` or `company_tickers_exchange.json`.
    Sec,
    /// Any table.
    Csv(Box<Mapping>),
}

/// What a file may demand at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the whole file, unpacked.
    pub bytes: u64,
    /// Rows.
    pub rows: u64,
    /// Bytes of one row.
    pub row_bytes: usize,
    /// Bytes of one field.
    pub field_bytes: usize,
}

impl Default for Limits {
    /// Several times what the largest known file has (the LEI golden copy: some 3 million rows, 4 GB).
    fn default() -> Self {
        Self { bytes: 32 << 30, rows: 20_000_000, row_bytes: 1 << 20, field_bytes: 8 << 10 }
    }
}

/// One row in this many may lack a name or a number; more of them, and the columns are not what they seem.
const BLEMISHES: u64 = 100;

/// The companies of a file, in its order; ends after the first refusal.
pub struct Records<R> {
    form: Form<R>,
    is_over: bool,
    found: u64,
    skipped: u64,
}

/// A row, read by its layout.
pub(super) trait Rows<R> {
    /// The company of the present row; `None` if the row lacks a name or a number.
    fn record(&self, table: &Table<R>) -> Result<Option<RegistryRecord>, Refusal>;
}

enum Form<R> {
    Table(Box<Table<R>>, Box<dyn Rows<R> + Send>),
    Whole(std::vec::IntoIter<Option<RegistryRecord>>),
}

impl Layout {
    /// Whose file it is.
    #[must_use]
    pub fn source(&self) -> Source {
        match self {
            Self::Gleif => Source::Gleif,
            Self::CompaniesHouse => Source::CompaniesHouse,
            Self::IrsEo => Source::IrsEo,
            Self::Sec => Source::Sec,
            Self::Csv(mapping) => mapping.source().clone(),
        }
    }
}

impl<R: BufRead> Records<R> {
    /// Reads the beginning of a file.
    ///
    /// # Errors
    /// The file is not of that layout.
    pub fn open(layout: &Layout, input: R, limits: Limits) -> Result<Self, Refusal> {
        let comma = |input| Table::open(input, b',', limits);
        let form = match layout {
            Layout::Gleif => {
                let table = comma(input)?;
                let rows = Gleif::of(&table)?;
                Form::Table(Box::new(table), Box::new(rows))
            }
            Layout::CompaniesHouse => {
                let table = comma(input)?;
                let rows = CompaniesHouse::of(&table)?;
                Form::Table(Box::new(table), Box::new(rows))
            }
            Layout::IrsEo => {
                let table = comma(input)?;
                let rows = Irs::of(&table)?;
                Form::Table(Box::new(table), Box::new(rows))
            }
            Layout::Csv(mapping) => {
                let table = Table::open(input, mapping.delimiter(), limits)?;
                let rows = Mapped::of(&table, mapping)?;
                Form::Table(Box::new(table), Box::new(rows))
            }
            Layout::Sec => Form::Whole(sec::read(input, limits)?.into_iter()),
        };
        Ok(Self { form, is_over: false, found: 0, skipped: 0 })
    }

    /// Rows passed over so far because they lack a name or a number.
    #[must_use]
    pub fn skipped(&self) -> u64 {
        self.skipped
    }

    /// Bytes read so far, unpacked.
    #[must_use]
    pub fn position(&self) -> u64 {
        match &self.form {
            Form::Table(table, _) => table.position(),
            Form::Whole(_) => 0,
        }
    }

    fn advance(&mut self) -> Result<Option<RegistryRecord>, Refusal> {
        loop {
            let row = match &mut self.form {
                Form::Whole(rows) => match rows.next() {
                    Some(row) => row,
                    None => break,
                },
                Form::Table(table, rows) => {
                    if !table.advance()? {
                        break;
                    }
                    rows.record(table)?
                }
            };
            match row {
                Some(record) => {
                    self.found += 1;
                    return Ok(Some(record));
                }
                None => self.skipped += 1,
            }
        }
        if self.skipped > self.found / BLEMISHES + 1 {
            let why = format!(
                "{} of {} rows lack a name or a number: the columns are not what they should be",
                self.skipped,
                self.skipped + self.found
            );
            return Err(Refusal::whole(Why::Layout(why)));
        }
        if self.found == 0 { Err(Refusal::whole(Why::Empty)) } else { Ok(None) }
    }
}

impl<R: BufRead> Iterator for Records<R> {
    type Item = Result<RegistryRecord, Refusal>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let next = self.advance();
        self.is_over = !matches!(next, Ok(Some(_)));
        next.transpose()
    }
}
