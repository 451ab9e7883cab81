//! Personal data does not lie about in clear: not in any column, not in the write-ahead log, not in an error.

use secrecy::ExposeSecret;
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use trusthub_domain::bundle::{Bundle, Reason, ReasonCode, Suspension};
use trusthub_domain::item::EndUser;
use trusthub_storage::{Error, Scope, Tx};

use crate::harness::database::{Backend, TestDb, test_db};
use crate::harness::dual;
use crate::harness::samples::{
    account, address, attributes, bundle, document, end_user, instant, number, store_account, tenant, tokens,
};
use crate::raw;

/// Everything that the samples hold of people, and every secret.
const PERSONAL: &[&str] = &[
    "Wintermoor",
    "w@owl.example",
    "carla.secret",
    "hidden-callback-key",
    "Kestrelgate",
    "Larkhaven",
    "90210",
    "hidden-voice-pin",
    "primary-token",
    "spoken by a reviewer",
    "abababababab",
];

/// What may be seen; shows that the search would find something.
const PUBLIC: &[&str] = &["Owl Telecom profile", "Owl Telecom, Inc."];

async fn store_everything(tx: &mut Tx, scope: &Scope) {
    let reason = Reason {
        code: ReasonCode::OTHER,
        field: None,
        object: None,
        message: "It could not be verified.".to_owned(),
        note: Some("spoken by a reviewer".to_owned()),
    };
    let rejected = Bundle {
        reasons: vec![reason.clone()],
        lost_support: vec![reason.clone()],
        suspension: Some(Suspension { since: instant(), reason }),
        ..bundle(scope)
    };
    tx.bundle_insert(&rejected).await.unwrap();
    tx.bundle_save(&rejected).await.unwrap();
    let business =
        EndUser { attributes: attributes(json!({"business_name": "Owl Telecom, Inc."})), ..end_user(scope) };
    for person in [end_user(scope), business] {
        tx.end_user_insert(&person).await.unwrap();
        tx.end_user_save(&person).await.unwrap();
    }
    let (paper, place, phone) = (document(scope), address(scope), number(scope));
    tx.document_insert(&paper).await.unwrap();
    tx.document_save(&paper).await.unwrap();
    tx.address_insert(&place).await.unwrap();
    tx.address_save(&place).await.unwrap();
    tx.number_insert(&phone).await.unwrap();
    tx.number_save(&phone).await.unwrap();
    tx.account_set_tokens(scope, &tokens()).await.unwrap();
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

fn must_be_sealed(bytes: &[u8], place: &str) {
    for text in PERSONAL {
        assert!(!holds(bytes, text), "{text} lies in clear in {place}");
    }
}

#[tokio::test]
async fn the_files_of_sqlite_hold_nothing_personal_in_clear() {
    let test = test_db(Backend::Sqlite).await.unwrap();
    let db = test.open().await;
    let scope = tenant(&db).await;
    let mut tx = db.write().await.unwrap();
    store_everything(&mut tx, &scope).await;
    tx.commit().await.unwrap();
    let mut all = Vec::new();
    for file in std::fs::read_dir(test.folder.path()).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            must_be_sealed(&bytes, &path.display().to_string());
            all.extend(bytes);
        }
    }
    for text in PUBLIC {
        assert!(holds(&all, text), "{text} is not found, so this test looks in the wrong place");
    }
    db.close().await;
}

async fn dump(test: &TestDb) -> Vec<u8> {
    let mut connection = PgConnection::connect(test.url.expose_secret()).await.unwrap();
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    let mut all = Vec::new();
    for table in tables {
        // As bytes, so that a clear text within a BYTEA would be found too.
        let rows: Vec<Vec<u8>> = sqlx::query_scalar(AssertSqlSafe(format!(
            "SELECT convert_to(row_to_json(t)::text, 'UTF8') FROM {table} t"
        )))
        .fetch_all(&mut connection)
        .await
        .unwrap();
        for row in rows {
            // A BYTEA is shown as \x and hex digits: read them back.
            let text = String::from_utf8(row).unwrap();
            for part in text.split("\\\\x").skip(1) {
                let digits: String = part.chars().take_while(char::is_ascii_hexdigit).collect();
                all.extend(hex::decode(digits).unwrap());
            }
            all.extend(text.into_bytes());
        }
    }
    all
}

#[tokio::test]
async fn the_rows_of_postgres_hold_nothing_personal_in_clear() {
    let Some(test) = test_db(Backend::Postgres).await else { return };
    let db = test.open().await;
    let scope = tenant(&db).await;
    let mut tx = db.write().await.unwrap();
    store_everything(&mut tx, &scope).await;
    tx.commit().await.unwrap();
    let all = dump(&test).await;
    must_be_sealed(&all, "a row");
    for text in PUBLIC {
        assert!(holds(&all, text), "{text} is not found, so this test looks in the wrong place");
    }
    db.close().await;
}

dual! {
    async fn a_sealed_value_moved_to_another_row_does_not_open(db: Db, place: Arc<TestDb>) {
        let scope = tenant(&db).await;
        let (one, other) = (end_user(&scope), end_user(&scope));
        let mut tx = db.write().await.unwrap();
        tx.end_user_insert(&one).await.unwrap();
        tx.end_user_insert(&other).await.unwrap();
        tx.commit().await.unwrap();
        raw::run(&place, &format!(
            "UPDATE end_users SET attributes = (SELECT e.attributes FROM end_users e WHERE e.sid = '{}') \
             WHERE sid = '{}'", one.sid, other.sid
        )).await;
        let mut tx = db.read().await.unwrap();
        assert!(tx.end_user_find(&scope, one.sid).await.is_ok());
        let moved = tx.end_user_find(&scope, other.sid).await;
        assert!(
            matches!(&moved, Err(Error::Corrupt { table: "end_users", column: "attributes", key }) if *key == other.sid.to_string()),
            "{moved:?}"
        );
    }
}

dual! {
    async fn what_cannot_be_read_is_corrupt_and_names_its_place(db: Db, place: Arc<TestDb>) {
        let scope = tenant(&db).await;
        let stored = bundle(&scope);
        let mut tx = db.write().await.unwrap();
        tx.bundle_insert(&stored).await.unwrap();
        tx.commit().await.unwrap();
        raw::run(&place, "UPDATE bundles SET policy_sid = 'RNxyz'").await;
        let mut tx = db.read().await.unwrap();
        let found = tx.bundle_find(&scope, stored.sid).await;
        assert!(matches!(&found, Err(Error::Corrupt { table: "bundles", column: "policy_sid", .. })), "{found:?}");
    }
}

dual! {
    async fn without_its_key_an_account_is_erased(db: Db) {
        let gone = account(None);
        let scope = store_account(&db, &gone).await;
        let person = end_user(&scope);
        let mut tx = db.write().await.unwrap();
        tx.end_user_insert(&person).await.unwrap();
        tx.commit().await.unwrap();
        db.vault().account_key_destroy(gone.sid, instant()).await.unwrap();
        let mut tx = db.write().await.unwrap();
        assert!(matches!(tx.end_user_find(&scope, person.sid).await, Err(Error::Erased)));
        assert!(matches!(tx.end_user_insert(&end_user(&scope)).await, Err(Error::Erased)));
    }
}

dual! {
    async fn an_error_quotes_no_value(db: Db) {
        let scope = tenant(&db).await;
        // PostgreSQL takes no NUL in a text, and quotes the row when a check fails.
        let odd = Bundle { friendly_name: "Wintermoor\0".to_owned(), ..bundle(&scope) };
        let mut tx = db.write().await.unwrap();
        if let Err(error) = tx.bundle_insert(&odd).await {
            let mut shown = format!("{error:?} {error}");
            let mut source = std::error::Error::source(&error);
            while let Some(cause) = source {
                shown.push_str(&format!(" {cause:?} {cause}"));
                source = cause.source();
            }
            assert!(!shown.contains("Wintermoor"), "{shown}");
        }
    }
}
