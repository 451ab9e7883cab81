//! A table whose first row names its columns.

use super::ListFile;
use super::refusal::{Refusal, excerpt};
use super::rows::{Row, Rows};

pub(super) struct Table<'a> {
    rows: Rows<'a>,
    header: Vec<String>,
}

/// A row whose fields are asked for by their columns' names.
pub(super) struct Record<'t> {
    file: &'t str,
    header: &'t [String],
    row: Row,
}

impl<'a> Table<'a> {
    /// Reads the header and holds it against what must be there. `before` looks at each row in front of it and says
    /// whether it is only a preamble.
    pub(super) fn open(
        file: ListFile<'a>,
        separator: u8,
        required: &[&str],
        mut is_preamble: impl FnMut(&Row) -> bool,
    ) -> Result<Self, Refusal> {
        let mut rows = Rows::new(file, separator);
        let header = loop {
            match rows.next()? {
                None => return Err(Refusal::whole(rows.file(), "the file is empty")),
                Some(row) if is_preamble(&row) => {}
                Some(row) => break row,
            }
        };
        for name in required {
            if !header.fields.iter().any(|field| field.trim() == *name) {
                return Err(rows.refuse(
                    header.line,
                    1,
                    None,
                    format!("there is no column {name}; is this the list it is said to be?"),
                ));
            }
        }
        let header: Vec<String> = header.fields.iter().map(|field| field.trim().to_owned()).collect();
        for (index, name) in header.iter().enumerate() {
            if !name.is_empty() && header.iter().skip(index + 1).any(|other| other == name) {
                return Err(rows.refuse(1, index + 1, Some(name), "the column is there twice"));
            }
        }
        Ok(Self { rows, header })
    }

    pub(super) fn header(&self) -> &[String] {
        &self.header
    }

    pub(super) fn file(&self) -> &str {
        self.rows.file()
    }

    /// The next row; one that repeats the header is passed over, as concatenated files have it.
    pub(super) fn next(&mut self) -> Result<Option<Record<'_>>, Refusal> {
        let row = loop {
            match self.rows.next()? {
                None => return Ok(None),
                Some(row) if row.fields == self.header => {}
                Some(row) => break row,
            }
        };
        let (found, wanted) = (row.fields.len(), self.header.len());
        if found != wanted {
            return Err(self.rows.refuse(
                row.line,
                found.min(wanted),
                None,
                format!("the row has {found} fields, the header {wanted}"),
            ));
        }
        Ok(Some(Record { file: self.rows.file(), header: &self.header, row }))
    }
}

impl Record<'_> {
    /// What stands in a column; empty if there is no such column.
    pub(super) fn get(&self, column: &str) -> &str {
        let index = self.header.iter().position(|name| name == column);
        index.and_then(|index| self.row.fields.get(index)).map_or("", |field| field.trim())
    }

    /// The line it begins on.
    pub(super) fn refuse(&self, column: &str, why: impl Into<String>) -> Refusal {
        let index = self.header.iter().position(|name| name == column);
        Refusal {
            file: self.file.to_owned(),
            line: Some(self.row.line),
            column: index.and_then(|index| u64::try_from(index + 1).ok()),
            field: Some(column.to_owned()),
            why: why.into(),
        }
    }

    /// Refuses a value that is not what its column is for.
    pub(super) fn wrong(&self, column: &str, what: &str) -> Refusal {
        self.refuse(column, format!("{} is not {what}", excerpt(self.get(column))))
    }
}
