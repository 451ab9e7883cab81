//! Once a day and process: erases what is past its period. Several nodes sweep without harm to one another.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::retention::sweep;
use crate::{Actor, Hub};

/// How soon after the start. Ours: whoever upgrades to other periods has the time to look, and to stop it.
const FIRST_AFTER: Duration = Duration::from_secs(60 * 60);
const EVERY: Duration = Duration::from_secs(24 * 60 * 60);

pub(super) async fn run(hub: Hub, stop: CancellationToken) {
    let actor = Actor::retention();
    let mut pause = FIRST_AFTER;
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
        pause = EVERY;
        let swept = tokio::select! {
            // What is half done is repeated another day; each thing is erased whole or not at all.
            () = stop.cancelled() => return,
            swept = sweep(&hub, &actor) => swept,
        };
        match swept {
            Ok(swept) => {
                tracing::info!(
                    erased = swept.erased,
                    held = swept.held,
                    kept = swept.kept,
                    "retention erased {}, kept {} for legal holds",
                    swept.erased,
                    swept.held
                );
            }
            Err(error) => {
                pause = FIRST_AFTER;
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "retention failed; it is tried again in an hour"
                );
            }
        }
    }
}
