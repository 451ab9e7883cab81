//! Every night everything that the registry downstream has is held against what the hub has.
//!
//! What is here is looked at one by one, each by its own job: what is missing there is submitted, and what stands otherwise
//! there is taken over. What is there and not here is counted and told to the operator; it is touched by nobody, since
//! another hub may have made it.

use std::time::Duration;

use trusthub_domain::messaging::{Brand, BrandStatus, Campaign, CampaignStatus};
use trusthub_domain::time::Timestamp;
use trusthub_gateways::registry::{CampaignRegistry, RegistryError, There};
use trusthub_storage::{JobKind, Scope};

use super::{failed, is_told, queue_for};
use crate::record::hub_chain;
use crate::work::Outcome;
use crate::{Hub, Result};

/// Rows read, and jobs queued, at once.
const PAGE: u32 = 200;

/// When nights are quiet where the registry is, in seconds of a day, UTC.
const AT: i64 = 9 * 60 * 60;
const DAY: i64 = 24 * 60 * 60;

/// Between two looks: as the hub looks at no more than two things a second, they would only wait in the queue, and look stuck.
const APART: Duration = Duration::from_millis(500);

/// How many of those that nobody knows are named in the log.
const NAMED: usize = 5;

/// Queues tonight's reconciliation, unless it is queued. Nothing without a registry.
///
/// # Errors
/// `Unavailable`.
pub async fn plan(hub: &Hub) -> Result<()> {
    if hub.registry().is_none() {
        return Ok(());
    }
    let once = "registry_reconcile".to_owned();
    let tonight = tonight(hub.now());
    let mut tx = hub.db().write().await?;
    if !tx.job_revive_any_account(&once, tonight).await? {
        let job = hub.job(JobKind::RegistryReconcile, hub_chain().account(), "all", tonight);
        tx.job_push(&job.once(once)).await?;
    }
    Ok(tx.commit().await?)
}

fn tonight(now: Timestamp) -> Timestamp {
    let seconds = now.as_seconds();
    let today = seconds - seconds.rem_euclid(DAY) + AT;
    Timestamp::from_seconds(if today > seconds { today } else { today + DAY })
}

/// Reconciles once. Doing it twice does no harm.
pub(crate) async fn run(hub: &Hub) -> Result<Outcome> {
    let Some(registry) = hub.registry() else { return Ok(Outcome::Done) };
    let at = queue_brands(hub, hub.now()).await?;
    queue_campaigns(hub, at).await?;
    for kind in [Kind::Brand, Kind::Campaign] {
        if let Some(outcome) = count_unknown(hub, registry, kind).await? {
            return Ok(outcome);
        }
    }
    Ok(Outcome::Done)
}

/// One after the other from that time on; returns when the next would be.
async fn queue_brands(hub: &Hub, mut at: Timestamp) -> Result<Timestamp> {
    let mut last: Option<Brand> = None;
    loop {
        let mut tx = hub.db().write().await?;
        let page = tx.brands_any_account(last.as_ref(), PAGE).await?;
        let is_wanted = |one: &&Brand| match &one.registry {
            Some(entry) => entry.is_open() || entry.is_registered(),
            None => one.status == BrandStatus::Approved,
        };
        for brand in page.iter().filter(is_wanted) {
            if is_told(&mut tx, hub, &Scope::own(brand.account_sid), brand.is_mock).await? {
                queue_for(&mut tx, hub, brand.account_sid, brand.sid, at).await?;
                at = at.plus(APART);
            }
        }
        tx.commit().await?;
        last = page.into_iter().next_back();
        if last.is_none() {
            return Ok(at);
        }
    }
}

async fn queue_campaigns(hub: &Hub, mut at: Timestamp) -> Result<()> {
    let mut last: Option<Campaign> = None;
    loop {
        let mut tx = hub.db().write().await?;
        let page = tx.campaigns_any_account(last.as_ref(), PAGE).await?;
        let is_wanted = |one: &&Campaign| match &one.registry {
            Some(entry) => entry.is_open() || entry.is_registered(),
            None => one.status == CampaignStatus::Verified,
        };
        for campaign in page.iter().filter(is_wanted) {
            if is_told(&mut tx, hub, &Scope::own(campaign.account_sid), campaign.is_mock).await? {
                queue_for(&mut tx, hub, campaign.account_sid, campaign.sid, at).await?;
                at = at.plus(APART);
            }
        }
        tx.commit().await?;
        last = page.into_iter().next_back();
        if last.is_none() {
            return Ok(());
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Brand,
    Campaign,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Brand => "brand",
            Self::Campaign => "campaign",
        }
    }

    async fn page(
        self,
        registry: &CampaignRegistry,
        page: u32,
    ) -> std::result::Result<(Vec<There>, bool), RegistryError> {
        match self {
            Self::Brand => registry.brand_page(page).await,
            Self::Campaign => registry.campaign_page(page).await,
        }
    }
}

/// Counts what the registry has and the hub does not; what to do if it cannot be asked.
async fn count_unknown(hub: &Hub, registry: &CampaignRegistry, kind: Kind) -> Result<Option<Outcome>> {
    let (mut count, mut named) = (0_u32, Vec::new());
    for number in 1.. {
        let (page, is_full) = match kind.page(registry, number).await {
            Ok(page) => page,
            Err(error) => return Ok(Some(failed(hub, &error).0)),
        };
        let mut tx = hub.db().read().await?;
        for there in page {
            let reference = there.reference.as_deref().unwrap_or_default();
            if tx.sid_owner_any_account(reference).await?.is_none() {
                count += 1;
                if named.len() < NAMED {
                    named.push(there.id);
                }
            }
        }
        if !is_full {
            break;
        }
    }
    metrics::gauge!("trusthub_registry_unknown", "subject" => kind.as_str()).set(f64::from(count));
    if count > 0 {
        tracing::warn!(
            "the campaign registry has {count} {}(s) that this hub does not have, among them {}",
            kind.as_str(),
            named.join(", ")
        );
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_night_is_always_ahead_and_less_than_a_day_away() {
        for seconds in [0, AT - 1, AT, AT + 1, DAY - 1, 1_795_435_200] {
            let now = Timestamp::from_seconds(seconds);
            let next = tonight(now);
            assert!(next > now && next.since(now).as_secs() <= 86_400, "{seconds}");
            assert_eq!(next.as_seconds().rem_euclid(DAY), AT);
        }
    }
}
