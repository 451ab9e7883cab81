//! The two databases behind one type. [`Db::read`] and [`Db::write`] are the only ways in, so that no code above can
//! tell which database it has.

mod connect;
mod distribute;
mod measure;
mod migrate;
pub(crate) mod seal;
mod single;
pub(crate) mod statement;
mod tx;
pub(crate) mod value;
mod wake;
mod writer;

use std::sync::Arc;
use std::time::Instant;

use sqlx::SqlitePool;
use tracing::Instrument;
use trusthub_domain::time::Timestamp;

use self::writer::Writer;
use crate::error::Result;
use crate::postgres::Primary;
use crate::vault::Vault;

pub use distribute::{DistributeError, DistributionStep, GLOBAL_TABLES, TENANT_TABLES};
pub use measure::Connections;
pub use migrate::schema_fingerprint;
pub use statement::{Statement, registry};
pub use tx::Tx;

/// How to reach the database.
#[derive(Debug, Clone)]
pub struct DbConfig {
    /// `sqlite:PATH` or `postgres://…`, with one host or several of which one is the primary (may carry a password;
    /// never logged).
    pub url: secrecy::SecretString,
    /// Whether a commit waits for the disk (SQLite `synchronous=FULL`). On unless configured.
    pub is_synchronous: bool,
    /// Most connections (PostgreSQL) or readers (SQLite).
    pub max_connections: u32,
}

/// The database. A clone shares its connections.
#[derive(Debug, Clone)]
pub struct Db {
    pools: Pools,
    vault: Arc<Vault>,
    wake: Arc<wake::Wake>,
}

/// SQLite has one writer at a time anyway: here writers queue for it, in order, instead of racing for the file lock.
#[derive(Debug, Clone)]
pub(crate) enum Pools {
    Sqlite { read: SqlitePool, write: Writer },
    Postgres(Arc<Primary>),
}

impl Db {
    /// Connects. Does not migrate.
    ///
    /// # Errors
    /// `Unavailable` if the database cannot be reached, `Driver` if the URL is not understood.
    pub async fn open(config: &DbConfig, vault: Arc<Vault>) -> Result<Self> {
        let (pools, wake) = connect::open(config).await?;
        Ok(Self { pools, vault, wake })
    }

    /// Brings the schema to this binary's version.
    ///
    /// # Errors
    /// `Driver` if a migration fails, or if the database was written by a newer binary.
    pub async fn migrate(&self) -> Result<()> {
        migrate::run(&self.pools).await
    }

    /// Names of migrations not yet applied; empty when up to date.
    ///
    /// # Errors
    /// `Unavailable` or `Driver`.
    pub async fn pending_migrations(&self) -> Result<Vec<String>> {
        migrate::pending(&self.pools).await
    }

    /// Numbers of migrations that the database has and this binary does not: a newer version was here. Empty otherwise.
    ///
    /// # Errors
    /// `Unavailable` or `Driver`.
    pub async fn unknown_migrations(&self) -> Result<Vec<i64>> {
        migrate::unknown(&self.pools).await
    }

    /// A transaction that only reads, and sees one state of the database from its first statement to its last.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn read(&self) -> Result<Tx> {
        let since = Instant::now();
        // In a box, as single statements are: see there.
        let begun = Box::pin(self.begin_read()).instrument(measure::trace("begin read")).await;
        let inner = measure::begun("read", since, begun)?;
        Ok(Tx::new(inner, Arc::clone(&self.vault), Arc::clone(&self.wake)))
    }

    async fn begin_read(&self) -> Result<tx::Inner> {
        Ok(match &self.pools {
            Pools::Sqlite { read, .. } => tx::Inner::SqliteReader(read.begin().await?),
            // The same promise as a SQLite reader gives; a read-only transaction never fails to serialize.
            Pools::Postgres(primary) => {
                tx::Inner::Postgres(primary.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        })
    }

    /// A transaction that may write; on SQLite a turn of the one writer.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn write(&self) -> Result<Tx> {
        let since = Instant::now();
        let begun = Box::pin(self.begin_write()).instrument(measure::trace("begin write")).await;
        let inner = measure::begun("write", since, begun)?;
        Ok(Tx::new(inner, Arc::clone(&self.vault), Arc::clone(&self.wake)))
    }

    async fn begin_write(&self) -> Result<tx::Inner> {
        Ok(match &self.pools {
            Pools::Sqlite { write, .. } => tx::Inner::SqliteWriter(write.turn().await?),
            // Said aloud, READ WRITE is refused by a server that has become a standby, before anything is asked of it.
            Pools::Postgres(primary) => {
                tx::Inner::Postgres(primary.begin("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE").await?)
            }
        })
    }

    /// The vault.
    #[must_use]
    pub fn vault(&self) -> &Arc<Vault> {
        &self.vault
    }

    /// Answers `SELECT 1`.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn ping(&self) -> Result<()> {
        match &self.pools {
            Pools::Sqlite { read, .. } => sqlx::query("SELECT 1").execute(read).await.map(drop)?,
            Pools::Postgres(primary) => {
                let ping = |pool| async move { sqlx::query("SELECT 1").execute(&pool).await.map(drop) };
                primary.persist(ping).await?;
            }
        }
        Ok(())
    }

    /// Whether no other process of a hub is connected to the database. Asks PostgreSQL; on SQLite whoever has the folder
    /// to itself is alone. To be asked before this process opens a second connection.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn is_alone(&self) -> Result<bool> {
        self.read().await?.is_alone().await
    }

    /// What time it is at the database server; `None` on SQLite, which has no clock of its own. For comparing clocks only:
    /// the time of a change is the hub's.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn server_time(&self) -> Result<Option<Timestamp>> {
        const CLOCK: &str = "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)";
        match &self.pools {
            Pools::Sqlite { .. } => Ok(None),
            Pools::Postgres(primary) => {
                Ok(Some(Timestamp::from_micros(sqlx::query_scalar(CLOCK).fetch_one(primary.pool()).await?)))
            }
        }
    }

    /// Resolves when a job may have been queued: by a commit in this process, or by another process (LISTEN on
    /// PostgreSQL; on SQLite other processes are noticed by polling). Safe to drop and call again.
    ///
    /// # Errors
    /// `Unavailable` if the listening connection cannot be made.
    pub async fn job_notification(&self) -> Result<()> {
        self.wake.notified().await
    }

    /// `true` on SQLite.
    #[must_use]
    pub fn is_embedded(&self) -> bool {
        match &self.pools {
            Pools::Sqlite { .. } => true,
            Pools::Postgres(_) => false,
        }
    }

    /// Closes all connections.
    pub async fn close(&self) {
        self.wake.close().await;
        match &self.pools {
            Pools::Sqlite { read, write } => {
                // Readers first: the writer, closing last, can then fold the write-ahead log into the database.
                read.close().await;
                write.close().await;
            }
            Pools::Postgres(primary) => primary.pool().close().await,
        }
    }
}
