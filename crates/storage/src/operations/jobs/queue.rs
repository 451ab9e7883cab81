//! The queue of jobs: push, claim, finish, retry, give up.

use std::str::FromStr;
use std::time::Duration;

use trusthub_domain::time::Timestamp;
use uuid::Uuid;

use super::{Job, JobBacklog, JobFilter, JobKind, JobState, Lane, NewJob};
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
            (id, kind, account_sid, subject, state, run_at, due_at, attempts, dedupe_key, date_created, lane) \
        VALUES ($1, $2, $3, $4, 'ready', $5, $5, 0, $6, $7, $8) ON CONFLICT (dedupe_key) DO NOTHING";
    // PostgreSQL has several writers: each skips the rows that another is about to lease, instead of waiting for it
    // and then leasing nothing. SQLite has one writer. An array is made once; what stands in `IN` may run again for each
    // row, and lease another job each time, whatever the limit.
    CLAIM = "UPDATE jobs SET state = 'leased', leased_by = $1, leased_until = $2, due_at = $2, attempts = attempts + 1 \
        WHERE id IN (SELECT id FROM jobs WHERE lane = $5 AND due_at <= $3 ORDER BY due_at, id LIMIT $4) \
        RETURNING id, kind, account_sid, subject, state, run_at, attempts, leased_by, leased_until, last_error, \
            date_created",
        postgres: "UPDATE jobs \
        SET state = 'leased', leased_by = $1, leased_until = $2, due_at = $2, attempts = attempts + 1 \
        WHERE id = ANY (ARRAY(SELECT id FROM jobs WHERE lane = $5 AND due_at <= $3 ORDER BY due_at, id LIMIT $4 \
            FOR UPDATE SKIP LOCKED)) \
        RETURNING id, kind, account_sid, subject, state, run_at, attempts, leased_by, leased_until, last_error, \
            date_created";
    RENEW = "UPDATE jobs SET leased_until = $4, due_at = $4 \
        WHERE id = $1 AND state = 'leased' AND leased_by = $2 AND attempts = $3";
    FINISH = "DELETE FROM jobs WHERE id = $1 AND state = 'leased' AND leased_by = $2 AND attempts = $3";
    RETRY = "UPDATE jobs SET state = 'ready', run_at = $4, due_at = $4, last_error = $5, attempts = $6, \
            leased_by = NULL, leased_until = NULL \
        WHERE id = $1 AND state = 'leased' AND leased_by = $2 AND attempts = $3";
    BURY = "UPDATE jobs SET state = 'dead', due_at = NULL, last_error = $4, leased_by = NULL, leased_until = NULL \
        WHERE id = $1 AND state = 'leased' AND leased_by = $2 AND attempts = $3";
    LIST = "SELECT id, kind, account_sid, subject, state, run_at, attempts, leased_by, leased_until, last_error, \
            date_created \
        FROM jobs \
        WHERE (CAST($1 AS TEXT) IS NULL OR state = $1) AND (CAST($2 AS TEXT) IS NULL OR kind = $2) \
        ORDER BY coalesce(due_at, run_at), id LIMIT $3";
    REPLAY = "UPDATE jobs SET state = 'ready', run_at = $2, due_at = $2, attempts = 0 WHERE id = $1 AND state = 'dead'";
    REVIVE = "UPDATE jobs SET state = 'ready', run_at = $2, due_at = $2, attempts = 0 \
        WHERE dedupe_key = $1 AND state = 'dead'";
    HASTEN = "UPDATE jobs SET run_at = $2, due_at = $2 WHERE dedupe_key = $1 AND state = 'ready' AND due_at > $2";
    NEXT_DUE = "SELECT due_at FROM jobs WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 1";
    LAST_MADE = "SELECT id FROM jobs ORDER BY id DESC LIMIT 1";
    // The day of an expiry stands in the bundle; everything else is to run some time after it was queued or tried.
    READY_EARLIER = "UPDATE jobs SET run_at = CASE WHEN run_at - $2 > $1 THEN run_at - $2 ELSE $1 END, \
            due_at = CASE WHEN due_at - $2 > $1 THEN due_at - $2 ELSE $1 END \
        WHERE state = 'ready' AND kind <> 'expiry' AND due_at > $1";
    LEASED_SHORTER = "UPDATE jobs SET leased_until = $1, due_at = $1 WHERE state = 'leased' AND due_at > $1";
    // Only what is due or leased is read, not the reminders of next year. All lanes are named: the index begins with them.
    BACKLOG = "SELECT kind, state, count(*) AS count, min(due_at) AS oldest FROM jobs \
        WHERE lane IN ('inside', 'vetting', 'post', 'callbacks', 'registry') AND due_at <= $2 AND (state = 'leased' OR due_at <= $1) \
        GROUP BY kind, state ORDER BY kind, state";
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
            job.kind.lane().as_str(),
        ];
        if self.execute(&PUSH, values).await? > 0 {
            self.wake_workers_on_commit();
        }
        Ok(())
    }

    /// Leases up to `limit` jobs of a lane that are due (or whose lease has lapsed), oldest first. `holder` is a name that no
    /// other claim ever had: by it a worker that lost a lease is told from the one that has it now.
    ///
    /// # Errors
    /// `Corrupt`, `Unavailable`.
    pub async fn job_claim_any_account(
        &mut self,
        holder: &str,
        now: Timestamp,
        lease: Duration,
        lane: Lane,
        limit: u32,
    ) -> Result<Vec<Job>> {
        let values = args![holder, now.plus(lease), now, limit, lane.as_str()];
        let mut jobs = self.all::<JobRow>(&CLAIM, values).await?;
        // No database promises an order of what RETURNING gives.
        jobs.sort_by_key(|job| (job.run_at, job.id));
        Ok(jobs)
    }

    /// Holds a claimed job until `until`.
    ///
    /// # Errors
    /// `Conflict` if the lease was lost, or the job is no more.
    pub async fn job_renew(&mut self, job: &Job, until: Timestamp) -> Result<()> {
        self.execute_seen(&RENEW, args![job.id.to_string(), holder(job)?, job.attempts, until]).await
    }

    /// Removes a finished job.
    ///
    /// # Errors
    /// `Conflict` if the lease was lost.
    pub async fn job_finish(&mut self, job: &Job) -> Result<()> {
        self.execute_seen(&FINISH, args![job.id.to_string(), holder(job)?, job.attempts]).await
    }

    /// Puts a job back for `run_at`. `counts` false gives the attempt back. `why` must hold no personal data.
    ///
    /// # Errors
    /// `Conflict` if the lease was lost.
    pub async fn job_retry(&mut self, job: &Job, run_at: Timestamp, why: &str, counts: bool) -> Result<()> {
        let attempts = if counts { job.attempts } else { job.attempts.saturating_sub(1) };
        let values = args![job.id.to_string(), holder(job)?, job.attempts, run_at, why, attempts];
        self.execute_seen(&RETRY, values).await
    }

    /// Gives a job up. `why` must hold no personal data.
    ///
    /// # Errors
    /// `Conflict` if the lease was lost.
    pub async fn job_bury(&mut self, job: &Job, why: &str) -> Result<()> {
        self.execute_seen(&BURY, args![job.id.to_string(), holder(job)?, job.attempts, why]).await
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

    /// The same for the job with this dedupe key: for work that is wanted again although it was given up before.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn job_revive_any_account(&mut self, dedupe_key: &str, now: Timestamp) -> Result<bool> {
        let is_revived = self.execute(&REVIVE, args![dedupe_key, now]).await? > 0;
        if is_revived {
            self.wake_workers_on_commit();
        }
        Ok(is_revived)
    }

    /// Has the job with this dedupe key done now, if it waits for a later time: for work whose reason to wait is gone.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn job_hasten_any_account(&mut self, dedupe_key: &str, now: Timestamp) -> Result<bool> {
        let is_hastened = self.execute(&HASTEN, args![dedupe_key, now]).await? > 0;
        if is_hastened {
            self.wake_workers_on_commit();
        }
        Ok(is_hastened)
    }

    /// When the next job is due, or the next lease lapses; `None` if none is queued.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn job_next_due_any_account(&mut self) -> Result<Option<Timestamp>> {
        let next = self.row::<(i64,)>(&NEXT_DUE, args![]).await?;
        Ok(next.map(|(due_at,)| Timestamp::from_micros(due_at)))
    }

    /// When the newest job that is still queued was made, to the millisecond; `None` if none is.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn job_last_made_any_account(&mut self) -> Result<Option<Timestamp>> {
        let Some((id,)) = self.row::<(String,)>(&LAST_MADE, args![]).await? else { return Ok(None) };
        let corrupt = || Error::Corrupt { table: "jobs", column: "id", key: id.clone() };
        Ok(made_at(id.parse().map_err(|_| corrupt())?))
    }

    /// The clock was put back, `by` so much, and says `now`: what was queued by it before keeps the delay that it was
    /// to have, and no lease lasts longer than one granted now. Expiries keep their day.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn job_clock_put_back_any_account(
        &mut self,
        now: Timestamp,
        by: Duration,
        lease: Duration,
    ) -> Result<()> {
        let by = now.plus(by).as_micros().saturating_sub(now.as_micros());
        self.execute(&READY_EARLIER, args![now, by]).await?;
        self.execute(&LEASED_SHORTER, args![now.plus(lease)]).await?;
        self.wake_workers_on_commit();
        Ok(())
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

/// Under which name the caller claimed the job.
fn holder(job: &Job) -> Result<&str> {
    job.leased_by.as_deref().ok_or(Error::Conflict)
}

/// The hub's ids carry the time at which they were made; any other kind of id does with the time it is to run at.
fn queued_at(job: &NewJob) -> Timestamp {
    made_at(job.id).unwrap_or(job.run_at)
}

fn made_at(id: Uuid) -> Option<Timestamp> {
    let (seconds, nanos) = id.get_timestamp()?.to_unix();
    let micros = i64::try_from(seconds).ok()?.checked_mul(1_000_000)?;
    Some(Timestamp::from_micros(micros.checked_add(i64::from(nanos / 1_000))?))
}
