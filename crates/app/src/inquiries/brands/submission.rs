//! Submits what was filled in: both bundles, and the brand that rests on them, in one change.

use trusthub_domain::bundle::{BundleKind, Status};
use trusthub_domain::messaging::BrandRegistration;
use trusthub_domain::sid::BundleSid;
use trusthub_storage::{Scope, Tx};

use super::named;
use crate::bundles::{load, submit_within};
use crate::messaging::{brands, registrations};
use crate::{Actor, Hub, Permit, Result};

/// Submits the bundles that wait for it, and registers the brand, or submits it again. A bundle that does not comply is
/// turned down with its reasons, and there is no brand yet.
///
/// # Errors
/// `NotFound`; `Rule`, `Invalid` for bundles that a brand cannot rest on; `Messaging` for a brand that cannot be submitted
/// again; `Conflict`.
pub async fn submit(hub: &Hub, actor: &Actor, sid: BundleSid) -> Result<()> {
    let scope = actor.may(Permit::Own)?;
    let mut tx = hub.db().write().await?;
    let registration = named(&mut tx, &scope, &sid.to_string()).await?;
    if submit_bundles(&mut tx, hub, actor, &scope, &registration).await? {
        register(&mut tx, hub, actor, &scope, &registration).await?;
    }
    Ok(tx.commit().await?)
}

/// Whether a brand can rest on them now.
async fn submit_bundles(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    scope: &Scope,
    registration: &BrandRegistration,
) -> Result<bool> {
    for (kind, sid) in [
        (BundleKind::CustomerProfile, registration.customer_profile_sid),
        (BundleKind::TrustProduct, registration.sid),
    ] {
        if load(tx, scope, kind, sid).await?.may_submit().is_err() {
            continue;
        }
        if submit_within(tx, hub, actor, kind, sid).await?.status == Status::Rejected {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn register(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    scope: &Scope,
    before: &BrandRegistration,
) -> Result<()> {
    if let Some(sid) = before.brand_sid {
        return brands::register_again(tx, hub, actor, sid).await.map(drop);
    }
    registrations::register(tx, hub, actor, scope, before).await
}
