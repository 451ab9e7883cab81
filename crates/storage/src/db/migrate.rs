//! Schema changes: forward only, embedded, the same numbers and names for both databases.

use sqlx::migrate::{MigrateError, Migration, Migrator};
use sqlx::{Connection, SqliteConnection};

use super::statement::statements;
use super::tx::{Connected, Inner, Tx};
use super::value::args;
use super::{Db, Pools};
use crate::error::{Error, Result};

static SQLITE: Migrator = sqlx::migrate!("./migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("./migrations/postgres");

const HAS_HISTORY_SQLITE: &str = "SELECT count(*) > 0 AS has_history FROM sqlite_master WHERE type = 'table' AND name = '_sqlx_migrations'";
const HAS_HISTORY_POSTGRES: &str = "SELECT to_regclass('_sqlx_migrations') IS NOT NULL AS has_history";
const APPLIED: &str = "SELECT version FROM _sqlx_migrations WHERE success ORDER BY version";

statements! {
    HISTORY = APPLIED;
}

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
        Pools::Sqlite { write, .. } => run_sqlite(write.connect().await?).await,
        // The driver takes an advisory lock, so that of several nodes one migrates and the others wait.
        Pools::Postgres(primary) => {
            Ok(POSTGRES.run_direct(None, &mut *primary.pool().acquire().await?, false).await?)
        }
    }
}

/// SQLite has no advisory lock: two processes that start on the same new folder are kept apart by one transaction
/// around all migrations.
async fn run_sqlite(mut connection: SqliteConnection) -> Result<()> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    SQLITE.run_direct(None, &mut *transaction, false).await?;
    transaction.commit().await?;
    Ok(connection.close().await?)
}

pub(super) async fn pending(pools: &Pools) -> Result<Vec<String>> {
    let applied = applied(pools).await?;
    let is_pending = |migration: &&Migration| !applied.contains(&migration.version);
    let name = |migration: &Migration| {
        format!("{:04}_{}", migration.version, migration.description.replace(' ', "_"))
    };
    Ok(known(pools).iter().filter(is_pending).map(name).collect())
}

/// What a newer version has applied and this one does not have.
pub(super) async fn unknown(pools: &Pools) -> Result<Vec<i64>> {
    let mut applied = applied(pools).await?;
    applied.retain(|version| !known(pools).version_exists(*version));
    Ok(applied)
}

fn known(pools: &Pools) -> &'static Migrator {
    match pools {
        Pools::Sqlite { .. } => &SQLITE,
        Pools::Postgres(_) => &POSTGRES,
    }
}

async fn applied(pools: &Pools) -> Result<Vec<i64>> {
    match pools {
        Pools::Sqlite { read, .. } => {
            let has_history: bool = sqlx::query_scalar(HAS_HISTORY_SQLITE).fetch_one(read).await?;
            Ok(if has_history { sqlx::query_scalar(APPLIED).fetch_all(read).await? } else { Vec::new() })
        }
        Pools::Postgres(primary) => {
            let pool = primary.pool();
            let has_history: bool = sqlx::query_scalar(HAS_HISTORY_POSTGRES).fetch_one(pool).await?;
            Ok(if has_history { sqlx::query_scalar(APPLIED).fetch_all(pool).await? } else { Vec::new() })
        }
    }
}

/// Within a transaction of the caller's, which nothing else of the hub runs beside.
pub(super) async fn within(inner: &mut Inner, target: Option<i64>) -> Result<()> {
    match inner.connection() {
        Connected::Sqlite(connection) => Ok(SQLITE.run_direct(target, connection, false).await?),
        Connected::Postgres(connection) => Ok(POSTGRES.run_direct(target, connection, false).await?),
    }
}

impl Db {
    /// The last of these migrations, if they are the first of this binary's.
    pub(crate) fn newest_of(&self, migrations: &[i64]) -> Option<i64> {
        let first = known(&self.pools).iter().map(|migration| migration.version).take(migrations.len());
        migrations.last().copied().filter(|_| first.eq(migrations.iter().copied()))
    }
}

impl Tx {
    /// The migrations that made the schema, in order.
    pub(crate) async fn migrations_applied(&mut self) -> Result<Vec<i64>> {
        let rows = self.rows::<(i64,)>(&HISTORY, args![]).await?;
        Ok(rows.into_iter().map(|(version,)| version).collect())
    }
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
