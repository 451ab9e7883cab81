//! Jobs: queued with the change, done at least once, by one worker at a time.

use std::time::Duration;

use tokio::task::JoinSet;
use trusthub_domain::time::Timestamp;
use trusthub_storage::{Db, Error, Job, JobBacklog, JobFilter, JobKind, JobState, Lane, NewJob};
use uuid::Uuid;

use crate::harness::database::{Backend, test_db};
use crate::harness::dual;
use crate::harness::samples::sid;
use crate::raw;

const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);
const LEASE: Duration = Duration::from_secs(60);

fn after(seconds: u64) -> Timestamp {
    NOW.plus(Duration::from_secs(seconds))
}

fn job(number: u64, run_at: Timestamp) -> NewJob {
    NewJob {
        id: Uuid::from_u64_pair(7, number),
        kind: JobKind::Callback,
        account_sid: sid(),
        subject: "EV00000000000000000000000000000001".to_owned(),
        run_at,
        dedupe_key: None,
    }
}

async fn push(db: &Db, job: &NewJob) {
    let mut tx = db.write().await.unwrap();
    tx.job_push(job).await.unwrap();
    tx.commit().await.unwrap();
}

async fn claim(db: &Db, worker: &str, now: Timestamp, limit: u32) -> Vec<Job> {
    let mut tx = db.write().await.unwrap();
    let mut jobs = Vec::new();
    for lane in Lane::ALL {
        jobs.extend(tx.job_claim_any_account(worker, now, LEASE, lane, limit).await.unwrap());
    }
    tx.commit().await.unwrap();
    jobs
}

async fn finish(db: &Db, job: &Job) -> Result<(), Error> {
    let mut tx = db.write().await.unwrap();
    tx.job_finish(job).await?;
    tx.commit().await
}

fn ids(jobs: &[Job]) -> Vec<u64> {
    jobs.iter().map(|job| job.id.as_u64_pair().1).collect()
}

dual! {
    async fn jobs_are_claimed_when_due_oldest_first(db: Db) {
        for (number, seconds) in [(1, 30), (2, 10), (3, 20), (4, 40)] {
            push(&db, &job(number, after(seconds))).await;
        }
        assert_eq!(ids(&claim(&db, "a", after(9), 10).await), [0; 0]);
        assert_eq!(ids(&claim(&db, "a", after(30), 2).await), [2, 3]);
        assert_eq!(ids(&claim(&db, "b", after(30), 2).await), [1]);
        let mut tx = db.read().await.unwrap();
        assert_eq!(tx.job_next_due_any_account().await.unwrap(), Some(after(40)));
    }
}

dual! {
    async fn a_claimed_job_tells_all_about_itself(db: Db) {
        let id = uuid::Builder::from_unix_timestamp_millis(1_700_000_000_123, &[5; 10]).into_uuid();
        let new = NewJob { id, dedupe_key: Some("key".to_owned()), ..job(1, NOW) };
        push(&db, &new).await;
        let claimed = claim(&db, "a", after(5), 10).await;
        let expected = Job {
            id,
            kind: new.kind,
            account_sid: new.account_sid,
            subject: new.subject,
            run_at: NOW,
            attempts: 1,
            state: JobState::Leased,
            leased_by: Some("a".to_owned()),
            leased_until: Some(after(65)),
            last_error: None,
            date_created: Timestamp::from_micros(1_700_000_000_123_000),
        };
        assert_eq!(claimed, [expected]);
    }
}

dual! {
    async fn a_job_of_a_change_that_never_happened_is_not_queued(db: Db) {
        let mut tx = db.write().await.unwrap();
        tx.job_push(&job(1, NOW)).await.unwrap();
        drop(tx);
        assert_eq!(ids(&claim(&db, "a", after(1), 10).await), [0; 0]);
        assert_eq!(db.read().await.unwrap().job_next_due_any_account().await.unwrap(), None);
    }
}

dual! {
    async fn a_second_job_of_the_same_key_is_not_queued_while_the_first_exists(db: Db) {
        let keyed = |number| NewJob { dedupe_key: Some("expiry:BU1".to_owned()), ..job(number, NOW) };
        push(&db, &keyed(1)).await;
        push(&db, &keyed(2)).await;
        let claimed = claim(&db, "a", NOW, 10).await;
        assert_eq!(ids(&claimed), [1]);
        push(&db, &keyed(3)).await;
        finish(&db, &claimed[0]).await.unwrap();
        push(&db, &keyed(4)).await;
        assert_eq!(ids(&claim(&db, "a", NOW, 10).await), [4]);
    }
}

dual! {
    async fn a_worker_that_lost_its_lease_can_neither_finish_nor_retry_nor_give_up(db: Db) {
        push(&db, &job(1, NOW)).await;
        let slow = claim(&db, "slow", NOW, 1).await.remove(0);
        assert_eq!(ids(&claim(&db, "quick", after(59), 1).await), [0; 0]);
        let quick = claim(&db, "quick", after(60), 1).await.remove(0);
        assert_eq!(quick.attempts, 2);
        assert!(matches!(finish(&db, &slow).await, Err(Error::Conflict)));
        let mut tx = db.write().await.unwrap();
        assert!(matches!(tx.job_renew(&slow, after(90)).await, Err(Error::Conflict)));
        assert!(matches!(tx.job_retry(&slow, after(70), "why", true).await, Err(Error::Conflict)));
        assert!(matches!(tx.job_bury(&slow, "why").await, Err(Error::Conflict)));
        drop(tx);
        finish(&db, &quick).await.unwrap();
        assert!(matches!(finish(&db, &quick).await, Err(Error::Conflict)));
    }
}

dual! {
    async fn a_worker_does_not_finish_its_own_earlier_lease(db: Db) {
        push(&db, &job(1, NOW)).await;
        let first = claim(&db, "a/1", NOW, 1).await.remove(0);
        let dead = claim(&db, "b/1", after(60), 1).await.remove(0);
        let mut tx = db.write().await.unwrap();
        tx.job_bury(&dead, "gone").await.unwrap();
        tx.job_replay_any_account(dead.id, after(61)).await.unwrap();
        tx.commit().await.unwrap();
        let second = claim(&db, "a/2", after(61), 1).await.remove(0);
        assert_eq!(first.attempts, second.attempts, "a replayed job begins anew");
        assert!(matches!(finish(&db, &first).await, Err(Error::Conflict)));
        finish(&db, &second).await.unwrap();
    }
}

dual! {
    async fn a_renewed_lease_holds_longer_and_ends_like_any_other(db: Db) {
        push(&db, &job(1, NOW)).await;
        let claimed = claim(&db, "a", NOW, 1).await.remove(0);
        let mut tx = db.write().await.unwrap();
        tx.job_renew(&claimed, after(100)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(ids(&claim(&db, "b", after(99), 1).await), [0; 0]);
        finish(&db, &claimed).await.unwrap();
        let mut tx = db.write().await.unwrap();
        assert!(matches!(tx.job_renew(&claimed, after(200)).await, Err(Error::Conflict)));
    }
}

dual! {
    async fn a_retry_waits_for_its_time_and_may_give_the_attempt_back(db: Db) {
        push(&db, &job(1, NOW)).await;
        for (counts, now, attempts) in [(true, 0, 1), (false, 100, 2), (true, 200, 2), (true, 300, 3)] {
            let claimed = claim(&db, "a", after(now), 1).await.remove(0);
            assert_eq!(claimed.attempts, attempts, "at {now}");
            let mut tx = db.write().await.unwrap();
            tx.job_retry(&claimed, after(now + 100), "refused: 503", counts).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(ids(&claim(&db, "a", after(now + 99), 1).await), [0; 0]);
        }
        let listed = db.read().await.unwrap().job_list_any_account(&JobFilter::default()).await.unwrap();
        assert_eq!(listed[0].last_error.as_deref(), Some("refused: 503"));
        assert_eq!((listed[0].state, listed[0].leased_by.clone()), (JobState::Ready, None));
        assert_eq!(listed[0].run_at, after(400));
    }
}

dual! {
    async fn a_dead_job_stays_visible_and_can_be_replayed(db: Db) {
        push(&db, &job(1, NOW)).await;
        push(&db, &NewJob { kind: JobKind::Mail, ..job(2, after(500)) }).await;
        let claimed = claim(&db, "a", NOW, 1).await.remove(0);
        let mut tx = db.write().await.unwrap();
        tx.job_bury(&claimed, "gone: 410").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(ids(&claim(&db, "a", after(400), 10).await), [0; 0]);

        let mut tx = db.write().await.unwrap();
        let dead = JobFilter { state: Some(JobState::Dead), ..JobFilter::default() };
        let listed = tx.job_list_any_account(&dead).await.unwrap();
        assert_eq!((ids(&listed), listed[0].last_error.as_deref()), (vec![1], Some("gone: 410")));
        let mails = JobFilter { kind: Some(JobKind::Mail), ..JobFilter::default() };
        assert_eq!(ids(&tx.job_list_any_account(&mails).await.unwrap()), [2]);
        let one = JobFilter { limit: 1, ..JobFilter::default() };
        assert_eq!(ids(&tx.job_list_any_account(&one).await.unwrap()), [1]);
        assert!(!tx.job_replay_any_account(Uuid::from_u64_pair(7, 2), after(600)).await.unwrap());
        assert!(tx.job_replay_any_account(claimed.id, after(600)).await.unwrap());
        assert!(!tx.job_replay_any_account(claimed.id, after(600)).await.unwrap());
        tx.commit().await.unwrap();
        let again = claim(&db, "a", after(600), 10).await;
        assert_eq!(ids(&again), [2, 1]);
        assert_eq!(again[1].attempts, 1);
    }
}

dual! {
    async fn each_lane_gives_its_own_jobs_as_what_they_were(db: Db) {
        for (number, kind) in (1..).zip(JobKind::ALL) {
            push(&db, &NewJob { kind, ..job(number, NOW) }).await;
        }
        for lane in Lane::ALL {
            let mut tx = db.write().await.unwrap();
            let claimed = tx.job_claim_any_account("a", NOW, LEASE, lane, 20).await.unwrap();
            let kinds: Vec<_> = claimed.iter().map(|job| job.kind).collect();
            let its_own: Vec<_> = JobKind::ALL.into_iter().filter(|kind| kind.lane() == lane).collect();
            assert_eq!(kinds, its_own);
        }
    }
}

dual! {
    async fn a_job_that_waits_under_its_key_is_hastened_and_one_that_was_given_up_is_revived(db: Db) {
        const KEY: &str = "registry:BN1";
        push(&db, &job(1, after(600)).once(KEY.to_owned())).await;
        let mut tx = db.write().await.unwrap();
        assert!(!tx.job_hasten_any_account("registry:BN2", NOW).await.unwrap());
        assert!(!tx.job_hasten_any_account(KEY, after(700)).await.unwrap(), "it is not put off");
        assert!(tx.job_hasten_any_account(KEY, NOW).await.unwrap());
        tx.commit().await.unwrap();
        let held = claim(&db, "a", NOW, 1).await.remove(0);
        let mut tx = db.write().await.unwrap();
        assert!(!tx.job_hasten_any_account(KEY, NOW).await.unwrap(), "somebody is at it");
        assert!(!tx.job_revive_any_account(KEY, NOW).await.unwrap());
        tx.job_bury(&held, "gone: 410").await.unwrap();
        assert!(!tx.job_hasten_any_account(KEY, NOW).await.unwrap());
        assert!(tx.job_revive_any_account(KEY, NOW).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(ids(&claim(&db, "a", NOW, 1).await), [1]);
    }
}

dual! {
    async fn many_workers_do_each_job_once(db: Db) {
        const JOBS: u64 = 300;
        let mut tx = db.write().await.unwrap();
        for number in 0..JOBS {
            tx.job_push(&job(number, NOW)).await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut workers = JoinSet::new();
        for worker in 0..4 {
            let db = db.clone();
            workers.spawn(async move {
                let name = format!("worker {worker}");
                let mut done = Vec::new();
                loop {
                    let claimed = claim(&db, &name, NOW, 7).await;
                    if claimed.is_empty() {
                        break done;
                    }
                    for job in &claimed {
                        finish(&db, job).await.unwrap();
                    }
                    done.extend(ids(&claimed));
                }
            });
        }
        let mut done = workers.join_all().await.concat();
        done.sort_unstable();
        assert_eq!(done, (0..JOBS).collect::<Vec<_>>());
        assert_eq!(db.read().await.unwrap().job_backlog_any_account(after(9_000), LEASE).await.unwrap(), []);
    }
}

dual! {
    async fn jobs_of_a_clock_that_was_put_back_wait_no_longer_than_they_were_to(db: Db) {
        let made_at = |number, at: Timestamp, run_at| {
            let millis = u64::try_from(at.as_micros() / 1000).unwrap();
            let id = uuid::Builder::from_unix_timestamp_millis(millis, &[number; 10]).into_uuid();
            NewJob { id, subject: format!("job {number}"), ..job(0, run_at) }
        };
        assert_eq!(db.read().await.unwrap().job_last_made_any_account().await.unwrap(), None);
        push(&db, &made_at(1, NOW, NOW)).await;
        let dead_workers = claim(&db, "a", after(7200), 1).await.remove(0);
        push(&db, &made_at(2, after(7200), after(7200))).await;
        push(&db, &made_at(3, after(7200), after(7260))).await;
        push(&db, &NewJob { kind: JobKind::Expiry, ..made_at(4, after(7190), after(90_000)) }).await;
        push(&db, &made_at(5, NOW, NOW)).await;
        let refused = claim(&db, "a", after(7195), 1).await.remove(0);
        let mut tx = db.write().await.unwrap();
        tx.job_retry(&refused, after(7230), "refused: 503", true).await.unwrap();
        assert_eq!(tx.job_last_made_any_account().await.unwrap(), Some(after(7200)));

        // It is two hours earlier than it was.
        tx.job_clock_put_back_any_account(after(20), Duration::from_secs(7180), LEASE).await.unwrap();
        tx.commit().await.unwrap();
        let listed = db.read().await.unwrap().job_list_any_account(&JobFilter::default()).await.unwrap();
        let times: Vec<_> = listed.iter().map(|job| (job.subject.as_str(), job.run_at)).collect();
        let expected = [
            ("job 2", after(20)),
            ("job 5", after(50)),
            ("job 1", NOW),
            ("job 3", after(80)),
            ("job 4", after(90_000)),
        ];
        assert_eq!(times, expected);
        assert_eq!(claim(&db, "b", after(79), 10).await.len(), 2, "the lease is honoured");
        assert_eq!(claim(&db, "b", after(80), 10).await[0].id, dead_workers.id, "but not for two hours");
        let end = db.read().await.unwrap().job_next_due_any_account().await.unwrap();
        assert_eq!(end, Some(after(139)), "the other two are leased for now");
    }
}

dual! {
    async fn the_backlog_is_what_is_due_held_or_given_up_and_nothing_of_next_year(db: Db) {
        for number in 1..=2 {
            push(&db, &job(number, NOW)).await;
        }
        let held = claim(&db, "a", NOW, 1).await.remove(0);
        let mut tx = db.write().await.unwrap();
        tx.job_bury(&held, "gone: 410").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(claim(&db, "a", NOW, 1).await.len(), 1);
        push(&db, &NewJob { kind: JobKind::Mail, ..job(3, after(20)) }).await;
        push(&db, &NewJob { kind: JobKind::Mail, ..job(4, after(10)) }).await;
        push(&db, &NewJob { kind: JobKind::Expiry, ..job(5, after(31_536_000)) }).await;
        push(&db, &NewJob { kind: JobKind::Vet, ..job(6, after(15)) }).await;
        push(&db, &NewJob { kind: JobKind::Registry, ..job(7, after(15)) }).await;
        let backlog = db.read().await.unwrap().job_backlog_any_account(after(20), LEASE).await.unwrap();
        let of = |kind, state, count, oldest| JobBacklog { kind, state, count, oldest };
        assert_eq!(
            backlog,
            [
                of(JobKind::Callback, JobState::Leased, 1, Some(NOW.plus(LEASE))),
                of(JobKind::Mail, JobState::Ready, 2, Some(after(10))),
                of(JobKind::Registry, JobState::Ready, 1, Some(after(15))),
                of(JobKind::Vet, JobState::Ready, 1, Some(after(15))),
                of(JobKind::Callback, JobState::Dead, 1, None),
            ]
        );
    }
}

/// The planner alone decides how often a subquery runs: made to choose the loop that runs it once a row, a limit must hold.
#[tokio::test]
async fn a_claim_keeps_its_limit_under_any_plan() {
    const LOOPS: &str = "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET enable_hashjoin = off', current_database()); \
        EXECUTE format('ALTER DATABASE %I SET enable_mergejoin = off', current_database()); \
        EXECUTE format('ALTER DATABASE %I SET enable_hashagg = off', current_database()); \
        EXECUTE format('ALTER DATABASE %I SET enable_sort = off', current_database()); \
        EXECUTE format('ALTER DATABASE %I SET enable_material = off', current_database()); END $$";
    let Some(test) = test_db(Backend::Postgres).await else { return };
    raw::script(&test, LOOPS).await;
    let db = test.open().await;
    for number in 1..=9 {
        push(&db, &job(number, NOW)).await;
    }
    raw::script(&test, "ANALYZE jobs").await;
    for number in 1..=8 {
        assert_eq!(ids(&claim(&db, "a", NOW, 1).await), [number]);
    }
    assert_eq!(ids(&claim(&db, "a", NOW, 5).await), [9]);
    db.close().await;
}
