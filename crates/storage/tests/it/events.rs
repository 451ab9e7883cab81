//! Transitions of bundles, kept with who is told of them.

use trusthub_domain::bundle::{
    Addressee, BundleEvent, BundleKind, Cause, EventKind, Reason, ReasonCode, Status, Transition,
};
use trusthub_domain::sid::BundleSid;
use trusthub_domain::trust::{TrustChange, TrustLevel};
use trusthub_storage::{Error, Scope, StoredEvent};

use crate::harness::dual;
use crate::harness::samples::{instant, sid, tenant};
use crate::raw;

fn event(scope: &Scope, bundle: BundleSid, sequence: i64) -> BundleEvent {
    BundleEvent {
        sid: sid(),
        account_sid: scope.account(),
        bundle_sid: bundle,
        bundle_kind: BundleKind::CustomerProfile,
        transition: Transition {
            kind: EventKind::Submitted,
            status: Status::PendingReview,
            sequence,
            reasons: Vec::new(),
            at: instant(),
        },
        cause: Cause::Machine,
        trust: None,
        addressee: Addressee {
            friendly_name: "Owl Telecom".to_owned(),
            email: "carla.wintermoor@owl.example".parse().unwrap(),
            status_callback: Some("https://owl.example/hook?key=hidden".to_owned()),
        },
    }
}

fn rejection(scope: &Scope, bundle: BundleSid, sequence: i64) -> BundleEvent {
    let mut rejected = event(scope, bundle, sequence);
    rejected.cause = Cause::Reviewer;
    rejected.trust =
        Some(TrustChange { from: TrustLevel::VerifiedPlus, to: TrustLevel::Unknown, reasons: 1 });
    rejected.transition.kind = EventKind::Rejected;
    rejected.transition.status = Status::Rejected;
    rejected.transition.reasons = vec![Reason {
        code: ReasonCode::WEBSITE,
        field: Some("business_information.website_url".to_owned()),
        object: None,
        message: "the name and the website cannot be linked".to_owned(),
        note: Some("Ms Wintermoor told us otherwise".to_owned()),
    }];
    rejected
}

dual! {
    async fn an_event_is_found_as_it_was_stored_by_its_account_only(db: Db) {
        let (scope, stranger) = (tenant(&db).await, tenant(&db).await);
        let stored = rejection(&scope, sid(), 1);
        let mut tx = db.write().await.unwrap();
        tx.event_insert(&stored).await.unwrap();
        let found = tx.event_find(&scope, stored.sid).await.unwrap();
        assert_eq!(found, Some(StoredEvent { event: stored.clone(), callback_settled_at: None }));
        assert_eq!(tx.event_find(&stranger, stored.sid).await.unwrap(), None);
        assert_eq!(tx.event_list(&stranger, stored.bundle_sid).await.unwrap(), []);
    }
}

dual! {
    async fn a_bundle_has_one_event_of_each_number(db: Db) {
        let scope = tenant(&db).await;
        let bundle = sid();
        let mut tx = db.write().await.unwrap();
        for sequence in [2, 1, 3] {
            tx.event_insert(&event(&scope, bundle, sequence)).await.unwrap();
        }
        tx.event_insert(&event(&scope, sid(), 2)).await.unwrap();
        assert!(matches!(tx.event_insert(&event(&scope, bundle, 2)).await, Err(Error::Conflict)));
        let listed = tx.event_list(&scope, bundle).await.unwrap();
        let sequences: Vec<_> = listed.iter().map(|stored| stored.event.transition.sequence).collect();
        assert_eq!(sequences, [1, 2, 3]);
    }
}

dual! {
    async fn a_callback_waits_for_those_of_earlier_events(db: Db) {
        let scope = tenant(&db).await;
        let bundle = sid();
        let events = [1, 2, 3].map(|sequence| event(&scope, bundle, sequence));
        let mut tx = db.write().await.unwrap();
        for event in &events {
            tx.event_insert(event).await.unwrap();
        }
        let [first, second, _] = &events;
        assert_eq!(tx.event_earlier_unsettled(&scope, bundle, 1).await.unwrap(), None);
        assert_eq!(tx.event_earlier_unsettled(&scope, bundle, 3).await.unwrap(), Some(first.transition.at));
        let (settled, later) = (instant(), instant());
        tx.event_settle_callback(&scope, first.sid, settled).await.unwrap();
        tx.event_settle_callback(&scope, first.sid, later).await.unwrap();
        assert_eq!(tx.event_earlier_unsettled(&scope, bundle, 3).await.unwrap(), Some(second.transition.at));
        assert_eq!(tx.event_earlier_unsettled(&scope, bundle, 2).await.unwrap(), None);
        let found = tx.event_find(&scope, first.sid).await.unwrap().unwrap();
        assert_eq!(found.callback_settled_at, Some(settled));
    }
}

dual! {
    async fn nobody_reads_an_event_without_the_accounts_key(db: Db, place: Arc<TestDb>) {
        let scope = tenant(&db).await;
        let stored = rejection(&scope, sid(), 1);
        let mut tx = db.write().await.unwrap();
        tx.event_insert(&stored).await.unwrap();
        tx.commit().await.unwrap();
        assert!(raw::holds(&place, &["bundle_events"], &stored.sid.to_string()).await);
        for text in ["wintermoor", "Wintermoor", "owl.example", "hidden"] {
            assert!(!raw::holds(&place, &["bundle_events"], text).await, "{text}");
        }
        db.vault().account_key_destroy(scope.account(), instant()).await.unwrap();
        let found = db.read().await.unwrap().event_find(&scope, stored.sid).await;
        assert!(matches!(found, Err(Error::Erased)));
    }
}
