//! Putting a bundle out of force, and back.

use trusthub_domain::bundle::{Bundle, ReasonCode};
use trusthub_domain::review::Role;
use trusthub_domain::sid::BundleSid;

use super::decisions::{GivenReason, reason};
use super::locate;
use crate::bundles::changes;
use crate::{Actor, Hub, Result};

/// Suspends a bundle that is approved or under review. The customer sees `twilio-rejected` with the note.
///
/// # Errors
/// `NotFound`; `Rule`; `Forbidden` for reviewers below lead; `Conflict`.
pub async fn suspend(hub: &Hub, actor: &Actor, sid: BundleSid, note: Option<String>) -> Result<Bundle> {
    actor.must_review(Role::Lead)?;
    let mut tx = hub.db().write().await?;
    let (_, before) = locate(&mut tx, sid).await?;
    let given = GivenReason { code: ReasonCode::SUSPENDED, field: None, note };
    let change = before.suspend(reason(hub, &[], given)?, hub.now())?;
    let bundle = changes::apply(&mut tx, hub, actor, &before, change, "bundle.suspend").await?;
    tx.commit().await?;
    Ok(bundle)
}

/// Lifts a suspension; the status from before returns, and an approval whose date has passed meanwhile ends.
///
/// # Errors
/// `NotFound`; `Rule`; `Forbidden` for reviewers below lead; `Conflict`.
pub async fn reinstate(hub: &Hub, actor: &Actor, sid: BundleSid) -> Result<Bundle> {
    actor.must_review(Role::Lead)?;
    let mut tx = hub.db().write().await?;
    let (_, before) = locate(&mut tx, sid).await?;
    let change = before.reinstate(hub.now())?;
    let mut bundle = changes::apply(&mut tx, hub, actor, &before, change, "bundle.reinstate").await?;
    if let Ok(change) = bundle.expire(hub.now()) {
        bundle = changes::apply(&mut tx, hub, &Actor::system(), &bundle, change, "bundle.expire").await?;
    }
    tx.commit().await?;
    Ok(bundle)
}
