//! Credentials that were issued, their places on public lists, and the keys that signed them.

use std::time::Duration;

use trusthub_domain::bundle::BundleKind;
use trusthub_domain::credential::{
    Credential, CredentialClaim, CredentialFormat, Revocation, RevocationCause, StatusPlace,
};
use trusthub_storage::{CredentialKey, Error, Scope, Stale};

use crate::harness::dual;
use crate::harness::samples::{bundle, instant, sid, tenant, whole};
use crate::raw;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

pub(crate) fn credential(scope: &Scope, index: i64) -> Credential {
    let now = instant();
    Credential {
        sid: sid(),
        account_sid: scope.account(),
        bundle_sid: sid(),
        format: CredentialFormat::SdJwt,
        claims: vec![CredentialClaim::LegalName, CredentialClaim::Country],
        numbers: vec!["+15105550100".parse().unwrap()],
        domain: Some("owl.example".to_owned()),
        key_id: "key".to_owned(),
        place: StatusPlace { list: 1, index },
        suspended_at: None,
        revocation: None,
        expires_at: now.plus(90 * DAY),
        version: 1,
        date_created: now,
    }
}

dual! {
    async fn a_credential_is_stored_sealed_and_its_list_says_how_it_stands(db: Db) {
        let (scope, stranger) = (tenant(&db).await, tenant(&db).await);
        let made = credential(&scope, 7);
        let mut tx = db.write().await.unwrap();
        assert_eq!(tx.credential_list_newest_any_account().await.unwrap(), None);
        assert_eq!(tx.credential_exceptions_any_account(1).await.unwrap(), None);
        assert!(tx.credential_place_take_any_account(made.place, made.account_sid, made.expires_at).await.unwrap());
        let again = tx.credential_place_take_any_account(made.place, stranger.account(), made.expires_at).await;
        assert!(!again.unwrap(), "a place is one credential's");
        tx.credential_insert(&made).await.unwrap();
        assert_eq!(tx.credential_list_newest_any_account().await.unwrap(), Some(1));
        assert_eq!(tx.credential_find(&scope, made.sid).await.unwrap(), Some(made.clone()));
        assert_eq!(tx.credential_find(&stranger, made.sid).await.unwrap(), None);
        assert_eq!(tx.sid_owner_any_account(&made.sid.to_string()).await.unwrap(), Some(scope.account()));
        let page = tx.credential_list(&scope, Some(made.bundle_sid), &whole()).await.unwrap();
        assert_eq!(page.items, std::slice::from_ref(&made));
        assert_eq!(tx.credential_list(&scope, Some(sid()), &whole()).await.unwrap().items, []);
        assert_eq!(tx.credential_list(&stranger, None, &whole()).await.unwrap().items, []);
        assert_eq!(tx.credential_list_all(&scope, None, 9).await.unwrap(), std::slice::from_ref(&made));
        let live = tx.credential_list_live(&scope, made.bundle_sid, instant()).await.unwrap();
        assert_eq!(live, std::slice::from_ref(&made));
        let naming = tx.credential_list_live_naming(&scope, "owl.example", instant()).await.unwrap();
        assert_eq!(naming, std::slice::from_ref(&made));
        assert_eq!(tx.credential_list_live(&scope, made.bundle_sid, made.expires_at).await.unwrap(), []);

        let at = instant();
        let suspended =
            tx.credential_save(&Credential { suspended_at: Some(at), ..made.clone() }).await.unwrap();
        assert_eq!(tx.credential_exceptions_any_account(1).await.unwrap(), Some(vec![(7, 2)]));
        assert!(matches!(tx.credential_save(&made).await, Err(Error::Conflict)), "an outdated version");
        let revocation = Some(Revocation { at, cause: RevocationCause::DomainLost });
        let revoked = tx.credential_save(&Credential { revocation, ..suspended.clone() }).await.unwrap();
        assert_eq!(tx.credential_exceptions_any_account(1).await.unwrap(), Some(vec![(7, 1)]));
        assert_eq!(tx.credential_find(&scope, made.sid).await.unwrap(), Some(revoked));
        assert_eq!(tx.credential_list_live(&scope, made.bundle_sid, instant()).await.unwrap(), []);
        assert!(!tx.credential_delete(&stranger, sid()).await.unwrap());
        assert!(tx.credential_delete(&scope, made.sid).await.unwrap());
        assert_eq!(tx.credential_exceptions_any_account(1).await.unwrap(), Some(vec![(7, 1)]), "still revoked");
        tx.commit().await.unwrap();
    }
}

dual! {
    async fn places_are_forgotten_a_day_after_the_end_but_on_the_newest_list(db: Db) {
        let scope = tenant(&db).await;
        let mut tx = db.write().await.unwrap();
        let end = instant();
        for list in [1, 2] {
            let place = StatusPlace { list, index: 3 };
            assert!(tx.credential_place_take_any_account(place, scope.account(), end).await.unwrap());
        }
        tx.credential_status_purge_any_account(end.plus(DAY)).await.unwrap();
        assert_eq!(tx.credential_exceptions_any_account(1).await.unwrap(), Some(Vec::new()));
        tx.credential_status_purge_any_account(end.plus(2 * DAY)).await.unwrap();
        assert_eq!(tx.credential_exceptions_any_account(1).await.unwrap(), None);
        assert_eq!(tx.credential_exceptions_any_account(2).await.unwrap(), Some(Vec::new()));
    }
}

dual! {
    async fn an_expired_credential_is_past_its_period_once_its_profile_is_gone(db: Db) {
        let scope = tenant(&db).await;
        let present = bundle(&scope);
        let mut tx = db.write().await.unwrap();
        tx.bundle_insert(&present).await.unwrap();
        tx.bundle_lock(&scope, present.sid).await.unwrap();
        assert_eq!(present.kind, BundleKind::CustomerProfile);
        let kept = Credential { bundle_sid: present.sid, ..credential(&scope, 1) };
        let left = credential(&scope, 2);
        tx.credential_insert(&kept).await.unwrap();
        tx.credential_insert(&left).await.unwrap();
        let after = left.expires_at.plus(DAY);
        let stale = tx.stale_list_any_account(Stale::Credentials, None, after, 10).await.unwrap();
        assert_eq!(stale.into_iter().map(|row| row.sid).collect::<Vec<_>>(), [left.sid.to_string()]);
        let early = tx.stale_list_any_account(Stale::Credentials, None, instant(), 10).await.unwrap();
        assert_eq!(early, []);
    }
}

dual! {
    async fn keys_are_kept_sealed_and_the_newest_is_first(db: Db, place: Arc<TestDb>) {
        let mut tx = db.write().await.unwrap();
        let key = |name: &str| {
            let at = instant();
            CredentialKey {
                key_id: name.to_owned(),
                public_point: vec![4; 65],
                needed_until: at,
                made_by: "operator".to_owned(),
                made_at: at,
            }
        };
        let (old, new) = (key("old"), key("new"));
        tx.credential_key_insert_any_account(&old, b"the private half of old").await.unwrap();
        tx.credential_key_insert_any_account(&new, b"the private half of new").await.unwrap();
        assert_eq!(tx.credential_key_list_any_account().await.unwrap(), [new, old.clone()]);
        let private = tx.credential_key_private_any_account("old").await.unwrap().unwrap();
        assert_eq!(private.as_slice(), b"the private half of old");
        assert!(tx.credential_key_private_any_account("other").await.unwrap().is_none());
        let later = old.needed_until.plus(DAY);
        tx.credential_key_need_any_account("old", later).await.unwrap();
        tx.credential_key_need_any_account("old", old.needed_until).await.unwrap();
        let kept = tx.credential_key_list_any_account().await.unwrap().pop().unwrap();
        assert_eq!(kept.needed_until, later, "it is never needed for less");
        tx.commit().await.unwrap();
        assert!(raw::holds(&place, &["credential_keys"], "operator").await);
        assert!(!raw::holds(&place, &["credential_keys"], "private half").await);
    }
}
