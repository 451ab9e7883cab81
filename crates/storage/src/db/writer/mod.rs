//! The one writer of a SQLite database in this process, which its callers take in turns.
//!
//! A commit that waits for the disk costs as much for one change as for fifty. So the writer is handed from one caller
//! to the next *inside* one transaction of the database, and that is committed once for all of them: a **group**. To a
//! caller nothing changes. It has the database for itself during its turn, undoes nothing but its own work by being
//! dropped, and is told that its change is kept only when the disk has it. `docs/adr/0010` says why, and what it costs.
//!
//! A task of its own ([`group`]) holds the connection and lends it, so that no caller can take a group down with it by
//! going away half-way: a request that is cancelled just ends its turn. Processes take turns too: [`turnstile`].

mod group;
#[cfg(test)]
mod tests;
mod turnstile;

use std::path::PathBuf;
use std::sync::{Arc, Weak};
use std::time::Duration;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, SqliteConnection};
use tokio::sync::{Mutex, OwnedMutexGuard, mpsc, oneshot};

use self::group::Lender;
use self::turnstile::Turnstile;
use super::wake::Wake;
use crate::error::{Error, Result};

/// A place in the queue. A clone is the same queue.
#[derive(Debug, Clone)]
pub(crate) struct Writer {
    asks: mpsc::UnboundedSender<Ask>,
    options: Arc<SqliteConnectOptions>,
    times: Times,
    /// The lender's; gone when it has closed.
    slot: Weak<Mutex<Slot>>,
}

/// How long things may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Times {
    /// How long a caller waits for its turn before it is told to try again.
    pub(super) patience: Duration,
    /// When a group that still has callers waiting is committed nevertheless. A turn that has begun is not cut short.
    pub(super) group: Duration,
}

/// What can be asked of the lender.
#[derive(Debug)]
enum Ask {
    Turn(Asker),
    Close(oneshot::Sender<()>),
}

type Asker = oneshot::Sender<Result<Turn>>;

/// The connection, lent. Dropping it ends the turn and undoes what was done in it.
#[derive(Debug)]
pub(super) struct Turn {
    slot: OwnedMutexGuard<Slot>,
}

/// What lies on the counter: whoever has the lock has the turn.
#[derive(Debug)]
struct Slot {
    connection: SqliteConnection,
    /// Set at the end of a turn whose work is to be kept.
    kept: Option<Kept>,
}

/// Who waits for the group's commit.
#[derive(Debug)]
struct Kept {
    wakes_workers: bool,
    outcome: oneshot::Sender<Result<()>>,
}

#[derive(Debug, thiserror::Error)]
enum NoTurn {
    #[error("the writer is closed")]
    Closed,
    #[error("too many writers wait before this one")]
    Queue,
    #[error("the writer ended before it said whether the change is kept")]
    Unknown,
}

impl From<NoTurn> for Error {
    fn from(why: NoTurn) -> Self {
        Self::Unavailable(why.into())
    }
}

impl Writer {
    /// Opens the connection, and makes the file if it is not there.
    pub(super) async fn open(
        options: SqliteConnectOptions,
        file: PathBuf,
        times: Times,
        wake: Arc<Wake>,
    ) -> Result<Self> {
        let options = Arc::new(options);
        let connection = options.connect().await?;
        let slot = Arc::new(Mutex::new(Slot { connection, kept: None }));
        let lent = Arc::downgrade(&slot);
        let (asks, asked) = mpsc::unbounded_channel();
        let lender = Lender::new(slot, Arc::clone(&options), Turnstile::beside(&file)?, times, wake);
        #[expect(
            clippy::disallowed_methods,
            reason = "ends with the last handle of this writer; `close` waits for it"
        )]
        tokio::spawn(lender.run(asked));
        Ok(Self { asks, options, times, slot: lent })
    }

    pub(super) fn is_open(&self) -> bool {
        self.slot.strong_count() > 0
    }

    /// Whether nobody has a turn at this moment.
    pub(super) fn is_idle(&self) -> bool {
        self.slot.upgrade().is_some_and(|slot| slot.try_lock().is_ok())
    }

    /// A connection beside the writer's, for what brings its own transactions.
    pub(super) async fn connect(&self) -> Result<SqliteConnection> {
        Ok(self.options.connect().await?)
    }

    /// Waits for its turn, first come, first served. Who is dropped meanwhile has left the queue.
    pub(super) async fn turn(&self) -> Result<Turn> {
        let (asker, turn) = oneshot::channel();
        self.asks.send(Ask::Turn(asker)).map_err(|_| NoTurn::Closed)?;
        match tokio::time::timeout(self.times.patience, turn).await {
            Ok(answer) => answer.map_err(|_| NoTurn::Closed)?,
            Err(_) => Err(NoTurn::Queue.into()),
        }
    }

    /// Lets those who are in the queue have their turn, commits, and closes the connection.
    pub(super) async fn close(&self) {
        let (closed, closing) = oneshot::channel();
        if self.asks.send(Ask::Close(closed)).is_ok() {
            // An error means that it is closed already.
            drop(closing.await);
        }
    }
}

impl Turn {
    pub(super) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.slot.connection
    }

    /// Ends the turn and keeps what was done in it; returns when the disk has it. Dropped while it waits, the change
    /// is kept nevertheless, and nobody is told.
    pub(super) async fn keep(mut self, wakes_workers: bool) -> Result<()> {
        let (outcome, told) = oneshot::channel();
        self.slot.kept = Some(Kept { wakes_workers, outcome });
        drop(self);
        told.await.map_err(|_| NoTurn::Unknown)?
    }
}
