//! Statements that stand alone. One statement sees one state of the database by itself; a transaction around it would
//! cost two more round trips, and every request begins with such a statement.
//!
//! Waiting for a connection takes kilobytes of state. It is put into a box here, or every request would carry room for it
//! through all of its layers, and those that need no database would too.

use std::time::Instant;

use tracing::Instrument;

use super::seal::Sealed;
use super::statement::Statement;
use super::value::{Record, Value, bind};
use super::{Db, Pools, measure};
use crate::error::Result;

/// What `$fetch` gives of the rows that a connection of `$pool` finds, and when the statement began.
macro_rules! fetched {
    ($row:ty, $fetch:ident, $pool:expr, $sql:expr, $values:expr) => {{
        let (pool, asked) = ($pool, Instant::now());
        let mut connection = pool.acquire().await?;
        measure::waited("read", asked);
        let since = Instant::now();
        let row = bind!(sqlx::query_as::<_, $row>($sql), $values).$fetch(&mut *connection).await?;
        Ok((since, row))
    }};
}

/// The same from whichever database it is, measured.
macro_rules! asked {
    ($db:expr, $row:ty, $fetch:ident, $statement:expr, $values:expr) => {{
        let (statement, values): (&Statement, Vec<Value>) = ($statement, $values);
        let (sqlite, postgres) = (statement.sqlite, statement.postgres);
        let trace = measure::trace_of(statement);
        let found: Result<(Instant, _)> = match &$db.pools {
            Pools::Sqlite { read, .. } => {
                let attempt = async { fetched!($row, $fetch, read, sqlite, values) };
                Box::pin(attempt.instrument(trace)).await.map_err(|error: sqlx::Error| error.into())
            }
            // A connection that broke while nobody used it, or a primary that moved, is noticed here first.
            Pools::Postgres(primary) => {
                let attempt = |pool: sqlx::PgPool| {
                    let values = values.clone();
                    async move { fetched!($row, $fetch, pool, postgres, values) }
                };
                Box::pin(primary.persist(attempt).instrument(trace)).await
            }
        };
        let (since, found) = found.inspect_err(measure::failed)?;
        measure::ended(statement, since);
        Ok(found)
    }};
}

impl Db {
    /// The first row that a SELECT finds, as it is stored.
    pub(crate) async fn row<R: Record>(
        &self,
        statement: &Statement,
        values: Vec<Value>,
    ) -> Result<Option<R>> {
        asked!(self, R, fetch_optional, statement, values)
    }

    /// All rows that a SELECT finds, as they are stored.
    pub(crate) async fn rows<R: Record>(&self, statement: &Statement, values: Vec<Value>) -> Result<Vec<R>> {
        asked!(self, R, fetch_all, statement, values)
    }

    /// The first row, in clear.
    pub(crate) async fn find<R: Sealed>(
        &self,
        statement: &Statement,
        values: Vec<Value>,
    ) -> Result<Option<R::Clear>> {
        match self.row::<R>(statement, values).await? {
            Some(row) => row.open(&self.vault).await.map(Some),
            None => Ok(None),
        }
    }
}
