//! Lets the processes that write to one SQLite file take turns, so that a command beside a busy server gets through.
//!
//! SQLite's lock is no queue: who waits for it looks again every so often, and a server that begins its next
//! transaction a moment after the last is nearly always quicker. So whoever wants the lock first holds the turnstile, a
//! lock on a file beside the database. The server cannot begin again while a command waits there, nor the other way
//! round. It is a courtesy only: SQLite's own lock is what keeps writers apart, and when the turnstile cannot be had
//! (a file system without locks, a stopped process that holds it) one goes on without it.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::Duration;

use tokio::time::Instant;

use crate::error::{Error, Result};

/// How often one looks whether the turnstile is free: far less than a transaction takes.
const LOOK_AGAIN: Duration = Duration::from_millis(1);

/// When one goes on without it. As long as SQLite waits for its lock at most.
const PATIENCE: Duration = Duration::from_secs(5);

/// What the file's name ends in.
const SUFFIX: &str = "-turn";

pub(super) struct Turnstile {
    file: File,
}

/// Held until the transaction has begun.
pub(super) struct Passage<'a> {
    file: &'a File,
}

#[derive(Debug, thiserror::Error)]
#[error("{SUFFIX} cannot be made beside the database")]
struct NoFile(#[source] std::io::Error);

impl Turnstile {
    /// The turnstile of a database file. It stays empty.
    pub(super) fn beside(database: &Path) -> Result<Self> {
        let mut path = database.as_os_str().to_owned();
        path.push(SUFFIX);
        // Read and written by nobody; whoever may write to the database may make it.
        let opened = OpenOptions::new().create(true).append(true).open(path);
        Ok(Self { file: opened.map_err(|error| Error::Unavailable(NoFile(error).into()))? })
    }

    /// Waits until no other process is about to begin. `None` if it goes on without.
    pub(super) async fn pass(&self) -> Option<Passage<'_>> {
        let since = Instant::now();
        loop {
            match self.file.try_lock() {
                Ok(()) => return Some(Passage { file: &self.file }),
                Err(TryLockError::WouldBlock) if since.elapsed() < PATIENCE => {
                    tokio::time::sleep(LOOK_AGAIN).await;
                }
                Err(TryLockError::WouldBlock | TryLockError::Error(_)) => return None,
            }
        }
    }
}

impl Drop for Passage<'_> {
    fn drop(&mut self) {
        // What cannot be unlocked is unlocked when the process ends; others lose their patience before.
        drop(self.file.unlock());
    }
}
