//! `trusthub jobs`: background work, and the dead letters that an operator may send again.

use serde::Serialize;
use trusthub_app::work::{self, Job, JobFilter, JobState};
use trusthub_app::{Actor, Hub};
use trusthub_domain::time::Timestamp;
use uuid::Uuid;

use super::{beside, words};
use crate::cli::{self, JobStateName, Json, Place};
use crate::failure::Outcome;
use crate::output::{self, Style};

/// Dead jobs replayed by one `--all-dead`; what is left is told.
const MOST_REPLAYED: u32 = 10_000;

pub(super) async fn run(place: &Place, command: cli::Jobs) -> Outcome {
    match command {
        cli::Jobs::List { state, limit, json } => {
            let filter = JobFilter { state: state.map(JobState::from), kind: None, limit };
            beside(place, async |hub| list(hub, filter, json).await).await
        }
        cli::Jobs::Replay { ids, all_dead } => {
            beside(place, async |hub| replay(hub, ids, all_dead).await).await
        }
    }
}

impl From<JobStateName> for JobState {
    fn from(name: JobStateName) -> Self {
        match name {
            JobStateName::Ready => Self::Ready,
            JobStateName::Leased => Self::Leased,
            JobStateName::Dead => Self::Dead,
        }
    }
}

/// A line of `jobs list --json`.
#[derive(Serialize)]
struct Listed<'a> {
    id: Uuid,
    kind: work::JobKind,
    state: JobState,
    account_sid: String,
    subject: &'a str,
    attempts: i64,
    run_at: String,
    date_created: String,
    leased_by: Option<&'a str>,
    leased_until: Option<String>,
    last_error: Option<&'a str>,
}

async fn list(hub: &Hub, filter: JobFilter, json: Json) -> Outcome {
    let jobs = work::list(hub, &Actor::operator(), filter).await?;
    if json.json {
        let listed = jobs.iter().map(|job| Listed {
            id: job.id,
            kind: job.kind,
            state: job.state,
            account_sid: job.account_sid.to_string(),
            subject: &job.subject,
            attempts: job.attempts,
            run_at: job.run_at.to_rfc3339(),
            date_created: job.date_created.to_rfc3339(),
            leased_by: job.leased_by.as_deref(),
            leased_until: job.leased_until.map(Timestamp::to_rfc3339),
            last_error: job.last_error.as_deref(),
        });
        return output::json(&listed.collect::<Vec<_>>());
    }
    if jobs.is_empty() {
        output::line("No jobs.");
    }
    let style = Style::of_standard_output();
    output::table(jobs.iter().map(|job| row(hub, job, style)));
    Ok(())
}

fn row(hub: &Hub, job: &Job, style: Style) -> Vec<String> {
    let (state, when) = match job.state {
        JobState::Ready => ("ready".to_owned(), words::from_now(job.run_at, hub.now())),
        JobState::Leased => (style.good("running"), "now".to_owned()),
        JobState::Dead => (style.bad("dead"), "never".to_owned()),
    };
    let tries = format!("tried {}x", job.attempts);
    let error = output::harmless(job.last_error.as_deref().unwrap_or_default());
    vec![job.id.to_string(), job.kind.as_str().to_owned(), state, when, tries, job.subject.clone(), error]
}

async fn replay(hub: &Hub, ids: Vec<Uuid>, all_dead: bool) -> Outcome {
    let ids = if all_dead {
        let filter = JobFilter { state: Some(JobState::Dead), kind: None, limit: MOST_REPLAYED };
        work::list(hub, &Actor::operator(), filter).await?.iter().map(|job| job.id).collect()
    } else {
        ids
    };
    for id in &ids {
        work::replay(hub, &Actor::operator(), *id).await?;
    }
    let count = words::count(u64::try_from(ids.len()).unwrap_or(u64::MAX), "job", "jobs");
    output::line(format!("{count} will run again."));
    Ok(())
}
