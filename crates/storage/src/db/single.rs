//! Statements that stand alone. One statement sees one state of the database by itself; a transaction around it would
//! cost two more round trips, and every request begins with such a statement.

use std::time::Instant;

use super::seal::Sealed;
use super::statement::Statement;
use super::value::{Record, Value, bind};
use super::{Db, Pools, measure};
use crate::error::Result;

/// The first row from a connection of `$pool`, and when the statement began.
macro_rules! first_row {
    ($row:ty, $pool:expr, $sql:expr, $values:expr) => {{
        let (pool, asked) = ($pool, Instant::now());
        let mut connection = pool.acquire().await?;
        measure::waited("read", asked);
        let since = Instant::now();
        let row = bind!(sqlx::query_as::<_, $row>($sql), $values).fetch_optional(&mut *connection).await?;
        Ok((since, row))
    }};
}

impl Db {
    /// The first row that a SELECT finds, as it is stored.
    pub(crate) async fn row<R: Record>(
        &self,
        statement: &Statement,
        values: Vec<Value>,
    ) -> Result<Option<R>> {
        let (sqlite, postgres) = (statement.sqlite, statement.postgres);
        let found: Result<(Instant, Option<R>)> = match &self.pools {
            Pools::Sqlite { read, .. } => {
                let attempt = async { first_row!(R, read, sqlite, values) };
                attempt.await.map_err(|error: sqlx::Error| error.into())
            }
            // A connection that broke while nobody used it, or a primary that moved, is noticed here first.
            Pools::Postgres(primary) => {
                let attempt = |pool: sqlx::PgPool| {
                    let values = values.clone();
                    async move { first_row!(R, pool, postgres, values) }
                };
                primary.persist(attempt).await
            }
        };
        let (since, row) = found.inspect_err(measure::failed)?;
        measure::ended(statement, since);
        Ok(row)
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
