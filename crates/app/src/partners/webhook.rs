//! Where a partner has the feed sent: set, seen and ended by the partner itself.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use secrecy::SecretString;
use trusthub_domain::partner::PartnerScope;
use trusthub_storage::PartnerWebhook;

use super::reading::{StartAt, place};
use crate::record::record_hub;
use crate::{Actor, Error, Hub, Invalid, Result};

/// Longest URL. Ours.
const URL_LIMIT: usize = 2_000;

/// How far what is sent to a partner has come.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// Where it is sent.
    pub webhook: PartnerWebhook,
    /// Entries that the partner has not got yet.
    pub behind: i64,
}

/// Has the feed sent to this URL from there on, in the place of what was set before. The signing secret is shown this once.
///
/// # Errors
/// `Forbidden` for anybody but a partner with the scope; `Invalid` for no URL, and for a place from which the feed does not
/// go on. Whether the URL may be called is found out when it is.
pub async fn set(hub: &Hub, actor: &Actor, url: String, from: StartAt) -> Result<Delivery> {
    let partner = actor.must_be_partner(PartnerScope::Feed)?;
    crate::input::required("Url", &url, URL_LIMIT)?;
    let parsed =
        url::Url::parse(&url).ok().filter(|url| url.has_host() && matches!(url.scheme(), "https" | "http"));
    if parsed.is_none() {
        let why = "give an absolute URL that begins with https:// or http://".to_owned();
        return Err(Invalid::Field { field: "Url", why }.into());
    }
    let position = place(hub, from).await?;
    let now = hub.now();
    let secret = format!("whsec_{}", BASE64_STANDARD.encode(hub.random_bytes::<32>()));
    let webhook = PartnerWebhook {
        partner_sid: partner.sid,
        url: url.into(),
        signing_secret: SecretString::from(secret),
        position,
        failures: 0,
        next_at: now,
        last_error: None,
        delivered_at: None,
        date_created: now,
    };
    let mut tx = hub.db().write().await?;
    tx.partner_webhook_set(&webhook).await?;
    record_hub(&mut tx, hub, actor, "partner.set_webhook", partner.sid).await?;
    tx.commit().await?;
    Ok(delivery(hub, webhook))
}

/// Where it is sent, and how far that has come.
///
/// # Errors
/// `Forbidden` for anybody but a partner with the scope; `NotFound` if nothing is set.
pub async fn find(hub: &Hub, actor: &Actor) -> Result<Delivery> {
    let partner = actor.must_be_partner(PartnerScope::Feed)?;
    let found = hub.db().read().await?.partner_webhook_find(partner.sid).await?;
    found.map(|webhook| delivery(hub, webhook)).ok_or_else(not_found)
}

/// Has nothing sent any more.
///
/// # Errors
/// `Forbidden` for anybody but a partner with the scope; `NotFound` if nothing is set.
pub async fn end(hub: &Hub, actor: &Actor) -> Result<()> {
    let partner = actor.must_be_partner(PartnerScope::Feed)?;
    let mut tx = hub.db().write().await?;
    if !tx.partner_webhook_delete(partner.sid).await? {
        return Err(not_found());
    }
    record_hub(&mut tx, hub, actor, "partner.end_webhook", partner.sid).await?;
    Ok(tx.commit().await?)
}

fn delivery(hub: &Hub, webhook: PartnerWebhook) -> Delivery {
    let behind = hub.feed().shown().saturating_sub(webhook.position).max(0);
    Delivery { webhook, behind }
}

fn not_found() -> Error {
    Error::NotFound("/Webhook".to_owned())
}
