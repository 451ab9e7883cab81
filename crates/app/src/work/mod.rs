//! The worker: claims jobs and carries them out, at least once; sequences the audit log; forgets old answers
//! and what is past its period; keeps the sanctions lists current.
//!
//! Start at `run_one`. A job's handler may run twice (the process died before the job was finished), so each handler
//! looks at the present state first, and what it tells the outside carries the same identifier each time.

mod addressee;
mod asking;
mod callback;
mod certificates;
mod confirmation;
mod consequences;
mod copies;
mod dispatch;
mod expiry;
mod gauges;
mod hands;
mod lease;
mod letters;
mod passkey_letter;
mod password_link;
mod relay;
mod rescreening;
mod retention;
mod reverification;
mod upkeep;
mod watchlists;

pub(crate) use asking::CustomerQuestion;
pub(crate) use callback::called;
pub(crate) use confirmation::Asking;
pub(crate) use expiry::Deadline;
pub(crate) use letters::{hand_over, rejection_letter, sent};
pub(crate) use rescreening::Rescreening;

use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{Instrument, Span, field};
use trusthub_domain::time::Timestamp;
use trusthub_gateways::webhook::RETRY_AFTER;
pub use trusthub_storage::{Job, JobFilter, JobKind, JobState};
use trusthub_storage::{Lane, Scope, Tx};
use uuid::Uuid;

use self::dispatch::{handle, subject};
use self::lease::Worker;
use crate::record::{causes, record_hub};
use crate::{Actor, Error, Hub, Result, calls, registries};

/// How soon a job that lost a race runs again.
const AFTER_CONFLICT: Duration = Duration::from_millis(20);

/// What became of a job.
pub(crate) enum Outcome {
    Done,
    /// Done, and taken from the queue by the handler's own transaction.
    Settled,
    /// Failed; try again by the schedule, then give up.
    Retry(String),
    /// Not its turn yet; does not count as a try.
    Wait(Timestamp),
    /// Trying again cannot help.
    Dead(String),
}

/// Starts the worker's loops on `tracker`; they end when `stop` is cancelled and their running jobs are done.
/// `worker_name` says to an operator which process it is.
pub fn start(hub: &Hub, worker_name: &str, tracker: &TaskTracker, stop: &CancellationToken) {
    // Containers may share host name and process number: what tells leases apart must not rest on these.
    let worker = Worker::new(format!("{worker_name}/{}", hub.random_hex::<4>()));
    tracker.spawn(hands::run(hub.clone(), worker, tracker.clone(), stop.clone()));
    tracker.spawn(upkeep::run(hub.clone(), stop.clone()));
    tracker.spawn(retention::run(hub.clone(), stop.clone()));
    tracker.spawn(watchlists::run(hub.clone(), stop.clone()));
    tracker.spawn(registries::follow(hub.clone(), stop.clone()));
    tracker.spawn(calls::fetch_trust(hub.clone(), stop.clone()));
    tracker.spawn(calls::prefetch(hub.clone(), stop.clone()));
}

/// Carries out every job that is due now, and those they queue, without waiting; returns how many. For tests and `demo`.
///
/// # Errors
/// `Unavailable`.
pub async fn run_due(hub: &Hub) -> Result<u64> {
    let worker = Worker::new("run-due".to_owned());
    let mut count = 0;
    while let Some(job) = next_due(hub, &worker).await? {
        run_one(hub, &job, std::future::pending()).await;
        count += 1;
    }
    hub.db().audit_sequence(hub.now()).await?;
    Ok(count)
}

async fn next_due(hub: &Hub, worker: &Worker) -> Result<Option<Job>> {
    for lane in Lane::ALL {
        if let Some(job) = worker.claim(hub, &[(lane, 1)]).await?.pop() {
            return Ok(Some(job));
        }
    }
    Ok(None)
}

/// Carries a job out, unless `interrupted` comes first: then it is put back for whoever comes next. Every handler can
/// be broken off anywhere, as a process can.
async fn run_one(hub: &Hub, job: &Job, interrupted: impl Future<Output = ()>) {
    let span = tracing::info_span!(
        "job", job.id = %job.id, job.kind = job.kind.as_str(), job.attempt = job.attempts,
        job.subject = job.subject, account.sid = %job.account_sid
    );
    let trace = span.in_scope(|| trace_of(job));
    carry_out(hub, job, interrupted).instrument(trace).instrument(span).await;
}

/// What exported traces say of it.
fn trace_of(job: &Job) -> Span {
    tracing::debug_span!(
        target: "trusthub_traces", "job", otel.kind = "consumer", otel.name = format!("job {}", job.kind.as_str()),
        job.id = %job.id, job.kind = job.kind.as_str(), job.attempt = job.attempts, job.subject = job.subject,
        account.sid = %job.account_sid, job.end = field::Empty, otel.status_code = field::Empty
    )
}

/// A try to hand something to somebody outside: that, and how it ended. Where to is the customer's and stays out.
fn trace_of_delivery(channel: &'static str) -> Span {
    tracing::debug_span!(
        target: "trusthub_traces", "delivery", otel.kind = "client", otel.name = channel,
        delivery.outcome = field::Empty
    )
}

async fn carry_out(hub: &Hub, job: &Job, interrupted: impl Future<Output = ()>) {
    let begun = Instant::now();
    let kind = job.kind.as_str();
    metrics::histogram!("trusthub_job_delay_seconds", "kind" => kind).record(hub.now().since(job.run_at));
    let handled = tokio::select! {
        handled = handle(hub, job) => handled,
        never = lease::keep(hub, job) => match never {},
        () = interrupted => Ok(Outcome::Wait(hub.now())),
    };
    let outcome = match handled {
        Ok(outcome) => outcome,
        // Somebody changed the same thing meanwhile, so there is progress: no failure, and no reason to wait long.
        Err(Error::Conflict) => Outcome::Wait(hub.now().plus(AFTER_CONFLICT)),
        Err(error) => Outcome::Retry(causes(&error)),
    };
    match settle(hub, job, outcome).await {
        Ok(end) => {
            tracing::debug!("job {} ended: {end}", job.id);
            Span::current().record("job.end", end);
            if end == "retry" || end == "dead" {
                Span::current().record("otel.status_code", "ERROR");
            }
            metrics::histogram!("trusthub_job_duration_seconds", "kind" => kind, "end" => end)
                .record(begun.elapsed());
            if end == "done" || end == "dead" {
                // Few enough for a float.
                let attempts = f64::from(u32::try_from(job.attempts).unwrap_or(u32::MAX));
                metrics::histogram!("trusthub_job_attempts", "kind" => kind, "end" => end).record(attempts);
            }
        }
        Err(error) => tracing::warn!(
            error = &error as &dyn std::error::Error,
            "job {} could not be settled; it will run again when its lease ends",
            job.id
        ),
    }
}

/// Tells the queue; how the try ended, as the metrics call it.
async fn settle(hub: &Hub, job: &Job, outcome: Outcome) -> Result<&'static str> {
    if let Outcome::Settled = outcome {
        return Ok("done");
    }
    let mut tx = hub.db().write().await?;
    let end = match outcome {
        Outcome::Settled => "done",
        Outcome::Done => {
            tx.job_finish(job).await?;
            "done"
        }
        Outcome::Wait(until) => {
            tx.job_retry(job, until, "waits for its turn", false).await?;
            "wait"
        }
        Outcome::Dead(why) => {
            bury(&mut tx, hub, job, &why).await?;
            "dead"
        }
        Outcome::Retry(why) => {
            let tries = usize::try_from(job.attempts).unwrap_or(usize::MAX);
            match RETRY_AFTER.get(tries.saturating_sub(1)) {
                Some(pause) => {
                    tx.job_retry(job, hub.now().plus(*pause), &why, true).await?;
                    "retry"
                }
                None => {
                    bury(&mut tx, hub, job, &why).await?;
                    "dead"
                }
            }
        }
    };
    tx.commit().await?;
    Ok(end)
}

/// A dead letter. A callback that is given up no longer holds up the next one of its bundle.
async fn bury(tx: &mut Tx, hub: &Hub, job: &Job, why: &str) -> Result<()> {
    tracing::error!("job {} ({} of {}) is given up: {why}", job.id, job.kind.as_str(), job.subject);
    if job.kind == JobKind::Callback {
        tx.event_settle_callback(&Scope::own(job.account_sid), subject(job)?, hub.now()).await?;
    }
    Ok(tx.job_bury(job, why).await?)
}

/// Jobs for an operator's eye.
///
/// # Errors
/// `Forbidden` for anybody but the operator.
pub async fn list(hub: &Hub, actor: &Actor, filter: JobFilter) -> Result<Vec<Job>> {
    actor.must_be_operator()?;
    Ok(hub.db().read().await?.job_list_any_account(&filter).await?)
}

/// Makes a dead job ready again.
///
/// # Errors
/// `NotFound` if there is no dead job of that id; `Forbidden` for anybody but the operator.
pub async fn replay(hub: &Hub, actor: &Actor, id: Uuid) -> Result<()> {
    actor.must_be_operator()?;
    let mut tx = hub.db().write().await?;
    if !tx.job_replay_any_account(id, hub.now()).await? {
        return Err(Error::NotFound(format!("A dead job {id}")));
    }
    record_hub(&mut tx, hub, actor, "job.replay", id).await?;
    Ok(tx.commit().await?)
}
