//! The queue of jobs: push, claim, finish, retry, give up.

use std::str::FromStr;
use std::time::Duration;

use trusthub_domain::time::Timestamp;
use uuid::Uuid;

use super::{Job, JobBacklog, JobFilter, JobKind, JobState, NewJob};
use crate::db::Tx;
use crate::db::seal::{Place, Sealed};
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::{Error, Result};
use crate::vault::Vault;

/// How many rows a list has unless told.
const DEFAULT_LIMIT: u32 = 100;

statements! {
    PUSH = "INSERT INTO jobs \
            (id, kind, account_sid, subject, state, run_at, due_at, attempts, dedupe_key, date_created) \
        VALUES ($1, $2, $3, $4, 'ready', $5, $5, 0, $6, $7) ON CONFLICT (dedupe_key) DO NOTHING";
    // PostgreSQL has several writers: each skips the rows that another is about to lease, instead of waiting for it
    // and then leasing nothing. SQLite has one writer.
    CLAIM = "UPDATE jobs SET state = 'leased', leased_by = $1, leased_until = $2, due_at = $2, attempts = attempts + 1 \
        WHERE id IN (SELECT id FROM jobs WHERE due_at <= $3 ORDER BY due_at, id LIMIT $4) \
        RETURNING id, kind, account_sid, subject, state, run_at, attempts, leased_by, leased_until, last_error, \
            date_created",
        postgres: "UPDATE jobs \
        SET state = 'leased', leased_by = $1, leased_until = $2, due_at = $2, attempts = attempts + 1 \
        WHERE id IN (SELECT id FROM jobs WHERE due_at <= $3 ORDER BY due_at, id LIMIT $4 FOR UPDATE SKIP LOCKED) \
        RETURNING id, kind, account_sid, subject, state, run_at, attempts, leased_by, leased_until, last_error, \
            date_created";
    FINISH = "DELETE FROM jobs \
        WHERE id = $1 AND state = 'leased' AND leased_by = $2 AND leased_until = $3 AND attempts = $4";
    RETRY = "UPDATE jobs SET state = 'ready', run_at = $5, due_at = $5, last_error = $6, attempts = $7, \
            leased_by = NULL, leased_until = NULL \
        WHERE id = $1 AND state = 'leased' AND leased_by = $2 AND leased_until = $3 AND attempts = $4";
    BURY = "UPDATE jobs SET state = 'dead', due_at = NULL, last_error = $5, leased_by = NULL, leased_until = NULL \
        WHERE id = $1 AND state = 'leased' AND leased_by = $2 AND leased_until = $3 AND attempts = $4";
    LIST = "SELECT id, kind, account_sid, subject, state, run_at, attempts, leased_by, leased_until, last_error, \
            date_created \
        FROM jobs \
        WHERE (CAST($1 AS TEXT) IS NULL OR state = $1) AND (CAST($2 AS TEXT) IS NULL OR kind = $2) \
        ORDER BY coalesce(due_at, run_at), id LIMIT $3";
    REPLAY = "UPDATE jobs SET state = 'ready', run_at = $2, due_at = $2, attempts = 0 WHERE id = $1 AND state = 'dead'";
    NEXT_DUE = "SELECT due_at FROM jobs WHERE due_at IS NOT NULL ORDER BY due_at, id LIMIT 1";
    // Only what is due or leased is read, not the reminders of next year.
    BACKLOG = "SELECT kind, state, count(*) AS count, min(due_at) AS oldest FROM jobs \
        WHERE due_at <= $2 AND (state = 'leased' OR due_at <= $1) GROUP BY kind, state ORDER BY kind, state";
    DEAD = "SELECT kind, count(*) AS count FROM jobs WHERE due_at IS NULL GROUP BY kind ORDER BY kind";
}

#[derive(sqlx::FromRow)]
struct JobRow {
    id: String,
    kind: String,
    account_sid: String,
    subject: String,
    state: String,
    run_at: i64,
    attempts: i64,
    leased_by: Option<String>,
    leased_until: Option<i64>,
    last_error: Option<String>,
    date_created: i64,
}

impl Sealed for JobRow {
    type Clear = Job;

    async fn open(self, _: &Vault) -> Result<Job> {
        let place = Place::of_row("jobs", &self.account_sid, &self.id)?;
        Ok(Job {
            id: place.parse("id", &self.id)?,
            kind: place.parse("kind", &self.kind)?,
            account_sid: place.account(),
            run_at: Timestamp::from_micros(self.run_at),
            attempts: self.attempts,
            state: place.parse("state", &self.state)?,
            leased_until: self.leased_until.map(Timestamp::from_micros),
            date_created: Timestamp::from_micros(self.date_created),
            subject: self.subject,
            leased_by: self.leased_by,
            last_error: self.last_error,
        })
    }
}

impl Tx {
    /// Queues a job in this transaction; without effect if its dedupe key is queued already.
    ///
    /// # Errors
    /// `Duplicate(Other)` if its identifier is taken.
    pub async fn job_push(&mut self, job: &NewJob) -> Result<()> {
        let values = args![
            job.id.to_string(),
            job.kind.as_str(),
            job.account_sid,
            &job.subject,
            job.run_at,
            job.dedupe_key.as_deref(),
            queued_at(job),
        ];
        if self.execute(&PUSH, values).await? > 0 {
            self.wake_workers_on_commit();
        }
        Ok(())
    }

    /// Leases up to `limit` jobs that are due (or whose lease has lapsed), oldest first.
    ///
    /// # Errors
    /// `Corrupt`, `Unavailable`.
    pub async fn job_claim_any_account(
        &mut self,
        worker: &str,
        now: Timestamp,
        lease: Duration,
        limit: u32,
    ) -> Result<Vec<Job>> {
        let mut jobs = self.all::<JobRow>(&CLAIM, args![worker, now.plus(lease), now, limit]).await?;
        // No database promises an order of what RETURNING gives.
        jobs.sort_by_key(|job| (job.run_at, job.id));
        Ok(jobs)
    }

    /// Removes a finished job.
    ///
    /// # Errors
    /// `Conflict` if `worker` lost the lease.
    pub async fn job_finish(&mut self, job: &Job, worker: &str) -> Result<()> {
        let lease = job.leased_until.ok_or(Error::Conflict)?;
        self.execute_seen(&FINISH, args![job.id.to_string(), worker, lease, job.attempts]).await
    }

    /// Puts a job back for `run_at`. `counts` false gives the attempt back. `why` must hold no personal data.
    ///
    /// # Errors
    /// `Conflict` if the lease was lost.
    pub async fn job_retry(
        &mut self,
        job: &Job,
        worker: &str,
        run_at: Timestamp,
        why: &str,
        counts: bool,
    ) -> Result<()> {
        let lease = job.leased_until.ok_or(Error::Conflict)?;
        let attempts = if counts { job.attempts } else { job.attempts.saturating_sub(1) };
        let values = args![job.id.to_string(), worker, lease, job.attempts, run_at, why, attempts];
        self.execute_seen(&RETRY, values).await
    }

    /// Gives a job up. `why` must hold no personal data.
    ///
    /// # Errors
    /// `Conflict` if the lease was lost.
    pub async fn job_bury(&mut self, job: &Job, worker: &str, why: &str) -> Result<()> {
        let lease = job.leased_until.ok_or(Error::Conflict)?;
        self.execute_seen(&BURY, args![job.id.to_string(), worker, lease, job.attempts, why]).await
    }

    /// Jobs for an operator's eye, due first.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn job_list_any_account(&mut self, filter: &JobFilter) -> Result<Vec<Job>> {
        let limit = if filter.limit == 0 { DEFAULT_LIMIT } else { filter.limit };
        let values = args![filter.state.map(JobState::as_str), filter.kind.map(JobKind::as_str), limit];
        self.all::<JobRow>(&LIST, values).await
    }

    /// Makes a dead job ready again, with all its attempts; `false` if there is no dead job of that id.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn job_replay_any_account(&mut self, id: Uuid, now: Timestamp) -> Result<bool> {
        let is_replayed = self.execute(&REPLAY, args![id.to_string(), now]).await? > 0;
        if is_replayed {
            self.wake_workers_on_commit();
        }
        Ok(is_replayed)
    }

    /// When the next job is due, or the next lease lapses; `None` if none is queued.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn job_next_due_any_account(&mut self) -> Result<Option<Timestamp>> {
        let next = self.row::<(i64,)>(&NEXT_DUE, args![]).await?;
        Ok(next.map(|(due_at,)| Timestamp::from_micros(due_at)))
    }

    /// What is due, what a worker holds for at most `lease`, and what was given up, for metrics. Jobs whose time has not
    /// come are no backlog; a kind and state without jobs is left out.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn job_backlog_any_account(
        &mut self,
        now: Timestamp,
        lease: Duration,
    ) -> Result<Vec<JobBacklog>> {
        let mut backlog = Vec::new();
        let waiting = self.rows::<(String, String, i64, i64)>(&BACKLOG, args![now, now.plus(lease)]).await?;
        for (kind, state, count, oldest) in waiting {
            let (kind, state) = (parse("kind", &kind)?, parse("state", &state)?);
            backlog.push(JobBacklog { kind, state, count, oldest: Some(Timestamp::from_micros(oldest)) });
        }
        for (kind, count) in self.rows::<(String, i64)>(&DEAD, args![]).await? {
            backlog.push(JobBacklog {
                kind: parse("kind", &kind)?,
                state: JobState::Dead,
                count,
                oldest: None,
            });
        }
        Ok(backlog)
    }
}

fn parse<T: FromStr>(column: &'static str, text: &str) -> Result<T> {
    text.parse().map_err(|_| Error::Corrupt { table: "jobs", column, key: text.to_owned() })
}

/// The hub's ids carry the time at which they were made; any other kind of id does with the time it is to run at.
fn queued_at(job: &NewJob) -> Timestamp {
    let made_at = job.id.get_timestamp().map(|made_at| made_at.to_unix());
    let micros = made_at.and_then(|(seconds, nanos)| {
        i64::try_from(seconds).ok()?.checked_mul(1_000_000)?.checked_add(i64::from(nanos / 1_000))
    });
    micros.map_or(job.run_at, Timestamp::from_micros)
}
