//! Lists that say whom verifiers of calls trust: one node fetches, the last good one stays.

use std::time::Duration;

use trusthub_domain::time::Timestamp;
use trusthub_storage::{Db, Error, FetchedStirList, StirListContent, StirListKind};

use crate::harness::dual;

const URL: &str = "https://pa.example/crl";
const MINUTE: Duration = Duration::from_secs(60);

fn at() -> Timestamp {
    Timestamp::from_seconds(1_795_000_000)
}

fn content(text: &str) -> StirListContent {
    StirListContent { content: text.into(), signer: Vec::new(), fetched_at: at() }
}

async fn store(db: &Db, seen: i64, text: &str, version: i64) -> Result<(), Error> {
    let mut tx = db.write().await.unwrap();
    let (ends_at, next_try_at) = (at().plus(60 * MINUTE), at().plus(MINUTE));
    let fetched = FetchedStirList { list: content(text), version, ends_at, next_try_at };
    tx.stir_list_store_any_account(URL, seen, &fetched).await?;
    tx.commit().await
}

async fn claim(db: &Db, now: Timestamp) -> bool {
    let mut tx = db.write().await.unwrap();
    let is_ours = tx.stir_list_claim_any_account(URL, now, now.plus(MINUTE)).await.unwrap();
    tx.commit().await.unwrap();
    is_ours
}

async fn add(db: &Db) {
    let mut tx = db.write().await.unwrap();
    tx.stir_list_add_any_account(URL, StirListKind::Crl, at()).await.unwrap();
    tx.commit().await.unwrap();
}

dual! {
    async fn a_list_is_for_one_to_fetch_until_it_is_due_again(db: Db) {
        add(&db).await;
        add(&db).await;
        assert!(claim(&db, at()).await && !claim(&db, at()).await);
        assert!(claim(&db, at().plus(MINUTE)).await, "who asked is given up");
    }
}

dual! {
    async fn a_failure_leaves_the_last_good_one_and_a_success_forgets_it(db: Db) {
        add(&db).await;
        assert_eq!(db.read().await.unwrap().stir_list_content_any_account(URL).await.unwrap(), None);
        store(&db, 0, "one", 1).await.unwrap();
        let mut tx = db.write().await.unwrap();
        tx.stir_list_fail_any_account(URL, "no answer", at().plus(MINUTE)).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = db.read().await.unwrap();
        assert_eq!(tx.stir_list_content_any_account(URL).await.unwrap(), Some(content("one")));
        let [list] = tx.stir_list_list_any_account().await.unwrap().try_into().unwrap();
        assert_eq!((list.version, list.failures, list.failure.as_str()), (1, 1, "no answer"));
        assert_eq!((list.kind, list.fetched_at), (StirListKind::Crl, Some(at())));
        drop(tx);
        store(&db, 1, "one", 1).await.unwrap();
        let [list] = db.read().await.unwrap().stir_list_list_any_account().await.unwrap().try_into().unwrap();
        assert_eq!((list.version, list.failures, list.failure.as_str()), (1, 0, ""));
    }
}

dual! {
    async fn who_was_slower_does_not_put_an_older_list_in_the_place_of_a_newer_one(db: Db) {
        add(&db).await;
        store(&db, 0, "newer", 1).await.unwrap();
        let late = store(&db, 0, "older", 1).await;
        assert!(matches!(late, Err(Error::Conflict)), "{late:?}");
        let mut tx = db.write().await.unwrap();
        assert_eq!(tx.stir_list_content_any_account(URL).await.unwrap(), Some(content("newer")));
        tx.stir_list_due_any_account(URL, at()).await.unwrap();
        let [list] = tx.stir_list_list_any_account().await.unwrap().try_into().unwrap();
        assert_eq!(list.next_try_at, at());
    }
}
