//! Every night everything that the registry downstream has is held against what the hub has.
//!
//! What is here is looked at one by one, each by its own job: what is missing there is submitted, and what stands otherwise
//! there is taken over. What is there and not here is counted and told to the operator; it is touched by nobody, since
//! another hub may have made it.

use std::time::Duration;

use trusthub_domain::messaging::{Brand, Campaign};
use trusthub_domain::time::Timestamp;
use trusthub_gateways::registry::CampaignRegistry;
use trusthub_storage::{JobKind, Scope};

use super::subject::{Facts, Subject};
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
    let at = queue_all::<Brand>(hub, hub.now()).await?;
    queue_all::<Campaign>(hub, at).await?;
    if let Some(outcome) = count_unknown::<Brand>(hub, registry).await? {
        return Ok(outcome);
    }
    Ok(count_unknown::<Campaign>(hub, registry).await?.unwrap_or(Outcome::Done))
}

/// One after the other from that time on; returns when the next would be.
async fn queue_all<S: Subject>(hub: &Hub, mut at: Timestamp) -> Result<Timestamp> {
    let mut last: Option<S> = None;
    loop {
        let mut tx = hub.db().write().await?;
        let page = S::after(&mut tx, last.as_ref(), PAGE).await?;
        for one in page.iter().map(S::facts).filter(is_wanted) {
            if is_told(&mut tx, hub, &Scope::own(one.account_sid), one.is_mock).await? {
                queue_for(&mut tx, hub, one.account_sid, one.sid, at).await?;
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

/// Whether the registry has it, or is to have it.
fn is_wanted(one: &Facts<'_>) -> bool {
    match one.registry {
        Some(entry) => entry.is_open() || entry.is_registered(),
        None => one.is_registered_here,
    }
}

/// Counts what the registry has and the hub does not; what to do if it cannot be asked.
async fn count_unknown<S: Subject>(hub: &Hub, registry: &CampaignRegistry) -> Result<Option<Outcome>> {
    let (mut count, mut named) = (0_u32, Vec::new());
    for number in 1.. {
        let (page, is_full) = match S::there(registry, number).await {
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
    metrics::gauge!("trusthub_registry_unknown", "subject" => S::WORD).set(f64::from(count));
    if count > 0 {
        tracing::warn!(
            "the campaign registry has {count} {}(s) that this hub does not have, among them {}",
            S::WORD,
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
