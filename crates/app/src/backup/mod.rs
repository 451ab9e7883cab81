//! A whole hub in one file, and back: rows, files and the operator's rules of one moment; never the keys.
//!
//! A backup bears the hub's signature, so that a restore notices a changed file and the keys of another hub before it
//! changes anything. The order of its parts is theirs on the way back: policies and files, which lie outside of the
//! database, first; then the rows, in one transaction. Start at [`create`] and [`restore`].

mod create;
mod inspect;
mod part;
mod restore;

pub use create::create;
pub use inspect::{Inspected, inspect};
pub use restore::{RestoreWish, Restored, restore};

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use trusthub_domain::time::Timestamp;
use trusthub_gateways::archive::ArchiveError;
use trusthub_storage::{Checkpoint, RestoreError};

use crate::Error;

/// Where a backup comes from: its first part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// When it was begun; what it shows is not older.
    pub made_at: Timestamp,
    /// The version of the binary that made it.
    pub made_by: String,
    /// The migrations that made its tables.
    pub migrations: Vec<i64>,
    /// The hub's public key, hex.
    pub public_key: String,
}

/// What is in a backup: its last part.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Totals {
    /// Rows by table.
    pub tables: BTreeMap<String, u64>,
    /// Files.
    pub documents: u64,
    /// Policy files of the operator, and the scorecard.
    pub policies: u64,
    /// Files that the rows name but that are not in the store: lost before the backup was made.
    pub missing_documents: Vec<String>,
    /// The newest checkpoint of the audit log.
    pub checkpoint: Option<Checkpoint>,
}

impl Totals {
    /// Rows of all tables.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.tables.values().sum()
    }
}

/// A backup that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// Where it comes from.
    pub origin: Origin,
    /// What is in it.
    pub totals: Totals,
    /// Stands for the whole file: SHA-256, hex.
    pub digest: String,
    /// Its size.
    pub size_bytes: u64,
}

/// A file of the operator's own rules, as it lay in the data directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleFile {
    /// A policy file.
    Policy {
        /// Its name in the folder.
        name: String,
        /// What it says.
        content: Vec<u8>,
    },
    /// The scorecard.
    Scorecard {
        /// What it says.
        content: Vec<u8>,
    },
}

/// What is being done with a backup.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Stage {
    /// It is written.
    #[default]
    Copying,
    /// It is read for the first time, and judged.
    Checking,
    /// It is read again, and taken in.
    TakingIn,
}

/// How far it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// With what.
    pub stage: Stage,
    /// Rows so far.
    pub rows: u64,
    /// Files so far.
    pub documents: u64,
    /// Bytes of the backup read so far; 0 while one is made.
    pub bytes: u64,
}

/// Is told now and then how far it is.
pub type Watcher<'a> = &'a (dyn Fn(Progress) + Send + Sync);

/// Why a backup was not made or not taken in. Nothing was changed then.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The hub.
    #[error(transparent)]
    Hub(#[from] Error),
    /// The file.
    #[error(transparent)]
    File(#[from] ArchiveError),
    /// Written by us, but not by this version.
    #[error("it was written by a newer version: {0}")]
    Newer(&'static str),
    /// Whole, but its parts do not make a backup.
    #[error("it is damaged: {0}")]
    Senseless(&'static str),
    /// The keys here are not those of the hub that made it.
    #[error("it was made with the keys of another hub")]
    OtherKeys,
    /// The database has something in it.
    #[error("there is a hub here already")]
    NotEmpty,
    /// Accounts whose data nobody could read.
    #[error("the keys of {0} account(s) in it are missing")]
    MissingKeys(usize),
    /// Made by another line of migrations.
    #[error("it was made by a version with other migrations than this one has")]
    Migrations,
    /// The rows of a table do not fit.
    #[error("it is damaged: rows of {0} do not fit their table")]
    Rows(String),
    /// The operator's rules cannot be put in their place.
    #[error("its policy files and scorecard cannot be put in their place")]
    Policies(#[source] std::io::Error),
}

impl From<RestoreError> for BackupError {
    fn from(error: RestoreError) -> Self {
        match error {
            RestoreError::NotEmpty => Self::NotEmpty,
            RestoreError::Migrations => Self::Migrations,
            RestoreError::Rows { table } => Self::Rows(table),
            RestoreError::Database(error) => Self::Hub(error.into()),
        }
    }
}

impl From<trusthub_storage::Error> for BackupError {
    fn from(error: trusthub_storage::Error) -> Self {
        Self::Hub(error.into())
    }
}
