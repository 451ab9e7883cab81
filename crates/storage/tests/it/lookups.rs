//! Who else registered this business?

use trusthub_storage::{Db, Lookup, LookupHit, LookupKind, Scope};

use crate::harness::dual;
use crate::harness::samples::{sid, tenant};
use crate::raw;

fn lookup(kind: LookupKind, value: &str) -> Lookup {
    Lookup { kind, value: value.to_owned() }
}

async fn set(db: &Db, hit: &LookupHit, lookups: &[Lookup]) {
    let mut tx = db.write().await.unwrap();
    tx.lookup_set(&Scope::own(hit.account_sid), hit.bundle_sid, lookups).await.unwrap();
    tx.commit().await.unwrap();
}

async fn find(db: &Db, lookup: &Lookup) -> Vec<LookupHit> {
    db.read().await.unwrap().lookup_find_any_account(lookup).await.unwrap()
}

dual! {
    async fn a_value_is_found_in_every_account_that_has_it(db: Db) {
        let number = lookup(LookupKind::BusinessIdentifier, "EIN:123456789");
        let mut hits = Vec::new();
        for _ in 0..2 {
            let hit = LookupHit { account_sid: tenant(&db).await.account(), bundle_sid: sid() };
            // The same value twice in one bundle is one.
            set(&db, &hit, &[number.clone(), number.clone(), lookup(LookupKind::PersonToken, "carla")]).await;
            hits.push(hit);
        }
        assert_eq!(find(&db, &number).await, hits);
        assert_eq!(find(&db, &lookup(LookupKind::BusinessIdentifier, "EIN:123456780")).await, []);
        assert_eq!(find(&db, &lookup(LookupKind::BusinessName, "EIN:123456789")).await, []);
    }
}

dual! {
    async fn what_is_remembered_of_a_bundle_is_replaced_and_of_others_is_not(db: Db) {
        let account_sid = tenant(&db).await.account();
        let [one, other] = [(); 2].map(|()| LookupHit { account_sid, bundle_sid: sid() });
        let [before, after] = ["owl telecom us", "owl networks us"].map(|name| lookup(LookupKind::BusinessName, name));
        set(&db, &one, std::slice::from_ref(&before)).await;
        set(&db, &other, std::slice::from_ref(&before)).await;
        set(&db, &one, std::slice::from_ref(&after)).await;
        assert_eq!(find(&db, &before).await, [other]);
        assert_eq!(find(&db, &after).await, std::slice::from_ref(&one));
        set(&db, &one, &[]).await;
        assert_eq!(find(&db, &after).await, []);
    }
}

dual! {
    async fn no_value_is_stored_in_clear(db: Db, place: Arc<TestDb>) {
        let hit = LookupHit { account_sid: tenant(&db).await.account(), bundle_sid: sid() };
        set(&db, &hit, &[lookup(LookupKind::PersonToken, "wintermoor")]).await;
        assert!(raw::holds(&place, &["lookup_hash"], &hit.bundle_sid.to_string()).await);
        assert!(!raw::holds(&place, &["lookup_hash"], "wintermoor").await);
    }
}
