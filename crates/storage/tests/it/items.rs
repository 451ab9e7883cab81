//! What bundles are put together from: end users, documents, addresses, numbers, evaluations.

use serde_json::json;
use trusthub_domain::item::{Address, DocumentStatus, EndUser, PhoneNumber, SupportingDocument};
use trusthub_storage::{AddressFilter, Error, Key, NumberFilter};

use crate::harness::dual;
use crate::harness::samples::{
    address, attributes, bundle, document, end_user, evaluation, instant, number, sid, tenant, whole,
};

dual! {
    async fn an_end_user_lives_from_insert_to_delete(db: Db) {
        let scope = tenant(&db).await;
        let stored = end_user(&scope);
        let mut tx = db.write().await.unwrap();
        tx.end_user_insert(&stored).await.unwrap();
        assert_eq!(tx.end_user_find(&scope, stored.sid).await.unwrap(), Some(stored.clone()));
        let changed = EndUser {
            friendly_name: "business".to_owned(),
            attributes: attributes(json!({"business_name": "Owl\u{0}, Inc.", "nested": {"z": 1, "a": [true]}})),
            date_updated: instant(),
            ..stored.clone()
        };
        let saved = tx.end_user_save(&changed).await.unwrap();
        assert_eq!(saved, EndUser { version: 2, ..changed });
        assert_eq!(tx.end_user_list(&scope, &whole()).await.unwrap().items, std::slice::from_ref(&saved));
        assert!(matches!(tx.end_user_save(&stored).await, Err(Error::Conflict)));
        assert!(tx.end_user_delete(&scope, stored.sid).await.unwrap());
        assert!(!tx.end_user_delete(&scope, stored.sid).await.unwrap());
        assert!(matches!(tx.end_user_save(&saved).await, Err(Error::Conflict)));
    }
}

dual! {
    async fn a_business_name_of_any_length_can_be_stored(db: Db) {
        let scope = tenant(&db).await;
        let long = EndUser { attributes: attributes(json!({"business_name": "ü".repeat(100_000)})), ..end_user(&scope) };
        let mut tx = db.write().await.unwrap();
        tx.end_user_insert(&long).await.unwrap();
        assert_eq!(tx.end_user_find(&scope, long.sid).await.unwrap(), Some(long));
    }
}

dual! {
    async fn a_document_lives_from_insert_to_delete(db: Db) {
        let scope = tenant(&db).await;
        let stored = document(&scope);
        let mut tx = db.write().await.unwrap();
        tx.document_insert(&stored).await.unwrap();
        assert_eq!(tx.document_find(&scope, stored.sid).await.unwrap(), Some(stored.clone()));
        let changed = SupportingDocument {
            status: DocumentStatus::PendingReview,
            attributes: attributes(json!({})),
            file: None,
            date_updated: instant(),
            ..stored.clone()
        };
        let saved = tx.document_save(&changed).await.unwrap();
        assert_eq!(saved, SupportingDocument { version: 2, ..changed });
        assert_eq!(tx.document_list(&scope, &whole()).await.unwrap().items, [saved]);
        assert!(matches!(tx.document_save(&stored).await, Err(Error::Conflict)));
        assert_eq!(tx.sid_owner_any_account(&stored.sid.to_string()).await.unwrap(), Some(scope.account()));
        assert!(tx.document_delete(&scope, stored.sid).await.unwrap());
        assert!(!tx.document_delete(&scope, stored.sid).await.unwrap());
        assert_eq!(tx.sid_owner_any_account(&stored.sid.to_string()).await.unwrap(), None);
    }
}

dual! {
    async fn an_address_lives_from_insert_to_delete(db: Db) {
        let scope = tenant(&db).await;
        let stored = address(&scope);
        let mut tx = db.write().await.unwrap();
        tx.address_insert(&stored).await.unwrap();
        assert_eq!(tx.address_find(&scope, stored.sid).await.unwrap(), Some(stored.clone()));
        let changed = Address {
            customer_name: "Somebody Else".to_owned(),
            street_secondary: Some("Floor 3".to_owned()),
            emergency_enabled: true,
            date_updated: instant(),
            ..stored.clone()
        };
        let saved = tx.address_save(&changed).await.unwrap();
        assert_eq!(saved, Address { version: 2, ..changed });
        assert_eq!(tx.address_find(&scope, stored.sid).await.unwrap(), Some(saved));
        assert!(matches!(tx.address_save(&stored).await, Err(Error::Conflict)));
        assert!(tx.address_delete(&scope, stored.sid).await.unwrap());
        assert!(!tx.address_delete(&scope, stored.sid).await.unwrap());
    }
}

dual! {
    async fn addresses_are_filtered_by_what_is_sealed_too(db: Db) {
        let scope = tenant(&db).await;
        let home = address(&scope);
        let away = Address {
            friendly_name: "branch".to_owned(),
            customer_name: "Otto Marsh".to_owned(),
            iso_country: "DE".to_owned(),
            emergency_enabled: true,
            ..address(&scope)
        };
        let mut tx = db.write().await.unwrap();
        tx.address_insert(&home).await.unwrap();
        tx.address_insert(&away).await.unwrap();
        let none = AddressFilter::default;
        let both = vec![away.clone(), home.clone()];
        let filters = [
            (none(), both),
            (AddressFilter { customer_name: Some("Otto Marsh".to_owned()), ..none() }, vec![away.clone()]),
            (AddressFilter { customer_name: Some("otto marsh".to_owned()), ..none() }, vec![]),
            (AddressFilter { friendly_name: Some("branch".to_owned()), ..none() }, vec![away.clone()]),
            (AddressFilter { iso_country: Some("US".to_owned()), ..none() }, vec![home.clone()]),
            (AddressFilter { emergency_enabled: Some(true), ..none() }, vec![away.clone()]),
            (AddressFilter { emergency_enabled: Some(false), ..none() }, vec![home.clone()]),
            (AddressFilter { emergency_enabled: Some(false), iso_country: Some("DE".to_owned()), ..none() }, vec![]),
        ];
        for (filter, expected) in filters {
            assert_eq!(tx.address_list(&scope, &filter, &whole()).await.unwrap().items, expected, "{filter:?}");
        }
    }
}

dual! {
    async fn it_is_remembered_which_documents_refer_to_an_address(db: Db) {
        let scope = tenant(&db).await;
        let (paper, other_paper, place) = (document(&scope), document(&scope), address(&scope));
        let mut tx = db.write().await.unwrap();
        tx.document_insert(&paper).await.unwrap();
        tx.document_insert(&other_paper).await.unwrap();
        tx.document_addresses_set(&scope, paper.sid, &[place.sid, sid(), place.sid]).await.unwrap();
        tx.document_addresses_set(&scope, other_paper.sid, &[place.sid]).await.unwrap();
        assert_eq!(tx.address_documents(&scope, place.sid).await.unwrap(), [paper.sid, other_paper.sid]);
        tx.document_addresses_set(&scope, paper.sid, &[]).await.unwrap();
        assert_eq!(tx.address_documents(&scope, place.sid).await.unwrap(), [other_paper.sid]);
        assert!(tx.document_delete(&scope, other_paper.sid).await.unwrap());
        assert_eq!(tx.address_documents(&scope, place.sid).await.unwrap(), []);
        let missing = tx.document_addresses_set(&scope, sid(), &[place.sid]).await;
        drop(tx);
        assert!(matches!(missing, Err(Error::Conflict)), "{missing:?}");
    }
}

dual! {
    async fn a_number_lives_from_insert_to_delete(db: Db) {
        let scope = tenant(&db).await;
        let stored = number(&scope);
        let mut tx = db.write().await.unwrap();
        tx.number_insert(&stored).await.unwrap();
        assert_eq!(tx.number_find(&scope, stored.sid).await.unwrap(), Some(stored.clone()));
        let owner = Some((scope.account(), stored.sid));
        assert_eq!(tx.number_owner_any_account(&stored.phone_number).await.unwrap(), owner);
        let changed = PhoneNumber {
            friendly_name: "back office".to_owned(),
            bundle_sid: Some(sid()),
            address_sid: Some(sid()),
            settings: attributes(json!({})),
            date_updated: instant(),
            ..stored.clone()
        };
        let saved = tx.number_save(&changed).await.unwrap();
        assert_eq!(saved, PhoneNumber { version: 2, ..changed });
        let by_number =
            NumberFilter { phone_number: Some(stored.phone_number.clone()), ..NumberFilter::default() };
        assert_eq!(tx.number_list(&scope, &by_number, &whole()).await.unwrap().items, std::slice::from_ref(&saved));
        let by_name = NumberFilter { friendly_name: Some("front desk".to_owned()), ..NumberFilter::default() };
        assert_eq!(tx.number_list(&scope, &by_name, &whole()).await.unwrap().items, []);
        assert!(matches!(tx.number_save(&stored).await, Err(Error::Conflict)));
        assert!(tx.number_delete(&scope, stored.sid).await.unwrap());
        assert!(!tx.number_delete(&scope, stored.sid).await.unwrap());
        assert_eq!(tx.number_owner_any_account(&stored.phone_number).await.unwrap(), None);
        tx.number_insert(&stored).await.unwrap();
    }
}

dual! {
    async fn a_number_has_one_owner(db: Db) {
        let (scope, other) = (tenant(&db).await, tenant(&db).await);
        let first = number(&scope);
        let mut tx = db.write().await.unwrap();
        tx.number_insert(&first).await.unwrap();
        let taken = PhoneNumber { phone_number: first.phone_number, ..number(&other) };
        let refused = tx.number_insert(&taken).await;
        assert!(matches!(refused, Err(Error::Duplicate(Key::PhoneNumber))), "{refused:?}");
    }
}

dual! {
    async fn evaluations_are_kept_with_their_bundle(db: Db) {
        let scope = tenant(&db).await;
        let profile = bundle(&scope);
        let mut tx = db.write().await.unwrap();
        tx.bundle_insert(&profile).await.unwrap();
        let (first, second) = (evaluation(&scope, profile.sid), evaluation(&scope, profile.sid));
        tx.evaluation_insert(&first).await.unwrap();
        tx.evaluation_insert(&second).await.unwrap();
        assert_eq!(tx.evaluation_find(&scope, profile.sid, first.sid).await.unwrap(), Some(first.clone()));
        assert_eq!(tx.evaluation_find(&scope, sid(), first.sid).await.unwrap(), None);
        assert_eq!(tx.evaluation_list(&scope, profile.sid, &whole()).await.unwrap().items, [second, first]);
        let homeless = tx.evaluation_insert(&evaluation(&scope, sid())).await;
        assert!(matches!(homeless, Err(Error::Conflict)), "{homeless:?}");
    }
}
