//! Putting a bundle out of force, and back.

use trusthub_domain::bundle::{Bundle, Reason, ReasonCode, Status};
use trusthub_domain::review::{CaseOutcome, Role};
use trusthub_domain::sid::BundleSid;
use trusthub_storage::DeskEvent;

use super::{desk, locate, present_reviewer, rescreening};
use crate::bundles::changes::{self, close_case};
use crate::input;
use crate::{Actor, Hub, Result};

/// Suspends a bundle that is approved or under review. The customer sees `twilio-rejected` with the note. A case that
/// screening opened after its approval is thereby decided.
///
/// # Errors
/// `NotFound`; `Rule`; `Invalid` for an empty or overlong note; `Forbidden` for reviewers below lead; `Conflict`.
pub async fn suspend(hub: &Hub, actor: &Actor, sid: BundleSid, note: Option<String>) -> Result<Bundle> {
    if let Some(note) = &note {
        input::note(note)?;
    }
    let mut tx = hub.db().write().await?;
    let reviewer = present_reviewer(&mut tx, actor, Role::Lead).await?.sid;
    let (scope, before) = locate(&mut tx, sid).await?;
    if before.status == Status::Approved {
        desk::count_reversal(&mut tx, &scope, &before, DeskEvent::Suspended, hub.now()).await?;
        close_case(&mut tx, hub, actor, &scope, &before, Some(reviewer), CaseOutcome::Rejected).await?;
    }
    let change = before.suspend(reason(hub, note), hub.now())?;
    let bundle = changes::apply(&mut tx, hub, actor, &before, change, "bundle.suspend").await?;
    tx.commit().await?;
    Ok(bundle)
}

/// Lifts a suspension; the status from before returns, and an approval whose date has passed meanwhile ends.
///
/// # Errors
/// `NotFound`; `Rule`; `Forbidden` for reviewers below lead; `Conflict`.
pub async fn reinstate(hub: &Hub, actor: &Actor, sid: BundleSid) -> Result<Bundle> {
    let mut tx = hub.db().write().await?;
    present_reviewer(&mut tx, actor, Role::Lead).await?;
    let (scope, before) = locate(&mut tx, sid).await?;
    let change = before.reinstate(hub.now())?;
    let mut bundle = changes::apply(&mut tx, hub, actor, &before, change, "bundle.reinstate").await?;
    if let Ok(change) = bundle.expire(hub.now()) {
        bundle = changes::apply(&mut tx, hub, &Actor::system(), &bundle, change, "bundle.expire").await?;
    }
    // What came onto a list while it was suspended; and what it was suspended for, until that is dismissed.
    rescreening::push(&mut tx, hub, &scope, sid, hub.now()).await?;
    tx.commit().await?;
    Ok(bundle)
}

/// Not among the codes that a reviewer may reject with: it says that the bundle was suspended, not what is wrong with it.
fn reason(hub: &Hub, note: Option<String>) -> Reason {
    let known = hub.catalog().error_code(ReasonCode::SUSPENDED).map(|code| code.message.clone());
    let message = known.unwrap_or_else(|| "The bundle was suspended by the provider".to_owned());
    Reason { code: ReasonCode::SUSPENDED, field: None, object: None, message, note }
}
