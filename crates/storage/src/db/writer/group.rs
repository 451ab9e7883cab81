//! Lends the connection from one caller to the next within one transaction, and commits that for all of them.

use std::sync::Arc;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Database, SqlSafeStr, Sqlite, SqliteConnection};
use sqlx_core::transaction::TransactionManager;
use tokio::sync::{Mutex, OwnedMutexGuard, mpsc, oneshot};
use tokio::time::Instant;

use super::turnstile::Turnstile;
use super::{Ask, Asker, Kept, Slot, Times, Turn};
use crate::db::wake::Wake;
use crate::error::{Error, Result};

/// Most changes in one group. Beyond it the disk's share of a change is lost in the noise; ours, measured.
const GROUP_LIMIT: usize = 128;

// A deferred transaction that reads and then writes fails with SQLITE_BUSY at once if somebody else wrote in between;
// no busy timeout helps. IMMEDIATE waits its turn at the start instead.
const BEGIN: &str = "BEGIN IMMEDIATE";

/// The driver's own `Transaction` borrows the connection, which a turn cannot; this is what that is made of. It counts how
/// deep the connection is, so that a transaction of the driver within a turn (a migration) nests in it.
type Driver = <Sqlite as Database>::TransactionManager;

/// Every member of a group fails for the same cause.
#[derive(Debug, thiserror::Error)]
#[error("the commit that this change shares with others failed")]
struct GroupFailed(#[source] Arc<Error>);

/// How a whole transaction went; its members share the cause of its failure.
type Outcome = std::result::Result<(), Arc<Error>>;

/// Owns the connection. Nobody but the holder of a [`Turn`] and this has it.
pub(super) struct Lender {
    slot: Arc<Mutex<Slot>>,
    options: Arc<SqliteConnectOptions>,
    turnstile: Turnstile,
    times: Times,
    wake: Arc<Wake>,
    /// After a failure nothing is known of the connection's state: the next group gets a new one.
    is_broken: bool,
}

impl Lender {
    pub(super) fn new(
        slot: Arc<Mutex<Slot>>,
        options: Arc<SqliteConnectOptions>,
        turnstile: Turnstile,
        times: Times,
        wake: Arc<Wake>,
    ) -> Self {
        Self { slot, options, turnstile, times, wake, is_broken: false }
    }

    /// Group after group, until it is told to close or nobody is left who could ask.
    pub(super) async fn run(mut self, mut asks: mpsc::UnboundedReceiver<Ask>) {
        let mut closing = None;
        while let Some(ask) = asks.recv().await {
            match ask {
                Ask::Turn(first) => closing = self.group(first, &mut asks).await,
                Ask::Close(closed) => closing = Some(closed),
            }
            if closing.is_some() {
                break;
            }
        }
        // From here on askers are told that the writer is closed.
        drop(asks);
        let Self { slot, .. } = self;
        if let Ok(slot) = Arc::try_unwrap(slot) {
            // The last to close folds the write-ahead log into the database; one that cannot is folded at the next start.
            drop(slot.into_inner().connection.close().await);
        }
        if let Some(closed) = closing {
            // Whoever closes may have stopped waiting.
            let _ = closed.send(());
        }
    }

    /// One transaction of the database: `first`, and whoever asks while it lasts. Returns who wants the writer closed.
    async fn group(
        &mut self,
        first: Asker,
        asks: &mut mpsc::UnboundedReceiver<Ask>,
    ) -> Option<oneshot::Sender<()>> {
        let mut slot = Arc::clone(&self.slot).lock_owned().await;
        if let Err(error) = self.begin(&mut slot).await {
            self.is_broken = true;
            drop(first.send(Err(error)));
            return None;
        }
        let begun = Instant::now();
        let mut kept = Vec::new();
        let mut asker = first;
        let (lent, closing) = loop {
            let lent;
            (slot, lent) = self.lend(slot, asker, &mut kept).await;
            let is_full = kept.len() >= GROUP_LIMIT || begun.elapsed() >= self.times.group;
            if lent.is_err() || kept.is_empty() || is_full {
                break (lent, None);
            }
            match asks.try_recv() {
                Ok(Ask::Turn(next)) => asker = next,
                Ok(Ask::Close(closed)) => break (lent, Some(closed)),
                Err(_) => break (lent, None),
            }
        };
        let outcome = match lent {
            Ok(()) => end(&mut slot.connection, !kept.is_empty()).await,
            Err(error) => Err(error),
        };
        self.is_broken = outcome.is_err();
        drop(slot);
        self.tell(kept, &outcome);
        closing
    }

    async fn begin(&self, slot: &mut Slot) -> Result<()> {
        if self.is_broken {
            slot.connection = self.options.connect().await?;
        }
        let _passage = self.turnstile.pass().await;
        Ok(Driver::begin(&mut slot.connection, Some(BEGIN.into_sql_str())).await?)
    }

    /// One turn. An error means that the transaction as a whole is lost: SQLite ends it by itself when the disk fails.
    async fn lend(
        &self,
        mut slot: OwnedMutexGuard<Slot>,
        asker: Asker,
        kept: &mut Vec<Kept>,
    ) -> (OwnedMutexGuard<Slot>, Outcome) {
        if asker.is_closed() {
            return (slot, Ok(()));
        }
        // While nobody's work is at stake the transaction itself can be undone: a lone change costs no savepoint.
        let is_shared = !kept.is_empty();
        if is_shared && let Err(error) = Driver::begin(&mut slot.connection, None).await {
            let cause = Arc::new(error.into());
            drop(asker.send(Err(failed(&cause))));
            return (slot, Err(cause));
        }
        // If the asker has left meanwhile, the turn is dropped here, and with that it is over.
        drop(asker.send(Ok(Turn { slot })));
        let mut slot = Arc::clone(&self.slot).lock_owned().await;
        let member = slot.kept.take();
        let is_kept = member.is_some();
        kept.extend(member);
        let ended = if is_shared { end(&mut slot.connection, is_kept).await } else { Ok(()) };
        (slot, ended)
    }

    /// Tells every member, and wakes a worker for each that queued a job. Who has left meanwhile is told nothing.
    fn tell(&self, kept: Vec<Kept>, outcome: &Outcome) {
        for member in kept {
            let outcome = outcome.as_ref().map(|&()| ()).map_err(failed);
            if outcome.is_ok() && member.wakes_workers {
                self.wake.wake();
            }
            drop(member.outcome.send(outcome));
        }
    }
}

fn failed(cause: &Arc<Error>) -> Error {
    Error::Unavailable(GroupFailed(Arc::clone(cause)).into())
}

/// Ends the innermost of savepoint and transaction.
async fn end(connection: &mut SqliteConnection, is_kept: bool) -> Outcome {
    let ended = if is_kept { Driver::commit(connection).await } else { Driver::rollback(connection).await };
    ended.map_err(|error| Arc::new(error.into()))
}
