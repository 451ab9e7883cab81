//! Certificates of others that are in use are fetched again before their time is over, so that no call waits for them.

use std::time::Duration;

use futures::{StreamExt, stream};
use tokio_util::sync::CancellationToken;

use crate::Hub;

/// How often it is looked which are due: the last fifth of their time is hours.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// Fetches at one time: calls that come meanwhile have the other places.
const AT_ONCE: usize = 8;

/// Fetches them until `stop` is cancelled; each node its own.
pub(crate) async fn run(hub: Hub, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
        let now = hub.now().as_seconds();
        let fetches = stream::iter(hub.repositories().due(now)).for_each_concurrent(AT_ONCE, |url| {
            let hub = hub.clone();
            async move {
                let (outcome, why) = match hub.repositories().refresh(&url, now).await {
                    Ok(_) => ("fetched", ""),
                    // A call that needs it tells why, should it come to that.
                    Err(trouble) => ("failed", trouble.label()),
                };
                metrics::counter!("trusthub_stir_prefetches_total", "outcome" => outcome, "why" => why)
                    .increment(1);
            }
        });
        tokio::select! {
            () = stop.cancelled() => return,
            () = fetches => {}
        }
    }
}
