//! Whom this hub trusts to vouch for signed calls, kept as the operator's file, the policy administrator's list and the
//! revocation lists have it.
//!
//! One node fetches a list when it is due (`fetch`) and keeps it in the database; each node takes in what has changed
//! there (`take_in`), verifies it again, and swaps it whole into what verifies calls. A list that cannot be fetched stays in
//! force until it ends. Start at [`refresh_trust`].

mod fetch;
mod standing;
mod take_in;
mod verified;

use std::error::Error as StdError;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

pub(crate) use standing::measure;
pub use standing::{ListStanding, StirListKind, list_standings};
pub(crate) use take_in::Taken;

use crate::{Hub, Result};

/// How often it is looked what has changed, and what is due: small statements, and one look at a file.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Looks that fail between two lines in the log.
const TELL_EVERY: u32 = 60;

/// Fetches what is due, and takes in what has changed. For tests and commands; a server does so by itself.
///
/// # Errors
/// `Unavailable`.
pub async fn refresh_trust(hub: &Hub) -> Result<()> {
    fetch::fetch_due(hub).await?;
    take_in::take_in(hub).await
}

/// Takes in what has changed: for a server that begins to answer. Nothing is fetched.
///
/// # Errors
/// `Unavailable`.
pub async fn take_in_trust(hub: &Hub) -> Result<()> {
    take_in::take_in(hub).await
}

/// Takes in what changes until `stop` is cancelled; on every node.
pub(crate) async fn follow(hub: Hub, stop: CancellationToken) {
    let mut failures = Failures::default();
    while !stop.is_cancelled() {
        let outcome = take_in::take_in(&hub).await;
        failures.note(
            outcome,
            "whom signed calls are verified by could not be looked up; what is in memory counts on",
        );
        pause(&stop).await;
    }
}

/// Fetches what is due until `stop` is cancelled.
pub(crate) async fn fetch(hub: Hub, stop: CancellationToken) {
    if hub.call_trust().is_without_lists() {
        return;
    }
    let mut failures = Failures::default();
    while !stop.is_cancelled() {
        let outcome = fetch::fetch_due(&hub).await;
        failures.note(outcome, "it could not be looked up which trust and revocation lists are due");
        pause(&stop).await;
    }
}

async fn pause(stop: &CancellationToken) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = tokio::time::sleep(LOOK_EVERY) => {}
    }
}

/// How often a look has failed since one did not.
#[derive(Default)]
struct Failures(u32);

impl Failures {
    fn note(&mut self, outcome: Result<()>, what: &str) {
        let Err(error) = outcome else {
            self.0 = 0;
            return;
        };
        if self.0.is_multiple_of(TELL_EVERY) {
            tracing::warn!(error = &error as &dyn StdError, "{what}");
        }
        self.0 = self.0.wrapping_add(1);
    }
}
