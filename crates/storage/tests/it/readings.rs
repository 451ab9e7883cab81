//! What was read in uploaded files.

use trusthub_domain::reading::{Content, How, Legibility, PageText, Reading, Scan};
use trusthub_domain::time::Timestamp;
use trusthub_storage::{Db, Scope};

use crate::harness::dual;
use crate::harness::samples::tenant;
use crate::raw;

const NOW: Timestamp = Timestamp::from_micros(1_790_000_000_000_000);

fn reading(text: &str) -> Reading {
    let page = PageText { page: 1, how: How::TextLayer, text: text.to_owned() };
    let content = Content { pages: 1, texts: vec![page], ..Content::illegible(Legibility::Text) };
    Reading { content, scan: Scan::Unknown, scanned_at: NOW }
}

async fn set(db: &Db, scope: &Scope, sha256: &str, reading: &Reading) {
    let mut tx = db.write().await.unwrap();
    tx.reading_set(scope, sha256, reading, NOW).await.unwrap();
    tx.commit().await.unwrap();
}

async fn find(db: &Db, scope: &Scope, sha256: &str) -> Option<Reading> {
    db.read().await.unwrap().reading_find(scope, sha256).await.unwrap()
}

dual! {
    async fn a_reading_belongs_to_its_bytes_and_its_account(db: Db) {
        let (scope, other) = (tenant(&db).await, tenant(&db).await);
        set(&db, &scope, "aa", &reading("first")).await;
        set(&db, &scope, "bb", &reading("other bytes")).await;
        set(&db, &other, "aa", &reading("other account")).await;
        set(&db, &scope, "aa", &reading("second")).await;
        assert_eq!(find(&db, &scope, "aa").await, Some(reading("second")));
        assert_eq!(find(&db, &other, "aa").await, Some(reading("other account")));
        let mut tx = db.write().await.unwrap();
        tx.reading_delete(&scope, "aa").await.unwrap();
        tx.reading_delete(&scope, "cc").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(find(&db, &scope, "aa").await, None);
        assert_eq!(find(&db, &scope, "bb").await, Some(reading("other bytes")));
        assert_eq!(find(&db, &other, "aa").await, Some(reading("other account")));
    }
}

dual! {
    async fn neither_text_nor_digest_is_stored_in_clear(db: Db, place: Arc<TestDb>) {
        let scope = tenant(&db).await;
        let digest = "5feceb66ffc86f38d952786c6d696c79";
        set(&db, &scope, digest, &reading("wintermoor")).await;
        assert!(raw::holds(&place, &["document_readings"], &scope.account().to_string()).await);
        assert!(!raw::holds(&place, &["document_readings"], "wintermoor").await);
        assert!(!raw::holds(&place, &["document_readings"], digest).await);
    }
}
