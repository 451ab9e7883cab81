//! A transaction, and the few ways in which everything in this crate talks to the database.

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use sqlx::{AssertSqlSafe, PgConnection, Postgres, Sqlite, SqliteConnection, Transaction};
use tracing::Instrument;

use super::measure;
use super::migrate;
use super::seal::{Sealed, open_rows};
use super::statement::Statement;
use super::value::{Record, Value, bind};
use super::wake::{self, Wake};
use super::writer::Turn;
use crate::error::{Error, Result};
use crate::vault::Vault;

/// A transaction. Dropped without `commit`, it never happened.
///
/// After a statement failed, nothing but dropping it is left: that is PostgreSQL's rule, and it is kept on SQLite
/// too, so that both behave alike. An expected refusal (`Conflict` from a version check, a row that is not there) is
/// no failure.
pub struct Tx {
    inner: Inner,
    vault: Arc<Vault>,
    wake: Arc<Wake>,
    wakes_workers: bool,
    has_failed: bool,
}

pub(super) enum Inner {
    SqliteReader(Transaction<'static, Sqlite>),
    SqliteWriter(Turn),
    Postgres(Transaction<'static, Postgres>),
}

/// The connection of either.
pub(super) enum Connected<'a> {
    Sqlite(&'a mut SqliteConnection),
    Postgres(&'a mut PgConnection),
}

impl Inner {
    pub(super) fn connection(&mut self) -> Connected<'_> {
        match self {
            Self::SqliteReader(transaction) => Connected::Sqlite(transaction),
            Self::SqliteWriter(turn) => Connected::Sqlite(turn.connection()),
            Self::Postgres(transaction) => Connected::Postgres(transaction),
        }
    }
}

/// One body, type-checked once per backend: `connection` and the statement's text for it are bound in `$body`.
macro_rules! on {
    ($inner:expr, $statement:expr, |$connection:ident, $sql:ident| $body:expr) => {
        match $inner.connection() {
            Connected::Sqlite($connection) => {
                let $sql = $statement.sqlite;
                $body
            }
            Connected::Postgres($connection) => {
                let $sql = $statement.postgres;
                $body
            }
        }
    };
}

/// The same without a statement of the registry.
macro_rules! on_both {
    ($inner:expr, |$connection:ident| $body:expr) => {
        match $inner.connection() {
            Connected::Sqlite($connection) => $body,
            Connected::Postgres($connection) => $body,
        }
    };
}

#[derive(Debug, thiserror::Error)]
#[error("an earlier statement of this transaction failed")]
struct HasFailed;

impl fmt::Debug for Tx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tx").field("has_failed", &self.has_failed).finish_non_exhaustive()
    }
}

impl Tx {
    pub(super) fn new(inner: Inner, vault: Arc<Vault>, wake: Arc<Wake>) -> Self {
        Self { inner, vault, wake, wakes_workers: false, has_failed: false }
    }

    /// Makes it happen, and returns when the database promises that it stays so.
    ///
    /// # Errors
    /// `Driver` if a statement of it failed; `Conflict` or `Unavailable` if the database could not commit.
    pub async fn commit(self) -> Result<()> {
        self.commit_untraced().instrument(measure::trace("commit")).await
    }

    async fn commit_untraced(mut self) -> Result<()> {
        self.must_be_sound()?;
        if self.wakes_workers
            && let Inner::Postgres(transaction) = &mut self.inner
        {
            sqlx::query(wake::NOTIFY).bind(wake::CHANNEL).execute(&mut **transaction).await?;
        }
        match self.inner {
            Inner::SqliteReader(transaction) => transaction.commit().await?,
            // It wakes the workers itself: this future may be gone by then.
            Inner::SqliteWriter(turn) => return turn.keep(self.wakes_workers).await,
            Inner::Postgres(transaction) => transaction.commit().await?,
        }
        if self.wakes_workers {
            self.wake.wake();
        }
        Ok(())
    }

    pub(crate) fn vault(&self) -> &Vault {
        &self.vault
    }

    /// To be called by whoever queues a job: its commit will wake a worker.
    pub(crate) fn wake_workers_on_commit(&mut self) {
        self.wakes_workers = true;
    }

    fn must_be_sound(&self) -> Result<()> {
        if self.has_failed { Err(Error::Driver(HasFailed.into())) } else { Ok(()) }
    }

    /// Takes note of how a statement that began at `since` came out.
    fn checked<T>(
        &mut self,
        statement: &Statement,
        since: Instant,
        outcome: std::result::Result<T, sqlx::Error>,
    ) -> Result<T> {
        measure::ended(statement, since);
        self.noted(outcome)
    }

    fn noted<T>(&mut self, outcome: std::result::Result<T, sqlx::Error>) -> Result<T> {
        self.has_failed |= outcome.is_err();
        outcome.map_err(Error::from).inspect_err(measure::failed)
    }

    /// All rows, as they are stored.
    pub(crate) async fn rows<R: Record>(
        &mut self,
        statement: &Statement,
        values: Vec<Value>,
    ) -> Result<Vec<R>> {
        self.must_be_sound()?;
        let (since, trace) = (Instant::now(), measure::trace_of(statement));
        let rows = on!(self.inner, statement, |connection, sql| {
            bind!(sqlx::query_as::<_, R>(sql), values).fetch_all(connection).instrument(trace).await
        });
        self.checked(statement, since, rows)
    }

    /// The first row, if there is one, as it is stored.
    pub(crate) async fn row<R: Record>(
        &mut self,
        statement: &Statement,
        values: Vec<Value>,
    ) -> Result<Option<R>> {
        self.must_be_sound()?;
        let (since, trace) = (Instant::now(), measure::trace_of(statement));
        let row = on!(self.inner, statement, |connection, sql| {
            bind!(sqlx::query_as::<_, R>(sql), values).fetch_optional(connection).instrument(trace).await
        });
        self.checked(statement, since, row)
    }

    /// How many rows were changed.
    pub(crate) async fn execute(&mut self, statement: &Statement, values: Vec<Value>) -> Result<u64> {
        self.must_be_sound()?;
        let (since, trace) = (Instant::now(), measure::trace_of(statement));
        let changed = on!(self.inner, statement, |connection, sql| {
            let done = bind!(sqlx::query(sql), values).execute(connection).instrument(trace).await;
            done.map(|done| done.rows_affected())
        });
        self.checked(statement, since, changed)
    }

    /// As [`Tx::rows`], with a text that is made from the schema's own names: for copying whole tables.
    pub(crate) async fn rows_of_text<R: Record>(
        &mut self,
        text: String,
        values: Vec<Value>,
    ) -> Result<Vec<R>> {
        self.must_be_sound()?;
        let rows = on_both!(self.inner, |connection| {
            let query = sqlx::query_as::<_, R>(AssertSqlSafe(text)).persistent(false);
            bind!(query, values).fetch_all(connection).await
        });
        self.noted(rows)
    }

    /// As [`Tx::execute`], with a text that is made from the schema's own names.
    pub(crate) async fn execute_text(&mut self, text: String, values: Vec<Value>) -> Result<u64> {
        self.must_be_sound()?;
        let changed = on_both!(self.inner, |connection| {
            let query = sqlx::query(AssertSqlSafe(text)).persistent(false);
            bind!(query, values).execute(connection).await.map(|done| done.rows_affected())
        });
        self.noted(changed)
    }

    /// Brings the schema to that migration, or to this binary's version, within this transaction.
    pub(crate) async fn migrate(&mut self, target: Option<i64>) -> Result<()> {
        self.must_be_sound()?;
        let done = migrate::within(&mut self.inner, target).await;
        self.has_failed |= done.is_err();
        done
    }

    /// Changes the row that the caller has seen; `Conflict` if it is no longer as it was seen.
    pub(crate) async fn execute_seen(&mut self, statement: &Statement, values: Vec<Value>) -> Result<()> {
        if self.execute(statement, values).await? == 0 { Err(Error::Conflict) } else { Ok(()) }
    }

    /// The first row, in clear.
    pub(crate) async fn find<R: Sealed>(
        &mut self,
        statement: &Statement,
        values: Vec<Value>,
    ) -> Result<Option<R::Clear>> {
        match self.row::<R>(statement, values).await? {
            Some(row) => row.open(&self.vault).await.map(Some),
            None => Ok(None),
        }
    }

    /// All rows, in clear.
    pub(crate) async fn all<R: Sealed>(
        &mut self,
        statement: &Statement,
        values: Vec<Value>,
    ) -> Result<Vec<R::Clear>> {
        let rows = self.rows::<R>(statement, values).await?;
        open_rows(rows, &self.vault).await
    }
}
