//! What must happen now and then without a job: the audit log's tree every second, old answers every hour, gauges.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::{Hub, Result};

/// How often the audit log is folded.
const SEQUENCE_EVERY: Duration = Duration::from_secs(1);

/// Answers under an Idempotency-Key are kept a day.
const ANSWERS_KEPT: Duration = Duration::from_secs(24 * 60 * 60);

/// Rounds between two purges of answers, and between two readings of the queue for the metrics.
const PURGE_EVERY: u64 = 3600;
const GAUGE_EVERY: u64 = 10;

pub(super) async fn run(hub: Hub, stop: CancellationToken) {
    let mut round: u64 = 0;
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(SEQUENCE_EVERY) => {}
        }
        round += 1;
        if let Err(error) = one_round(&hub, round).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "upkeep failed; it is tried again in a second"
            );
        }
    }
}

async fn one_round(hub: &Hub, round: u64) -> Result<()> {
    hub.db().audit_sequence(hub.now()).await?;
    if round % PURGE_EVERY == 1 {
        let mut tx = hub.db().write().await?;
        tx.idempotency_purge_any_account(hub.now().minus(ANSWERS_KEPT)).await?;
        tx.commit().await?;
    }
    if round % GAUGE_EVERY == 1 {
        for (state, count) in hub.db().read().await?.job_counts_any_account().await? {
            // A gauge is a float by nature; counts stay far below where that loses anything.
            let count = u32::try_from(count).unwrap_or(u32::MAX);
            metrics::gauge!("trusthub_jobs", "state" => format!("{state:?}").to_lowercase()).set(count);
        }
    }
    Ok(())
}
