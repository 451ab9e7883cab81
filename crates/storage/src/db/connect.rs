//! Opens the pools, with every setting that the promises of this crate rest on.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use secrecy::ExposeSecret;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, SqliteConnection};

use super::wake::Wake;
use super::writer::{Times, Writer};
use super::{DbConfig, Pools};
use crate::error::Result;
use crate::postgres::{BadUrl, PATIENCE, Primary};

/// How long a writer of another process may hold the SQLite file before a caller is told to try again.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Nobody waits much longer for the answer to a change than the change takes, and no other process for the file. Ours,
/// measured: longer groups are hardly cheaper.
const GROUP_TIME: Duration = Duration::from_millis(50);

/// A PostgreSQL connection idle for longer is pinged before it is handed out; asking each time would cost a round trip.
const PING_AFTER_IDLE: Duration = Duration::from_secs(5);

/// Pages that the writer of SQLite keeps in memory: 16 MiB (a negative number counts KiB). Ours: a thousand decisions about
/// calls, which are one transaction, touch some 1,300 pages, since each stands somewhere else in the index of `origid`. With the
/// 2 MB that SQLite has by itself, pages would be written before the transaction ends, read again, and written again.
const WRITER_CACHE: &str = "-16384";

/// All statements of this crate stay prepared on every connection.
const STATEMENT_CACHE: usize = 512;

pub(super) async fn open(config: &DbConfig) -> Result<(Pools, Arc<Wake>)> {
    let url = config.url.expose_secret();
    if let Some(path) = url.strip_prefix("sqlite:") {
        let path = path.strip_prefix("//").unwrap_or(path);
        if path.is_empty() || path == ":memory:" {
            return Err(BadUrl::InMemory.into());
        }
        return open_sqlite(config, path.into()).await;
    }
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return open_postgres(config, url).await;
    }
    Err(BadUrl::Scheme.into())
}

async fn open_sqlite(config: &DbConfig, path: PathBuf) -> Result<(Pools, Arc<Wake>)> {
    let synchronous = if config.is_synchronous { SqliteSynchronous::Full } else { SqliteSynchronous::Normal };
    let options = SqliteConnectOptions::new()
        .filename(&path)
        .synchronous(synchronous)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        // What is deleted is overwritten: names that are kept in clear must not outlive an erased account in free pages.
        .pragma("secure_delete", "ON")
        .statement_cache_capacity(STATEMENT_CACHE);
    let wake = Arc::new(Wake::in_process());
    // The writer first: it makes the file and its write-ahead log, without which nobody can open it to read.
    let writing = options
        .clone()
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .pragma("cache_size", WRITER_CACHE);
    let times = Times { patience: PATIENCE, group: GROUP_TIME };
    let write = Writer::open(writing, path, times, Arc::clone(&wake)).await?;
    // A statement that failed for want of disk ends SQLite's transaction by itself; the driver goes on counting it, and
    // would refuse every later one on this connection. Such a connection is closed, and the next caller gets a new one.
    let read = SqlitePoolOptions::new()
        .after_release(|connection, _| Box::pin(is_between_transactions(connection)))
        .max_connections(config.max_connections.max(1))
        .acquire_timeout(PATIENCE)
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options.read_only(true))
        .await?;
    Ok((Pools::Sqlite { read, write }, wake))
}

/// Whether the connection can begin a transaction. One that was dropped on the way is rolled back first.
async fn is_between_transactions(connection: &mut SqliteConnection) -> sqlx::Result<bool> {
    if connection.is_in_transaction() {
        // Goes through the connection's thread, behind the rollback that waits there.
        connection.ping().await?;
    }
    Ok(!connection.is_in_transaction())
}

async fn open_postgres(config: &DbConfig, url: &str) -> Result<(Pools, Arc<Wake>)> {
    let commit = if config.is_synchronous { "on" } else { "off" };
    let settings = |server: PgConnectOptions| {
        server
            .application_name("trusthub")
            .options([("synchronous_commit", commit)])
            .statement_cache_capacity(STATEMENT_CACHE)
    };
    let pool = PgPoolOptions::new()
        .max_connections(config.max_connections.max(1))
        .test_before_acquire(false)
        .before_acquire(|connection, meta| {
            Box::pin(async move {
                if meta.idle_for > PING_AFTER_IDLE {
                    connection.ping().await?;
                }
                Ok(true)
            })
        });
    let mut primary = Primary::connect(url, settings, pool).await?;
    // Listening keeps a connection for good, so it does not take one from the callers.
    let listening =
        primary.follow(PgPoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None));
    Ok((Pools::Postgres(Arc::new(primary)), Arc::new(Wake::listening(listening))))
}
