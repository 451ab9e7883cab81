//! Sends partners the feed. For each of them one process at a time reads on from where the partner is and sends entry after
//! entry, the next once the one before it was taken: so order holds, an outage of any length ends where it began, and what
//! was taken twice has the same identifier.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use trusthub_domain::partner::Partner;
use trusthub_domain::sid::PartnerSid;
use trusthub_gateways::webhook::{Failure, Outcome, SignedRequest};
use trusthub_storage::{PartnerWebhook, StoredFeedEvent};

use super::told::told;
use super::turn::{Pace, Recipient, Turn};
use crate::record::internal;
use crate::{Hub, Result};

/// How often a process looks whom to deliver to, besides whenever the feed has something new.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// How long feeds are kept.
pub const KEPT: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// How often old entries are looked for.
const PRUNE_EVERY: Duration = Duration::from_secs(60 * 60);

static PACE: Pace = Pace {
    // A little longer than an attempt takes, which renews it, since so long a partner waits for another process after this one
    // was killed.
    lease: Duration::from_secs(20),
    // At the last pace for as long as the feed is kept.
    retry_after: &[
        Duration::from_secs(1),
        Duration::from_secs(5),
        Duration::from_secs(15),
        Duration::from_secs(60),
        Duration::from_secs(3 * 60),
        Duration::from_secs(8 * 60),
        Duration::from_secs(15 * 60),
    ],
};

/// Delivers until `stop` is cancelled; deliveries run on `tracker`.
pub(crate) async fn run(hub: Hub, tracker: TaskTracker, stop: CancellationToken) {
    let mut watch = hub.feed().watch();
    let mut pruned: Option<Instant> = None;
    loop {
        if let Err(error) = begin_due(&hub, &tracker, &stop).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "partners could not be looked after; it is tried again"
            );
        }
        if pruned.is_none_or(|at| at.elapsed() > PRUNE_EVERY) {
            pruned = Some(Instant::now());
            if let Err(error) = hub.db().feed_prune(hub.now().minus(KEPT)).await {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "old entries of the feed could not be deleted"
                );
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            _ = watch.changed() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

/// Begins what is due and nobody else does.
async fn begin_due(hub: &Hub, tracker: &TaskTracker, stop: &CancellationToken) -> Result<()> {
    let head = hub.feed().shown();
    let mut tx = hub.db().read().await?;
    let due = tx.partner_webhooks_due(head, hub.now()).await?;
    let behind = tx.partner_webhooks_behind(head).await?;
    drop(tx);
    metrics::gauge!("trusthub_partner_delivery_behind")
        .set(f64::from(i32::try_from(behind).unwrap_or(i32::MAX)));
    for sid in due {
        if let Some(delivery) = Delivery::claim(hub, sid).await? {
            tracker.spawn(delivery.run(stop.clone()));
        }
    }
    Ok(())
}

/// Delivers, one partner after the other, all that is due. For tests; a server does so by itself.
///
/// # Errors
/// `Unavailable`.
pub async fn deliver_due(hub: &Hub) -> Result<()> {
    let due = hub.db().read().await?.partner_webhooks_due(hub.feed().shown(), hub.now()).await?;
    for sid in due {
        if let Some(delivery) = Delivery::claim(hub, sid).await? {
            delivery.run(CancellationToken::new()).await;
        }
    }
    Ok(())
}

/// A delivery that this process has to itself.
struct Delivery {
    turn: Turn,
    partner: Arc<Partner>,
    webhook: PartnerWebhook,
}

impl Delivery {
    async fn claim(hub: &Hub, sid: PartnerSid) -> Result<Option<Self>> {
        let now = hub.now();
        let lease = now.plus(PACE.lease);
        let mut tx = hub.db().write().await?;
        if !tx.partner_webhook_claim(sid, now, lease).await? {
            return Ok(None);
        }
        let partner = tx.partner_credentials(sid).await?.map(|known| known.partner);
        let webhook = tx.partner_webhook_find(sid).await?;
        tx.commit().await?;
        Ok(partner.zip(webhook).map(|(partner, webhook)| {
            let known = (webhook.position, webhook.failures);
            let turn = Turn::new(hub, Recipient::Partner(sid), &PACE, lease, known);
            Self { turn, partner: Arc::new(partner), webhook }
        }))
    }

    async fn run(self, stop: CancellationToken) {
        let sid = self.partner.sid;
        if let Err(error) = self.deliver(&stop).await {
            tracing::warn!(
                partner.sid = %sid, error = &error as &dyn std::error::Error,
                "a delivery to a partner broke off; it goes on when its lease has ended"
            );
        }
    }

    async fn deliver(mut self, stop: &CancellationToken) -> Result<()> {
        loop {
            let stored = self.turn.next().await?;
            if stored.is_empty() {
                return self.turn.release().await;
            }
            for entry in &stored {
                if stop.is_cancelled()
                    || super::reading::still_in_use(self.turn.hub(), &self.partner).is_err()
                {
                    return self.turn.release().await;
                }
                if let Some(why) = self.send(entry).await? {
                    return self.turn.fail(&why.to_string()).await;
                }
                if !self.turn.advance(entry.sequence).await? {
                    // Set anew, ended, or taken over meanwhile.
                    tracing::debug!(partner.sid = %self.partner.sid, "somebody else goes on with a delivery");
                    return Ok(());
                }
            }
        }
    }

    /// Sends an entry; why it was not taken.
    async fn send(&self, entry: &StoredFeedEvent) -> Result<Option<Failure>> {
        let hub = self.turn.hub();
        let event = told(hub, &self.partner, entry);
        let request = SignedRequest {
            url: self.webhook.url.clone(),
            secret: self.webhook.signing_secret.clone(),
            id: event.id.clone(),
            at: hub.now(),
            body: serde_json::to_vec(&event).map_err(internal)?,
        };
        let (outcome, why) = match hub.callbacks().deliver_signed(&request).await {
            Outcome::Delivered { .. } => ("delivered", None),
            Outcome::Retry { why } => ("failed", Some(why)),
            Outcome::Dead { why } => ("refused", Some(why)),
        };
        metrics::counter!("trusthub_partner_deliveries_total", "outcome" => outcome).increment(1);
        Ok(why)
    }
}
