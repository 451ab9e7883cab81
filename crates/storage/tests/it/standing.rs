//! Bundles and their account: a hold on the account shows in every bundle at once. And which bundles rest on which.

use std::collections::BTreeSet;

use trusthub_domain::account::{Account, AccountStatus};
use trusthub_domain::bundle::{Bundle, BundleKind, ObjectSid, Status};
use trusthub_storage::{BundleFilter, Error, PageRequest, Position};

use crate::harness::dual;
use crate::harness::samples::{account, bundle, end_user, item, sid, store_account, tenant, whole};

dual! {
    async fn a_hold_on_the_account_is_read_with_each_bundle_and_filtered_by(db: Db) {
        let owner = account(None);
        let scope = store_account(&db, &owner).await;
        let (draft, approved) = (bundle(&scope), Bundle { status: Status::Approved, ..bundle(&scope) });
        let mut tx = db.write().await.unwrap();
        tx.bundle_insert(&draft).await.unwrap();
        tx.bundle_insert(&approved).await.unwrap();
        tx.account_save(&Account { status: AccountStatus::Suspended, ..owner.clone() }).await.unwrap();

        let held = tx.bundle_find(&scope, approved.sid).await.unwrap().unwrap();
        assert_eq!(held, Bundle { account_status: AccountStatus::Suspended, ..approved.clone() });
        let reference = tx.bundle_reference(&scope, approved.sid).await.unwrap().unwrap();
        assert_eq!(reference.shown_status, Status::Rejected);
        for (status, expected) in [
            (Status::Rejected, vec![approved.sid]),
            (Status::Approved, vec![]),
            (Status::Draft, vec![draft.sid]),
        ] {
            let filter = BundleFilter { status: Some(status), ..BundleFilter::default() };
            let page = tx.bundle_list(&scope, BundleKind::CustomerProfile, &filter, &whole()).await.unwrap();
            assert_eq!(page.items.iter().map(|one| one.sid).collect::<Vec<_>>(), expected, "{status}");
        }

        // What is saved meanwhile must not outlast the hold.
        tx.bundle_save(&held).await.unwrap();
        tx.account_save(&Account { version: 2, ..owner }).await.unwrap();
        let filter = BundleFilter { status: Some(Status::Approved), ..BundleFilter::default() };
        let page = tx.bundle_list(&scope, BundleKind::CustomerProfile, &filter, &whole()).await.unwrap();
        assert_eq!(page.items, [Bundle { version: 2, ..approved }]);
    }
}

dual! {
    async fn those_at_stake_are_listed_copies_too(db: Db) {
        let scope = tenant(&db).await;
        let draft = bundle(&scope);
        let told = Bundle { is_told_of_account: true, ..bundle(&scope) };
        let approved = Bundle { status: Status::Approved, ..bundle(&scope) };
        let copy = Bundle { status: Status::InReview, copy_of: Some(approved.sid), ..bundle(&scope) };
        let product = Bundle { kind: BundleKind::TrustProduct, status: Status::InReview, ..bundle(&scope) };
        let mut tx = db.write().await.unwrap();
        for stored in [&draft, &told, &approved, &copy, &product] {
            tx.bundle_insert(stored).await.unwrap();
        }
        let two = PageRequest { size: 2, position: Position::Start };
        let first = tx.bundle_list_at_stake(&scope, BundleKind::CustomerProfile, &two).await.unwrap();
        assert_eq!(first.items, [copy, approved]);
        let rest = PageRequest { size: 2, position: Position::After(first.next.unwrap()) };
        let rest = tx.bundle_list_at_stake(&scope, BundleKind::CustomerProfile, &rest).await.unwrap();
        assert_eq!((rest.items, rest.next), (vec![told], None));
    }
}

dual! {
    async fn a_bundle_rests_on_its_items_and_on_what_its_end_users_name(db: Db) {
        let (scope, other) = (tenant(&db).await, tenant(&db).await);
        let support = bundle(&other);
        let mut resting = vec![bundle(&scope), bundle(&scope), bundle(&scope)];
        resting.sort_by_key(|one| one.sid);
        let (person, idle) = (end_user(&scope), end_user(&scope));
        let mut tx = db.write().await.unwrap();
        tx.bundle_insert(&support).await.unwrap();
        for one in &resting {
            tx.bundle_insert(one).await.unwrap();
        }
        for one in [&person, &idle] {
            tx.end_user_insert(one).await.unwrap();
            tx.end_user_bundles_set(&scope, one.sid, &BTreeSet::from([support.sid, sid()])).await.unwrap();
        }
        let mut assigned = item(&resting[0], ObjectSid::Bundle(support.sid), "type");
        assigned.object_account_sid = other.account();
        tx.entity_assignment_insert(&assigned).await.unwrap();
        for one in &resting[..2] {
            tx.entity_assignment_insert(&item(one, ObjectSid::EndUser(person.sid), "type")).await.unwrap();
        }

        let all = tx.bundles_resting_on(&scope, support.sid, None, 10).await.unwrap();
        assert_eq!(all, [resting[0].sid, resting[1].sid], "each once");
        assert_eq!(tx.bundles_resting_on(&scope, support.sid, None, 1).await.unwrap(), all[..1]);
        assert_eq!(tx.bundles_resting_on(&scope, support.sid, Some(all[0]), 10).await.unwrap(), all[1..]);
        assert_eq!(tx.bundles_resting_on(&other, support.sid, None, 10).await.unwrap(), []);
        tx.end_user_bundles_set(&scope, person.sid, &BTreeSet::new()).await.unwrap();
        assert_eq!(tx.bundles_resting_on(&scope, support.sid, None, 10).await.unwrap(), all[..1]);
        let missing = tx.end_user_bundles_set(&scope, sid(), &BTreeSet::from([support.sid])).await;
        drop(tx);
        assert!(matches!(missing, Err(Error::Conflict)), "{missing:?}");
    }
}
