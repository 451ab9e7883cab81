//! Both databases, opened as the hub opens them: one writer and several readers, or a pool.

use std::str::FromStr;
use std::sync::LazyLock;
use std::time::Duration;

use anyhow::Result;
use sqlx::postgres::{PgPool, PgPoolOptions, PgRow};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow, SqliteSynchronous,
};
use sqlx::{Postgres, Row, Sqlite, Transaction};

use super::texts::text;
use crate::likeness::one_line;

/// An argument.
#[derive(Clone, Copy)]
pub enum Value<'a> {
    Text(&'a str),
    NoText,
    Integer(i64),
    NoInteger,
    Boolean(bool),
    Bytes(&'a [u8]),
    NoBytes,
}

pub enum Database {
    Sqlite { read: SqlitePool, write: SqlitePool },
    Postgres(PgPool),
}

pub enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// The rows of either.
pub enum Rows {
    Sqlite(Vec<SqliteRow>),
    Postgres(Vec<PgRow>),
}

macro_rules! query {
    ($sql:expr, $values:expr) => {{
        let mut query = sqlx::query($sql);
        for value in $values {
            query = match *value {
                Value::Text(text) => query.bind(text.to_owned()),
                Value::NoText => query.bind(None::<String>),
                Value::Integer(number) => query.bind(number),
                Value::NoInteger => query.bind(None::<i64>),
                Value::Boolean(truth) => query.bind(truth),
                Value::Bytes(bytes) => query.bind(bytes.to_vec()),
                Value::NoBytes => query.bind(None::<Vec<u8>>),
            };
        }
        query
    }};
}

/// For [`crate::likeness`], which looks at one journey; otherwise it says nothing.
fn tell(statement: &str) {
    static IS_WATCHED: LazyLock<bool> =
        LazyLock::new(|| std::env::var_os("TRUSTHUB_BENCH_STATEMENTS").is_some());
    if *IS_WATCHED {
        eprintln!("statement {}", one_line(statement));
    }
}

impl Database {
    pub async fn open(url: &str) -> Result<Self> {
        let patience = Duration::from_secs(10);
        let Some(path) = url.strip_prefix("sqlite:") else {
            let pool =
                PgPoolOptions::new().max_connections(10).acquire_timeout(patience).test_before_acquire(false);
            return Ok(Self::Postgres(pool.connect(url).await?));
        };
        let options = SqliteConnectOptions::from_str(&format!("sqlite:{path}"))?
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true);
        let pool = |connections| {
            SqlitePoolOptions::new()
                .max_connections(connections)
                .acquire_timeout(patience)
                .test_before_acquire(false)
        };
        let write = pool(1).connect_with(options.clone()).await?;
        Ok(Self::Sqlite { read: pool(10).connect_with(options.read_only(true)).await?, write })
    }

    pub async fn write(&self) -> Result<Tx> {
        Ok(match self {
            Self::Sqlite { write, .. } => Tx::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    /// One statement that reads.
    pub async fn rows(&self, name: &str, values: &[Value<'_>]) -> Result<Rows> {
        let statement = text(name)?;
        tell(match self {
            Self::Sqlite { .. } => statement.sqlite,
            Self::Postgres(_) => statement.postgres,
        });
        Ok(match self {
            Self::Sqlite { read, .. } => {
                Rows::Sqlite(query!(statement.sqlite, values).fetch_all(read).await?)
            }
            Self::Postgres(pool) => Rows::Postgres(query!(statement.postgres, values).fetch_all(pool).await?),
        })
    }
}

impl Tx {
    pub async fn rows(&mut self, name: &str, values: &[Value<'_>]) -> Result<Rows> {
        let statement = text(name)?;
        tell(match self {
            Self::Sqlite(_) => statement.sqlite,
            Self::Postgres(_) => statement.postgres,
        });
        Ok(match self {
            Self::Sqlite(tx) => Rows::Sqlite(query!(statement.sqlite, values).fetch_all(&mut **tx).await?),
            Self::Postgres(tx) => {
                Rows::Postgres(query!(statement.postgres, values).fetch_all(&mut **tx).await?)
            }
        })
    }

    /// How many rows were changed.
    pub async fn execute(&mut self, name: &str, values: &[Value<'_>]) -> Result<u64> {
        let statement = text(name)?;
        tell(match self {
            Self::Sqlite(_) => statement.sqlite,
            Self::Postgres(_) => statement.postgres,
        });
        Ok(match self {
            Self::Sqlite(tx) => query!(statement.sqlite, values).execute(&mut **tx).await?.rows_affected(),
            Self::Postgres(tx) => {
                query!(statement.postgres, values).execute(&mut **tx).await?.rows_affected()
            }
        })
    }

    pub async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

macro_rules! column {
    ($self:expr, $column:expr) => {
        match $self {
            Rows::Sqlite(rows) => rows.iter().map(|row| row.try_get($column)).collect(),
            Rows::Postgres(rows) => rows.iter().map(|row| row.try_get($column)).collect(),
        }
    };
}

impl Rows {
    pub fn texts(&self, column: &str) -> Result<Vec<String>, sqlx::Error> {
        column!(self, column)
    }

    pub fn integers(&self, column: &str) -> Result<Vec<i64>, sqlx::Error> {
        column!(self, column)
    }

    pub fn bytes(&self, column: &str) -> Result<Vec<Vec<u8>>, sqlx::Error> {
        column!(self, column)
    }
}
