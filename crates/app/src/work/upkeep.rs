//! What must happen now and then without a job: the audit log's tree every second; old answers, sessions and links every
//! hour; gauges, and an eye on the clock. One that fails does not keep the others from happening.

use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use trusthub_domain::time::Timestamp;

use super::gauges;
use super::lease::LEASE;
use crate::{Hub, Result, certificates, messaging};

/// How often the audit log is folded.
const SEQUENCE_EVERY: Duration = Duration::from_secs(1);

/// Answers under an Idempotency-Key are kept a day.
const ANSWERS_KEPT: Duration = Duration::from_secs(24 * 60 * 60);

/// Rounds between two purges, looks at certificates and plans for the night, and between two readings of the database for
/// the metrics.
const PURGE_EVERY: u64 = 3600;
const GAUGE_EVERY: u64 = 10;

/// What clocks of nodes that are kept in time may differ by. A larger step back is not taken for that.
const CLOCKS_AGREE: Duration = Duration::from_secs(5);

pub(super) async fn run(hub: Hub, stop: CancellationToken) {
    let mut round: u64 = 0;
    let mut whole_at = Instant::now();
    // Not known yet: the clock may have been put back while no process ran.
    let mut last_seen = None;
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(SEQUENCE_EVERY) => {}
        }
        round += 1;
        note("the clock could not be watched", watch_clock(&hub, &mut last_seen).await);
        if note(
            "the audit log could not be folded",
            hub.db().audit_sequence(hub.now()).await.map_err(Into::into),
        ) {
            whole_at = Instant::now();
        }
        metrics::gauge!("trusthub_audit_lag_seconds").set(whole_at.elapsed());
        if round % PURGE_EVERY == 1 {
            note("old answers, sessions and links could not be purged", purge(&hub).await);
            note("a certificate could not be ordered", certificates::renew(&hub).await);
            note("the campaign registry could not be planned for", messaging::downstream::plan(&hub).await);
        }
        if round % GAUGE_EVERY == 1 {
            note("the gauges could not be read", gauges::read(&hub).await);
        }
    }
}

/// Logs a failure; whether there was none.
fn note<T>(what: &str, outcome: Result<T>) -> bool {
    let failed = outcome.err();
    if let Some(error) = &failed {
        tracing::warn!(error = error as &dyn std::error::Error, "{what}; it is tried again");
    }
    failed.is_none()
}

async fn purge(hub: &Hub) -> Result<()> {
    let mut tx = hub.db().write().await?;
    tx.idempotency_purge_any_account(hub.now().minus(ANSWERS_KEPT)).await?;
    tx.contact_quota_purge_any_account(hub.now()).await?;
    tx.session_purge_any_account(hub.now()).await?;
    tx.password_link_purge_any_account(hub.now()).await?;
    tx.challenge_purge_any_account(hub.now()).await?;
    tx.credential_status_purge_any_account(hub.now()).await?;
    tx.usage_purge_any_account(&messaging::sending::oldest_kept(hub)).await?;
    Ok(tx.commit().await?)
}

/// Work that is to be done "now" must not wait for hours because a clock that was wrong was set right.
async fn watch_clock(hub: &Hub, last_seen: &mut Option<Timestamp>) -> Result<()> {
    let now = hub.now();
    let before = match *last_seen {
        Some(seen) => seen,
        None => hub.db().read().await?.job_last_made_any_account().await?.unwrap_or(now),
    };
    let back = before.since(now);
    if back > CLOCKS_AGREE {
        tracing::warn!(seconds = back.as_secs(), "the clock was put back; waiting jobs are brought forward");
        let mut tx = hub.db().write().await?;
        tx.job_clock_put_back_any_account(now, back, LEASE).await?;
        tx.commit().await?;
    }
    *last_seen = Some(now);
    Ok(())
}
