//! The state of the database in numbers: what waits, what is late. Every node tells the same; nothing is to be added up.

use std::time::Duration;

use trusthub_domain::time::Timestamp;
use trusthub_storage::{JobKind, JobState};

use super::lease::LEASE;
use crate::watchlists::versions;
use crate::{Hub, Result, calls, certificates};

/// A case that is due so soon is worth a look. Ours.
const SOON: Duration = Duration::from_secs(60 * 60);

/// The states of an open case.
const CASE_STATES: [&str; 3] = ["vetting", "open", "claimed"];

/// Reads everything once.
pub(super) async fn read(hub: &Hub) -> Result<()> {
    let now = hub.now();
    jobs(hub, now).await?;
    cases(hub, now).await?;
    watchlists(hub, now).await?;
    certificates::measure(hub).await?;
    calls::measure_trust(hub).await?;
    metrics::gauge!("trusthub_audit_pending_entries").set(float(hub.db().audit_pending().await?));
    Ok(())
}

/// Each kind and state is set each time, so that none keeps a number that is no longer true.
async fn jobs(hub: &Hub, now: Timestamp) -> Result<()> {
    let backlog = hub.db().read().await?.job_backlog_any_account(now, LEASE).await?;
    for kind in JobKind::ALL {
        for state in JobState::ALL {
            let found = backlog.iter().find(|jobs| jobs.kind == kind && jobs.state == state);
            let count = found.map_or(0, |jobs| jobs.count);
            metrics::gauge!("trusthub_jobs", "kind" => kind.as_str(), "state" => state.as_str())
                .set(float(count));
            if state == JobState::Ready {
                let age = found.and_then(|jobs| jobs.oldest).map_or(Duration::ZERO, |due| now.since(due));
                metrics::gauge!("trusthub_jobs_oldest_ready_seconds", "kind" => kind.as_str()).set(age);
            }
        }
    }
    Ok(())
}

async fn cases(hub: &Hub, now: Timestamp) -> Result<()> {
    let backlog = hub.db().read().await?.case_queue_backlog_any_account(now, now.plus(SOON)).await?;
    for state in CASE_STATES {
        let found = backlog.iter().find(|cases| cases.state == state);
        let numbers = found.map_or((0, 0, 0), |cases| (cases.count, cases.overdue, cases.due_soon));
        let age = found.map_or(Duration::ZERO, |cases| now.since(cases.oldest));
        metrics::gauge!("trusthub_cases_open", "state" => state).set(float(numbers.0));
        metrics::gauge!("trusthub_cases_overdue", "state" => state).set(float(numbers.1));
        metrics::gauge!("trusthub_cases_due_within_hour", "state" => state).set(float(numbers.2));
        metrics::gauge!("trusthub_cases_oldest_seconds", "state" => state).set(age);
    }
    Ok(())
}

/// How large the lists in force are, and how long ago somebody last looked for newer ones.
async fn watchlists(hub: &Hub, now: Timestamp) -> Result<()> {
    for version in versions::in_force(&mut hub.db().read().await?).await? {
        let labels = [("list", version.source)];
        metrics::gauge!("trusthub_watchlist_entries", &labels).set(float(version.entries));
        metrics::gauge!("trusthub_watchlist_age_seconds", &labels).set(now.since(version.checked_at));
    }
    Ok(())
}

/// A gauge is a float by nature; counts stay far below where that loses anything.
fn float(count: i64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
