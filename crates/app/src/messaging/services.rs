//! Messaging services.

use trusthub_domain::messaging::{MessagingRefusal, MessagingService, ServiceSettings};
use trusthub_domain::sid::MessagingServiceSid;
use trusthub_storage::{PageRequest as Request, Position, Scope, Tx};

use crate::input;
use crate::record::{Changed, record};
use crate::{Actor, Error, Hub, Invalid, Page, PageRequest, Permit, Result};

/// Most characters of a service's name. Source: the vendor's OpenAPI document.
const NAME_LIMIT: usize = 64;

/// Longest URL that is kept.
const URL_LIMIT: usize = 2048;

/// Longest a message is worth sending, in seconds. Source: the vendor's OpenAPI document.
const MOST_VALIDITY_SECONDS: i64 = 36_000;

/// A service, and whether its campaign is verified.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The service.
    pub service: MessagingService,
    /// It has a campaign that is registered.
    pub is_registered: bool,
}

/// Makes one.
///
/// # Errors
/// `Invalid`, `Messaging` for settings that cannot be kept.
pub async fn create(hub: &Hub, actor: &Actor, settings: ServiceSettings) -> Result<Standing> {
    let mut tx = hub.db().write().await?;
    let service = insert(&mut tx, hub, actor, settings).await?;
    tx.commit().await?;
    Ok(Standing { service, is_registered: false })
}

/// The same within a larger change.
pub(crate) async fn insert(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    settings: ServiceSettings,
) -> Result<MessagingService> {
    let scope = actor.may(Permit::Own)?;
    must_be_sound(&settings)?;
    let now = hub.now();
    let service = MessagingService {
        sid: hub.sid(),
        account_sid: scope.account(),
        settings,
        version: 1,
        date_created: now,
        date_updated: now,
    };
    tx.service_insert(&service).await?;
    record(tx, hub, actor, &scope, "messaging_service.create", service.sid, Changed::made(&service)).await?;
    Ok(service)
}

/// One of them.
///
/// # Errors
/// `NotFound`.
pub async fn find(hub: &Hub, actor: &Actor, sid: MessagingServiceSid) -> Result<Standing> {
    let scope = actor.may(Permit::Read)?;
    let mut tx = hub.db().read().await?;
    let service = load(&mut tx, &scope, sid).await?;
    standing(&mut tx, &scope, service).await
}

/// All of them.
///
/// # Errors
/// `Unavailable`.
pub async fn list(hub: &Hub, actor: &Actor, page: PageRequest) -> Result<Page<Standing>> {
    let scope = actor.may(Permit::Read)?;
    let mut tx = hub.db().read().await?;
    let Page { items, next, previous } = tx.service_list(&scope, &page).await?;
    let mut shown = Vec::with_capacity(items.len());
    for service in items {
        shown.push(standing(&mut tx, &scope, service).await?);
    }
    Ok(Page { items: shown, next, previous })
}

/// Changes its settings: `change` is given those that it has.
///
/// # Errors
/// `NotFound`; `Invalid`, `Messaging` for settings that cannot be kept; `Conflict`.
pub async fn update(
    hub: &Hub,
    actor: &Actor,
    sid: MessagingServiceSid,
    change: impl FnOnce(ServiceSettings) -> ServiceSettings,
) -> Result<Standing> {
    let scope = actor.may(Permit::Own)?;
    let mut tx = hub.db().write().await?;
    let before = load(&mut tx, &scope, sid).await?;
    let settings = change(before.settings.clone());
    must_be_sound(&settings)?;
    let changed = MessagingService { settings, date_updated: hub.now(), ..before.clone() };
    let service = tx.service_save(&changed).await?;
    record(&mut tx, hub, actor, &scope, "messaging_service.update", sid, Changed::from_to(&before, &service))
        .await?;
    let shown = standing(&mut tx, &scope, service).await?;
    tx.commit().await?;
    Ok(shown)
}

/// Deletes it with its pool; the numbers stay in the inventory.
///
/// # Errors
/// `NotFound`; `Messaging` while it has a campaign.
pub async fn delete(hub: &Hub, actor: &Actor, sid: MessagingServiceSid) -> Result<()> {
    let scope = actor.may(Permit::Own)?;
    let mut tx = hub.db().write().await?;
    let before = load(&mut tx, &scope, sid).await?;
    if !tx.campaign_list(&scope, sid, &ONLY_CAMPAIGN).await?.items.is_empty() {
        return Err(MessagingRefusal::ServiceInUse.into());
    }
    tx.service_delete(&scope, sid).await?;
    record(&mut tx, hub, actor, &scope, "messaging_service.delete", sid, Changed::gone(&before)).await?;
    Ok(tx.commit().await?)
}

/// A service has one campaign at most.
pub(crate) const ONLY_CAMPAIGN: Request = Request { size: 1, position: Position::Start };

async fn standing(tx: &mut Tx, scope: &Scope, service: MessagingService) -> Result<Standing> {
    let campaigns = tx.campaign_list(scope, service.sid, &ONLY_CAMPAIGN).await?;
    let is_registered = campaigns.items.iter().any(|campaign| campaign.registered_as.is_some());
    Ok(Standing { service, is_registered })
}

/// One of the account's.
pub(crate) async fn load(tx: &mut Tx, scope: &Scope, sid: MessagingServiceSid) -> Result<MessagingService> {
    let found = tx.service_find(scope, sid).await?;
    found.ok_or_else(|| Error::NotFound(format!("/Services/{sid}")))
}

fn must_be_sound(settings: &ServiceSettings) -> Result<()> {
    input::required("FriendlyName", &settings.friendly_name, NAME_LIMIT)?;
    settings.must_have_use_case()?;
    for (field, url) in [
        ("InboundRequestUrl", &settings.inbound_request_url),
        ("FallbackUrl", &settings.fallback_url),
        ("StatusCallback", &settings.status_callback),
    ] {
        url.as_deref().map_or(Ok(()), |url| must_be_url(field, url))?;
    }
    for (field, method) in
        [("InboundMethod", &settings.inbound_method), ("FallbackMethod", &settings.fallback_method)]
    {
        must_be_one_of(field, method, &["GET", "POST"])?;
    }
    must_be_one_of("ScanMessageContent", &settings.scan_message_content, &["inherit", "enable", "disable"])?;
    if !(1..=MOST_VALIDITY_SECONDS).contains(&settings.validity_period_seconds) {
        return refused("ValidityPeriod", format!("it is 1 to {MOST_VALIDITY_SECONDS} seconds"));
    }
    Ok(())
}

/// An absolute http or https URL.
pub(super) fn must_be_url(field: &'static str, text: &str) -> Result<()> {
    input::limit(field, text, URL_LIMIT)?;
    let is_usable =
        url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    if is_usable { Ok(()) } else { refused(field, "give an absolute http or https URL".to_owned()) }
}

fn must_be_one_of(field: &'static str, text: &str, words: &[&str]) -> Result<()> {
    if words.contains(&text) { Ok(()) } else { refused(field, format!("it is one of {}", words.join(", "))) }
}

pub(super) fn refused<T>(field: &'static str, why: String) -> Result<T> {
    Err(Invalid::Field { field, why }.into())
}
