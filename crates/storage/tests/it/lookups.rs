//! Who else uses this number, this phone, this address?

use std::collections::BTreeSet;

use proptest::prelude::*;
use trusthub_domain::shared::SharedKind;
use trusthub_domain::sid::AccountSid;
use trusthub_domain::time::Timestamp;
use trusthub_storage::{Db, Lookup, LookupHit, Scope, Sharing};

use crate::harness::dual;
use crate::harness::samples::{sid, tenant};
use crate::raw;

const THEN: Timestamp = Timestamp::from_micros(1_000_000);
const LATER: Timestamp = Timestamp::from_micros(2_000_000);

fn lookup(kind: SharedKind, value: &str) -> Lookup {
    Lookup { kind, value: value.to_owned() }
}

async fn hit(db: &Db) -> LookupHit {
    LookupHit { account_sid: tenant(db).await.account(), bundle_sid: sid() }
}

async fn set_at(db: &Db, hit: &LookupHit, business: &str, values: &[Lookup], now: Timestamp) {
    let mut tx = db.write().await.unwrap();
    let sharing = Sharing { family_sid: hit.account_sid, business, values };
    tx.lookup_set(&Scope::own(hit.account_sid), hit.bundle_sid, sharing, now).await.unwrap();
    tx.commit().await.unwrap();
}

async fn set(db: &Db, hit: &LookupHit, values: &[Lookup]) {
    set_at(db, hit, &hit.bundle_sid.to_string(), values, THEN).await;
}

async fn find(db: &Db, lookup: &Lookup) -> Vec<LookupHit> {
    find_from(db, lookup, sid(), 100).await
}

async fn find_from(db: &Db, lookup: &Lookup, family: AccountSid, limit: u32) -> Vec<LookupHit> {
    db.read().await.unwrap().lookup_find_any_account(lookup, family, limit).await.unwrap()
}

/// The bundles outside of a family that use a value, the latest first.
async fn others(db: &Db, lookup: &Lookup, family: AccountSid, limit: u32) -> Vec<LookupHit> {
    let mut tx = db.read().await.unwrap();
    let hash = tx.lookup_hash(lookup);
    let found = tx.lookup_others_any_account(&hash, family, limit).await.unwrap();
    found.iter().map(|one| LookupHit { account_sid: one.account_sid, bundle_sid: one.bundle_sid }).collect()
}

dual! {
    async fn a_value_is_found_in_every_account_that_has_it(db: Db) {
        let number = lookup(SharedKind::BusinessIdentifier, "ein:123456789");
        let mut hits = Vec::new();
        for _ in 0..2 {
            let hit = hit(&db).await;
            // The same value twice in one bundle is one.
            set(&db, &hit, &[number.clone(), number.clone(), lookup(SharedKind::Person, "carla")]).await;
            hits.push(hit);
        }
        assert_eq!(find(&db, &number).await, hits);
        assert_eq!(find(&db, &lookup(SharedKind::BusinessIdentifier, "ein:123456780")).await, []);
        assert_eq!(find(&db, &lookup(SharedKind::Phone, "ein:123456789")).await, []);
    }
}

dual! {
    async fn what_is_remembered_of_a_bundle_is_replaced_and_of_others_is_not(db: Db) {
        let account_sid = tenant(&db).await.account();
        let [one, other] = [(); 2].map(|()| LookupHit { account_sid, bundle_sid: sid() });
        let [before, after] = ["+14155550100", "+14155550101"].map(|number| lookup(SharedKind::Phone, number));
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
    async fn what_goes_on_being_used_keeps_its_date(db: Db) {
        let one = hit(&db).await;
        let [kept, new] = ["+14155550100", "+14155550101"].map(|number| lookup(SharedKind::Phone, number));
        set_at(&db, &one, "owl", std::slice::from_ref(&kept), THEN).await;
        set_at(&db, &one, "owl", &[kept.clone(), new.clone()], LATER).await;
        let mut tx = db.read().await.unwrap();
        let mut since = Vec::new();
        for remembered in tx.lookup_list(&Scope::own(one.account_sid), one.bundle_sid).await.unwrap() {
            assert_eq!(remembered.kind, SharedKind::Phone);
            since.push((remembered.hash == tx.lookup_hash(&kept), remembered.since));
        }
        since.sort();
        assert_eq!(since, [(false, LATER), (true, THEN)]);
        for (value, expected) in [(&kept, 0), (&new, 1)] {
            let hash = tx.lookup_hash(value);
            assert_eq!(tx.lookup_since_any_account(&hash, LATER, 10).await.unwrap().len(), expected);
        }
    }
}

dual! {
    async fn a_family_of_accounts_is_passed_over_and_the_latest_come_first(db: Db) {
        let phone = lookup(SharedKind::Phone, "+14155550100");
        let [parent, child, first, second] = [hit(&db).await, hit(&db).await, hit(&db).await, hit(&db).await];
        let mut tx = db.write().await.unwrap();
        for (hit, family_sid, now) in [
            (&parent, parent.account_sid, THEN),
            (&child, parent.account_sid, THEN),
            (&first, first.account_sid, THEN),
            (&second, second.account_sid, LATER),
        ] {
            let sharing = Sharing { family_sid, business: "one", values: std::slice::from_ref(&phone) };
            tx.lookup_set(&Scope::own(hit.account_sid), hit.bundle_sid, sharing, now).await.unwrap();
        }
        tx.commit().await.unwrap();
        assert_eq!(others(&db, &phone, parent.account_sid, 10).await, [second.clone(), first.clone()]);
        assert_eq!(others(&db, &phone, parent.account_sid, 1).await, std::slice::from_ref(&second));
        assert_eq!(others(&db, &phone, sid(), 10).await.len(), 4);
        let found = find_from(&db, &phone, parent.account_sid, 3).await;
        assert_eq!(found[..2], [second, first]);
        assert!([parent, child].contains(&found[2]), "its own come last: {found:?}");
    }
}

dual! {
    async fn a_business_is_told_from_others_by_a_hash_that_follows_it(db: Db) {
        let one = hit(&db).await;
        let phone = lookup(SharedKind::Phone, "+14155550100");
        for business in ["owl", "heron"] {
            set_at(&db, &one, business, std::slice::from_ref(&phone), THEN).await;
            let mut tx = db.read().await.unwrap();
            let hash = tx.lookup_hash(&phone);
            let found = tx.lookup_others_any_account(&hash, sid(), 10).await.unwrap();
            assert_eq!(found.len(), 1);
            assert_eq!(found[0].business, tx.lookup_business(business));
        }
    }
}

dual! {
    async fn no_value_is_stored_in_clear(db: Db, place: Arc<TestDb>) {
        let hit = hit(&db).await;
        set_at(&db, &hit, "ein:942404110", &[lookup(SharedKind::Person, "wintermoor")], THEN).await;
        assert!(raw::holds(&place, &["lookup_hash"], &hit.bundle_sid.to_string()).await);
        for clear in ["wintermoor", "942404110"] {
            assert!(!raw::holds(&place, &["lookup_hash"], clear).await, "{clear}");
        }
    }
}

dual! {
    /// Whatever a value looks like, another kind of the same text, or of a text made to look like it, is another value.
    async fn no_hash_is_shared_between_kinds(db: Db) {
        let tx = db.read().await.unwrap();
        let texts = proptest::collection::vec("[a-z0-9:+@ \n]{0,24}", 1..4);
        let mut runner = proptest::test_runner::TestRunner::deterministic();
        runner
            .run(&texts, |texts| {
                let mut values = BTreeSet::new();
                let mut hashes = BTreeSet::new();
                for text in &texts {
                    values.insert((None, text.clone()));
                    hashes.insert(tx.lookup_business(text));
                    for (kind, other) in SharedKind::ALL.into_iter().zip(SharedKind::ALL.into_iter().rev()) {
                        for value in [text.clone(), format!("{other}\n{text}"), format!("\n{text}")] {
                            hashes.insert(tx.lookup_hash(&Lookup { kind, value: value.clone() }));
                            values.insert((Some(kind), value));
                        }
                    }
                }
                prop_assert_eq!(hashes.len(), values.len());
                Ok(())
            })
            .unwrap();
    }
}
