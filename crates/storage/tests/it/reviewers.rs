//! Reviewers: people of no account.

use trusthub_domain::review::{Reviewer, Role};
use trusthub_storage::{Db, Error, Key};

use crate::harness::dual;
use crate::harness::samples::{instant, sid};
use crate::raw;

fn reviewer(email: &str) -> Reviewer {
    let now = instant();
    Reviewer {
        sid: sid(),
        email: email.parse().unwrap(),
        role: Role::Reviewer,
        is_disabled: false,
        version: 1,
        date_created: now,
        date_updated: now,
    }
}

async fn store(db: &Db, reviewer: &Reviewer) -> Result<(), Error> {
    let mut tx = db.write().await.unwrap();
    tx.reviewer_insert(reviewer, "$argon2id$hash").await?;
    tx.commit().await
}

dual! {
    async fn a_reviewer_is_found_by_identifier_and_by_email_however_spelt(db: Db) {
        let (first, second) = (reviewer("carla@owl.example"), reviewer("otto@owl.example"));
        store(&db, &first).await.unwrap();
        store(&db, &second).await.unwrap();
        let mut tx = db.read().await.unwrap();
        assert_eq!(tx.reviewer_find(first.sid).await.unwrap(), Some(first.clone()));
        assert_eq!(tx.reviewer_find(sid()).await.unwrap(), None);
        let found = tx.reviewer_find_by_email(&"Carla@OWL.example".parse().unwrap()).await.unwrap().unwrap();
        assert_eq!((found.reviewer, found.password_hash.as_str()), (first.clone(), "$argon2id$hash"));
        assert!(tx.reviewer_find_by_email(&"nobody@owl.example".parse().unwrap()).await.unwrap().is_none());
        assert_eq!(tx.reviewer_list().await.unwrap(), [first, second]);
    }
}

dual! {
    async fn an_email_is_taken_once(db: Db) {
        store(&db, &reviewer("carla@owl.example")).await.unwrap();
        let second = store(&db, &reviewer("CARLA@owl.example")).await;
        assert!(matches!(second, Err(Error::Duplicate(Key::ReviewerEmail))), "{second:?}");
    }
}

dual! {
    async fn role_and_state_are_saved_by_version_and_the_password_apart(db: Db) {
        let stored = reviewer("carla@owl.example");
        store(&db, &stored).await.unwrap();
        let mut tx = db.write().await.unwrap();
        let changed = Reviewer { role: Role::Admin, is_disabled: true, date_updated: instant(), ..stored.clone() };
        let saved = tx.reviewer_save(&changed).await.unwrap();
        assert_eq!(saved, Reviewer { version: 2, ..changed });
        assert!(matches!(tx.reviewer_save(&stored).await, Err(Error::Conflict)));
        tx.reviewer_set_password(stored.sid, "$argon2id$other").await.unwrap();
        assert!(matches!(tx.reviewer_set_password(sid(), "$argon2id$").await, Err(Error::Conflict)));
        let found = tx.reviewer_find_by_email(&stored.email).await.unwrap().unwrap();
        assert_eq!((&found.reviewer, found.password_hash.as_str()), (&saved, "$argon2id$other"));
        assert!(!format!("{found:?}").contains("argon2id"));
        tx.commit().await.unwrap();
    }
}

dual! {
    async fn a_reviewers_email_is_not_stored_in_clear(db: Db, place: Arc<TestDb>) {
        store(&db, &reviewer("carla@owl.example")).await.unwrap();
        assert!(raw::holds(&place, &["reviewers"], "argon2id").await);
        assert!(!raw::holds(&place, &["reviewers"], "carla").await);
    }
}
