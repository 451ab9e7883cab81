//! Accounts that had a level before there was a feed: each is told of once, so that whoever reads the feed from its
//! beginning learns of every account that stands somewhere.

use std::collections::BTreeSet;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use trusthub_domain::bundle::{BundleKind, Status};
use trusthub_domain::partner::StandingCause;
use trusthub_storage::Scope;

use super::feed::note_account;
use crate::attestation::catch_up;
use crate::{Error, Hub, Result};

/// Bundles that are read at once.
const PIECE: u32 = 2_000;

/// Before it is tried again.
const PAUSE: Duration = Duration::from_secs(10);

/// Looks once in the life of a process; most of the time there is nobody.
pub(crate) async fn run(hub: Hub, stop: CancellationToken) {
    while let Err(error) = note_all(&hub, &stop).await {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "accounts that partners were never told of could not be looked for; it is tried again"
        );
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
}

async fn note_all(hub: &Hub, stop: &CancellationToken) -> Result<()> {
    catch_up(hub).await?;
    let mut after = None;
    let mut looked_at = BTreeSet::new();
    while !stop.is_cancelled() {
        let piece = hub.db().read().await?.standing_bundles_any_account(after.as_ref(), PIECE).await?;
        let Some(last) = piece.last().cloned() else { return Ok(()) };
        let profiles = piece.into_iter().filter(|bundle| {
            bundle.kind == BundleKind::CustomerProfile
                && bundle.status == Status::Approved
                && !bundle.is_suspended
        });
        for account in profiles.map(|bundle| bundle.account_sid) {
            if stop.is_cancelled() {
                return Ok(());
            }
            if !hub.attestations().lacks_standing(account, hub.now()) || !looked_at.insert(account) {
                continue;
            }
            let mut tx = hub.db().write().await?;
            match note_account(&mut tx, hub, &Scope::own(account), StandingCause::Approved).await {
                Ok(_) => tx.commit().await?,
                Err(Error::Conflict) => {}
                Err(error) => return Err(error),
            }
        }
        after = Some(last);
    }
    Ok(())
}
