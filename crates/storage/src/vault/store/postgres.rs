//! Keys in a PostgreSQL database of their own: two small tables, made on first use.
//!
//! Its statements stand here and not in the registry: they run on another database than everything else, and on
//! PostgreSQL only.

use std::future::Future;

use secrecy::{ExposeSecret, SecretString};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{PgPool, Postgres, Transaction};
use tokio::sync::{Mutex, MutexGuard};
use trusthub_domain::sid::AccountSid;
use trusthub_domain::time::Timestamp;

use super::RecordName;
use crate::error::Result;
use crate::postgres::Primary;
use crate::vault::error::{VaultError, damaged};

/// Any number that nothing else on that database uses: "trusthub" in ASCII.
const LOCK: &str = "SELECT pg_advisory_xact_lock(8390898194479347042)";
const CREATE_KEYS: &str =
    "CREATE TABLE IF NOT EXISTS trusthub_keys (name TEXT COLLATE \"C\" PRIMARY KEY, record TEXT NOT NULL)";
const CREATE_ERASED: &str = "CREATE TABLE IF NOT EXISTS trusthub_erased \
     (account_sid TEXT COLLATE \"C\" PRIMARY KEY, erased_at BIGINT NOT NULL)";
const READ: &str = "SELECT record FROM trusthub_keys WHERE name = $1";
const CONTAINS: &str = "SELECT EXISTS (SELECT 1 FROM trusthub_keys WHERE name = $1)";
const NAMES: &str = "SELECT name FROM trusthub_keys WHERE name >= 'AC' AND name < 'AD' ORDER BY name";
const ERASED: &str = "SELECT account_sid, erased_at FROM trusthub_erased ORDER BY erased_at, account_sid";
const WRITE: &str = "INSERT INTO trusthub_keys (name, record) VALUES ($1, $2) \
     ON CONFLICT (name) DO UPDATE SET record = excluded.record";
const REMOVE: &str = "DELETE FROM trusthub_keys WHERE name = $1";
const NOTE_ERASED: &str = "INSERT INTO trusthub_erased (account_sid, erased_at) VALUES ($1, $2) ON CONFLICT (account_sid) DO NOTHING";

/// One connection may hold the lock; the others answer reads meanwhile.
const MAX_CONNECTIONS: u32 = 4;

pub(in crate::vault) struct PostgresStore {
    primary: Primary,
    /// Callers of this process wait here for the lock and not with a connection in hand: enough of them would leave
    /// none for the one that has it.
    only_one: Mutex<()>,
}

impl PostgresStore {
    pub(super) async fn open(url: &SecretString) -> Result<Self> {
        let settings = |server: PgConnectOptions| server.application_name("trusthub keys");
        let pool = PgPoolOptions::new().max_connections(MAX_CONNECTIONS);
        let primary =
            Primary::connect(url.expose_secret(), settings, pool).await.map_err(VaultError::Database)?;
        let store = Self { primary, only_one: Mutex::new(()) };
        store.create_tables().await.map_err(refused)?;
        Ok(store)
    }

    async fn create_tables(&self) -> sqlx::Result<()> {
        let mut transaction = self.primary.pool().begin().await?;
        sqlx::query(LOCK).execute(&mut *transaction).await?;
        sqlx::query(CREATE_KEYS).execute(&mut *transaction).await?;
        sqlx::query(CREATE_ERASED).execute(&mut *transaction).await?;
        transaction.commit().await
    }

    pub(super) async fn lock(&self) -> Result<(Transaction<'static, Postgres>, MutexGuard<'_, ()>)> {
        let only_one = self.only_one.lock().await;
        let mut transaction = self.primary.begin("BEGIN").await.map_err(VaultError::Database)?;
        sqlx::query(LOCK).execute(&mut *transaction).await.map_err(refused)?;
        Ok((transaction, only_one))
    }

    /// Every statement here may run twice: it reads, or it leaves the same rows behind.
    async fn persist<T, F>(&self, attempt: impl Fn(PgPool) -> F) -> Result<T>
    where
        F: Future<Output = sqlx::Result<T>>,
    {
        Ok(self.primary.persist(attempt).await.map_err(VaultError::Database)?)
    }

    pub(super) async fn read(&self, name: RecordName) -> Result<Option<String>> {
        self.persist(
            |pool| async move { sqlx::query_scalar(READ).bind(key(name)).fetch_optional(&pool).await },
        )
        .await
    }

    pub(super) async fn contains(&self, name: RecordName) -> Result<bool> {
        self.persist(
            |pool| async move { sqlx::query_scalar(CONTAINS).bind(key(name)).fetch_one(&pool).await },
        )
        .await
    }

    pub(super) async fn accounts(&self) -> Result<Vec<AccountSid>> {
        let names: Vec<String> =
            self.persist(|pool| async move { sqlx::query_scalar(NAMES).fetch_all(&pool).await }).await?;
        names.iter().map(|name| name.parse().map_err(|_| damaged("trusthub_keys.name", &name))).collect()
    }

    pub(super) async fn erased(&self) -> Result<Vec<(AccountSid, Timestamp)>> {
        let rows: Vec<(String, i64)> =
            self.persist(|pool| async move { sqlx::query_as(ERASED).fetch_all(&pool).await }).await?;
        rows.iter()
            .map(|(account, at)| {
                let account =
                    account.parse().map_err(|_| damaged("trusthub_erased.account_sid", &account))?;
                Ok((account, Timestamp::from_micros(*at)))
            })
            .collect()
    }

    pub(super) async fn write(&self, name: RecordName, text: String) -> Result<()> {
        let text = &text;
        self.persist(|pool| async move {
            sqlx::query(WRITE).bind(key(name)).bind(text).execute(&pool).await.map(drop)
        })
        .await
    }

    pub(super) async fn remove(&self, name: RecordName) -> Result<()> {
        self.persist(|pool| async move { sqlx::query(REMOVE).bind(key(name)).execute(&pool).await.map(drop) })
            .await
    }

    pub(super) async fn note_erased(&self, account: AccountSid, at: Timestamp) -> Result<()> {
        self.persist(|pool| async move {
            let (account, at) = (account.to_string(), at.as_micros());
            sqlx::query(NOTE_ERASED).bind(account).bind(at).execute(&pool).await.map(drop)
        })
        .await
    }
}

fn refused(error: sqlx::Error) -> VaultError {
    VaultError::Database(error.into())
}

fn key(name: RecordName) -> String {
    match name {
        RecordName::Key(key) => key.to_string(),
        RecordName::Bridge => "bridge".to_owned(),
    }
}
