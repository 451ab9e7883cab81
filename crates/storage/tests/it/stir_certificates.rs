//! Certificates that calls are signed with: their keys are sealed, and an erased account's are gone.

use secrecy::{ExposeSecret, SecretString};
use trusthub_domain::sid::AccountSid;
use trusthub_domain::time::Timestamp;
use trusthub_storage::{Db, Error, StirCertificate};

use crate::harness::dual;
use crate::harness::samples::{instant, tenant};
use crate::raw;

const CHAIN: &str = "-----BEGIN CERTIFICATE-----";
const KEY: &str = "-----BEGIN PRIVATE KEY-----\nkd8Qm2ZtXw\n-----END PRIVATE KEY-----\n";

fn certificate(digit: char, account: Option<AccountSid>) -> StirCertificate {
    StirCertificate {
        sha256: digit.to_string().repeat(64),
        account,
        spc: "709J".to_owned(),
        not_before: instant(),
        not_after: Timestamp::from_micros(instant().as_micros() + 1_000_000),
        imported_by: "operator".to_owned(),
        imported_at: instant(),
    }
}

async fn store(db: &Db, certificate: &StirCertificate) -> Result<(), Error> {
    let mut tx = db.write().await.unwrap();
    tx.stir_certificate_insert_any_account(certificate, CHAIN, &SecretString::from(KEY)).await?;
    tx.commit().await
}

dual! {
    async fn a_certificate_is_found_with_its_key_and_stored_once(db: Db) {
        let (ours, other) = (certificate('a', None), certificate('b', None));
        store(&db, &ours).await.unwrap();
        store(&db, &other).await.unwrap();
        let again = store(&db, &ours).await;
        assert!(matches!(again, Err(Error::Duplicate(_))), "{again:?}");
        let mut tx = db.read().await.unwrap();
        assert_eq!(tx.stir_certificate_list_any_account().await.unwrap(), [other, ours.clone()]);
        assert_eq!(tx.stir_certificate_find_any_account(&ours.sha256).await.unwrap(), Some(ours.clone()));
        assert_eq!(tx.stir_certificate_find_any_account("c").await.unwrap(), None);
        let (chain, key) = tx.stir_certificate_signer_any_account(&ours.sha256).await.unwrap().unwrap();
        assert_eq!((chain.as_str(), key.expose_secret()), (CHAIN, KEY));
        assert!(tx.stir_certificate_signer_any_account("c").await.unwrap().is_none());
        let chain = tx.stir_certificate_chain_any_account(&ours.sha256).await.unwrap();
        assert_eq!(chain.as_deref(), Some(CHAIN));
        assert_eq!(tx.stir_certificate_chain_any_account("c").await.unwrap(), None);
    }
}

dual! {
    async fn keys_are_not_stored_in_clear(db: Db, place: Arc<TestDb>) {
        store(&db, &certificate('a', None)).await.unwrap();
        assert!(raw::holds(&place, &["stir_certificates"], "709J").await);
        assert!(!raw::holds(&place, &["stir_certificates"], "kd8Qm2ZtXw").await);
    }
}

dual! {
    async fn an_accounts_own_certificate_goes_with_the_account(db: Db) {
        let scope = tenant(&db).await;
        let (ours, theirs) = (certificate('a', None), certificate('b', Some(scope.account())));
        store(&db, &ours).await.unwrap();
        store(&db, &theirs).await.unwrap();
        let mut tx = db.write().await.unwrap();
        let (_, key) = tx.stir_certificate_signer_any_account(&theirs.sha256).await.unwrap().unwrap();
        assert_eq!(key.expose_secret(), KEY);
        tx.account_erase_rows(&scope, instant()).await.unwrap();
        assert_eq!(tx.stir_certificate_list_any_account().await.unwrap(), [ours]);
    }
}
