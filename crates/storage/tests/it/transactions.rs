//! What a transaction promises: all or nothing, one writer wins, nothing is lost, and both databases fail alike.

use std::time::Duration;

use secrecy::ExposeSecret;
use sqlx::Connection;
use trusthub_domain::bundle::{Bundle, ObjectSid};
use trusthub_storage::{Db, Error, Key, Scope};

use crate::harness::database::{Backend, test_db};
use crate::harness::samples::{bundle, end_user, item, number, tenant};
use crate::harness::{dual, on};
use crate::raw;

async fn stored_bundle(db: &Db, scope: &Scope) -> Bundle {
    let stored = bundle(scope);
    let mut tx = db.write().await.unwrap();
    tx.bundle_insert(&stored).await.unwrap();
    tx.commit().await.unwrap();
    stored
}

dual! {
    async fn what_is_not_committed_never_happened(db: Db) {
        let scope = tenant(&db).await;
        let stored = bundle(&scope);
        let mut tx = db.write().await.unwrap();
        tx.bundle_insert(&stored).await.unwrap();
        drop(tx);
        let mut tx = db.read().await.unwrap();
        assert_eq!(tx.bundle_find(&scope, stored.sid).await.unwrap(), None);
    }
}

dual! {
    async fn a_reader_sees_one_state_to_its_end(db: Db) {
        let scope = tenant(&db).await;
        let first = stored_bundle(&db, &scope).await;
        let mut reader = db.read().await.unwrap();
        assert_eq!(reader.bundle_find(&scope, first.sid).await.unwrap(), Some(first.clone()));
        let mut writer = db.write().await.unwrap();
        writer.bundle_save(&Bundle { friendly_name: "new".to_owned(), ..first.clone() }).await.unwrap();
        writer.commit().await.unwrap();
        assert_eq!(reader.bundle_find(&scope, first.sid).await.unwrap(), Some(first.clone()));
        let mut later = db.read().await.unwrap();
        assert_eq!(later.bundle_find(&scope, first.sid).await.unwrap().unwrap().friendly_name, "new");
    }
}

dual! {
    async fn a_statement_alone_sees_what_is_committed(db: Db) {
        let scope = tenant(&db).await;
        let first = stored_bundle(&db, &scope).await;
        let mut writer = db.write().await.unwrap();
        writer.bundle_save(&Bundle { friendly_name: "new".to_owned(), ..first.clone() }).await.unwrap();
        assert_eq!(db.bundle_find(&scope, first.sid).await.unwrap(), Some(first.clone()));
        writer.commit().await.unwrap();
        assert_eq!(db.bundle_find(&scope, first.sid).await.unwrap().unwrap().friendly_name, "new");
        assert_eq!(db.bundle_find(&tenant(&db).await, first.sid).await.unwrap(), None);
    }
}

dual! {
    async fn a_reader_cannot_write(db: Db) {
        let scope = tenant(&db).await;
        let mut tx = db.read().await.unwrap();
        // PostgreSQL says the same as a server that is no longer the primary, and that passes.
        let refused = tx.bundle_insert(&bundle(&scope)).await;
        assert!(matches!(refused, Err(Error::Driver(_) | Error::Unavailable(_))));
    }
}

dual! {
    async fn after_a_failed_statement_nothing_can_be_committed(db: Db) {
        let (scope, first) = { let scope = tenant(&db).await; (scope, number(&scope)) };
        let mut tx = db.write().await.unwrap();
        tx.number_insert(&first).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = db.write().await.unwrap();
        assert!(matches!(tx.number_insert(&first).await, Err(Error::Duplicate(Key::PhoneNumber))));
        assert!(matches!(tx.number_find(&scope, first.sid).await, Err(Error::Driver(_))));
        assert!(matches!(tx.commit().await, Err(Error::Driver(_))));
    }
}

dual! {
    async fn of_writers_that_saw_the_same_version_one_wins(db: Db) {
        let scope = tenant(&db).await;
        let seen = stored_bundle(&db, &scope).await;
        let mut writers = tokio::task::JoinSet::new();
        for number in 0..8 {
            let (db, mine) = (db.clone(), Bundle { friendly_name: format!("writer {number}"), ..seen.clone() });
            writers.spawn(async move {
                let mut tx = db.write().await.unwrap();
                match tx.bundle_save(&mine).await {
                    Ok(_) => { tx.commit().await.unwrap(); true }
                    Err(Error::Conflict) => false,
                    Err(other) => panic!("{other:?}"),
                }
            });
        }
        let wins = writers.join_all().await.into_iter().filter(|won| *won).count();
        assert_eq!(wins, 1);
        let mut tx = db.read().await.unwrap();
        assert_eq!(tx.bundle_find(&scope, seen.sid).await.unwrap().unwrap().version, 2);
    }
}

dual! {
    async fn no_update_of_many_writers_is_lost(db: Db) {
        const WRITERS: i64 = 16;
        const UPDATES: i64 = 10;
        let scope = tenant(&db).await;
        let counter = stored_bundle(&db, &scope).await;
        let mut writers = tokio::task::JoinSet::new();
        for _ in 0..WRITERS {
            let (db, sid) = (db.clone(), counter.sid);
            writers.spawn(async move {
                let mut done = 0;
                while done < UPDATES {
                    let mut tx = db.write().await.unwrap();
                    let seen = tx.bundle_find(&scope, sid).await.unwrap().unwrap();
                    let next = Bundle { event_sequence: seen.event_sequence + 1, ..seen };
                    match tx.bundle_save(&next).await {
                        Ok(_) => { tx.commit().await.unwrap(); done += 1; }
                        Err(Error::Conflict) => {}
                        Err(other) => panic!("{other:?}"),
                    }
                }
            });
        }
        writers.join_all().await;
        let mut tx = db.read().await.unwrap();
        let counted = tx.bundle_find(&scope, counter.sid).await.unwrap().unwrap();
        assert_eq!((counted.event_sequence, counted.version), (WRITERS * UPDATES, WRITERS * UPDATES + 1));
    }
}

dual! {
    async fn an_object_that_is_assigned_and_deleted_at_once_is_one_of_both(db: Db) {
        let scope = tenant(&db).await;
        for _ in 0..20 {
            let profile = stored_bundle(&db, &scope).await;
            let person = end_user(&scope);
            let mut tx = db.write().await.unwrap();
            tx.end_user_insert(&person).await.unwrap();
            tx.commit().await.unwrap();
            let assign = {
                let (db, item) = (db.clone(), item(&profile, ObjectSid::EndUser(person.sid), "type"));
                async move {
                    let mut tx = db.write().await?;
                    tx.entity_assignment_insert(&item).await?;
                    tx.commit().await
                }
            };
            let delete = {
                let (db, sid) = (db.clone(), person.sid);
                async move {
                    let mut tx = db.write().await?;
                    tx.end_user_delete(&scope, sid).await?;
                    tx.commit().await
                }
            };
            // Each on a task of its own, so that they meet.
            let mut both = tokio::task::JoinSet::<trusthub_storage::Result<()>>::new();
            both.spawn(assign);
            both.spawn(delete);
            let outcomes = both.join_all().await;
            assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
            let mut tx = db.read().await.unwrap();
            let is_assigned = !tx.entity_assignment_all(&scope, profile.sid).await.unwrap().is_empty();
            let is_there = tx.end_user_find(&scope, person.sid).await.unwrap().is_some();
            assert_eq!(is_assigned, is_there);
        }
    }
}

dual! {
    async fn a_second_process_on_the_same_database_waits_its_turn(db: Db, place: Arc<TestDb>) {
        let scope = tenant(&db).await;
        let other = place.open().await;
        let mut first = db.write().await.unwrap();
        first.bundle_insert(&bundle(&scope)).await.unwrap();
        let mut waiting = tokio::task::JoinSet::new();
        let second = other.clone();
        waiting.spawn(async move { stored_bundle(&second, &scope).await });
        tokio::time::sleep(Duration::from_millis(50)).await;
        first.commit().await.unwrap();
        waiting.join_all().await;
        other.close().await;
    }
}

#[tokio::test]
async fn a_connection_that_the_server_ends_is_unavailable_and_the_next_one_works() {
    let Some(test) = test_db(Backend::Postgres).await else { return };
    let db = test.open().await;
    let scope = tenant(&db).await;
    let mut tx = db.write().await.unwrap();
    let stored = bundle(&scope);
    tx.bundle_insert(&stored).await.unwrap();
    let mut admin = sqlx::PgConnection::connect(test.url.expose_secret()).await.unwrap();
    sqlx::query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
         WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
    .execute(&mut admin)
    .await
    .unwrap();
    let ended = tx.bundle_find(&scope, stored.sid).await;
    assert!(matches!(ended, Err(Error::Unavailable(_))), "{ended:?}");
    drop(tx);
    let mut again = db.write().await;
    // Each ended connection that lay in the pool may be handed out once.
    for _ in 0..8 {
        if again.is_ok() {
            break;
        }
        again = db.write().await;
    }
    assert_eq!(again.unwrap().bundle_find(&scope, stored.sid).await.unwrap(), None);
    db.close().await;
}

/// As when the disk is full: SQLite then rolls back the whole transaction, not the statement.
#[tokio::test]
async fn a_transaction_that_sqlite_ended_by_itself_does_not_spoil_the_next() {
    on(Backend::Sqlite, |db, place| async move {
        let scope = tenant(&db).await;
        let full =
            "CREATE TRIGGER disk_full BEFORE INSERT ON bundles BEGIN SELECT RAISE(ROLLBACK, 'full'); END";
        raw::run(&place, full).await;
        for _ in 0..3 {
            let mut tx = db.write().await.unwrap();
            tx.bundle_insert(&bundle(&scope)).await.unwrap_err();
        }
        raw::run(&place, "DROP TRIGGER disk_full").await;
        let stored = stored_bundle(&db, &scope).await;
        let mut tx = db.read().await.unwrap();
        assert_eq!(tx.bundle_find(&scope, stored.sid).await.unwrap(), Some(stored));
    })
    .await;
}
