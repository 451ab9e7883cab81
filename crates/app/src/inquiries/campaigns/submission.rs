//! Submits what was entered. What cannot be submitted is kept.

use trusthub_domain::messaging::CampaignContent;
use trusthub_domain::sid::BundleSid;
use trusthub_storage::Scope;

use super::{named, store};
use crate::messaging::campaigns;
use crate::{Actor, Error, Hub, Permit, Result};

/// Registers the campaign; one that was turned down is corrected instead.
///
/// # Errors
/// As `campaigns::create` and `campaigns::update`.
pub async fn submit(hub: &Hub, actor: &Actor, sid: BundleSid, entered: CampaignContent) -> Result<()> {
    let scope = actor.may(Permit::Own)?;
    let known = named(&mut hub.db().read().await?, &scope, &sid.to_string()).await?;
    if let Some(campaign) = known.campaign_sid {
        // What it is for stays, as for everybody who corrects one.
        let change = |before: CampaignContent| CampaignContent { use_case: before.use_case, ..entered };
        return campaigns::update(hub, actor, known.service_sid, campaign, change).await.map(drop);
    }
    match register(hub, actor, &scope, sid, entered.clone()).await {
        Err(error) if error.is_of_input() => {
            keep(hub, actor, &scope, sid, entered).await?;
            Err(error)
        }
        other => other,
    }
}

async fn register(
    hub: &Hub,
    actor: &Actor,
    scope: &Scope,
    sid: BundleSid,
    entered: CampaignContent,
) -> Result<()> {
    let mut tx = hub.db().write().await?;
    let before = named(&mut tx, scope, &sid.to_string()).await?;
    if before.campaign_sid.is_some() {
        return Err(Error::Conflict);
    }
    let made =
        campaigns::register(&mut tx, hub, actor, before.service_sid, before.brand_sid, entered.clone())
            .await?;
    let now = hub.now();
    let after = before.entering(entered, now).submitted_as(made.campaign.sid, now);
    store(&mut tx, hub, actor, scope, Some(&before), after).await?;
    Ok(tx.commit().await?)
}

async fn keep(
    hub: &Hub,
    actor: &Actor,
    scope: &Scope,
    sid: BundleSid,
    entered: CampaignContent,
) -> Result<()> {
    let mut tx = hub.db().write().await?;
    let before = named(&mut tx, scope, &sid.to_string()).await?;
    // Not what was submitted meanwhile from elsewhere.
    if before.campaign_sid.is_some() {
        return Ok(());
    }
    let after = before.entering(entered, hub.now());
    store(&mut tx, hub, actor, scope, Some(&before), after).await?;
    Ok(tx.commit().await?)
}
