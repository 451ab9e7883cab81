//! A commit that queues a job wakes a worker: here, and in another process on PostgreSQL.

use std::time::Duration;

use trusthub_storage::{Db, JobKind, NewJob};
use uuid::Uuid;

use crate::harness::dual;
use crate::harness::samples::{instant, tenant};

const LONG: Duration = Duration::from_secs(10);
const SHORT: Duration = Duration::from_millis(300);

fn job(scope: &trusthub_storage::Scope, number: u128) -> NewJob {
    NewJob {
        id: Uuid::from_u128(number),
        kind: JobKind::Relay,
        account_sid: scope.account(),
        subject: "EV00000000000000000000000000000001".to_owned(),
        run_at: instant(),
        dedupe_key: None,
    }
}

async fn queue(db: &Db, scope: &trusthub_storage::Scope, number: u128) {
    let mut tx = db.write().await.unwrap();
    tx.job_push(&job(scope, number)).await.unwrap();
    tx.commit().await.unwrap();
}

dual! {
    async fn a_commit_before_the_worker_waits_is_not_missed(db: Db) {
        let scope = tenant(&db).await;
        queue(&db, &scope, 1).await;
        tokio::time::timeout(LONG, db.job_notification()).await.unwrap().unwrap();
    }
}

dual! {
    async fn what_is_rolled_back_or_queues_nothing_wakes_nobody(db: Db) {
        let scope = tenant(&db).await;
        let mut tx = db.write().await.unwrap();
        tx.job_push(&job(&scope, 1)).await.unwrap();
        drop(tx);
        tenant(&db).await;
        assert!(tokio::time::timeout(SHORT, db.job_notification()).await.is_err());
    }
}

dual! {
    async fn another_process_hears_of_it_on_a_server(db: Db, place: Arc<TestDb>) {
        if db.is_embedded() {
            return;
        }
        let scope = tenant(&db).await;
        let other = place.open().await;
        let mut waiting = tokio::task::JoinSet::new();
        let listening = other.clone();
        waiting.spawn(async move { tokio::time::timeout(LONG, listening.job_notification()).await });
        // Until it listens it hears nothing: so this goes on until it has heard.
        let mut number = 1;
        let heard = loop {
            if let Some(heard) = waiting.try_join_next() {
                break heard;
            }
            queue(&db, &scope, number).await;
            number += 1;
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
        heard.unwrap().unwrap().unwrap();
        other.close().await;
    }
}
