//! Rows on their way out, page by page, all from one state of the database.

use super::row::{RawRow, RowMark};
use super::schema::Table;
use crate::db::{Db, Tx};
use crate::error::Result;

/// Rows read at once. Ours: the largest rows hold the evidence of a case, some ten kilobytes.
const PAGE_ROWS: usize = 200;

/// One state of the database, which stays as it is while the hub goes on.
#[derive(Debug)]
pub struct Snapshot {
    /// A transaction that sees this state.
    pub tx: Tx,
    /// Its tables, each after those that it refers to.
    pub tables: Vec<Table>,
    /// The migrations that made them.
    pub migrations: Vec<i64>,
}

/// Some rows of a table.
#[derive(Debug, Clone)]
pub struct BackupPage {
    /// A line of JSON each: an array of values in the order of the table's columns.
    pub lines: Vec<u8>,
    /// How many.
    pub count: u64,
    /// Where the next page begins; `None` if this was the last.
    pub next: Option<RowMark>,
}

impl Db {
    /// The present state of the database, for copying all of it.
    ///
    /// # Errors
    /// `Unavailable`; `Corrupt` if a column has a type that is not ours.
    pub async fn backup_begin(&self) -> Result<Snapshot> {
        let mut tx = self.read().await?;
        let tables = tx.tables().await?;
        let migrations = tx.migrations_applied().await?;
        Ok(Snapshot { tx, tables, migrations })
    }
}

impl Snapshot {
    /// The next rows of a table, in the order of its primary key.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn page(&mut self, table: &Table, after: Option<RowMark>) -> Result<BackupPage> {
        let columns: Vec<String> = table.columns().iter().map(|column| quoted(&column.name)).collect();
        let key: Vec<String> = table.key.iter().map(|name| quoted(name)).collect();
        let (key, values) = (key.join(", "), after.map(|mark| mark.0).unwrap_or_default());
        let places: Vec<String> = (1..=values.len()).map(|place| format!("${place}")).collect();
        let condition = if places.is_empty() {
            String::new()
        } else {
            format!("WHERE ({key}) > ({})", places.join(", "))
        };
        let text = format!(
            "SELECT {} FROM {} {condition} ORDER BY {key} LIMIT {PAGE_ROWS}",
            columns.join(", "),
            quoted(table.name())
        );
        let rows = self.tx.rows_of_text::<RawRow>(text, values).await?;
        let mut lines = Vec::new();
        for row in &rows {
            row.write_line(&mut lines);
        }
        let is_full = rows.len() == PAGE_ROWS;
        let next = rows.last().filter(|_| is_full).map(|row| row.mark(&table.key_places()));
        Ok(BackupPage { lines, count: u64::try_from(rows.len()).unwrap_or(u64::MAX), next })
    }
}

/// The names are the schema's own, and hold no quotes.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}
