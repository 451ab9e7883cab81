//! Brands to be: begun by a form or a line of a file as a Trust Product, and then registered.
//!
//! Of a form somebody presses the button ([`register`]). One that *proceeds* needs nobody: when its profile is approved, a job
//! submits the product, and when that is, too, it registers the brand. Each look is at how things stand, so it may come late
//! or twice; what was turned down waits for whoever mends it.

use trusthub_domain::bundle::{Bundle, BundleEvent, BundleKind, EventKind, Status};
use trusthub_domain::messaging::BrandRegistration;
use trusthub_domain::sid::BundleSid;
use trusthub_storage::{Job, JobKind, Scope, Tx};

use super::brands::{self, NewBrand};
use crate::bundles::filling::{self, Filling};
use crate::bundles::{insert, parts, policy_of, submit_within};
use crate::record::{Changed, internal, record};
use crate::{Actor, Error, Hub, Permit, Result};

/// Bundles that rest on a profile, read at once.
const AT_ONCE: u32 = 50;

/// Begins one: the Trust Product, resting on the profile and filled in, and what it is to become. The draft names the
/// registration.
pub(crate) async fn begin(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    (draft, says): (Bundle, Vec<Filling>),
    registration: &BrandRegistration,
) -> Result<()> {
    let scope = actor.may(Permit::Own)?;
    let product = insert(tx, hub, actor, draft).await?.bundle.sid;
    let support = Filling::Support(registration.customer_profile_sid);
    let fillings = std::iter::once(support).chain(says);
    filling::put_all(tx, hub, actor, (BundleKind::TrustProduct, product), fillings).await?;
    tx.brand_registration_insert(registration).await?;
    let made = Changed::made(registration);
    record(tx, hub, actor, &scope, "brand.registration.create", product, made).await
}

/// Registers the brand that it is to become.
pub(crate) async fn register(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    scope: &Scope,
    before: &BrandRegistration,
) -> Result<()> {
    let new = NewBrand {
        customer_profile_sid: before.customer_profile_sid,
        a2p_profile_sid: before.sid,
        brand_type: Some(before.brand_type),
        is_mock: before.is_mock,
        skips_vetting: before.skips_vetting,
    };
    let brand = brands::register(tx, hub, actor, new).await?;
    let after = before.submitted_as(brand.sid, hub.now());
    save(tx, hub, actor, scope, ("brand.registration.submit", before, &after)).await
}

/// Saves it with its audit entry.
pub(crate) async fn save(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    scope: &Scope,
    (action, before, after): (&str, &BrandRegistration, &BrandRegistration),
) -> Result<()> {
    let after = tx.brand_registration_save(after).await?;
    record(tx, hub, actor, scope, action, before.sid, Changed::from_to(before, &after)).await
}

/// Lets it proceed from now on, and takes it as far as it goes now.
///
/// # Errors
/// `NotFound`; `Conflict`.
pub(crate) async fn set_going(hub: &Hub, actor: &Actor, product: BundleSid) -> Result<()> {
    let scope = actor.may(Permit::Own)?;
    let mut tx = hub.db().write().await?;
    let before = load(&mut tx, &scope, product).await?;
    if !before.proceeds && before.brand_sid.is_none() {
        let after = before.proceeding(hub.now());
        save(&mut tx, hub, actor, &scope, ("brand.registration.proceed", &before, &after)).await?;
    }
    let registration = load(&mut tx, &scope, product).await?;
    advance(&mut tx, hub, actor, &scope, &registration).await?;
    Ok(tx.commit().await?)
}

/// The registration that a Trust Product names.
///
/// # Errors
/// `NotFound`.
pub(crate) async fn load(tx: &mut Tx, scope: &Scope, product: BundleSid) -> Result<BrandRegistration> {
    let found = tx.brand_registration_find(scope, product).await?;
    found.ok_or_else(|| Error::NotFound(format!("/A2PBrandRegistrations/{product}")))
}

/// Has those looked at that proceed, now that a bundle they rest on is approved.
pub(crate) async fn follow(tx: &mut Tx, hub: &Hub, event: &BundleEvent) -> Result<()> {
    match event.transition.kind {
        EventKind::Approved | EventKind::Reinstated => {}
        EventKind::Submitted
        | EventKind::ReviewStarted
        | EventKind::Rejected
        | EventKind::Suspended
        | EventKind::Expired
        | EventKind::Expiring => return Ok(()),
    }
    let scope = Scope::own(event.account_sid);
    match event.bundle_kind {
        BundleKind::TrustProduct => queue(tx, hub, &scope, event.bundle_sid).await,
        BundleKind::CustomerProfile => {
            let mut after = None;
            loop {
                let resting = tx.bundles_resting_on(&scope, event.bundle_sid, after, AT_ONCE).await?;
                let Some(last) = resting.last() else { return Ok(()) };
                after = Some(*last);
                for product in &resting {
                    queue(tx, hub, &scope, *product).await?;
                }
            }
        }
    }
}

/// Queues a look at it, if it is one that proceeds and has not come to its end.
pub(crate) async fn queue(tx: &mut Tx, hub: &Hub, scope: &Scope, product: BundleSid) -> Result<()> {
    let found = tx.brand_registration_find(scope, product).await?;
    if found.is_some_and(|registration| is_on_its_way(&registration)) {
        let job = hub.job(JobKind::BrandRegistration, scope.account(), product, hub.now());
        tx.job_push(&job).await?;
    }
    Ok(())
}

const fn is_on_its_way(registration: &BrandRegistration) -> bool {
    registration.proceeds && registration.brand_sid.is_none()
}

/// Takes one a step further. Doing it twice does no harm.
pub(crate) async fn run(hub: &Hub, job: &Job) -> Result<()> {
    match look(hub, job).await {
        // Somebody has to change something first, and the bundles say what; or the account was erased.
        Err(error) if error.is_of_input() => Ok(()),
        looked => looked,
    }
}

async fn look(hub: &Hub, job: &Job) -> Result<()> {
    let scope = Scope::own(job.account_sid);
    let product: BundleSid = job.subject.parse().map_err(internal)?;
    let actor = Actor::system().on(job.account_sid);
    let mut tx = hub.db().write().await?;
    if let Some(registration) = tx.brand_registration_find(&scope, product).await? {
        advance(&mut tx, hub, &actor, &scope, &registration).await?;
    }
    Ok(tx.commit().await?)
}

async fn advance(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    scope: &Scope,
    registration: &BrandRegistration,
) -> Result<()> {
    if !is_on_its_way(registration) {
        return Ok(());
    }
    let profile = tx.bundle_find(scope, registration.customer_profile_sid).await?;
    let product = tx.bundle_find(scope, registration.sid).await?;
    let Some((profile, product)) = profile.zip(product) else { return Ok(()) };
    if !profile.is_in_force(hub.now()) {
        return Ok(());
    }
    let product = if product.status == Status::Draft && is_complete(tx, hub, &product).await? {
        submit_within(tx, hub, actor, BundleKind::TrustProduct, product.sid).await?
    } else {
        product
    };
    if product.is_in_force(hub.now()) {
        register(tx, hub, actor, scope, registration).await?;
    }
    Ok(())
}

async fn is_complete(tx: &mut Tx, hub: &Hub, bundle: &Bundle) -> Result<bool> {
    Ok(parts::report(tx, hub, bundle, policy_of(hub, bundle)?).await?.shortcomings().is_empty())
}
