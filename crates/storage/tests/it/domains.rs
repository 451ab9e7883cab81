//! Domains that accounts send mail from, and whose a proven one is.

use trusthub_domain::sending::records::{Answers, MailRecords, Texts};
use trusthub_domain::sending::{DomainState, Proof, SendingDomain};
use trusthub_storage::{Error, Key, Scope};

use crate::harness::dual;
use crate::harness::samples::{instant, sid, tenant, whole};
use crate::raw;

fn domain(scope: &Scope, name: &str) -> SendingDomain {
    SendingDomain {
        sid: sid(),
        account_sid: scope.account(),
        domain: name.to_owned(),
        challenge: "c0ffee".to_owned(),
        state: DomainState::Pending,
        selectors: vec!["s1".to_owned(), "s2".to_owned()],
        records: None,
        proven_at: None,
        seen_at: None,
        missed_at: None,
        checked_at: None,
        version: 1,
        date_created: instant(),
    }
}

fn records() -> MailRecords {
    let silent = || ("x".to_owned(), Texts::Silence);
    let dmarc = "v=DMARC1; p=none; rua=mailto:wintermoor@owl.example".to_owned();
    MailRecords::of(&Answers {
        domain: silent(),
        dmarc: vec![("_dmarc.owl.example".to_owned(), Texts::Found(vec![dmarc]))],
        dkim: Vec::new(),
        bimi: silent(),
    })
}

dual! {
    async fn a_domain_is_stored_and_saved_by_its_version(db: Db, place: Arc<TestDb>) {
        let (scope, stranger) = (tenant(&db).await, tenant(&db).await);
        let made = domain(&scope, "owl.example");
        let mut tx = db.write().await.unwrap();
        tx.domain_insert(&made).await.unwrap();
        assert_eq!(tx.domain_find(&scope, made.sid).await.unwrap(), Some(made.clone()));
        assert_eq!(tx.domain_find(&stranger, made.sid).await.unwrap(), None);
        assert_eq!(tx.domain_find_locked(&scope, "owl.example").await.unwrap(), Some(made.clone()));
        assert_eq!(tx.domain_find_locked(&scope, "other.example").await.unwrap(), None);
        assert_eq!(tx.domain_list(&scope, &whole()).await.unwrap().items, std::slice::from_ref(&made));
        assert_eq!(tx.domain_list(&stranger, &whole()).await.unwrap().items, []);
        assert_eq!((tx.domain_count(&scope).await.unwrap(), tx.domain_count(&stranger).await.unwrap()), (1, 0));
        let proven = SendingDomain { records: Some(records()), ..made.checked(Proof::Found, instant()) };
        let saved = tx.domain_save(&proven).await.unwrap();
        assert_eq!(tx.domain_find(&scope, made.sid).await.unwrap(), Some(saved.clone()));
        assert!(matches!(tx.domain_save(&made).await, Err(Error::Conflict)));
        assert!(matches!(tx.domain_delete(&made).await, Err(Error::Conflict)));
        tx.commit().await.unwrap();
        assert!(raw::holds(&place, &["domains"], "owl.example").await);
        assert!(!raw::holds(&place, &["domains"], "wintermoor").await, "a report names people");
        let mut tx = db.write().await.unwrap();
        tx.domain_delete(&saved).await.unwrap();
        assert_eq!(tx.domain_find(&scope, made.sid).await.unwrap(), None);
        assert_eq!(tx.sid_owner_any_account(&made.sid.to_string()).await.unwrap(), None);
        tx.commit().await.unwrap();
    }
}

dual! {
    async fn an_account_has_a_domain_once_and_a_proven_one_is_one_accounts(db: Db) {
        let (scope, other) = (tenant(&db).await, tenant(&db).await);
        let (first, second) = (domain(&scope, "owl.example"), domain(&other, "owl.example"));
        let mut tx = db.write().await.unwrap();
        tx.domain_insert(&first).await.unwrap();
        tx.domain_insert(&second).await.unwrap();
        tx.domain_owner_set_any_account(&first).await.unwrap();
        let owner = tx.domain_owner_any_account("owl.example").await.unwrap();
        assert_eq!(owner, Some((scope.account(), first.sid)));
        tx.domain_owner_clear_any_account(&second).await.unwrap();
        assert_eq!(tx.domain_owner_any_account("owl.example").await.unwrap(), owner, "it was not theirs");
        tx.commit().await.unwrap();
        let mut tx = db.write().await.unwrap();
        let taken = tx.domain_owner_set_any_account(&second).await;
        assert!(matches!(taken, Err(Error::Duplicate(Key::SendingDomain))), "{taken:?}");
        drop(tx);
        let mut tx = db.write().await.unwrap();
        let twice = tx.domain_insert(&domain(&scope, "owl.example")).await;
        assert!(matches!(twice, Err(Error::Duplicate(Key::SendingDomain))), "{twice:?}");
        drop(tx);
        let mut tx = db.write().await.unwrap();
        tx.domain_owner_clear_any_account(&first).await.unwrap();
        tx.domain_owner_set_any_account(&second).await.unwrap();
        tx.commit().await.unwrap();
    }
}
