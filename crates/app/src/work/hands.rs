//! How many jobs a process does at once, lane by lane, and when it looks for more.
//!
//! Each lane has hands of its own: a mail server or a customer's server that hangs keeps its own lane's hands busy and
//! no others, so that profiles are vetted and decided all the same.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use trusthub_storage::{Job, Lane};

use super::lease::Worker;
use super::run_one;
use crate::Hub;

/// The floor of the wake-up: a job is seen at the latest after this, give or take a quarter.
const POLL: Duration = Duration::from_secs(1);

/// How long running jobs have when the process is to end. Ours: an honest server answers within; for one that hangs, the
/// end does not wait until its time is up.
const FAREWELL: Duration = Duration::from_secs(5);

/// The hands of one lane.
struct Hands {
    lane: Lane,
    free: Arc<Semaphore>,
}

impl Hands {
    fn of(lane: Lane) -> Self {
        Self { lane, free: Arc::new(Semaphore::new(count(lane))) }
    }

    fn free(&self) -> u32 {
        u32::try_from(self.free.available_permits()).unwrap_or(u32::MAX)
    }
}

/// Ours. Inside, each job is a few statements; vetting is that and a processor for milliseconds, unless it asks outside;
/// outside, it waits for somebody else for seconds and costs nothing but a
/// socket meanwhile. A campaign registry takes two changes a second from one sender (its API's description, "rate limiting").
const fn count(lane: Lane) -> usize {
    match lane {
        Lane::Inside => 8,
        Lane::Vetting => 12,
        Lane::Post => 16,
        Lane::Callbacks => 64,
        Lane::Registry => 2,
    }
}

/// Claims jobs and has them carried out until `stop`.
pub(super) async fn run(hub: Hub, worker: Worker, tracker: TaskTracker, stop: CancellationToken) {
    let lanes = Lane::ALL.map(Hands::of);
    let freed = Arc::new(Notify::new());
    while !stop.is_cancelled() {
        let most = lanes.each_ref().map(|hands| (hands.lane, hands.free()));
        let jobs = match worker.claim(&hub, &most).await {
            Ok(jobs) => jobs,
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "jobs could not be claimed");
                // Whatever it is, asking again at once does not help.
                tokio::select! {
                    () = stop.cancelled() => {}
                    () = tokio::time::sleep(jittered(&hub, POLL)) => {}
                }
                continue;
            }
        };
        let may_be_more = most.iter().any(|(lane, most)| is_filled(&jobs, *lane, *most));
        for job in jobs {
            let Some(hands) = lanes.iter().find(|hands| hands.lane == job.kind.lane()) else { continue };
            let Ok(hand) = Arc::clone(&hands.free).acquire_owned().await else { return };
            let (hub, stop, freed) = (hub.clone(), stop.clone(), Arc::clone(&freed));
            tracker.spawn(async move {
                run_one(&hub, &job, patience_over(&stop)).await;
                drop(hand);
                freed.notify_one();
            });
        }
        tokio::select! {
            () = stop.cancelled() => {}
            // Without its connection nothing is heard, and the poll remains.
            Ok(()) = hub.db().job_notification() => {}
            () = freed.notified(), if may_be_more => {}
            () = tokio::time::sleep(jittered(&hub, POLL)) => {}
        }
    }
}

/// Whether a lane's hands are all busy now: more may be waiting for them.
fn is_filled(jobs: &[Job], lane: Lane, most: u32) -> bool {
    let claimed = jobs.iter().filter(|job| job.kind.lane() == lane).count();
    u32::try_from(claimed).is_ok_and(|claimed| claimed == most)
}

async fn patience_over(stop: &CancellationToken) {
    stop.cancelled().await;
    tokio::time::sleep(FAREWELL).await;
}

/// Between three and five quarters of `around`, so that many nodes do not poll in step.
fn jittered(hub: &Hub, around: Duration) -> Duration {
    around * 3 / 4 + around * u32::from(hub.random_byte()) / 512
}
