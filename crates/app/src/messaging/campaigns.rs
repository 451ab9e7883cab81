//! Campaigns of messaging services.

use std::sync::Arc;

use trusthub_domain::messaging::{
    Brand, BrandStatus, Campaign, CampaignContent, CampaignStatus, MessagingRefusal, Throughput, UseCase,
};
use trusthub_domain::review::MessageItem;
use trusthub_domain::sid::{BrandSid, CampaignSid, MessagingServiceSid};
use trusthub_storage::{JobKind, Scope, Tx};

use super::brands::{self, load as load_brand};
use super::services::{load as load_service, must_be_url};
use super::{downstream, is_carried, vettings};
use crate::record::{Changed, record};
use crate::{Actor, Error, Hub, Invalid, Page, PageRequest, Permit, Result, retry};

/// A campaign as it is shown.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The campaign.
    pub campaign: Campaign,
    /// Its status, suspension included.
    pub status: CampaignStatus,
    /// What it may send, once it may.
    pub throughput: Option<Arc<Throughput>>,
}

/// Registers one: the job reads what it would send.
///
/// # Errors
/// `NotFound` for the service; `Messaging` for a brand that cannot carry it, content that does not fit, or a service that has
/// one already.
pub async fn create(
    hub: &Hub,
    actor: &Actor,
    service: MessagingServiceSid,
    brand: BrandSid,
    content: CampaignContent,
) -> Result<Shown> {
    let mut tx = hub.db().write().await?;
    let shown = register(&mut tx, hub, actor, service, brand, content).await?;
    tx.commit().await?;
    Ok(shown)
}

/// The same within a larger change.
pub(crate) async fn register(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    service: MessagingServiceSid,
    brand: BrandSid,
    content: CampaignContent,
) -> Result<Shown> {
    let scope = actor.may(Permit::Own)?;
    must_be_sound(&content)?;
    load_service(tx, &scope, service).await?;
    // Locked, so that two at once are counted one after the other.
    let found = tx.brand_lock(&scope, brand).await?;
    let brand = found.ok_or(MessagingRefusal::BrandUnfit("the account has no such brand"))?;
    must_carry(tx, hub, &scope, &brand, &content.use_case).await?;
    let most = brand.most_campaigns();
    if tx.campaign_count(&scope, brand.sid).await? >= most {
        return Err(MessagingRefusal::CampaignLimit(most).into());
    }
    let now = hub.now();
    let campaign = Campaign {
        sid: hub.sid(),
        account_sid: scope.account(),
        service_sid: service,
        brand_sid: brand.sid,
        content,
        status: CampaignStatus::Pending,
        registered_as: None,
        issues: Vec::new(),
        doubts: Vec::new(),
        rules: None,
        registry: None,
        is_mock: brand.is_mock,
        version: 1,
        date_created: now,
        date_updated: now,
    };
    if !tx.campaign_insert(&campaign).await? {
        return Err(MessagingRefusal::ServiceHasCampaign.into());
    }
    record(tx, hub, actor, &scope, "campaign.create", campaign.sid, Changed::made(&campaign)).await?;
    queue(tx, hub, &campaign).await?;
    shown(tx, hub, &scope, campaign).await
}

/// One of them.
///
/// # Errors
/// `NotFound`.
pub async fn find(hub: &Hub, actor: &Actor, service: MessagingServiceSid, sid: CampaignSid) -> Result<Shown> {
    let scope = actor.may(Permit::Read)?;
    let mut tx = hub.db().read().await?;
    let campaign = load(&mut tx, &scope, service, sid).await?;
    shown(&mut tx, hub, &scope, campaign).await
}

/// Those of a service: one at most.
///
/// # Errors
/// `NotFound` for the service.
pub async fn list(
    hub: &Hub,
    actor: &Actor,
    service: MessagingServiceSid,
    page: PageRequest,
) -> Result<Page<Shown>> {
    let scope = actor.may(Permit::Read)?;
    let mut tx = hub.db().read().await?;
    load_service(&mut tx, &scope, service).await?;
    let Page { items, next, previous } = tx.campaign_list(&scope, service, &page).await?;
    let mut all = Vec::with_capacity(items.len());
    for campaign in items {
        all.push(shown(&mut tx, hub, &scope, campaign).await?);
    }
    Ok(Page { items: all, next, previous })
}

/// Corrects one that was turned down, and submits it again. `change` is given what it holds.
///
/// # Errors
/// `NotFound`; `Messaging` while it is not turned down, or for content that does not fit; `Conflict`.
pub async fn update(
    hub: &Hub,
    actor: &Actor,
    service: MessagingServiceSid,
    sid: CampaignSid,
    change: impl FnOnce(CampaignContent) -> CampaignContent,
) -> Result<Shown> {
    let scope = actor.may(Permit::Own)?;
    let mut tx = hub.db().write().await?;
    let before = load(&mut tx, &scope, service, sid).await?;
    let brand = load_brand(&mut tx, &scope, before.brand_sid).await?;
    if is_suspended(&mut tx, hub, &scope, &brand).await? {
        return Err(MessagingRefusal::CampaignSuspended.into());
    }
    let content = change(before.content.clone());
    must_be_sound(&content)?;
    let changed = before.correct(content, hub.now())?;
    let campaign = tx.campaign_save(&changed).await?;
    record(&mut tx, hub, actor, &scope, "campaign.update", sid, Changed::from_to(&before, &campaign)).await?;
    queue(&mut tx, hub, &campaign).await?;
    let shown = shown(&mut tx, hub, &scope, campaign).await?;
    tx.commit().await?;
    Ok(shown)
}

/// Deletes one, whatever came of it.
///
/// # Errors
/// `NotFound`; `Conflict`.
pub async fn delete(hub: &Hub, actor: &Actor, service: MessagingServiceSid, sid: CampaignSid) -> Result<()> {
    let scope = actor.may(Permit::Own)?;
    // The machine may be reading it at the same moment; whatever it comes to goes, too.
    retry::on_conflict(|| async {
        let mut tx = hub.db().write().await?;
        let before = load(&mut tx, &scope, service, sid).await?;
        // Its line comes first, as for whoever is at it or decides it: in another order two would wait for each other.
        tx.messaging_queue_delete(&scope, MessageItem::Campaign(sid)).await?;
        tx.campaign_delete(&scope, sid).await?;
        tx.campaign_registration_delete_of(&scope, sid).await?;
        if hub.registry().is_some() && before.registry.is_some() {
            downstream::queue(&mut tx, hub, before.account_sid, sid).await?;
        }
        record(&mut tx, hub, actor, &scope, "campaign.delete", sid, Changed::gone(&before)).await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// What a campaign may be for: all use cases, or those of a brand.
///
/// # Errors
/// `NotFound` for service or brand.
pub async fn use_cases(
    hub: &Hub,
    actor: &Actor,
    service: MessagingServiceSid,
    brand: Option<BrandSid>,
) -> Result<Vec<UseCase>> {
    let scope = actor.may(Permit::Read)?;
    let mut tx = hub.db().read().await?;
    load_service(&mut tx, &scope, service).await?;
    let (brand, has_token) = match brand {
        None => (None, false),
        Some(sid) => {
            let brand = load_brand(&mut tx, &scope, sid).await?;
            let has_token = vettings::has_token(&mut tx, &scope, sid).await?;
            (Some(brand), has_token)
        }
    };
    Ok(hub.messaging().use_cases.for_brand(brand.as_ref(), has_token).cloned().collect())
}

async fn must_carry(tx: &mut Tx, hub: &Hub, scope: &Scope, brand: &Brand, use_case: &str) -> Result<()> {
    let use_case = hub.messaging().use_cases.get(use_case)?;
    brand.must_carry_campaigns(is_carried(tx, hub, scope, brand).await?)?;
    let has_token = vettings::has_token(tx, scope, brand.sid).await?;
    Ok(use_case.is_open_to(brand, has_token)?)
}

fn must_be_sound(content: &CampaignContent) -> Result<()> {
    content.must_fit()?;
    for (field, url) in [
        ("PrivacyPolicyUrl", &content.privacy_policy_url),
        ("TermsAndConditionsUrl", &content.terms_and_conditions_url),
    ] {
        url.as_deref().map_or(Ok(()), |url| must_be_url(field, url))?;
    }
    if content.opt_in_message.is_some() && !content.subscriber_opt_in {
        let why = "an OptInMessage goes with SubscriberOptIn=true".to_owned();
        return Err(Invalid::Field { field: "SubscriberOptIn", why }.into());
    }
    Ok(())
}

async fn queue(tx: &mut Tx, hub: &Hub, campaign: &Campaign) -> Result<()> {
    Ok(tx.job_push(&hub.job(JobKind::Campaign, campaign.account_sid, campaign.sid, hub.now())).await?)
}

async fn is_suspended(tx: &mut Tx, hub: &Hub, scope: &Scope, brand: &Brand) -> Result<bool> {
    Ok(brands::shown(tx, hub, scope, brand.clone()).await?.status == BrandStatus::Suspended)
}

pub(crate) async fn shown(tx: &mut Tx, hub: &Hub, scope: &Scope, campaign: Campaign) -> Result<Shown> {
    let brand = load_brand(tx, scope, campaign.brand_sid).await?;
    let status = campaign.shown_status(is_suspended(tx, hub, scope, &brand).await?);
    let throughput = hub.messaging().throughput.of_brand(&brand, Some(&campaign.content.use_case)).cloned();
    Ok(Shown { campaign, status, throughput })
}

async fn load(
    tx: &mut Tx,
    scope: &Scope,
    service: MessagingServiceSid,
    sid: CampaignSid,
) -> Result<Campaign> {
    let found = tx.campaign_find(scope, sid).await?;
    let missing = || Error::NotFound(format!("/Services/{service}/Compliance/Usa2p/{sid}"));
    found.filter(|campaign| campaign.service_sid == service).ok_or_else(missing)
}
