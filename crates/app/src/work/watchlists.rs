//! Keeps the sanctions lists of this process the ones in force, so that nobody who searches has to wait for them.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::Hub;

/// How often it is looked at which versions are in force: one small statement.
const LOOK_EVERY: Duration = Duration::from_secs(1);

pub(super) async fn run(hub: Hub, stop: CancellationToken) {
    loop {
        if let Err(error) = hub.lists().current(&hub).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "the sanctions lists could not be looked at; it is tried again"
            );
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}
