//! Sends partners the feed. For each of them one process at a time reads on from where the partner is and sends entry after
//! entry, the next once the one before it was taken: so order holds, an outage of any length ends where it began, and what
//! was taken twice has the same identifier.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use trusthub_domain::partner::Partner;
use trusthub_domain::sid::PartnerSid;
use trusthub_domain::time::Timestamp;
use trusthub_gateways::webhook::{Outcome, SignedRequest};
use trusthub_storage::PartnerWebhook;

use super::told::told;
use crate::record::internal;
use crate::{Hub, Result};

/// How often a process looks whom to deliver to, besides whenever the feed has something new.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// How long one process has a delivery to itself; a little longer than an attempt takes, which renews it, since so long a
/// partner waits for another process after this one was killed.
const LEASE: Duration = Duration::from_secs(20);

/// Entries that are read at once.
const AT_ONCE: u32 = 100;

/// How long feeds are kept.
pub const KEPT: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// How often old entries are looked for.
const PRUNE_EVERY: Duration = Duration::from_secs(60 * 60);

/// After the first attempt that failed, the second and so on; after the last, at that pace for as long as the feed is kept.
const RETRY_AFTER: [Duration; 7] = [
    Duration::from_secs(1),
    Duration::from_secs(5),
    Duration::from_secs(15),
    Duration::from_secs(60),
    Duration::from_secs(3 * 60),
    Duration::from_secs(8 * 60),
    Duration::from_secs(15 * 60),
];

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
    hub: Hub,
    partner: Arc<Partner>,
    webhook: PartnerWebhook,
    lease: Timestamp,
}

impl Delivery {
    async fn claim(hub: &Hub, sid: PartnerSid) -> Result<Option<Self>> {
        let now = hub.now();
        let lease = now.plus(LEASE);
        let mut tx = hub.db().write().await?;
        if !tx.partner_webhook_claim(sid, now, lease).await? {
            return Ok(None);
        }
        let partner = tx.partner_credentials(sid).await?.map(|known| known.partner);
        let webhook = tx.partner_webhook_find(sid).await?;
        tx.commit().await?;
        let known = partner.zip(webhook);
        Ok(known.map(|(partner, webhook)| Self {
            hub: hub.clone(),
            partner: Arc::new(partner),
            webhook,
            lease,
        }))
    }

    async fn run(mut self, stop: CancellationToken) {
        let sid = self.partner.sid;
        if let Err(error) = self.deliver(&stop).await {
            tracing::warn!(
                partner.sid = %sid, error = &error as &dyn std::error::Error,
                "a delivery to a partner broke off; it goes on when its lease has ended"
            );
        }
    }

    async fn deliver(&mut self, stop: &CancellationToken) -> Result<()> {
        let sid = self.partner.sid;
        loop {
            let (position, shown) = (self.webhook.position, self.hub.feed().shown());
            let stored = self.hub.db().read().await?.feed_since(position, shown, AT_ONCE).await?;
            if stored.is_empty() {
                return self.release().await;
            }
            for entry in &stored {
                if stop.is_cancelled() || super::still_in_use(&self.hub, &self.partner).is_err() {
                    return self.release().await;
                }
                let event = told(&self.hub, &self.partner, entry);
                let request = SignedRequest {
                    url: self.webhook.url.clone(),
                    secret: self.webhook.signing_secret.clone(),
                    id: event.id.clone(),
                    at: self.hub.now(),
                    body: serde_json::to_vec(&event).map_err(internal)?,
                };
                let outcome = self.hub.callbacks().deliver_signed(&request).await;
                let (name, why) = match outcome {
                    Outcome::Delivered { .. } => ("delivered", None),
                    Outcome::Retry { why } => ("failed", Some(why)),
                    Outcome::Dead { why } => ("refused", Some(why)),
                };
                metrics::counter!("trusthub_partner_deliveries_total", "outcome" => name).increment(1);
                if let Some(why) = why {
                    return self.fail(&why.to_string()).await;
                }
                if !self.advance(entry.sequence).await? {
                    // Set anew, ended, or taken over meanwhile.
                    tracing::debug!(partner.sid = %sid, "somebody else goes on with a delivery");
                    return Ok(());
                }
            }
        }
    }

    async fn advance(&mut self, position: i64) -> Result<bool> {
        let now = self.hub.now();
        // Later than the last one even if the clock stands still: whoever has this very lease delivers.
        let lease = now.plus(LEASE).max(self.lease.plus(Duration::from_micros(1)));
        let mut tx = self.hub.db().write().await?;
        let is_ours = tx.partner_webhook_advance(self.partner.sid, self.lease, position, lease, now).await?;
        tx.commit().await?;
        (self.webhook.position, self.lease, self.webhook.failures) = (position, lease, 0);
        Ok(is_ours)
    }

    async fn fail(&self, why: &str) -> Result<()> {
        let failures = usize::try_from(self.webhook.failures).unwrap_or(usize::MAX);
        let last = RETRY_AFTER.len().saturating_sub(1);
        let pause = RETRY_AFTER.get(failures.min(last)).copied().unwrap_or(LEASE);
        let mut tx = self.hub.db().write().await?;
        tx.partner_webhook_fail(self.partner.sid, self.lease, self.hub.now().plus(pause), why).await?;
        Ok(tx.commit().await?)
    }

    async fn release(&self) -> Result<()> {
        let mut tx = self.hub.db().write().await?;
        tx.partner_webhook_release(self.partner.sid, self.lease).await?;
        Ok(tx.commit().await?)
    }
}
