//! A brand at the registry downstream.

use trusthub_domain::messaging::{Brand, BrandStatus, RegistryAnswer, RegistryState};
use trusthub_domain::sid::BrandSid;
use trusthub_gateways::registry::{BrandDetails, CampaignRegistry, RegistryError, Standing, There};
use trusthub_storage::{Job, Scope};

use super::subject::{leave, unchanged};
use super::{Heard, details, end, heard, next_look, note_difference, reasons};
use crate::messaging::{deciding, queue_brand};
use crate::work::Outcome;
use crate::{Hub, Result};

/// What is to be done.
enum Step {
    /// It is to be told.
    Tell,
    /// How it stands there is to be asked.
    Ask(String),
}

pub(super) async fn run(hub: &Hub, job: &Job, sid: BrandSid) -> Result<Outcome> {
    let scope = Scope::own(job.account_sid);
    let mut tx = hub.db().read().await?;
    let Some(brand) = tx.brand_find(&scope, sid).await? else { return Ok(Outcome::Done) };
    let Some(registry) = hub.registry() else {
        drop(tx);
        return release(hub, &brand).await;
    };
    let is_told = super::is_told(&mut tx, hub, &scope, brand.is_mock).await?;
    let answered = match step(&brand).filter(|_| is_told) {
        None => {
            drop(tx);
            return leave(hub, &scope, job, &brand).await;
        }
        Some(Step::Ask(id)) => {
            drop(tx);
            registry.brand(&id).await.map(answer)
        }
        Some(Step::Tell) => {
            let Some(details) = details::of_brand(&mut tx, hub, &scope, &brand).await? else {
                return Ok(Outcome::Retry("a bundle that the brand rests on is gone".to_owned()));
            };
            drop(tx);
            tell(registry, &brand, &details).await
        }
    };
    let refused = |found| RegistryAnswer::Refused(reasons::of_brand(found));
    match heard::<Brand>(hub, answered, refused) {
        Heard::Answer(answer) => settle(hub, &scope, job, &brand, answer).await,
        Heard::Nothing(outcome) => Ok(outcome),
    }
}

fn step(brand: &Brand) -> Option<Step> {
    match brand.status {
        BrandStatus::InReview | BrandStatus::Approved => {}
        BrandStatus::Pending | BrandStatus::Failed | BrandStatus::Suspended => return None,
    }
    match &brand.registry {
        // Registered here before there was a registry.
        None => (brand.status == BrandStatus::Approved).then_some(Step::Tell),
        Some(entry) => match entry.state {
            RegistryState::Stale | RegistryState::Refused(_) => None,
            RegistryState::Due => Some(Step::Tell),
            RegistryState::Told | RegistryState::Registered { .. } => {
                Some(entry.id.clone().map_or(Step::Tell, Step::Ask))
            }
        },
    }
}

/// Looks first whether it is there: the answer to an earlier try may have been lost.
async fn tell(
    registry: &CampaignRegistry,
    brand: &Brand,
    details: &BrandDetails,
) -> std::result::Result<RegistryAnswer, RegistryError> {
    let known = brand.registry.as_ref().and_then(|entry| entry.id.clone());
    let id = match known {
        Some(id) => Some(id),
        None => registry.brand_of(brand.sid).await?.map(|there| there.id),
    };
    let there = match id {
        Some(id) => registry.brand_update(&id, details).await?,
        None => Some(registry.brand_create(details).await?),
    };
    Ok(answer(there))
}

fn answer(there: Option<There>) -> RegistryAnswer {
    let Some(there) = there else { return RegistryAnswer::Missing };
    match there.standing {
        Standing::Undecided => RegistryAnswer::Undecided { id: there.id },
        Standing::Registered { identity, feedback } => {
            RegistryAnswer::Registered { id: there.id, identity, feedback: reasons::of_brand(feedback) }
        }
        Standing::Refused(found) => RegistryAnswer::Refused(reasons::of_brand(found)),
    }
}

/// Takes the answer over, if the brand is as it was when it was asked about.
async fn settle(
    hub: &Hub,
    scope: &Scope,
    job: &Job,
    asked: &Brand,
    answer: RegistryAnswer,
) -> Result<Outcome> {
    let mut tx = hub.db().write().await?;
    let before = unchanged(&mut tx, scope, asked).await?;
    let now = hub.now();
    let after = before.heard(answer, now);
    let next = next_look(after.registry.as_ref(), now);
    if after == before {
        return end(tx, job, next).await;
    }
    note_difference(before.registry.as_ref(), after.registry.as_ref());
    let after = deciding::save_as(&mut tx, hub, scope, "brand.registry_answer", &before, &after).await?;
    if after.is_undecided() && next.is_none() {
        queue_brand(&mut tx, hub, &after).await?;
    }
    end(tx, job, next).await
}

/// There is no registry any more: the hub decides alone.
async fn release(hub: &Hub, brand: &Brand) -> Result<Outcome> {
    if brand.is_undecided() {
        let mut tx = hub.db().write().await?;
        queue_brand(&mut tx, hub, brand).await?;
        tx.commit().await?;
    }
    Ok(Outcome::Done)
}
