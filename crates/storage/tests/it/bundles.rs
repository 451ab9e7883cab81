//! Bundles: stored whole, saved by version, listed by what the wire shows.

use trusthub_domain::bundle::{Bundle, BundleKind, ObjectSid, Reason, ReasonCode, Status, Suspension};
use trusthub_domain::shared::SharedKind;
use trusthub_domain::time::Timestamp;
use trusthub_storage::{BundleFilter, BundleReference, Error, Key, Lookup, Sharing};

use crate::harness::dual;
use crate::harness::samples::{
    bundle, channel, evaluation, instant, item, number, policy, sid, tenant, whole,
};

fn reason(note: &str) -> Reason {
    Reason {
        code: ReasonCode::ADDRESS,
        field: Some("customer_profile_address.address_sids".to_owned()),
        object: None,
        message: "The address could not be verified.".to_owned(),
        note: Some(note.to_owned()),
    }
}

dual! {
    async fn a_bundle_is_found_as_it_was_stored_with_everything_set(db: Db) {
        let scope = tenant(&db).await;
        let full = Bundle {
            kind: BundleKind::TrustProduct,
            status: Status::InReview,
            suspension: Some(Suspension { since: instant(), reason: reason("suspended note") }),
            lost_support: vec![reason("lost")],
            is_told_of_account: true,
            valid_until: Some(instant()),
            reasons: vec![reason("one"), reason("two")],
            copy_of: Some(sid()),
            event_sequence: 7,
            ..bundle(&scope)
        };
        let plain = Bundle { status_callback: None, ..bundle(&scope) };
        let mut tx = db.write().await.unwrap();
        for stored in [&full, &plain] {
            tx.bundle_insert(stored).await.unwrap();
            assert_eq!(tx.bundle_find(&scope, stored.sid).await.unwrap().as_ref(), Some(stored));
            assert_eq!(tx.sid_owner_any_account(&stored.sid.to_string()).await.unwrap(), Some(scope.account()));
        }
        let shown = BundleReference {
            sid: full.sid,
            account_sid: full.account_sid,
            kind: full.kind,
            policy_sid: full.policy_sid,
            shown_status: Status::Rejected,
            valid_until: full.valid_until,
        };
        assert_eq!(tx.bundle_reference(&scope, full.sid).await.unwrap(), Some(shown));
    }
}

dual! {
    async fn saving_needs_the_version_that_was_read(db: Db) {
        let scope = tenant(&db).await;
        let first = bundle(&scope);
        let mut tx = db.write().await.unwrap();
        tx.bundle_insert(&first).await.unwrap();
        let changed = Bundle {
            friendly_name: "New name".to_owned(),
            email: "other@owl.example".parse().unwrap(),
            status_callback: None,
            status: Status::Rejected,
            suspension: Some(Suspension { since: instant(), reason: reason("why") }),
            lost_support: vec![reason("lost")],
            is_told_of_account: true,
            valid_until: Some(instant()),
            reasons: vec![reason("note")],
            event_sequence: 2,
            date_updated: instant(),
            ..first.clone()
        };
        let saved = tx.bundle_save(&changed).await.unwrap();
        assert_eq!(saved, Bundle { version: 2, ..changed.clone() });
        assert_eq!(tx.bundle_find(&scope, first.sid).await.unwrap(), Some(saved.clone()));
        assert!(matches!(tx.bundle_save(&changed).await, Err(Error::Conflict)));
        assert!(matches!(tx.bundle_delete(&changed).await, Err(Error::Conflict)));
        let cleared = Bundle {
            suspension: None,
            lost_support: Vec::new(),
            is_told_of_account: false,
            reasons: Vec::new(),
            valid_until: None,
            ..saved
        };
        let cleared = tx.bundle_save(&cleared).await.unwrap();
        assert_eq!(tx.bundle_find(&scope, first.sid).await.unwrap(), Some(cleared));
    }
}

dual! {
    async fn lists_go_by_kind_and_by_the_status_that_is_shown(db: Db) {
        let scope = tenant(&db).await;
        let draft = bundle(&scope);
        let suspended = Bundle {
            status: Status::Approved,
            suspension: Some(Suspension { since: instant(), reason: reason("why") }),
            friendly_name: "Suspended".to_owned(),
            policy_sid: policy(2),
            ..bundle(&scope)
        };
        let product = Bundle { kind: BundleKind::TrustProduct, ..bundle(&scope) };
        let copy = Bundle { copy_of: Some(draft.sid), ..bundle(&scope) };
        let mut tx = db.write().await.unwrap();
        for stored in [&draft, &suspended, &product, &copy] {
            tx.bundle_insert(stored).await.unwrap();
        }
        let by_status = |status| BundleFilter { status: Some(status), ..BundleFilter::default() };
        let by_name = BundleFilter { friendly_name: Some("Suspended".to_owned()), ..BundleFilter::default() };
        let by_policy = BundleFilter { policy_sid: Some(policy(2)), ..BundleFilter::default() };
        let both = vec![suspended.clone(), draft.clone()];
        let profiles = [
            (BundleFilter::default(), both),
            (by_status(Status::Draft), vec![draft.clone()]),
            (by_status(Status::Rejected), vec![suspended.clone()]),
            (by_status(Status::Approved), vec![]),
            (by_name, vec![suspended.clone()]),
            (by_policy, vec![suspended.clone()]),
        ];
        for (filter, expected) in profiles {
            let page = tx.bundle_list(&scope, BundleKind::CustomerProfile, &filter, &whole()).await.unwrap();
            assert_eq!(page.items, expected, "{filter:?}");
        }
        let none = BundleFilter::default();
        let products = tx.bundle_list(&scope, BundleKind::TrustProduct, &none, &whole()).await.unwrap();
        assert_eq!(products.items, [product]);
        assert_eq!(tx.bundle_find_copy(&scope, draft.sid).await.unwrap(), Some(copy));
        assert_eq!(tx.bundle_find_copy(&scope, suspended.sid).await.unwrap(), None);
    }
}

dual! {
    async fn a_bundle_has_one_undecided_copy_at_most(db: Db) {
        let scope = tenant(&db).await;
        let original = bundle(&scope);
        let first = Bundle { copy_of: Some(original.sid), ..bundle(&scope) };
        let second = Bundle { copy_of: Some(original.sid), ..bundle(&scope) };
        let mut tx = db.write().await.unwrap();
        for stored in [&original, &first] {
            tx.bundle_insert(stored).await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut tx = db.write().await.unwrap();
        let refused = tx.bundle_insert(&second).await;
        assert!(matches!(refused, Err(Error::Duplicate(Key::BundleCopy))), "{refused:?}");
        drop(tx);
        let mut tx = db.write().await.unwrap();
        tx.bundle_save(&Bundle { status: Status::Approved, ..first }).await.unwrap();
        assert_eq!(tx.bundle_find_copy(&scope, original.sid).await.unwrap(), None);
        tx.bundle_insert(&second).await.unwrap();
    }
}

dual! {
    async fn bundles_of_the_same_name_and_policy_are_found_newest_first(db: Db) {
        let scope = tenant(&db).await;
        let older = bundle(&scope);
        let newer = bundle(&scope);
        let other_policy = Bundle { policy_sid: policy(2), ..bundle(&scope) };
        let other_name = Bundle { friendly_name: "owl telecom profile".to_owned(), ..bundle(&scope) };
        let copy = Bundle { copy_of: Some(older.sid), ..bundle(&scope) };
        let mut tx = db.write().await.unwrap();
        for stored in [&older, &newer, &other_policy, &other_name, &copy] {
            tx.bundle_insert(stored).await.unwrap();
        }
        let found = tx.bundle_find_same_name(&scope, policy(1), "Owl Telecom profile").await.unwrap();
        assert_eq!(found, [newer.sid, older.sid]);
    }
}

dual! {
    async fn a_deleted_bundle_takes_its_parts_with_it(db: Db) {
        let scope = tenant(&db).await;
        let doomed = bundle(&scope);
        let other = bundle(&scope);
        let phone = number(&scope);
        let lookup = Lookup { kind: SharedKind::BusinessIdentifier, value: "ein:123456789".to_owned() };
        let mut tx = db.write().await.unwrap();
        for stored in [&doomed, &other] {
            tx.bundle_insert(stored).await.unwrap();
        }
        tx.number_insert(&phone).await.unwrap();
        tx.channel_assignment_insert(&channel(&doomed, &phone)).await.unwrap();
        let supporting = item(&doomed, ObjectSid::Bundle(other.sid), "customer_profile");
        tx.entity_assignment_insert(&supporting).await.unwrap();
        let evaluation = evaluation(&scope, doomed.sid);
        tx.evaluation_insert(&evaluation).await.unwrap();
        let values = std::slice::from_ref(&lookup);
        let sharing = Sharing { family_sid: scope.account(), business: "owl", values };
        tx.lookup_set(&scope, doomed.sid, sharing, Timestamp::from_micros(1)).await.unwrap();

        tx.commit().await.unwrap();

        let mut tx = db.write().await.unwrap();
        let refused = tx.bundle_delete(&other).await;
        assert!(matches!(refused, Err(Error::Conflict)), "it is an item of the other: {refused:?}");
        drop(tx);

        let mut tx = db.write().await.unwrap();
        tx.bundle_delete(&doomed).await.unwrap();
        assert_eq!(tx.bundle_find(&scope, doomed.sid).await.unwrap(), None);
        assert_eq!(tx.entity_assignment_all(&scope, doomed.sid).await.unwrap(), []);
        assert_eq!(tx.channel_assignment_of_number(&scope, phone.sid).await.unwrap(), []);
        assert_eq!(tx.evaluation_find(&scope, doomed.sid, evaluation.sid).await.unwrap(), None);
        assert_eq!(tx.lookup_find_any_account(&lookup, scope.account(), 10).await.unwrap(), []);
        assert_eq!(tx.sid_owner_any_account(&doomed.sid.to_string()).await.unwrap(), None);
    }
}

dual! {
    async fn the_order_of_a_list_does_not_depend_on_the_order_of_insertion(db: Db) {
        let scope = tenant(&db).await;
        let at = |micros| Timestamp::from_micros(micros);
        let newest = Bundle { date_created: at(30), ..bundle(&scope) };
        let twin_low = Bundle { date_created: at(20), ..bundle(&scope) };
        let twin_high = Bundle { date_created: at(20), ..bundle(&scope) };
        let oldest = Bundle { date_created: at(-10), ..bundle(&scope) };
        let mut tx = db.write().await.unwrap();
        for stored in [&twin_high, &oldest, &newest, &twin_low] {
            tx.bundle_insert(stored).await.unwrap();
        }
        let none = BundleFilter::default();
        let page = tx.bundle_list(&scope, BundleKind::CustomerProfile, &none, &whole()).await.unwrap();
        assert_eq!(page.items, [newest, twin_high, twin_low, oldest]);
    }
}
