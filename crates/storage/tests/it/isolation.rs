//! Another tenant sees nothing and changes nothing, whichever method it calls.

use trusthub_domain::bundle::{BundleKind, ObjectSid};
use trusthub_domain::item::{Address, EndUser, PhoneNumber, SupportingDocument};
use trusthub_domain::people::User;
use trusthub_storage::{AccountFilter, AddressFilter, BundleFilter, Error, NumberFilter, OverviewFilter};

use crate::harness::dual;
use crate::harness::samples::{
    address, api_key, bundle, channel, document, end_user, evaluation, instant, item, number, policy, sid,
    tenant, tokens, user, whole,
};

macro_rules! sees_nothing {
    ($($answer:expr;)+) => {
        $(assert!($answer.await.unwrap().is_none(), "{}", stringify!($answer));)+
    };
}

macro_rules! lists_nothing {
    ($($answer:expr;)+) => {
        $(assert!($answer.await.unwrap().items.is_empty(), "{}", stringify!($answer));)+
    };
}

macro_rules! changes_nothing {
    ($($answer:expr;)+) => {
        $(assert!(!$answer.await.unwrap(), "{}", stringify!($answer));)+
    };
}

macro_rules! conflicts {
    ($($answer:expr;)+) => {
        $(assert!(matches!($answer.await, Err(Error::Conflict)), "{}", stringify!($answer));)+
    };
}

dual! {
    async fn another_tenant_sees_and_changes_nothing(db: Db) {
        let (owner, stranger) = (tenant(&db).await, tenant(&db).await);
        let (profile, person, paper) = (bundle(&owner), end_user(&owner), document(&owner));
        let (place, phone, key) = (address(&owner), number(&owner), api_key(&owner));
        let user = user(&owner, "rosa@owl.example");
        let copy = trusthub_domain::bundle::Bundle { copy_of: Some(profile.sid), ..bundle(&owner) };
        let evaluation = evaluation(&owner, profile.sid);
        let object = ObjectSid::EndUser(person.sid);
        let item = item(&profile, object, "type");
        let channel = channel(&profile, &phone);
        let mut tx = db.write().await.unwrap();
        tx.bundle_insert(&profile).await.unwrap();
        tx.bundle_insert(&copy).await.unwrap();
        tx.end_user_insert(&person).await.unwrap();
        tx.document_insert(&paper).await.unwrap();
        tx.address_insert(&place).await.unwrap();
        tx.number_insert(&phone).await.unwrap();
        tx.key_insert(&key, b"hash").await.unwrap();
        tx.user_insert(&user).await.unwrap();
        let user = tx.user_set_password(&user, "$argon2id$hash", instant()).await.unwrap();
        tx.entity_assignment_insert(&item).await.unwrap();
        tx.channel_assignment_insert(&channel).await.unwrap();
        tx.evaluation_insert(&evaluation).await.unwrap();
        tx.document_addresses_set(&owner, paper.sid, &[place.sid]).await.unwrap();

        sees_nothing! {
            tx.user_find(&stranger, user.sid);
            tx.user_credentials(&stranger, user.sid);
            tx.user_find_other_owner(&stranger, sid());
            tx.account_find_in_family(&stranger, owner.account());
            tx.bundle_find(&stranger, profile.sid);
            tx.bundle_reference(&stranger, profile.sid);
            tx.bundle_find_copy(&stranger, profile.sid);
            tx.end_user_find(&stranger, person.sid);
            tx.document_find(&stranger, paper.sid);
            tx.address_find(&stranger, place.sid);
            tx.number_find(&stranger, phone.sid);
            tx.key_find(&stranger, key.sid);
            tx.entity_assignment_find(&stranger, profile.sid, item.sid);
            tx.channel_assignment_find(&stranger, profile.sid, channel.sid);
            tx.evaluation_find(&stranger, profile.sid, evaluation.sid);
        }
        let page = whole();
        lists_nothing! {
            tx.bundle_list(&stranger, BundleKind::CustomerProfile, &BundleFilter::default(), &page);
            tx.end_user_list(&stranger, &page);
            tx.document_list(&stranger, &page);
            tx.address_list(&stranger, &AddressFilter::default(), &page);
            tx.number_list(&stranger, &NumberFilter::default(), &page);
            tx.key_list(&stranger, &page);
            tx.user_list(&stranger, &page);
            tx.entity_assignment_list(&stranger, profile.sid, None, &page);
            tx.channel_assignment_list(&stranger, profile.sid, None, &page);
            tx.evaluation_list(&stranger, profile.sid, &page);
        }
        let all = OverviewFilter::default();
        let overview = db.overview_list(&stranger, BundleKind::CustomerProfile, &all, &page).await.unwrap();
        assert!(overview.items.is_empty());
        let family = tx.account_list_family(&stranger, &AccountFilter::default(), &page).await.unwrap();
        assert_eq!(family.items.iter().map(|account| account.sid).collect::<Vec<_>>(), [stranger.account()]);
        assert!(tx.user_list_told(&stranger).await.unwrap().is_empty());
        assert!(tx.entity_assignment_all(&stranger, profile.sid).await.unwrap().is_empty());
        assert!(tx.entity_assignment_of_object(&stranger, object).await.unwrap().is_empty());
        assert!(tx.channel_assignment_of_number(&stranger, phone.sid).await.unwrap().is_empty());
        assert!(tx.address_documents(&stranger, place.sid).await.unwrap().is_empty());
        let same_name = tx.bundle_find_same_name(&stranger, policy(1), &profile.friendly_name);
        assert!(same_name.await.unwrap().is_empty());

        changes_nothing! {
            tx.key_delete(&stranger, key.sid);
            tx.end_user_delete(&stranger, person.sid);
            tx.document_delete(&stranger, paper.sid);
            tx.address_delete(&stranger, place.sid);
            tx.number_delete(&stranger, phone.sid);
            tx.entity_assignment_delete(&stranger, profile.sid, item.sid);
            tx.channel_assignment_delete(&stranger, profile.sid, channel.sid);
            tx.channel_assignment_exists(&stranger, profile.sid);
        }
        tx.entity_assignment_move_all(&stranger, profile.sid, copy.sid).await.unwrap();
        tx.account_set_tokens(&stranger, &tokens()).await.unwrap();
        let account_sid = stranger.account();
        conflicts! {
            tx.bundle_save(&trusthub_domain::bundle::Bundle { account_sid, ..profile.clone() });
            tx.bundle_delete(&trusthub_domain::bundle::Bundle { account_sid, ..profile.clone() });
            tx.bundle_touch(&trusthub_domain::bundle::Bundle { account_sid, ..profile.clone() });
            tx.end_user_save(&EndUser { account_sid, ..person.clone() });
            tx.document_save(&SupportingDocument { account_sid, ..paper.clone() });
            tx.address_save(&Address { account_sid, ..place.clone() });
            tx.number_save(&PhoneNumber { account_sid, ..phone.clone() });
            tx.user_save(&User { account_sid, ..user.clone() });
            tx.user_set_password(&User { account_sid, ..user.clone() }, "$argon2id$other", instant());
            tx.user_delete(&User { account_sid, ..user.clone() });
            tx.key_save(&trusthub_domain::account::ApiKey { account_sid, ..key.clone() });
        }
        tx.account_erase_rows(&stranger, profile.date_created).await.unwrap();

        assert_eq!(tx.bundle_find(&owner, profile.sid).await.unwrap(), Some(profile.clone()));
        assert_eq!(tx.bundle_find_copy(&owner, profile.sid).await.unwrap(), Some(copy));
        assert_eq!(tx.end_user_find(&owner, person.sid).await.unwrap(), Some(person));
        assert_eq!(tx.document_find(&owner, paper.sid).await.unwrap(), Some(paper.clone()));
        assert_eq!(tx.address_find(&owner, place.sid).await.unwrap(), Some(place.clone()));
        assert_eq!(tx.number_find(&owner, phone.sid).await.unwrap(), Some(phone.clone()));
        assert_eq!(tx.key_find(&owner, key.sid).await.unwrap(), Some(key.clone()));
        assert_eq!(tx.user_find(&owner, user.sid).await.unwrap(), Some(user.clone()));
        assert!(tx.user_owner_any_account(&user.email).await.unwrap().is_some());
        assert_eq!(tx.entity_assignment_all(&owner, profile.sid).await.unwrap(), [item]);
        assert_eq!(tx.channel_assignment_of_number(&owner, phone.sid).await.unwrap(), [channel]);
        assert_eq!(tx.evaluation_find(&owner, profile.sid, evaluation.sid).await.unwrap(), Some(evaluation));
        assert_eq!(tx.address_documents(&owner, place.sid).await.unwrap(), [paper.sid]);
        assert!(tx.account_tokens(&owner).await.unwrap().is_some());
        assert!(tx.key_credentials_any_account(key.sid).await.unwrap().is_some());
        assert!(tx.number_owner_any_account(&phone.phone_number).await.unwrap().is_some());
    }
}
