//! Tells the database what this node has let send, and takes the next portions.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::ledger::{Due, Settled};
use crate::{Hub, Result};

/// How often it is looked whether anything is to be told. Ours: half of a portion lasts ten times as long.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// Counts in one transaction: the other writers of SQLite wait for it.
const AT_ONCE: usize = 200;

/// A node that has told nothing for so long lets send nothing.
const ALIVE: Duration = Duration::from_secs(10);

/// Failures between two lines in the log.
const TELL_EVERY: u32 = 300;

/// Tells what is due, until `stop` is cancelled; then everything, and gives back what was not used.
pub(crate) async fn run(hub: Hub, stop: CancellationToken) {
    let mut failures = 0_u32;
    loop {
        let is_last = tokio::select! {
            () = stop.cancelled() => true,
            () = tokio::time::sleep(LOOK_EVERY) => false,
        };
        let told = if is_last { finish(&hub).await } else { settle(&hub).await };
        match told {
            Ok(()) => failures = 0,
            Err(error) => {
                if failures.is_multiple_of(TELL_EVERY) {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "how many messages were let send could not be stored; it is tried again, and days with a limit \
                         stand still once their portions are used up"
                    );
                }
                failures = failures.wrapping_add(1);
            }
        }
        metrics::gauge!("trusthub_message_counts_untold")
            .set(f64::from(u32::try_from(hub.messages().untold()).unwrap_or(u32::MAX)));
        if is_last {
            return;
        }
    }
}

/// Tells what is due.
///
/// # Errors
/// `Unavailable`; what was not told is told the next time.
pub async fn settle(hub: &Hub) -> Result<()> {
    let _turn = hub.messages().turn().await;
    in_turn(hub, false).await
}

/// Tells everything, and gives back what was not used: for a process that ends.
///
/// # Errors
/// `Unavailable`.
pub async fn finish(hub: &Hub) -> Result<()> {
    let _turn = hub.messages().turn().await;
    in_turn(hub, true).await
}

/// For whoever has the turn.
pub(super) async fn in_turn(hub: &Hub, is_last: bool) -> Result<()> {
    let messages = hub.messages();
    loop {
        let now = hub.now();
        let due = messages.due(now, hub.messaging().days.at(now), is_last, AT_ONCE);
        if due.is_empty() {
            return Ok(());
        }
        let is_all = due.len() < AT_ONCE;
        let mut tx = hub.db().write().await?;
        let mut answers = Vec::with_capacity(due.len());
        for due in due {
            answers.push(told(hub, &mut tx, due).await?);
        }
        tx.commit().await?;
        answers.into_iter().for_each(|answer| messages.settled(answer, now));
        if is_all {
            return Ok(());
        }
    }
}

async fn told(hub: &Hub, tx: &mut trusthub_storage::Tx, due: Due) -> Result<Settled> {
    let (node, now) = (hub.messages().node(), hub.now());
    let others = tx.usage_lock(&due.key, node).await?;
    let portion = due.portion(others);
    let mut usage = due.usage;
    usage.granted = usage.granted.saturating_add(portion);
    tx.usage_set(&due.key, others.saturating_add(usage.granted), node, usage, now).await?;
    let nodes = tx.usage_nodes(&due.key, now.minus(ALIVE)).await?;
    Ok(Settled { due, portion, others, nodes })
}
