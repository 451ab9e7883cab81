//! What is due because time goes by.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::{Core, Service};

/// How often the gauges are told, at least.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Sends again what has to be, until the end.
pub(super) async fn run<S: Service>(core: Arc<Core<S>>) {
    loop {
        let now = Instant::now();
        let (due, next, (all, pending)) =
            core.table(|table| (table.due(now), table.next_due(), table.count()));
        for (state, count) in [("pending", pending), ("answered", all.saturating_sub(pending))] {
            let count = u32::try_from(count).unwrap_or(u32::MAX);
            metrics::gauge!("trusthub_sip_transactions", "state" => state).set(count);
        }
        for due in due {
            due.to.send(&due.message).await;
        }
        let latest = now.checked_add(LOOK_EVERY).unwrap_or(now);
        let next = next.map_or(latest, |next| next.min(latest));
        tokio::select! {
            () = core.ending.here.cancelled() => return,
            () = core.sooner.notified() => {}
            () = sleep_until(next) => {}
        }
    }
}
