//! Accounts, their families, tokens and API keys.

use secrecy::ExposeSecret;
use trusthub_domain::account::{Account, AccountStatus, ApiKey};
use trusthub_storage::{AccountFilter, AuthTokens, Error, Key, Scope};

use crate::harness::dual;
use crate::harness::samples::{account, api_key, instant, sid, store_account, tenant, tokens, whole};

dual! {
    async fn an_account_is_found_as_it_was_stored(db: Db) {
        let stored = account(None);
        let scope = store_account(&db, &stored).await;
        let mut tx = db.read().await.unwrap();
        assert_eq!(tx.account_find(&scope).await.unwrap(), Some(stored.clone()));
        assert_eq!(tx.account_find_in_family(&scope, stored.sid).await.unwrap(), Some(stored.clone()));
        assert_eq!(tx.sid_owner_any_account(&stored.sid.to_string()).await.unwrap(), Some(stored.sid));
        assert_eq!(tx.account_find(&Scope::own(sid())).await.unwrap(), None);
    }
}

dual! {
    async fn a_parent_sees_itself_and_its_subaccounts_and_a_subaccount_itself_only(db: Db) {
        let parent = account(None);
        let parent_scope = store_account(&db, &parent).await;
        let child = account(Some(parent.sid));
        let child_scope = store_account(&db, &child).await;
        tenant(&db).await;
        let mut tx = db.read().await.unwrap();
        let none = AccountFilter::default();
        let family = tx.account_list_family(&parent_scope, &none, &whole()).await.unwrap();
        assert_eq!(family.items, [child.clone(), parent.clone()]);
        let own = tx.account_list_family(&child_scope, &none, &whole()).await.unwrap();
        assert_eq!(own.items, std::slice::from_ref(&child));
        assert_eq!(tx.account_find_in_family(&parent_scope, child.sid).await.unwrap(), Some(child));
        assert_eq!(tx.account_find_in_family(&child_scope, parent.sid).await.unwrap(), None);
        assert_eq!(tx.account_list_any_account(&whole()).await.unwrap().items.len(), 3);
    }
}

dual! {
    async fn a_saved_account_is_listed_as_saved_with_its_parent_too(db: Db) {
        let parent_scope = tenant(&db).await;
        let child = account(Some(parent_scope.account()));
        let child_scope = store_account(&db, &child).await;
        let changed = Account {
            friendly_name: "Owl Subsidiary".to_owned(),
            status: AccountStatus::Suspended,
            date_updated: instant(),
            ..child.clone()
        };
        let mut tx = db.write().await.unwrap();
        let saved = tx.account_save(&changed).await.unwrap();
        assert_eq!(saved, Account { version: 2, ..changed });
        let filter = AccountFilter {
            friendly_name: Some("Owl Subsidiary".to_owned()),
            status: Some(AccountStatus::Suspended),
        };
        assert_eq!(tx.account_list_family(&parent_scope, &filter, &whole()).await.unwrap().items, std::slice::from_ref(&saved));
        assert_eq!(tx.account_find(&child_scope).await.unwrap(), Some(saved));
        let active = AccountFilter { status: Some(AccountStatus::Active), ..AccountFilter::default() };
        assert_eq!(tx.account_list_family(&child_scope, &active, &whole()).await.unwrap().items, []);
        assert!(matches!(tx.account_save(&child).await, Err(Error::Conflict)), "the version is the old one");
    }
}

dual! {
    async fn tokens_open_again_and_authenticate_by_their_hash(db: Db) {
        let scope = tenant(&db).await;
        let rotated = AuthTokens {
            primary: "first-token".into(),
            secondary: Some("second-token".into()),
            secondary_created: Some(instant()),
        };
        let mut tx = db.write().await.unwrap();
        tx.account_set_tokens(&scope, &rotated).await.unwrap();
        let opened = tx.account_tokens(&scope).await.unwrap().unwrap();
        assert_eq!(opened.primary.expose_secret(), "first-token");
        assert_eq!(opened.secondary.unwrap().expose_secret(), "second-token");
        assert_eq!(opened.secondary_created, rotated.secondary_created);
        tx.commit().await.unwrap();
        let credentials = db.account_credentials_any_account(scope.account()).await.unwrap().unwrap();
        assert_eq!(credentials.account.sid, scope.account());
        let accepts = |token: &str| credentials.accept(&db.vault().token_hash(&token.into()));
        assert!(accepts("first-token"));
        assert!(accepts("second-token"));
        assert!(!accepts("third-token"));
        assert!(!credentials.accept(&[]));
        let mut tx = db.write().await.unwrap();
        let missing = tx.account_set_tokens(&Scope::own(sid()), &tokens()).await;
        assert!(missing.is_err());
    }
}

dual! {
    async fn a_secondary_token_that_was_taken_away_is_not_accepted(db: Db) {
        let scope = tenant(&db).await;
        let only = AuthTokens { primary: "only-token".into(), secondary: None, secondary_created: None };
        let mut tx = db.write().await.unwrap();
        tx.account_set_tokens(&scope, &only).await.unwrap();
        tx.commit().await.unwrap();
        let credentials = db.account_credentials_any_account(scope.account()).await.unwrap().unwrap();
        assert_eq!(credentials.secondary_hash, None);
        assert!(credentials.accept(&db.vault().token_hash(&"only-token".into())));
        assert!(!credentials.accept(&db.vault().token_hash(&"".into())));
        let mut tx = db.read().await.unwrap();
        assert!(tx.account_tokens(&scope).await.unwrap().unwrap().secondary.is_none());
    }
}

dual! {
    async fn a_key_lives_from_insert_to_delete(db: Db) {
        let scope = tenant(&db).await;
        let key = api_key(&scope);
        let mut tx = db.write().await.unwrap();
        tx.key_insert(&key, b"hash of the secret").await.unwrap();
        assert_eq!(tx.key_find(&scope, key.sid).await.unwrap(), Some(key.clone()));
        let renamed = ApiKey { friendly_name: "other server".to_owned(), date_updated: instant(), ..key.clone() };
        tx.key_save(&renamed).await.unwrap();
        assert_eq!(tx.key_list(&scope, &whole()).await.unwrap().items, std::slice::from_ref(&renamed));
        let credentials = tx.key_credentials_any_account(key.sid).await.unwrap().unwrap();
        assert_eq!(credentials.key, renamed);
        assert_eq!(credentials.account.sid, scope.account());
        assert_eq!(credentials.secret_hash, b"hash of the secret");
        assert!(tx.key_delete(&scope, key.sid).await.unwrap());
        assert!(!tx.key_delete(&scope, key.sid).await.unwrap());
        assert!(tx.key_credentials_any_account(key.sid).await.unwrap().is_none());
        assert_eq!(tx.sid_owner_any_account(&key.sid.to_string()).await.unwrap(), None);
        assert!(matches!(tx.key_save(&renamed).await, Err(Error::Conflict)));
    }
}

dual! {
    async fn an_account_cannot_be_stored_twice(db: Db) {
        let stored = account(None);
        store_account(&db, &stored).await;
        let mut tx = db.write().await.unwrap();
        let again = tx.account_insert(&stored, &tokens()).await;
        assert!(matches!(again, Err(Error::Duplicate(Key::Other))), "{again:?}");
    }
}
