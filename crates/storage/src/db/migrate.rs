//! Schema changes: forward only, embedded, the same numbers and names for both databases.

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::{Connection, SqliteConnection};

use super::Pools;
use crate::error::{Error, Result};

static SQLITE: Migrator = sqlx::migrate!("./migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("./migrations/postgres");

const HAS_HISTORY_SQLITE: &str = "SELECT count(*) > 0 AS has_history FROM sqlite_master WHERE type = 'table' AND name = '_sqlx_migrations'";
const HAS_HISTORY_POSTGRES: &str = "SELECT to_regclass('_sqlx_migrations') IS NOT NULL AS has_history";
const APPLIED: &str = "SELECT version FROM _sqlx_migrations WHERE success ORDER BY version";

impl From<MigrateError> for Error {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error.into(),
            other => Self::Driver(other.into()),
        }
    }
}

pub(super) async fn run(pools: &Pools) -> Result<()> {
    match pools {
        Pools::Sqlite { write, .. } => run_sqlite(&mut *write.acquire().await?).await,
        // The driver takes an advisory lock, so that of several nodes one migrates and the others wait.
        Pools::Postgres(pool) => Ok(POSTGRES.run_direct(None, &mut *pool.acquire().await?, false).await?),
    }
}

/// SQLite has no advisory lock: two processes that start on the same new folder are kept apart by one transaction
/// around all migrations.
async fn run_sqlite(connection: &mut SqliteConnection) -> Result<()> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    SQLITE.run_direct(None, &mut *transaction, false).await?;
    transaction.commit().await?;
    Ok(())
}

pub(super) async fn pending(pools: &Pools) -> Result<Vec<String>> {
    let (migrator, applied) = match pools {
        Pools::Sqlite { read, .. } => {
            let has_history: bool = sqlx::query_scalar(HAS_HISTORY_SQLITE).fetch_one(read).await?;
            let applied =
                if has_history { sqlx::query_scalar(APPLIED).fetch_all(read).await? } else { Vec::new() };
            (&SQLITE, applied)
        }
        Pools::Postgres(pool) => {
            let has_history: bool = sqlx::query_scalar(HAS_HISTORY_POSTGRES).fetch_one(pool).await?;
            let applied =
                if has_history { sqlx::query_scalar(APPLIED).fetch_all(pool).await? } else { Vec::new() };
            (&POSTGRES, applied)
        }
    };
    let applied: Vec<i64> = applied;
    Ok(migrator
        .iter()
        .filter(|migration| !applied.contains(&migration.version))
        .map(|migration| format!("{:04}_{}", migration.version, migration.description.replace(' ', "_")))
        .collect())
}

/// What tells this binary's schema from any other's: the checksums of its migrations.
#[must_use]
pub fn schema_fingerprint() -> String {
    let mut all = String::new();
    for migration in POSTGRES.iter().chain(SQLITE.iter()) {
        all.push_str(&hex::encode(&*migration.checksum));
    }
    hex::encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, all.as_bytes()))
}
