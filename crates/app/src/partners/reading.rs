//! Partners read the feed: from a place on, in order, and wait where it ends.

use std::time::Duration;

use trusthub_domain::partner::{Partner, PartnerScope};

use super::told::{CloudEvent, told};
use crate::{Actor, Error, Hub, Invalid, Result};

/// Most entries that are read at once.
pub const MOST_EVENTS: u32 = 1_000;

/// How often whoever waits is looked at: a partner that was revoked does not go on waiting.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Where a partner begins to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartAt {
    /// With the oldest entry that is kept.
    Beginning,
    /// With what comes after now.
    Latest,
    /// Behind this one.
    Cursor(i64),
}

/// A piece of the feed.
#[derive(Debug, Clone)]
pub struct Batch {
    /// What is told, in order.
    pub events: Vec<CloudEvent>,
    /// Where to go on.
    pub cursor: i64,
}

/// What came of waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waited {
    /// There is something.
    News,
    /// There is nothing.
    InVain,
    /// This process is about to end.
    Ending,
}

/// The place that it names, as a cursor.
///
/// # Errors
/// `Forbidden` for anybody but a partner with the scope; `Invalid` for a cursor that the feed has not reached, or from
/// which on entries are gone.
pub async fn start(hub: &Hub, actor: &Actor, from: StartAt) -> Result<i64> {
    actor.must_be_partner(PartnerScope::Feed)?;
    place(hub, from).await
}

pub(super) async fn place(hub: &Hub, from: StartAt) -> Result<i64> {
    let head = hub.db().read().await?.feed_head().await?;
    match from {
        StartAt::Beginning => Ok(head.pruned_to),
        StartAt::Latest => Ok(hub.feed().shown()),
        StartAt::Cursor(cursor) if cursor >= head.pruned_to && cursor <= head.sequence => Ok(cursor),
        StartAt::Cursor(_) => {
            let why = "the feed does not go on from there (entries are kept for 90 days); look up what you hold, and read on \
                       with Cursor=latest";
            Err(Invalid::Field { field: "Cursor", why: why.to_owned() }.into())
        }
    }
}

/// What comes behind `cursor`, at most `limit` entries; none if there is nothing yet.
///
/// # Errors
/// `Forbidden` for anybody but a partner with the scope.
pub async fn read(hub: &Hub, actor: &Actor, cursor: i64, limit: u32) -> Result<Batch> {
    let partner = actor.must_be_partner(PartnerScope::Feed)?;
    let shown = hub.feed().shown();
    if shown <= cursor {
        return Ok(Batch { events: Vec::new(), cursor });
    }
    let stored = hub.db().read().await?.feed_since(cursor, shown, limit.min(MOST_EVENTS)).await?;
    let cursor = stored.last().map_or(shown, |last| last.sequence);
    let events = stored.iter().map(|stored| told(hub, partner, stored)).collect();
    Ok(Batch { events, cursor })
}

/// Waits until something comes behind `cursor`, at most so long.
///
/// # Errors
/// `Forbidden` for anybody but a partner with the scope; `Unauthenticated` as soon as it is revoked.
pub async fn wait(hub: &Hub, actor: &Actor, cursor: i64, most: Duration) -> Result<Waited> {
    let partner = actor.must_be_partner(PartnerScope::Feed)?;
    let mut watch = hub.feed().watch();
    let until = tokio::time::Instant::now() + most;
    loop {
        still_in_use(hub, partner)?;
        if *watch.borrow_and_update() > cursor {
            return Ok(Waited::News);
        }
        if hub.is_ending() {
            return Ok(Waited::Ending);
        }
        let next_look = until.min(tokio::time::Instant::now() + LOOK_EVERY);
        tokio::select! {
            _ = watch.changed() => {}
            () = tokio::time::sleep_until(next_look) => {
                if next_look == until {
                    return Ok(Waited::InVain);
                }
            }
        }
    }
}

/// Whether a partner that was let in some time ago would be let in now.
///
/// # Errors
/// `Unauthenticated` if it was revoked.
pub(super) fn still_in_use(hub: &Hub, partner: &Partner) -> Result<()> {
    match hub.attestations().partner(partner.sid) {
        Ok(Some(_)) => Ok(()),
        Ok(None) => Err(Error::Unauthenticated),
        // Nothing is shown meanwhile anyway.
        Err(_) => Ok(()),
    }
}
