//! A campaign at the registry downstream.

use trusthub_domain::messaging::{
    Brand, BrandStatus, Campaign, CampaignStatus, RegistryAnswer, RegistryState,
};
use trusthub_domain::sid::CampaignSid;
use trusthub_gateways::registry::{CampaignDetails, CampaignRegistry, RegistryError, Standing, There};
use trusthub_storage::{Job, Scope, Tx};

use super::subject::{leave, unchanged};
use super::{BEHIND_BRAND, Heard, details, end, heard, next_look, note_difference, reasons};
use crate::messaging::{reading, registration_name};
use crate::record::{Changed, record};
use crate::work::Outcome;
use crate::{Actor, Hub, Result};

/// What is to be done.
enum Step {
    /// It is to be told.
    Tell(Box<CampaignDetails>),
    /// How it stands there is to be asked.
    Ask(String),
    /// Its brand was turned down: there is nothing to register it under.
    Refuse,
    /// Its brand is not registered there yet.
    Wait,
}

pub(super) async fn run(hub: &Hub, job: &Job, sid: CampaignSid) -> Result<Outcome> {
    let scope = Scope::own(job.account_sid);
    let mut tx = hub.db().read().await?;
    let Some(campaign) = tx.campaign_find(&scope, sid).await? else {
        drop(tx);
        return gone(hub, sid).await;
    };
    let Some(registry) = hub.registry() else {
        drop(tx);
        return release(hub, &scope, job, &campaign).await;
    };
    let is_told = super::is_told(&mut tx, hub, &scope, campaign.is_mock).await?;
    let Some(brand) = tx.brand_find(&scope, campaign.brand_sid).await? else { return Ok(Outcome::Done) };
    drop(tx);
    let Some(step) = step(&brand, &campaign).filter(|_| is_told) else {
        return leave(hub, &scope, job, &campaign).await;
    };
    let answered = match &step {
        Step::Tell(details) => tell(registry, &campaign, details).await,
        Step::Ask(id) => registry.campaign(id).await.map(answer),
        Step::Refuse => Ok(RegistryAnswer::Refused(vec![reasons::of_brandless()])),
        Step::Wait => return wait_for(hub, &brand).await,
    };
    let refused = |found| RegistryAnswer::Refused(reasons::of_campaign(found));
    match heard::<Campaign>(hub, answered, refused) {
        Heard::Answer(answer) => settle(hub, &scope, job, (&brand, &campaign), answer).await,
        Heard::Nothing(outcome) => Ok(outcome),
    }
}

fn step(brand: &Brand, campaign: &Campaign) -> Option<Step> {
    let is_wanted = campaign.status == CampaignStatus::Verified || campaign.awaits_registry();
    if !is_wanted {
        return None;
    }
    match campaign.registry.as_ref().map(|entry| (&entry.state, &entry.id)) {
        Some((RegistryState::Told | RegistryState::Registered { .. }, Some(id))) => {
            Some(Step::Ask(id.clone()))
        }
        Some((RegistryState::Stale | RegistryState::Refused(_), _)) => None,
        None | Some((RegistryState::Due | RegistryState::Told | RegistryState::Registered { .. }, _)) => {
            let id = brand.registry.as_ref().and_then(|entry| entry.id.as_deref());
            Some(match (brand.status, id) {
                (BrandStatus::Failed, _) => Step::Refuse,
                (BrandStatus::Approved, Some(id)) => Step::Tell(Box::new(details::of_campaign(id, campaign))),
                (
                    BrandStatus::Approved
                    | BrandStatus::Pending
                    | BrandStatus::InReview
                    | BrandStatus::Suspended,
                    _,
                ) => Step::Wait,
            })
        }
    }
}

/// Looks first whether it is there: the answer to an earlier try may have been lost.
async fn tell(
    registry: &CampaignRegistry,
    campaign: &Campaign,
    details: &CampaignDetails,
) -> std::result::Result<RegistryAnswer, RegistryError> {
    let known = campaign.registry.as_ref().and_then(|entry| entry.id.clone());
    let id = match known {
        Some(id) => Some(id),
        None => registry.campaign_of(campaign.sid).await?.map(|there| there.id),
    };
    match id {
        Some(id) if registry.campaign_update(&id, details).await? => Ok(RegistryAnswer::Undecided { id }),
        Some(_) => Ok(RegistryAnswer::Missing),
        None => registry.campaign_create(details).await.map(|there| answer(Some(there))),
    }
}

fn answer(there: Option<There>) -> RegistryAnswer {
    let Some(there) = there else { return RegistryAnswer::Missing };
    match there.standing {
        Standing::Undecided => RegistryAnswer::Undecided { id: there.id },
        Standing::Registered { identity, .. } => {
            RegistryAnswer::Registered { id: there.id, identity, feedback: Vec::new() }
        }
        Standing::Refused(found) => RegistryAnswer::Refused(reasons::of_campaign(found)),
    }
}

/// Takes the answer over, if the campaign is as it was when it was asked about.
async fn settle(
    hub: &Hub,
    scope: &Scope,
    job: &Job,
    (brand, asked): (&Brand, &Campaign),
    answer: RegistryAnswer,
) -> Result<Outcome> {
    let mut tx = hub.db().write().await?;
    let before = unchanged(&mut tx, scope, asked).await?;
    let now = hub.now();
    let after = before.heard(answer, now);
    let next = next_look(after.registry.as_ref(), now);
    if after != before {
        note_difference(before.registry.as_ref(), after.registry.as_ref());
        save(&mut tx, hub, scope, brand, (&before, &after)).await?;
    }
    end(tx, job, next).await
}

async fn save(
    tx: &mut Tx,
    hub: &Hub,
    scope: &Scope,
    brand: &Brand,
    (before, after): (&Campaign, &Campaign),
) -> Result<()> {
    let actor = Actor::system();
    if before.status != after.status {
        return reading::save(tx, hub, &actor, scope, brand, (before, after)).await.map(drop);
    }
    let saved = tx.campaign_save(after).await?;
    let changed = Changed::from_to(before, &saved);
    record(tx, hub, &actor, scope, "campaign.registry_answer", saved.sid, changed).await
}

/// It has to wait for its brand, which may have been registered here before there was a registry.
async fn wait_for(hub: &Hub, brand: &Brand) -> Result<Outcome> {
    let mut tx = hub.db().write().await?;
    super::queue(&mut tx, hub, brand.account_sid, brand.sid).await?;
    tx.commit().await?;
    Ok(Outcome::Wait(hub.now().plus(BEHIND_BRAND)))
}

/// What the hub no longer has is to end there, too, under whatever name it was made.
async fn gone(hub: &Hub, sid: CampaignSid) -> Result<Outcome> {
    let Some(registry) = hub.registry() else { return Ok(Outcome::Done) };
    let ended = match registry.campaign_of(sid).await {
        Ok(Some(there)) => registry.campaign_end(&there.id).await,
        Ok(None) => Ok(()),
        Err(error) => Err(error),
    };
    let answered = ended.map(|()| RegistryAnswer::Missing);
    Ok(match heard::<Campaign>(hub, answered, |_| RegistryAnswer::Missing) {
        Heard::Answer(_) => Outcome::Done,
        Heard::Nothing(outcome) => outcome,
    })
}

/// There is no registry any more: what nothing stands against here may be sent.
async fn release(hub: &Hub, scope: &Scope, job: &Job, campaign: &Campaign) -> Result<Outcome> {
    if !campaign.awaits_registry() {
        return Ok(Outcome::Done);
    }
    let mut tx = hub.db().write().await?;
    let campaign = &unchanged(&mut tx, scope, campaign).await?;
    let Some(brand) = tx.brand_find(scope, campaign.brand_sid).await? else { return Ok(Outcome::Done) };
    let after = campaign.verify(registration_name(hub, 'C'), hub.now());
    reading::save(&mut tx, hub, &Actor::system(), scope, &brand, (campaign, &after)).await?;
    end(tx, job, None).await
}
