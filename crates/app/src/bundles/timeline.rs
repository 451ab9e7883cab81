//! The timeline of a bundle, for its customer.

use trusthub_domain::bundle::{BundleEvent, BundleKind};
use trusthub_domain::sid::BundleSid;
use trusthub_domain::timeline::{Sources, Timeline};
use trusthub_vetting::is_for_customers;

use super::{appeals, load};
use crate::{Actor, Hub, Permit, Result};

/// What happened to a bundle, what stands against it and what happens next, as its customer may know it.
///
/// # Errors
/// `NotFound`.
pub async fn timeline(hub: &Hub, actor: &Actor, kind: BundleKind, sid: BundleSid) -> Result<Timeline> {
    let scope = actor.may(Permit::Read)?;
    let mut tx = hub.db().read().await?;
    let bundle = load(&mut tx, &scope, kind, sid).await?;
    let events = tx.event_list(&scope, sid).await?;
    let events: Vec<BundleEvent> = events.into_iter().map(|stored| stored.event).collect();
    let cases = tx.case_list(&scope, sid).await?;
    let confirmations = tx.confirmation_list(&scope, sid).await?;
    let may_appeal = appeals::is_possible(&mut tx, hub, &bundle).await?;
    let sources = Sources {
        bundle: &bundle,
        events: &events,
        cases: &cases,
        confirmations: &confirmations,
        may_appeal,
    };
    Ok(Timeline::of(sources, is_for_customers, hub.now()))
}
