//! Whose a job is, and for how long.
//!
//! A claim leases a job for a short time, and [`keep`] renews that for as long as the handler runs. Short, because nobody
//! may touch the jobs of a process that died before their leases lapse, and somebody's decision waits among them.

use std::convert::Infallible;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use trusthub_storage::{Job, Lane};

use crate::{Error, Hub, Result};

/// How long a job belongs to its worker unless renewed. Ours: what a node left behind is taken up after this and one
/// poll. Clocks of nodes that differ by more than about half of it make jobs run twice.
pub(super) const LEASE: Duration = Duration::from_secs(15);

/// Two renewals may fail before the lease lapses. Most jobs end before the first.
const RENEW_EVERY: Duration = Duration::from_secs(5);

/// Claims jobs under names that no other claim has.
pub(super) struct Worker {
    name: String,
    claims: AtomicU64,
}

impl Worker {
    /// `name` is this worker's alone.
    pub(super) const fn new(name: String) -> Self {
        Self { name, claims: AtomicU64::new(0) }
    }

    /// Leases due jobs, up to so many of each lane.
    ///
    /// # Errors
    /// `Unavailable`.
    pub(super) async fn claim(&self, hub: &Hub, most: &[(Lane, u32)]) -> Result<Vec<Job>> {
        let holder = format!("{}/{}", self.name, self.claims.fetch_add(1, Ordering::Relaxed));
        let mut tx = hub.db().write().await?;
        let (now, mut jobs) = (hub.now(), Vec::new());
        for (lane, limit) in most {
            jobs.extend(tx.job_claim_any_account(&holder, now, LEASE, *lane, *limit).await?);
        }
        tx.commit().await?;
        Ok(jobs)
    }
}

/// Renews the lease of a running job until dropped.
pub(super) async fn keep(hub: &Hub, job: &Job) -> Infallible {
    loop {
        tokio::time::sleep(RENEW_EVERY).await;
        match renew(hub, job).await {
            Ok(()) => {}
            // Lost, or the handler has just finished the job itself. Its end is refused if somebody else has it now.
            Err(Error::Conflict) => std::future::pending().await,
            Err(error) => tracing::warn!(
                job.id = %job.id, job.kind = ?job.kind, error = &error as &dyn std::error::Error,
                "the lease of job {} could not be renewed; it is tried again", job.id
            ),
        }
    }
}

async fn renew(hub: &Hub, job: &Job) -> Result<()> {
    let mut tx = hub.db().write().await?;
    tx.job_renew(job, hub.now().plus(LEASE)).await?;
    Ok(tx.commit().await?)
}
