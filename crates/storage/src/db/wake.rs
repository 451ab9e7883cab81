//! Wakes workers when jobs are queued: in this process through a permit that is not lost while nobody waits, in other
//! processes through PostgreSQL's NOTIFY. A worker polls besides; this only makes it prompt.

use sqlx::PgPool;
use sqlx::postgres::PgListener;
use tokio::sync::{Mutex, Notify};

use crate::error::Result;

/// The channel of NOTIFY.
pub(super) const CHANNEL: &str = "trusthub_jobs";

/// Sent within the transaction that queues the job, so that PostgreSQL tells the others exactly if it commits.
pub(super) const NOTIFY: &str = "SELECT pg_notify($1, '')";

#[derive(Debug)]
pub(crate) struct Wake {
    here: Notify,
    elsewhere: Option<Listening>,
}

#[derive(Debug)]
struct Listening {
    pool: PgPool,
    listener: Mutex<Option<PgListener>>,
}

impl Wake {
    pub(super) fn in_process() -> Self {
        Self { here: Notify::new(), elsewhere: None }
    }

    pub(super) fn listening(pool: PgPool) -> Self {
        Self { here: Notify::new(), elsewhere: Some(Listening { pool, listener: Mutex::new(None) }) }
    }

    /// Wakes one worker. If all are busy, the next one that asks does not wait: no commit falls between two polls.
    pub(super) fn wake(&self) {
        self.here.notify_one();
    }

    pub(super) async fn notified(&self) -> Result<()> {
        let Some(elsewhere) = &self.elsewhere else {
            self.here.notified().await;
            return Ok(());
        };
        tokio::select! {
            () = self.here.notified() => Ok(()),
            heard = elsewhere.heard() => heard,
        }
    }

    pub(super) async fn close(&self) {
        if let Some(elsewhere) = &self.elsewhere {
            // Closing ends a running wait, which then lets go of the listener; its connection is waited for.
            tokio::join!(elsewhere.pool.close(), async { *elsewhere.listener.lock().await = None });
        }
    }
}

impl Listening {
    /// Waits for a notification, or for the connection to be lost: a notification may have been lost with it.
    async fn heard(&self) -> Result<()> {
        let mut slot = self.listener.lock().await;
        let listener = match &mut *slot {
            Some(listener) => listener,
            none => {
                let mut listener = PgListener::connect_with(&self.pool).await?;
                listener.listen(CHANNEL).await?;
                none.insert(listener)
            }
        };
        // Dropping `try_recv` half-way loses nothing: a message is taken from the buffer whole or not at all.
        let heard = listener.try_recv().await;
        if heard.is_err() {
            *slot = None;
        }
        Ok(heard.map(drop)?)
    }
}
