//! Decides brands, from the hub's own evidence. Runs when a brand is submitted, when a bundle that it rests on is decided,
//! when its code is answered, when the time for that is over, and when the registry downstream has answered; each time it
//! looks at how things stand.

use trusthub_domain::bundle::{Bundle, BundleEvent, EventKind, Status};
use trusthub_domain::messaging::{
    Brand, BrandConfirmation, BrandStatus, BrandType, BrandVerdict, BrandVetting, CompanyType,
    ConfirmationKind, IdentityStatus, RegistryEntry, VettingProvider, VettingStatus,
};
use trusthub_domain::sid::BrandSid;
use trusthub_storage::{JobKind, Scope, Tx};

use super::notices::{Happened, tell};
use super::{codes, downstream, evidence, queue_brand, registration_name, vettings};
use crate::record::{Changed, record};
use crate::{Actor, Hub, Result};

/// Decides a brand, as far as it can be decided now. Doing it twice does no harm.
pub(crate) async fn run(hub: &Hub, scope: &Scope, sid: BrandSid) -> Result<()> {
    let mut tx = hub.db().write().await?;
    let Some(before) = tx.brand_find(scope, sid).await?.filter(Brand::is_undecided) else { return Ok(()) };
    let after = next(&mut tx, hub, scope, &before).await?;
    let has_last_word = downstream::is_told(&mut tx, hub, scope, before.is_mock).await?;
    let after = if has_last_word { after.subject_to_registry(&before, hub.now()) } else { after };
    if after == before {
        return Ok(());
    }
    let after = save(&mut tx, hub, scope, &before, &after).await?;
    if has_last_word && after.registry.as_ref().is_some_and(RegistryEntry::is_open) {
        downstream::queue(&mut tx, hub, after.account_sid, after.sid).await?;
    }
    if after.status == BrandStatus::Approved {
        vettings::import_given(&mut tx, hub, scope, &after).await?;
    }
    if let Some(code) = new_code(&before, &after) {
        codes::queue(&mut tx, hub, &after, code).await?;
    }
    tx.commit().await?;
    metrics::counter!("trusthub_brands_total", "status" => after.status.as_str()).increment(1);
    Ok(())
}

/// Looks at the undecided brands that rest on a bundle which was just decided.
pub(crate) async fn follow(tx: &mut Tx, hub: &Hub, event: &BundleEvent) -> Result<()> {
    match event.transition.kind {
        EventKind::Approved | EventKind::Rejected | EventKind::Reinstated | EventKind::Suspended => {}
        EventKind::Submitted | EventKind::ReviewStarted | EventKind::Expired | EventKind::Expiring => {
            return Ok(());
        }
    }
    let scope = Scope::own(event.account_sid);
    let resting = tx.brand_list_of_bundle(&scope, event.bundle_sid).await?;
    for brand in resting.iter().filter(|brand| brand.is_undecided()) {
        queue_brand(tx, hub, brand).await?;
    }
    Ok(())
}

/// Saves it with its audit entry, and tells what happened.
pub(super) async fn save(
    tx: &mut Tx,
    hub: &Hub,
    scope: &Scope,
    before: &Brand,
    after: &Brand,
) -> Result<Brand> {
    let action = match after.status {
        BrandStatus::Approved => "brand.register",
        BrandStatus::Failed => "brand.fail",
        BrandStatus::Pending | BrandStatus::InReview | BrandStatus::Suspended => "brand.wait",
    };
    save_as(tx, hub, scope, action, before, after).await
}

/// The same under another name in the audit log.
pub(super) async fn save_as(
    tx: &mut Tx,
    hub: &Hub,
    scope: &Scope,
    action: &str,
    before: &Brand,
    after: &Brand,
) -> Result<Brand> {
    let after = tx.brand_save(after).await?;
    record(tx, hub, &Actor::system(), scope, action, after.sid, Changed::from_to(before, &after)).await?;
    if let Some(score) = after.score.clone().filter(|_| before.score.is_none()) {
        let now = hub.now();
        let vetting = BrandVetting {
            sid: hub.sid(),
            account_sid: scope.account(),
            brand_sid: after.sid,
            provider: VettingProvider::Aegis,
            vetting_id: None,
            status: VettingStatus::Success,
            score: Some(score),
            issues: Vec::new(),
            version: 1,
            date_created: now,
            date_updated: now,
        };
        tx.brand_vetting_insert(&vetting).await?;
    }
    for happened in happened(before, &after) {
        tell(tx, hub, &after, happened, after.sid.to_string()).await?;
    }
    Ok(after)
}

fn happened(before: &Brand, after: &Brand) -> Vec<Happened> {
    let mut happened = Vec::new();
    let is_new = before.status != after.status;
    match after.status {
        BrandStatus::Failed if is_new => happened.push(Happened::BrandFailure),
        BrandStatus::Approved if is_new => happened.push(Happened::BrandRegistered),
        BrandStatus::Failed
        | BrandStatus::Approved
        | BrandStatus::Pending
        | BrandStatus::InReview
        | BrandStatus::Suspended => {}
    }
    if before.identity != after.identity {
        match after.identity {
            Some(IdentityStatus::Verified) => happened.push(Happened::BrandVerified),
            Some(IdentityStatus::VettedVerified) => happened.push(Happened::BrandVettedVerified),
            Some(IdentityStatus::Unverified) => happened.push(Happened::BrandUnverified),
            Some(IdentityStatus::SelfDeclared) | None => {}
        }
    }
    happened
}

fn new_code<'b>(before: &Brand, after: &'b Brand) -> Option<&'b BrandConfirmation> {
    let had = before.confirmation.as_ref().map(|confirmation| confirmation.sid);
    after.confirmation.as_ref().filter(|now| Some(now.sid) != had && now.confirmed_at.is_none())
}

/// A bundle that a brand rests on.
enum Standing {
    Approved(Box<Bundle>),
    Waits,
    Gone,
}

async fn standing(tx: &mut Tx, scope: &Scope, sid: trusthub_domain::sid::BundleSid) -> Result<Standing> {
    let Some(bundle) = tx.bundle_find(scope, sid).await? else { return Ok(Standing::Gone) };
    Ok(match bundle.status {
        Status::Approved if !bundle.is_suspended() => Standing::Approved(Box::new(bundle)),
        Status::PendingReview | Status::InReview => Standing::Waits,
        Status::Approved | Status::Draft | Status::Rejected => Standing::Gone,
    })
}

async fn next(tx: &mut Tx, hub: &Hub, scope: &Scope, brand: &Brand) -> Result<Brand> {
    let now = hub.now();
    if brand.is_mock {
        let verdict = BrandVerdict::Registered {
            identity: IdentityStatus::Verified,
            feedback: Vec::new(),
            tax_exempt_status: None,
            is_government: false,
        };
        return Ok(brand.decide(verdict, registration_name(hub, 'B'), None, now));
    }
    let profile = standing(tx, scope, brand.customer_profile_sid).await?;
    let product = standing(tx, scope, brand.a2p_profile_sid).await?;
    let (profile, product) = match (profile, product) {
        (Standing::Approved(profile), Standing::Approved(product)) => (profile, product),
        (Standing::Gone, _) | (_, Standing::Gone) => return Ok(brand.fail_for_bundles(now)),
        (Standing::Waits, _) | (_, Standing::Waits) => return Ok(waiting(brand, None, hub)),
    };
    match brand.brand_type {
        BrandType::SoleProprietor => {
            let asked = BrandConfirmation::ask(hub.sid(), ConfirmationKind::Otp, now);
            Ok(brand.register_person(registration_name(hub, 'B'), asked, now))
        }
        BrandType::Standard => standard(tx, hub, scope, brand, (&profile, &product)).await,
    }
}

async fn standard(
    tx: &mut Tx,
    hub: &Hub,
    scope: &Scope,
    brand: &Brand,
    (profile, product): (&Bundle, &Bundle),
) -> Result<Brand> {
    let now = hub.now();
    let evidence = evidence::of_brand(tx, hub, scope, profile, product).await?;
    let verdict = evidence.judge();
    let is_public = evidence.company_type == Some(CompanyType::Public);
    if is_public && matches!(verdict, BrandVerdict::Registered { .. }) {
        match &brand.confirmation {
            None => {
                let asked = BrandConfirmation::ask(hub.sid(), ConfirmationKind::TwoFactor, now);
                let job = hub.job(JobKind::Brand, scope.account(), brand.sid, asked.until);
                tx.job_push(&job).await?;
                return Ok(waiting(brand, Some(asked), hub));
            }
            Some(asked) if asked.is_expired(now) => return Ok(brand.fail_unconfirmed(now)),
            Some(asked) if asked.confirmed_at.is_none() => return Ok(brand.clone()),
            Some(_) => {}
        }
    }
    let score = hub.messaging().score.score(&evidence);
    Ok(brand.decide(verdict, registration_name(hub, 'B'), Some(score), now))
}

/// It waits; nothing changes if it did already.
fn waiting(brand: &Brand, asked: Option<BrandConfirmation>, hub: &Hub) -> Brand {
    if brand.status == BrandStatus::InReview && asked.is_none() {
        return brand.clone();
    }
    brand.wait(asked, hub.now())
}
