//! Vettings of brands: the hub's own, which gives the score, and tokens of Campaign Verify for political senders.

use trusthub_domain::messaging::{
    Brand, BrandStatus, BrandType, BrandVerdict, BrandVetting, MessagingRefusal, VettingProvider,
    VettingStatus,
};
use trusthub_domain::sid::{BrandSid, BrandVettingSid};
use trusthub_storage::{Scope, Tx};

use super::brands::load;
use super::services::refused;
use super::{deciding, evidence};
use crate::record::{Changed, record};
use crate::{Actor, Error, Hub, Page, PageRequest, Pages, Permit, Result};

/// Vettings of a brand that are looked at together.
const PIECE: u32 = 100;

/// Asks for one. A token of Campaign Verify waits for a person, who confirms it there; the hub's own vetting gives a score
/// at once, also to a brand that had skipped it.
///
/// # Errors
/// `NotFound`; `Messaging` for a token that is none, or is being imported already, and for a brand that cannot be vetted.
pub async fn create(
    hub: &Hub,
    actor: &Actor,
    brand: BrandSid,
    provider: VettingProvider,
    vetting_id: Option<String>,
) -> Result<BrandVetting> {
    let scope = actor.may(Permit::Own)?;
    let mut tx = hub.db().write().await?;
    let brand = tx.brand_lock(&scope, brand).await?.ok_or_else(|| super::brands::not_found(brand))?;
    let new = begun(hub, &brand, provider, vetting_id);
    let vetting = match provider {
        VettingProvider::CampaignVerify => imported(&mut tx, &scope, &brand, new).await?,
        VettingProvider::Aegis => vetted(&mut tx, hub, &scope, &brand, new).await?,
    };
    insert(&mut tx, hub, actor, &scope, &vetting).await?;
    tx.commit().await?;
    Ok(vetting)
}

/// Imports the token that a brand was registered with in a form, now that the brand takes one.
pub(super) async fn import_given(tx: &mut Tx, hub: &Hub, scope: &Scope, brand: &Brand) -> Result<()> {
    let Some(before) = tx.brand_registration_of_brand(scope, brand.sid).await? else { return Ok(()) };
    let Some(token) = before.vetting_token.clone() else { return Ok(()) };
    let new = begun(hub, brand, VettingProvider::CampaignVerify, Some(token));
    let actor = Actor::system();
    let vetting = match imported(tx, scope, brand, new).await {
        Ok(vetting) => vetting,
        // One waits already, or the brand takes none: nothing that would keep it from being decided.
        Err(error) if error.is_of_input() => return Ok(()),
        Err(error) => return Err(error),
    };
    insert(tx, hub, &actor, scope, &vetting).await?;
    let after = tx.brand_registration_save(&before.without_token(hub.now())).await?;
    let changed = Changed::from_to(&before, &after);
    record(tx, hub, &actor, scope, "brand.registration.token", before.sid, changed).await
}

fn begun(hub: &Hub, brand: &Brand, provider: VettingProvider, vetting_id: Option<String>) -> BrandVetting {
    let now = hub.now();
    BrandVetting {
        sid: hub.sid(),
        account_sid: brand.account_sid,
        brand_sid: brand.sid,
        provider,
        vetting_id,
        status: VettingStatus::InProgress,
        score: None,
        issues: Vec::new(),
        version: 1,
        date_created: now,
        date_updated: now,
    }
}

async fn insert(tx: &mut Tx, hub: &Hub, actor: &Actor, scope: &Scope, vetting: &BrandVetting) -> Result<()> {
    tx.brand_vetting_insert(vetting).await?;
    if vetting.status == VettingStatus::InProgress {
        tx.messaging_queue_push(vetting.sid, scope.account(), vetting.date_created).await?;
    }
    record(tx, hub, actor, scope, "brand.vet", vetting.sid, Changed::made(vetting)).await
}

async fn imported(tx: &mut Tx, scope: &Scope, brand: &Brand, new: BrandVetting) -> Result<BrandVetting> {
    let Some(token) = new.vetting_id.as_deref() else {
        return refused("VettingId", "campaign-verify takes the token that it gave out".to_owned());
    };
    BrandVetting::must_be_token(token)?;
    if brand.brand_type != BrandType::Standard || brand.status != BrandStatus::Approved {
        return Err(MessagingRefusal::TokenUnfit.into());
    }
    if tokens_of(tx, scope, brand.sid).await?.iter().any(|one| one.status == VettingStatus::InProgress) {
        return Err(MessagingRefusal::TokenRunning.into());
    }
    Ok(new)
}

/// Counts the evidence anew.
async fn vetted(
    tx: &mut Tx,
    hub: &Hub,
    scope: &Scope,
    brand: &Brand,
    new: BrandVetting,
) -> Result<BrandVetting> {
    let profile = tx.bundle_find(scope, brand.customer_profile_sid).await?;
    let product = tx.bundle_find(scope, brand.a2p_profile_sid).await?;
    let is_fit =
        brand.brand_type == BrandType::Standard && brand.status == BrandStatus::Approved && !brand.is_mock;
    let (Some(profile), Some(product), true) = (profile, product, is_fit) else {
        return Err(MessagingRefusal::BrandUnfit("it is not a registered STANDARD brand").into());
    };
    let evidence = evidence::of_brand(tx, hub, scope, &profile, &product).await?;
    let verdict = evidence.judge();
    if matches!(verdict, BrandVerdict::Failed(_)) {
        return Err(
            MessagingRefusal::BrandUnfit("its bundles do not suffice as they are now; correct them").into()
        );
    }
    let score = hub.messaging().score.score(&evidence);
    let vetted = Brand { skips_vetting: false, ..brand.clone() };
    let registered_as = brand.registered_as.clone().unwrap_or_default();
    let after = vetted.decide(verdict, registered_as, Some(score.clone()), hub.now());
    let after = after.as_registered_there();
    // Its score, and with it the vetting, is stored by the caller.
    let before = Brand { score: after.score.clone(), ..brand.clone() };
    deciding::save(tx, hub, scope, &before, &after).await?;
    Ok(BrandVetting { status: VettingStatus::Success, score: Some(score), ..new })
}

/// One of them.
///
/// # Errors
/// `NotFound`.
pub async fn find(hub: &Hub, actor: &Actor, brand: BrandSid, sid: BrandVettingSid) -> Result<BrandVetting> {
    let scope = actor.may(Permit::Read)?;
    let found = hub.db().read().await?.brand_vetting_find(&scope, sid).await?;
    let missing = || Error::NotFound(format!("/a2p/BrandRegistrations/{brand}/Vettings/{sid}"));
    found.filter(|vetting| vetting.brand_sid == brand).ok_or_else(missing)
}

/// All of them, or those of one provider.
///
/// # Errors
/// `NotFound` for the brand.
pub async fn list(
    hub: &Hub,
    actor: &Actor,
    brand: BrandSid,
    provider: Option<VettingProvider>,
    page: PageRequest,
) -> Result<Page<BrandVetting>> {
    let scope = actor.may(Permit::Read)?;
    let mut tx = hub.db().read().await?;
    load(&mut tx, &scope, brand).await?;
    let mut found = tx.brand_vetting_list(&scope, brand, &page).await?;
    found.items.retain(|vetting| provider.is_none_or(|wanted| vetting.provider == wanted));
    Ok(found)
}

/// The tokens of Campaign Verify that a brand was given, newest first.
///
/// # Errors
/// `NotFound` for the brand.
pub async fn tokens(hub: &Hub, actor: &Actor, brand: BrandSid) -> Result<Vec<BrandVetting>> {
    let scope = actor.may(Permit::Read)?;
    let mut tx = hub.db().read().await?;
    load(&mut tx, &scope, brand).await?;
    tokens_of(&mut tx, &scope, brand).await
}

/// Whether Campaign Verify has confirmed a brand.
pub(super) async fn has_token(tx: &mut Tx, scope: &Scope, brand: BrandSid) -> Result<bool> {
    Ok(tokens_of(tx, scope, brand).await?.iter().any(|one| one.status == VettingStatus::Success))
}

async fn tokens_of(tx: &mut Tx, scope: &Scope, brand: BrandSid) -> Result<Vec<BrandVetting>> {
    let mut tokens = Vec::new();
    let mut pages = Pages::of(PIECE);
    while let Some(request) = pages.request() {
        let rows = pages.rows(tx.brand_vetting_list(scope, brand, &request).await?);
        tokens.extend(rows.into_iter().filter(|one| one.provider == VettingProvider::CampaignVerify));
    }
    Ok(tokens)
}
