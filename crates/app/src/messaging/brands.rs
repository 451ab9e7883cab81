//! Brand registrations.

use trusthub_domain::bundle::{Bundle, BundleKind, Status};
use trusthub_domain::messaging::{Brand, BrandStatus, BrandType};
use trusthub_domain::policy::Policy;
use trusthub_domain::sid::{AccountSid, BrandSid, BundleSid};
use trusthub_storage::{Scope, Tx};

use super::services::refused;
use super::{is_carried, queue_brand};
use crate::bundles::policy_of;
use crate::record::{Changed, record};
use crate::{Actor, Error, Hub, Page, PageRequest, Permit, Result};

/// The trust product of standard brands.
pub(crate) const A2P_PRODUCT: &str = "us_a2p_messaging_trust_product";

/// That of sole proprietors.
pub(crate) const SOLE_PROPRIETOR_PRODUCT: &str = "sole_proprietor_trust_product";

/// The trust product of brands of that type.
pub(crate) const fn product_of(brand_type: BrandType) -> &'static str {
    match brand_type {
        BrandType::Standard => A2P_PRODUCT,
        BrandType::SoleProprietor => SOLE_PROPRIETOR_PRODUCT,
    }
}

/// What is given to register a brand.
#[derive(Debug, Clone)]
pub struct NewBrand {
    /// Who it is.
    pub customer_profile_sid: BundleSid,
    /// What it sends as.
    pub a2p_profile_sid: BundleSid,
    /// What kind; that of the trust product if `None`.
    pub brand_type: Option<BrandType>,
    /// For trying out.
    pub is_mock: bool,
    /// It wants no score.
    pub skips_vetting: bool,
}

/// A brand as it is shown.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The brand.
    pub brand: Brand,
    /// Its status, suspension included.
    pub status: BrandStatus,
}

/// Registers one: the job decides it, a mock at once.
///
/// # Errors
/// `NotFound` for bundles that are not there or not submitted; `Invalid` for those that are not of the kind.
pub async fn create(hub: &Hub, actor: &Actor, new: NewBrand) -> Result<Shown> {
    let mut tx = hub.db().write().await?;
    let brand = register(&mut tx, hub, actor, new).await?;
    tx.commit().await?;
    Ok(Shown { status: brand.status, brand })
}

/// The same within a larger change.
pub(crate) async fn register(tx: &mut Tx, hub: &Hub, actor: &Actor, new: NewBrand) -> Result<Brand> {
    let scope = actor.may(Permit::Own)?;
    let brand_type = must_be_fit(tx, hub, &scope, &new).await?;
    let now = hub.now();
    let brand = Brand {
        sid: hub.sid(),
        account_sid: scope.account(),
        customer_profile_sid: new.customer_profile_sid,
        a2p_profile_sid: new.a2p_profile_sid,
        brand_type,
        skips_vetting: new.skips_vetting,
        is_mock: new.is_mock,
        status: BrandStatus::Pending,
        identity: None,
        registered_as: None,
        score: None,
        issues: Vec::new(),
        tax_exempt_status: None,
        is_government: None,
        updates: 0,
        confirmation: None,
        registry: None,
        version: 1,
        date_created: now,
        date_updated: now,
    };
    tx.brand_insert(&brand).await?;
    record(tx, hub, actor, &scope, "brand.create", brand.sid, Changed::made(&brand)).await?;
    queue_brand(tx, hub, &brand).await?;
    Ok(brand)
}

/// One of them.
///
/// # Errors
/// `NotFound`.
pub async fn find(hub: &Hub, actor: &Actor, sid: BrandSid) -> Result<Shown> {
    let scope = actor.may(Permit::Read)?;
    let mut tx = hub.db().read().await?;
    let brand = load(&mut tx, &scope, sid).await?;
    shown(&mut tx, hub, &scope, brand).await
}

/// All of them.
///
/// # Errors
/// `Unavailable`.
pub async fn list(hub: &Hub, actor: &Actor, page: PageRequest) -> Result<Page<Shown>> {
    let scope = actor.may(Permit::Read)?;
    let mut tx = hub.db().read().await?;
    let Page { items, next, previous } = tx.brand_list(&scope, &page).await?;
    let mut all = Vec::with_capacity(items.len());
    for brand in items {
        all.push(shown(&mut tx, hub, &scope, brand).await?);
    }
    Ok(Page { items: all, next, previous })
}

/// Submits one again after its bundles were corrected.
///
/// # Errors
/// `NotFound`; `Messaging` if it is not turned down, or was submitted too often; `Invalid` for bundles that are no longer
/// fit; `Conflict`.
pub async fn resubmit(hub: &Hub, actor: &Actor, sid: BrandSid) -> Result<Shown> {
    let mut tx = hub.db().write().await?;
    let brand = register_again(&mut tx, hub, actor, sid).await?;
    tx.commit().await?;
    Ok(Shown { status: brand.status, brand })
}

/// The same within a larger change.
pub(crate) async fn register_again(tx: &mut Tx, hub: &Hub, actor: &Actor, sid: BrandSid) -> Result<Brand> {
    let scope = actor.may(Permit::Own)?;
    let before = load(tx, &scope, sid).await?;
    let changed = before.resubmit(hub.now())?;
    let brand = tx.brand_save(&changed).await?;
    record(tx, hub, actor, &scope, "brand.resubmit", sid, Changed::from_to(&before, &brand)).await?;
    queue_brand(tx, hub, &brand).await?;
    Ok(brand)
}

/// One of the account's.
pub(crate) async fn load(tx: &mut Tx, scope: &Scope, sid: BrandSid) -> Result<Brand> {
    tx.brand_find(scope, sid).await?.ok_or_else(|| not_found(sid))
}

pub(crate) async fn shown(tx: &mut Tx, hub: &Hub, scope: &Scope, brand: Brand) -> Result<Shown> {
    let status = brand.shown_status(is_carried(tx, hub, scope, &brand).await?);
    Ok(Shown { brand, status })
}

/// Whose a brand is and how it is shown; `None` if it is none of this hub's, or a mock. For those who may ask about
/// others: whether the asker may is theirs to decide.
pub(crate) async fn known(
    tx: &mut Tx,
    hub: &Hub,
    sid: BrandSid,
) -> Result<Option<(AccountSid, BrandStatus)>> {
    let Some(account) = tx.sid_owner_any_account(&sid.to_string()).await? else { return Ok(None) };
    let scope = Scope::own(account);
    match tx.brand_find(&scope, sid).await? {
        Some(brand) if !brand.is_mock => Ok(Some((account, shown(tx, hub, &scope, brand).await?.status))),
        _ => Ok(None),
    }
}

pub(super) fn not_found(sid: BrandSid) -> Error {
    Error::NotFound(format!("/a2p/BrandRegistrations/{sid}"))
}

/// The bundles are the account's own, of the right kind, and submitted; the type is what they make it.
async fn must_be_fit(tx: &mut Tx, hub: &Hub, scope: &Scope, new: &NewBrand) -> Result<BrandType> {
    let profile = submitted(tx, scope, BundleKind::CustomerProfile, new.customer_profile_sid).await?;
    let product = submitted(tx, scope, BundleKind::TrustProduct, new.a2p_profile_sid).await?;
    let missing =
        |field| Error::NotFound(format!("{field}: a bundle of this account that is in review or approved"));
    let profile = profile.ok_or_else(|| missing("CustomerProfileBundleSid"))?;
    let product = product.ok_or_else(|| missing("A2PProfileBundleSid"))?;
    let (profile_policy, product_policy) = (policy_of(hub, &profile)?, policy_of(hub, &product)?);
    let brand_type = match product_policy.object_type.as_str() {
        A2P_PRODUCT => BrandType::Standard,
        SOLE_PROPRIETOR_PRODUCT => BrandType::SoleProprietor,
        _ => return refused("A2PProfileBundleSid", "it is no Trust Product for A2P messages".to_owned()),
    };
    if new.brand_type.is_some_and(|wanted| wanted != brand_type) {
        let why = format!("the Trust Product makes it {}", brand_type.as_str());
        return refused("BrandType", why);
    }
    if !is_of_kind(profile_policy, brand_type) {
        return refused("CustomerProfileBundleSid", wants(brand_type).to_owned());
    }
    Ok(brand_type)
}

/// What a brand of that type rests on, as a refusal says it.
pub(crate) const fn wants(brand_type: BrandType) -> &'static str {
    match brand_type {
        BrandType::Standard => "a STANDARD brand rests on the profile of a business",
        BrandType::SoleProprietor => "a SOLE_PROPRIETOR brand rests on a starter profile",
    }
}

/// Whether a brand of that type can rest on a profile of that policy.
pub(crate) fn is_of_kind(policy: &Policy, brand_type: BrandType) -> bool {
    policy.level.is_some_and(|level| BrandType::of_level(level) == brand_type)
}

async fn submitted(tx: &mut Tx, scope: &Scope, kind: BundleKind, sid: BundleSid) -> Result<Option<Bundle>> {
    let found = tx.bundle_find(scope, sid).await?.filter(|bundle| bundle.kind == kind);
    Ok(found.filter(is_submitted))
}

/// Whether a brand can rest on it: in review or approved, and not stopped.
pub(super) fn is_submitted(bundle: &Bundle) -> bool {
    matches!(bundle.status, Status::PendingReview | Status::InReview | Status::Approved)
        && !bundle.is_suspended()
}
