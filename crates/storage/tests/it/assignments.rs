//! Items and numbers of bundles.

use trusthub_domain::bundle::{EntityAssignment, ObjectSid};
use trusthub_storage::{Error, Key};

use crate::harness::dual;
use crate::harness::samples::{
    account, bundle, channel, document, end_user, item, number, sid, store_account, tenant, whole,
};

dual! {
    async fn items_are_found_by_bundle_by_type_and_by_object(db: Db) {
        let scope = tenant(&db).await;
        let (profile, other, person, paper) = (bundle(&scope), bundle(&scope), end_user(&scope), document(&scope));
        let mut tx = db.write().await.unwrap();
        tx.bundle_insert(&profile).await.unwrap();
        tx.bundle_insert(&other).await.unwrap();
        tx.end_user_insert(&person).await.unwrap();
        tx.document_insert(&paper).await.unwrap();
        let items = [
            item(&profile, ObjectSid::EndUser(person.sid), "authorized_representative_1"),
            item(&profile, ObjectSid::SupportingDocument(paper.sid), "customer_profile_address"),
            item(&profile, ObjectSid::Bundle(other.sid), "customer_profile"),
        ];
        for item in &items {
            tx.entity_assignment_insert(item).await.unwrap();
            assert_eq!(tx.entity_assignment_find(&scope, profile.sid, item.sid).await.unwrap().as_ref(), Some(item));
            assert_eq!(tx.entity_assignment_find(&scope, other.sid, item.sid).await.unwrap(), None);
            assert_eq!(tx.entity_assignment_of_object(&scope, item.object_sid).await.unwrap(), std::slice::from_ref(item));
        }
        assert_eq!(tx.entity_assignment_all(&scope, profile.sid).await.unwrap(), items);
        let list = tx.entity_assignment_list(&scope, profile.sid, None, &whole()).await.unwrap();
        assert_eq!(list.items, items.iter().rev().cloned().collect::<Vec<_>>());
        let object_type = Some("customer_profile_address");
        let of_type = tx.entity_assignment_list(&scope, profile.sid, object_type, &whole()).await.unwrap();
        assert_eq!(of_type.items, [items[1].clone()]);
        assert!(!tx.entity_assignment_delete(&scope, other.sid, items[0].sid).await.unwrap());
        assert!(tx.entity_assignment_delete(&scope, profile.sid, items[0].sid).await.unwrap());
        assert!(!tx.entity_assignment_delete(&scope, profile.sid, items[0].sid).await.unwrap());
        assert_eq!(tx.entity_assignment_all(&scope, profile.sid).await.unwrap(), items[1..]);
    }
}

dual! {
    async fn an_object_is_an_item_of_a_bundle_once(db: Db) {
        let scope = tenant(&db).await;
        let (profile, person) = (bundle(&scope), end_user(&scope));
        let mut tx = db.write().await.unwrap();
        tx.bundle_insert(&profile).await.unwrap();
        tx.end_user_insert(&person).await.unwrap();
        let object = ObjectSid::EndUser(person.sid);
        tx.entity_assignment_insert(&item(&profile, object, "type")).await.unwrap();
        let again = tx.entity_assignment_insert(&item(&profile, object, "type")).await;
        assert!(matches!(again, Err(Error::Duplicate(Key::EntityAssignmentObject))), "{again:?}");
    }
}

dual! {
    async fn the_items_of_an_approved_copy_replace_those_of_the_original(db: Db) {
        let scope = tenant(&db).await;
        let (original, copy) = (bundle(&scope), bundle(&scope));
        let (kept, replaced) = (end_user(&scope), end_user(&scope));
        let mut tx = db.write().await.unwrap();
        for stored in [&original, &copy] {
            tx.bundle_insert(stored).await.unwrap();
        }
        for stored in [&kept, &replaced] {
            tx.end_user_insert(stored).await.unwrap();
        }
        tx.entity_assignment_insert(&item(&original, ObjectSid::EndUser(kept.sid), "one")).await.unwrap();
        tx.entity_assignment_insert(&item(&original, ObjectSid::EndUser(replaced.sid), "two")).await.unwrap();
        let moved = item(&copy, ObjectSid::EndUser(kept.sid), "one");
        tx.entity_assignment_insert(&moved).await.unwrap();
        tx.entity_assignment_move_all(&scope, copy.sid, original.sid).await.unwrap();
        let expected = EntityAssignment { bundle_sid: original.sid, ..moved };
        assert_eq!(tx.entity_assignment_all(&scope, original.sid).await.unwrap(), [expected]);
        assert_eq!(tx.entity_assignment_all(&scope, copy.sid).await.unwrap(), []);
    }
}

dual! {
    async fn nothing_is_assigned_that_is_not_there(db: Db) {
        let scope = tenant(&db).await;
        let (profile, missing) = (bundle(&scope), bundle(&scope));
        let mut tx = db.write().await.unwrap();
        tx.bundle_insert(&profile).await.unwrap();
        for object in [ObjectSid::EndUser(sid()), ObjectSid::SupportingDocument(sid()), ObjectSid::Bundle(sid())] {
            let refused = tx.entity_assignment_insert(&item(&profile, object, "type")).await;
            assert!(matches!(refused, Err(Error::Conflict)), "{object:?}: {refused:?}");
        }
        let refused = tx.channel_assignment_insert(&channel(&profile, &number(&scope))).await;
        assert!(matches!(refused, Err(Error::Conflict)), "{refused:?}");
        let to_missing = tx.entity_assignment_insert(&item(&missing, ObjectSid::Bundle(profile.sid), "type")).await;
        assert!(matches!(to_missing, Err(Error::Conflict)), "{to_missing:?}");
    }
}

dual! {
    async fn what_is_assigned_is_not_deleted(db: Db) {
        let parent_scope = tenant(&db).await;
        let child = account(Some(parent_scope.account()));
        let child_scope = store_account(&db, &child).await;
        let profile = bundle(&parent_scope);
        let (person, paper, phone) = (end_user(&parent_scope), document(&parent_scope), number(&child_scope));
        let mut tx = db.write().await.unwrap();
        tx.bundle_insert(&profile).await.unwrap();
        tx.end_user_insert(&person).await.unwrap();
        tx.document_insert(&paper).await.unwrap();
        tx.number_insert(&phone).await.unwrap();
        for object in [ObjectSid::EndUser(person.sid), ObjectSid::SupportingDocument(paper.sid)] {
            tx.entity_assignment_insert(&item(&profile, object, "type")).await.unwrap();
        }
        tx.channel_assignment_insert(&channel(&profile, &phone)).await.unwrap();
        tx.commit().await.unwrap();

        let mut tx = db.write().await.unwrap();
        assert!(matches!(tx.end_user_delete(&parent_scope, person.sid).await, Err(Error::Conflict)));
        assert!(matches!(tx.document_delete(&parent_scope, paper.sid).await, Err(Error::Conflict)));
        assert!(matches!(tx.number_delete(&child_scope, phone.sid).await, Err(Error::Conflict)));
    }
}

dual! {
    async fn numbers_of_a_bundle_are_listed_and_filtered(db: Db) {
        let scope = tenant(&db).await;
        let profile = bundle(&scope);
        let empty = bundle(&scope);
        let numbers = [number(&scope), number(&scope), number(&scope)];
        let mut tx = db.write().await.unwrap();
        tx.bundle_insert(&profile).await.unwrap();
        tx.bundle_insert(&empty).await.unwrap();
        let mut stored = Vec::new();
        for phone in &numbers {
            tx.number_insert(phone).await.unwrap();
            let assignment = channel(&profile, phone);
            tx.channel_assignment_insert(&assignment).await.unwrap();
            stored.insert(0, assignment);
        }
        let [third, second, first] = stored.try_into().unwrap();
        let filters = [
            (None, vec![third.clone(), second.clone(), first.clone()]),
            (Some(vec![numbers[1].sid]), vec![second.clone()]),
            (Some(vec![numbers[0].sid, sid(), numbers[2].sid]), vec![third.clone(), first.clone()]),
            (Some(vec![sid()]), vec![]),
            (Some(vec![]), vec![]),
        ];
        for (filter, expected) in filters {
            let page = tx.channel_assignment_list(&scope, profile.sid, filter.as_deref(), &whole()).await.unwrap();
            assert_eq!(page.items, expected, "{filter:?}");
        }
        assert_eq!(
            tx.channel_assignment_find(&scope, profile.sid, first.sid).await.unwrap(),
            Some(first.clone())
        );
        assert_eq!(tx.channel_assignment_of_number(&scope, numbers[0].sid).await.unwrap(), std::slice::from_ref(&first));
        assert!(tx.channel_assignment_exists(&scope, profile.sid).await.unwrap());
        assert!(!tx.channel_assignment_exists(&scope, empty.sid).await.unwrap());
        assert!(!tx.channel_assignment_delete(&scope, empty.sid, first.sid).await.unwrap());
        assert!(tx.channel_assignment_delete(&scope, profile.sid, first.sid).await.unwrap());
        assert_eq!(tx.channel_assignment_find(&scope, profile.sid, first.sid).await.unwrap(), None);
    }
}

dual! {
    async fn a_number_is_assigned_to_a_bundle_once(db: Db) {
        let scope = tenant(&db).await;
        let (profile, phone) = (bundle(&scope), number(&scope));
        let mut tx = db.write().await.unwrap();
        tx.bundle_insert(&profile).await.unwrap();
        tx.number_insert(&phone).await.unwrap();
        tx.channel_assignment_insert(&channel(&profile, &phone)).await.unwrap();
        let again = tx.channel_assignment_insert(&channel(&profile, &phone)).await;
        assert!(matches!(again, Err(Error::Duplicate(Key::ChannelAssignmentNumber))), "{again:?}");
    }
}
