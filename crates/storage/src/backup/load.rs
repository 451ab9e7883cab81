//! Rows on their way in: one transaction, from an emptied database to one that is whole and of this version.
//!
//! The schema is first made as it was where the rows come from, then filled, then brought to this version by the same
//! migrations that a running hub takes: so an older backup needs no code of its own.

use std::collections::BTreeMap;

use super::dump::quoted;
use super::row;
use super::schema::{Column, Table};
use crate::db::statement::statements;
use crate::db::value::args;
use crate::db::{Db, Tx};
use crate::error::{Error, Result};

/// Rows of one statement. Ours: a hundred rows of our widest table stay below either database's limit of arguments
/// (32,766 and 65,535) by far.
const ROWS_AT_ONCE: usize = 100;

statements! {
    HAS_ACCOUNT = "SELECT account_sid FROM accounts LIMIT 1";
    HAS_REVIEWER = "SELECT sid FROM reviewers LIMIT 1";
    // SQLite knows no connections of others.
    OTHERS = "SELECT 0 AS others",
        postgres: "SELECT count(*) AS others FROM pg_stat_activity WHERE datname = current_database() \
            AND application_name = 'trusthub' AND pid <> pg_backend_pid()";
    // Whoever held them is gone. They run at once instead of when the old lease would have lapsed.
    RELEASE = "UPDATE jobs SET state = 'ready', due_at = run_at, leased_by = NULL, leased_until = NULL \
        WHERE state = 'leased'";
    HOLD = "UPDATE jobs SET state = 'dead', due_at = NULL, last_error = 'held back by a restore' WHERE state = 'ready'";
    // Of requests that nobody answers any more: a client that repeats one is served at once.
    FORGET_RUNNING = "DELETE FROM idempotent_answers WHERE answer IS NULL";
    FORGET_HOLDS = "DELETE FROM file_holds";
    // Some were ended, and some links used, after the backup was made. Whoever was signed in signs in again.
    FORGET_SESSIONS = "DELETE FROM sessions";
    FORGET_LINKS = "DELETE FROM password_links";
}

/// Why rows cannot be taken in. Nothing was changed then.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The database holds accounts or reviewers.
    #[error("the database is not empty")]
    NotEmpty,
    /// Made by migrations that this version does not have, or not in this order.
    #[error("it was made by another version of the hub, with other migrations")]
    Migrations,
    /// A table or column that the schema of that version does not have, or a value that cannot be there.
    #[error("rows of {table} do not fit the table")]
    Rows {
        /// The table.
        table: String,
    },
    /// The database.
    #[error(transparent)]
    Database(#[from] Error),
}

/// A database being filled. Dropped without an end, nothing happened.
#[derive(Debug)]
pub struct Restore {
    tx: Tx,
    tables: BTreeMap<String, Table>,
}

impl Db {
    /// Whether a restore would put an end to something.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn is_empty(&self) -> Result<bool> {
        self.read().await?.is_empty().await
    }

    /// Begins to fill the database with rows of a hub that had exactly these migrations. What it holds goes, if that
    /// is `overwrite`.
    ///
    /// # Errors
    /// See [`RestoreError`].
    pub async fn restore_begin(
        &self,
        migrations: &[i64],
        overwrite: bool,
    ) -> std::result::Result<Restore, RestoreError> {
        let newest = self.newest_of(migrations).ok_or(RestoreError::Migrations)?;
        let mut tx = self.write().await?;
        if !overwrite && !tx.is_empty().await? {
            return Err(RestoreError::NotEmpty);
        }
        for table in tx.tables_to_drop().await? {
            // PostgreSQL would mind an order that its own foreign keys do not have.
            tx.execute_text(format!("DROP TABLE {}", quoted(&table)), args![]).await?;
        }
        tx.migrate(Some(newest)).await?;
        let tables = tx.tables().await?;
        for table in tables.iter().rev() {
            // Rows that migrations make.
            tx.execute_text(format!("DELETE FROM {}", quoted(table.name())), args![]).await?;
        }
        let tables = tables.into_iter().map(|table| (table.name().to_owned(), table)).collect();
        Ok(Restore { tx, tables })
    }
}

impl Restore {
    /// Takes in rows: a line of JSON each, as [`super::BackupPage`] has them. Returns how many.
    ///
    /// # Errors
    /// `Rows`; `Database`.
    pub async fn rows(
        &mut self,
        table: &str,
        columns: &[Column],
        lines: &[u8],
    ) -> std::result::Result<u64, RestoreError> {
        let unfitting = || RestoreError::Rows { table: table.to_owned() };
        let target = self.tables.get(table).ok_or_else(unfitting)?;
        let declared: Option<Vec<_>> = columns.iter().map(|column| target.declared(&column.name)).collect();
        let declared = declared.ok_or_else(unfitting)?;
        let mut count = 0;
        let lines: Vec<&[u8]> = lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).collect();
        for batch in lines.chunks(ROWS_AT_ONCE) {
            let mut values = Vec::with_capacity(batch.len() * columns.len());
            for line in batch {
                let row: Vec<serde_json::Value> = serde_json::from_slice(line).map_err(|_| unfitting())?;
                if row.len() != declared.len() {
                    return Err(unfitting());
                }
                for (json, declared) in row.iter().zip(&declared) {
                    values.push(row::value(json, *declared).ok_or_else(unfitting)?);
                }
            }
            self.tx.execute_text(insertion(target.name(), columns, batch.len()), values).await?;
            count += u64::try_from(batch.len()).unwrap_or(u64::MAX);
        }
        Ok(count)
    }

    /// Brings the filled database to this version, and frees what the hub that it was copied from held in its hands.
    /// `holds_jobs`: nothing is sent and nothing expires until jobs are replayed.
    ///
    /// # Errors
    /// `Driver` if a migration fails.
    pub async fn finish(self, holds_jobs: bool) -> Result<Tx> {
        let mut tx = self.tx;
        tx.migrate(None).await?;
        for statement in [&RELEASE, &FORGET_RUNNING, &FORGET_HOLDS, &FORGET_SESSIONS, &FORGET_LINKS] {
            tx.execute(statement, args![]).await?;
        }
        if holds_jobs {
            tx.execute(&HOLD, args![]).await?;
        }
        Ok(tx)
    }
}

impl Tx {
    /// See [`Db::is_alone`].
    pub(crate) async fn is_alone(&mut self) -> Result<bool> {
        let others = self.row::<(i64,)>(&OTHERS, args![]).await?;
        Ok(others.is_none_or(|(others,)| others == 0))
    }

    /// No account and no reviewer; a database without tables has none either.
    async fn is_empty(&mut self) -> Result<bool> {
        let names: Vec<String> = self.tables().await?.iter().map(|table| table.name().to_owned()).collect();
        for (table, statement) in [("accounts", &HAS_ACCOUNT), ("reviewers", &HAS_REVIEWER)] {
            let is_there = names.iter().any(|name| name == table);
            if is_there && self.row::<(String,)>(statement, args![]).await?.is_some() {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

fn insertion(table: &str, columns: &[Column], rows: usize) -> String {
    let names: Vec<String> = columns.iter().map(|column| quoted(&column.name)).collect();
    let row = |row: usize| {
        let places: Vec<String> =
            (1..=columns.len()).map(|place| format!("${}", row * columns.len() + place)).collect();
        format!("({})", places.join(", "))
    };
    let rows: Vec<String> = (0..rows).map(row).collect();
    format!("INSERT INTO {} ({}) VALUES {}", quoted(table), names.join(", "), rows.join(", "))
}
