//! Erasing an account leaves its name-plate and its audit log, and nothing of anybody else's.

use std::collections::BTreeSet;

use secrecy::ExposeSecret;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};
use trusthub_domain::account::AccountStatus;
use trusthub_domain::bundle::ObjectSid;
use trusthub_storage::{AccountFilter, Error, JobFilter, JobKind, NewJob, Scope, Tx};
use uuid::Uuid;

use crate::harness::database::{Backend, test_db};
use crate::harness::dual;
use crate::harness::samples::{
    account, address, api_key, bundle, channel, document, end_user, evaluation, instant, item, number,
    store_account, tenant, user, whole,
};
use crate::{messaging, registrations};

async fn store_something_everywhere(tx: &mut Tx, scope: &Scope) {
    let (profile, person, paper) = (bundle(scope), end_user(scope), document(scope));
    let (place, phone) = (address(scope), number(scope));
    tx.bundle_insert(&profile).await.unwrap();
    tx.end_user_insert(&person).await.unwrap();
    tx.end_user_bundles_set(scope, person.sid, &BTreeSet::from([profile.sid])).await.unwrap();
    tx.document_insert(&paper).await.unwrap();
    tx.address_insert(&place).await.unwrap();
    tx.document_addresses_set(scope, paper.sid, &[place.sid]).await.unwrap();
    tx.number_insert(&phone).await.unwrap();
    tx.key_insert(&api_key(scope), b"hash").await.unwrap();
    tx.user_insert(&user(scope, &format!("{}@owl.example", person.sid))).await.unwrap();
    tx.entity_assignment_insert(&item(&profile, ObjectSid::EndUser(person.sid), "type")).await.unwrap();
    tx.channel_assignment_insert(&channel(&profile, &phone)).await.unwrap();
    tx.evaluation_insert(&evaluation(scope, profile.sid)).await.unwrap();
    let (pool, brand) = (messaging::service(scope), messaging::brand(scope));
    tx.service_insert(&pool).await.unwrap();
    tx.brand_insert(&brand).await.unwrap();
    assert!(tx.campaign_insert(&messaging::campaign(&pool, &brand)).await.unwrap());
    tx.brand_registration_insert(&registrations::brand_registration(&profile)).await.unwrap();
    let registration = registrations::campaign_registration(&pool, &brand);
    assert!(tx.campaign_registration_insert(&registration).await.unwrap());
    messaging::use_some(tx, &brand).await;
}

dual! {
    async fn an_erased_account_is_a_closed_nameless_row(db: Db) {
        let parent = tenant(&db).await;
        let gone = account(Some(parent.account()));
        let scope = store_account(&db, &gone).await;
        let kept = tenant(&db).await;
        let mut tx = db.write().await.unwrap();
        store_something_everywhere(&mut tx, &scope).await;
        store_something_everywhere(&mut tx, &kept).await;
        tx.account_erase_rows(&scope, instant()).await.unwrap();
        tx.commit().await.unwrap();

        let mut tx = db.write().await.unwrap();
        let left = tx.account_find(&scope).await.unwrap().unwrap();
        assert_eq!((left.friendly_name.as_str(), left.status, left.version), ("", AccountStatus::Closed, 2));
        let family = tx.account_list_family(&parent, &AccountFilter::default(), &whole()).await.unwrap();
        assert_eq!(family.items[0], left);
        assert!(db.account_credentials_any_account(gone.sid).await.unwrap().is_none());
        assert!(matches!(tx.account_tokens(&scope).await, Err(Error::Erased)));
        assert!(tx.end_user_list(&scope, &whole()).await.unwrap().items.is_empty());
        assert_eq!(tx.user_list(&scope, &whole()).await.unwrap().items, []);
        assert_eq!(tx.user_list(&kept, &whole()).await.unwrap().items.len(), 1);
        assert_eq!(tx.end_user_list(&kept, &whole()).await.unwrap().items.len(), 1);
        assert_eq!(tx.document_list(&kept, &whole()).await.unwrap().items.len(), 1);
    }
}

dual! {
    async fn files_that_wait_to_be_deleted_are_still_deleted(db: Db) {
        let scope = tenant(&db).await;
        let job = |number: u128, kind| NewJob {
            id: Uuid::from_u128(number),
            kind,
            account_sid: scope.account(),
            subject: "subject".to_owned(),
            run_at: instant(),
            dedupe_key: None,
        };
        let mut tx = db.write().await.unwrap();
        tx.job_push(&job(1, JobKind::DeleteFile)).await.unwrap();
        tx.job_push(&job(2, JobKind::Relay)).await.unwrap();
        tx.account_erase_rows(&scope, instant()).await.unwrap();
        let left = tx.job_list_any_account(&JobFilter::default()).await.unwrap();
        assert_eq!(left.iter().map(|job| job.kind).collect::<Vec<_>>(), [JobKind::DeleteFile]);
    }
}

/// Whatever table is added: if it holds rows of accounts, erasing must know it.
#[tokio::test]
async fn no_table_is_forgotten() {
    // What was issued to it must be seen to be revoked; the row forgets whose it was.
    const KEPT: &[&str] = &["accounts", "credential_statuses"];
    let test = test_db(Backend::Sqlite).await.unwrap();
    let statements: Vec<&str> = trusthub_storage::registry()
        .filter(|statement| statement.name.contains("::erase::"))
        .map(|statement| statement.sqlite)
        .collect();
    let mut connection = SqliteConnection::connect(test.url.expose_secret()).await.unwrap();
    let tables: Vec<String> = sqlx::query_scalar(AssertSqlSafe(
        "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c ON c.name = 'account_sid' \
         WHERE m.type = 'table'"
            .to_owned(),
    ))
    .fetch_all(&mut connection)
    .await
    .unwrap();
    assert!(tables.len() > 12, "{tables:?}");
    for table in tables {
        let is_named =
            statements.iter().any(|statement| statement.contains(&format!("DELETE FROM {table} ")));
        let is_kept = KEPT.contains(&table.as_str()) || table.starts_with("audit_");
        assert!(is_named || is_kept, "{table} keeps the rows of an erased account");
    }
}
