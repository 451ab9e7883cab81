//! The same request twice is answered alike, for a day.

use std::time::Duration;

use trusthub_domain::time::Timestamp;
use trusthub_storage::{Error, IdempotencyKey, IdempotencyState, Key, StoredAnswer};

use crate::harness::dual;
use crate::harness::samples::tenant;
use crate::raw;

const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn key(path: &str) -> IdempotencyKey {
    IdempotencyKey { key: "client key".to_owned(), method: "POST".to_owned(), path: path.to_owned() }
}

fn answer() -> StoredAnswer {
    StoredAnswer {
        status: 201,
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: br#"{"last_name":"Wintermoor"}"#.to_vec(),
    }
}

dual! {
    async fn the_second_request_finds_the_first_running_and_then_answered(db: Db) {
        let scope = tenant(&db).await;
        let key = key("/v1/EndUsers");
        let mut tx = db.write().await.unwrap();
        assert_eq!(tx.idempotency_find(&scope, &key, "body").await.unwrap(), None);
        tx.idempotency_begin(&scope, &key, "body", NOW).await.unwrap();
        let begun = tx.idempotency_begin(&scope, &key, "other body", NOW.plus(DAY)).await;
        assert!(matches!(begun, Err(Error::Duplicate(Key::IdempotencyKey))));
        let running = IdempotencyState { is_same_body: true, answer: None, started_at: NOW };
        assert_eq!(tx.idempotency_find(&scope, &key, "body").await.unwrap(), Some(running.clone()));
        let other = IdempotencyState { is_same_body: false, ..running.clone() };
        assert_eq!(tx.idempotency_find(&scope, &key, "other body").await.unwrap(), Some(other));
        tx.idempotency_finish(&scope, &key, &answer()).await.unwrap();
        let answered = IdempotencyState { answer: Some(answer()), ..running };
        assert_eq!(tx.idempotency_find(&scope, &key, "body").await.unwrap(), Some(answered));
        tx.commit().await.unwrap();
    }
}

dual! {
    async fn a_key_counts_for_one_account_method_and_path(db: Db) {
        let (scope, other) = (tenant(&db).await, tenant(&db).await);
        let mut tx = db.write().await.unwrap();
        let get = IdempotencyKey { method: "GET".to_owned(), ..key("/a") };
        for (scope, key) in [(&scope, key("/a")), (&scope, key("/b")), (&scope, get), (&other, key("/a"))] {
            tx.idempotency_begin(scope, &key, "body", NOW).await.unwrap();
        }
    }
}

dual! {
    async fn a_key_older_than_a_day_is_as_good_as_new(db: Db) {
        let scope = tenant(&db).await;
        let mut tx = db.write().await.unwrap();
        tx.idempotency_begin(&scope, &key("/a"), "body", NOW).await.unwrap();
        tx.idempotency_finish(&scope, &key("/a"), &answer()).await.unwrap();
        let tomorrow = NOW.plus(DAY).plus(Duration::from_micros(1));
        tx.idempotency_begin(&scope, &key("/a"), "other body", tomorrow).await.unwrap();
        let state = IdempotencyState { is_same_body: true, answer: None, started_at: tomorrow };
        assert_eq!(tx.idempotency_find(&scope, &key("/a"), "other body").await.unwrap(), Some(state));
    }
}

dual! {
    async fn a_forgotten_key_and_an_old_one_are_gone(db: Db) {
        let scope = tenant(&db).await;
        let mut tx = db.write().await.unwrap();
        for (path, started_at) in [("/a", NOW), ("/b", NOW), ("/c", NOW.plus(DAY))] {
            tx.idempotency_begin(&scope, &key(path), "body", started_at).await.unwrap();
        }
        tx.idempotency_forget(&scope, &key("/a")).await.unwrap();
        tx.idempotency_finish(&scope, &key("/a"), &answer()).await.unwrap();
        assert_eq!(tx.idempotency_find(&scope, &key("/a"), "body").await.unwrap(), None);
        assert_eq!(tx.idempotency_purge_any_account(NOW.plus(DAY)).await.unwrap(), 1);
        assert_eq!(tx.idempotency_find(&scope, &key("/b"), "body").await.unwrap(), None);
        assert!(tx.idempotency_find(&scope, &key("/c"), "body").await.unwrap().is_some());
    }
}

dual! {
    async fn of_two_requests_at_once_one_is_carried_out(db: Db) {
        let scope = tenant(&db).await;
        let begin = || async {
            let mut tx = db.write().await?;
            tx.idempotency_begin(&scope, &key("/a"), "body", NOW).await?;
            tx.commit().await
        };
        let (first, second) = tokio::join!(begin(), begin());
        assert!(first.is_ok() != second.is_ok());
    }
}

dual! {
    async fn neither_answer_nor_key_is_stored_in_clear(db: Db, place: Arc<TestDb>) {
        let scope = tenant(&db).await;
        let mut tx = db.write().await.unwrap();
        tx.idempotency_begin(&scope, &key("/a"), "body", NOW).await.unwrap();
        tx.idempotency_finish(&scope, &key("/a"), &answer()).await.unwrap();
        tx.commit().await.unwrap();
        assert!(raw::holds(&place, &["idempotent_answers"], "POST").await);
        for text in ["Wintermoor", "client key"] {
            assert!(!raw::holds(&place, &["idempotent_answers"], text).await, "{text}");
        }
    }
}
