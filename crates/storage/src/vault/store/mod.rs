//! Where wrapped keys lie: a folder, or a PostgreSQL database of its own. Holds text, knows nothing of cryptography.
//!
//! Every write asks for the store's lock, which one process holds at a time. A write is on the disk when it returns;
//! there are no transactions over several keys, so whoever writes several must be able to resume.

pub(super) mod files;
mod folder;
mod postgres;

use std::fs::File;
use std::path::PathBuf;

use secrecy::SecretString;
use sqlx::{Postgres, Transaction};
use tokio::sync::MutexGuard;
use trusthub_domain::sid::AccountSid;
use trusthub_domain::time::Timestamp;

use self::folder::FolderStore;
use self::postgres::PostgresStore;
use super::wrapped::KeyName;
use crate::error::Result;

/// Where wrapped keys are kept.
#[derive(Debug, Clone)]
pub enum KeyStoreUrl {
    /// A folder (0700).
    Folder(PathBuf),
    /// A PostgreSQL database of its own.
    Postgres(SecretString),
}

/// What lies in the store under a name of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RecordName {
    /// A wrapped key.
    Key(KeyName),
    /// Two master keys under one another, while a rotation is under way.
    Bridge,
}

/// The store.
pub(super) enum KeyStore {
    Folder(FolderStore),
    Postgres(PostgresStore),
}

/// Proof that nobody else writes to the store. Dropping it lets the next one in.
pub(super) enum StoreLock<'a> {
    Folder { _file: File, _only_one: MutexGuard<'a, ()> },
    Postgres { _transaction: Box<Transaction<'static, Postgres>>, _only_one: MutexGuard<'a, ()> },
}

impl KeyStore {
    pub(super) async fn open(url: &KeyStoreUrl) -> Result<Self> {
        match url {
            KeyStoreUrl::Folder(path) => Ok(Self::Folder(FolderStore::open(path).await?)),
            KeyStoreUrl::Postgres(url) => Ok(Self::Postgres(PostgresStore::open(url).await?)),
        }
    }

    /// Waits for the lock.
    pub(super) async fn lock(&self) -> Result<StoreLock<'_>> {
        match self {
            Self::Folder(store) => {
                let (file, only_one) = store.lock().await?;
                Ok(StoreLock::Folder { _file: file, _only_one: only_one })
            }
            Self::Postgres(store) => {
                let (transaction, only_one) = store.lock().await?;
                Ok(StoreLock::Postgres { _transaction: Box::new(transaction), _only_one: only_one })
            }
        }
    }

    /// The record's text.
    pub(super) async fn read(&self, name: RecordName) -> Result<Option<String>> {
        match self {
            Self::Folder(store) => store.read(name).await,
            Self::Postgres(store) => store.read(name).await,
        }
    }

    /// Whether there is such a record.
    pub(super) async fn contains(&self, name: RecordName) -> Result<bool> {
        match self {
            Self::Folder(store) => store.contains(name).await,
            Self::Postgres(store) => store.contains(name).await,
        }
    }

    /// The accounts that have a key, in order.
    pub(super) async fn accounts(&self) -> Result<Vec<AccountSid>> {
        match self {
            Self::Folder(store) => store.accounts().await,
            Self::Postgres(store) => store.accounts().await,
        }
    }

    /// The erased accounts, in the order in which they were erased.
    pub(super) async fn erased(&self) -> Result<Vec<(AccountSid, Timestamp)>> {
        match self {
            Self::Folder(store) => store.erased().await,
            Self::Postgres(store) => store.erased().await,
        }
    }

    /// Writes a record, in place of an older one if there is one.
    pub(super) async fn write(&self, _lock: &StoreLock<'_>, name: RecordName, text: String) -> Result<()> {
        match self {
            Self::Folder(store) => store.write(name, text).await,
            Self::Postgres(store) => store.write(name, text).await,
        }
    }

    /// Removes a record; it may be gone already.
    pub(super) async fn remove(&self, _lock: &StoreLock<'_>, name: RecordName) -> Result<()> {
        match self {
            Self::Folder(store) => store.remove(name).await,
            Self::Postgres(store) => store.remove(name).await,
        }
    }

    /// Notes that an account was erased; the caller has seen that it is not noted yet.
    pub(super) async fn note_erased(
        &self,
        _lock: &StoreLock<'_>,
        account: AccountSid,
        at: Timestamp,
    ) -> Result<()> {
        match self {
            Self::Folder(store) => store.note_erased(account, at).await,
            Self::Postgres(store) => store.note_erased(account, at).await,
        }
    }
}
