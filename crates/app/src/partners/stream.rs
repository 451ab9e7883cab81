//! Publishes the feed to a stream of the operator's own, entry after entry, the next once the one before it is acknowledged. One
//! process at a time has the stream to itself; how far it is stands in the database, so that another goes on there.
//!
//! A new stream gets the feed from its beginning. An entry whose acknowledgement was lost is published again, under the same
//! identifier, which the stream knows.

use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use trusthub_gateways::jetstream::{JetStream, Message};
use trusthub_storage::StoredFeedEvent;

use super::told::told_to_operator;
use super::turn::{Pace, Recipient, Turn};
use crate::record::internal;
use crate::{Hub, Result};

/// How often a process looks whether it has something to publish, besides whenever the feed has something new.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// How long entries may be acknowledged before that is written down. Ours: a fraction of the lease, which that renews.
const WRITE_DOWN_AFTER: Duration = Duration::from_secs(10);

static PACE: Pace = Pace {
    // Ours: several times what it takes until what was acknowledged is written down, which renews it.
    lease: Duration::from_secs(60),
    // Soon even after the last: the server is the operator's own.
    retry_after: &[
        Duration::from_secs(1),
        Duration::from_secs(5),
        Duration::from_secs(15),
        Duration::from_secs(30),
    ],
};

/// Publishes until `stop` is cancelled; without a stream it ends at once.
pub(crate) async fn run(hub: Hub, stop: CancellationToken) {
    let Some(stream) = hub.stream() else { return };
    let mut watch = hub.feed().watch();
    loop {
        if let Err(error) = publish(&hub, stream, &stop).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "the feed could not be published to the stream; it is tried again"
            );
        }
        tokio::select! {
            () = stop.cancelled() => return,
            _ = watch.changed() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

/// Publishes all that is due. For tests; a server does so by itself.
///
/// # Errors
/// `Unavailable`.
pub async fn publish_due(hub: &Hub) -> Result<()> {
    match hub.stream() {
        Some(stream) => publish(hub, stream, &CancellationToken::new()).await,
        None => Ok(()),
    }
}

async fn publish(hub: &Hub, stream: &JetStream, stop: &CancellationToken) -> Result<()> {
    let (head, now) = (hub.feed().shown(), hub.now());
    // Looked at without a transaction that writes: mostly there is nothing to do.
    let known = hub.db().read().await?.feed_stream_find(stream.name()).await?;
    let behind = head.saturating_sub(known.as_ref().map_or(0, |known| known.position)).max(0);
    metrics::gauge!("trusthub_partner_stream_behind")
        .set(f64::from(i32::try_from(behind).unwrap_or(i32::MAX)));
    if behind == 0 || known.is_some_and(|known| known.next_at > now || known.lease_until > now) {
        return Ok(());
    }
    match Publication::claim(hub, stream, head).await? {
        Some(publication) => publication.run(stop).await,
        None => Ok(()),
    }
}

/// A publication that this process has to itself.
struct Publication<'h> {
    turn: Turn,
    stream: &'h JetStream,
}

/// How far a piece of the feed was published.
struct Published {
    /// The last entry that is acknowledged.
    position: i64,
    /// Why the one behind it is not.
    failure: Option<String>,
}

impl<'h> Publication<'h> {
    async fn claim(hub: &Hub, stream: &'h JetStream, head: i64) -> Result<Option<Self>> {
        let now = hub.now();
        let lease = now.plus(PACE.lease);
        let mut tx = hub.db().write().await?;
        let claimed = tx.feed_stream_claim(stream.name(), head, now, lease).await?;
        tx.commit().await?;
        Ok(claimed.map(|known| {
            let recipient = Recipient::Stream(known.name);
            Self { turn: Turn::new(hub, recipient, &PACE, lease, (known.position, known.failures)), stream }
        }))
    }

    async fn run(mut self, stop: &CancellationToken) -> Result<()> {
        loop {
            let stored = self.turn.next().await?;
            if stored.is_empty() || stop.is_cancelled() {
                return self.turn.release().await;
            }
            let published = self.publish(&stored, stop).await?;
            if published.position > self.turn.position() && !self.turn.advance(published.position).await? {
                tracing::debug!("somebody else goes on with the stream");
                return Ok(());
            }
            if let Some(why) = published.failure {
                return self.fail(&why).await;
            }
        }
    }

    /// Publishes these, until one is not acknowledged, until it is time to write down how far it is, or `stop`.
    async fn publish(&self, stored: &[StoredFeedEvent], stop: &CancellationToken) -> Result<Published> {
        let begun = Instant::now();
        let mut position = self.turn.position();
        for entry in stored {
            if stop.is_cancelled() || begun.elapsed() > WRITE_DOWN_AFTER {
                break;
            }
            let event = told_to_operator(self.turn.hub(), entry);
            let message = Message {
                kind: entry.event.kind.as_str().to_owned(),
                id: event.id.clone(),
                content_type: "application/cloudevents+json",
                body: serde_json::to_vec(&event).map_err(internal)?,
            };
            let outcome = self.stream.publish(message).await;
            let name = if outcome.is_ok() { "published" } else { "failed" };
            metrics::counter!("trusthub_partner_stream_events_total", "outcome" => name).increment(1);
            if let Err(error) = outcome {
                return Ok(Published { position, failure: Some(error.to_string()) });
            }
            position = entry.sequence;
        }
        Ok(Published { position, failure: None })
    }

    /// Said once: what follows stands in the gauge.
    async fn fail(self, why: &str) -> Result<()> {
        if !self.turn.has_failed_before() {
            tracing::warn!("the stream {} takes nothing: {why}; it is tried again", self.stream.name());
        }
        self.turn.fail(why).await
    }
}
