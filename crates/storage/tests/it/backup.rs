//! Every row leaves one database and arrives in another of either kind as it was.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use trusthub_domain::time::Timestamp;
use trusthub_storage::{
    Column, Db, IdempotencyKey, JobFilter, JobKind, JobState, Lane, NewAuditEntry, NewJob, RestoreError,
    Scope, Snapshot, Tx,
};
use uuid::Uuid;

use crate::harness::database::{Backend, TestDb, test_db};
use crate::harness::dual;
use crate::harness::samples::{
    address, api_key, bundle, channel, document, end_user, evaluation, instant, item, number, tenant, whole,
};

/// What is in each table: its columns, and its rows as lines.
type Copied = BTreeMap<String, (Vec<Column>, Vec<u8>, u64)>;

async fn copied(db: &Db) -> (Copied, Vec<String>, Vec<i64>) {
    let mut snapshot: Snapshot = db.backup_begin().await.unwrap();
    let mut all = Copied::new();
    for table in snapshot.tables.clone() {
        let (mut lines, mut count, mut after) = (Vec::new(), 0, None);
        loop {
            let page = snapshot.page(&table, after).await.unwrap();
            lines.extend(page.lines);
            count += page.count;
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        all.insert(table.name().to_owned(), (table.columns(), lines, count));
    }
    let order = snapshot.tables.iter().map(|table| table.name().to_owned()).collect();
    (all, order, snapshot.migrations)
}

/// Fills `db` with what was copied; not committed.
async fn filled(
    db: &Db,
    (copied, order, migrations): &(Copied, Vec<String>, Vec<i64>),
    overwrite: bool,
) -> Result<Tx, RestoreError> {
    let mut restore = db.restore_begin(migrations, overwrite).await?;
    for table in order {
        let (columns, lines, count) = &copied[table];
        assert_eq!(restore.rows(table, columns, lines).await?, *count, "{table}");
    }
    Ok(restore.finish(false).await?)
}

async fn store_something_everywhere(db: &Db, scope: &Scope) {
    let (profile, person, paper) = (bundle(scope), end_user(scope), document(scope));
    let (place, phone) = (address(scope), number(scope));
    let mut tx = db.write().await.unwrap();
    tx.bundle_insert(&profile).await.unwrap();
    tx.end_user_insert(&person).await.unwrap();
    tx.end_user_bundles_set(scope, person.sid, &BTreeSet::from([profile.sid])).await.unwrap();
    tx.document_insert(&paper).await.unwrap();
    tx.address_insert(&place).await.unwrap();
    tx.document_addresses_set(scope, paper.sid, &[place.sid]).await.unwrap();
    tx.number_insert(&phone).await.unwrap();
    tx.key_insert(&api_key(scope), b"hash \x00\xff").await.unwrap();
    let object = trusthub_domain::bundle::ObjectSid::EndUser(person.sid);
    tx.entity_assignment_insert(&item(&profile, object, "a \"type\", \\ and a\nline ü")).await.unwrap();
    tx.channel_assignment_insert(&channel(&profile, &phone)).await.unwrap();
    tx.evaluation_insert(&evaluation(scope, profile.sid)).await.unwrap();
    let entry = NewAuditEntry {
        at: instant(),
        actor: "operator",
        action: "bundle.create",
        subject: "BU",
        before: None,
        after: Some(serde_json::json!({"a": 1})),
    };
    tx.audit_append(scope, &entry).await.unwrap();
    tx.commit().await.unwrap();
    db.audit_sequence(instant()).await.unwrap();
}

/// An empty database of that kind with the keys of `of`.
async fn beside(of: &TestDb, backend: Backend) -> Option<TestDb> {
    let mut test = test_db(backend).await?;
    test.keys.clone_from(&of.keys);
    test.master_key = of.master_key.clone();
    Some(test)
}

dual! {
    async fn every_table_arrives_as_it_was_on_either_database(db: Db, place: Arc<TestDb>) {
        for _ in 0..3 {
            let scope = tenant(&db).await;
            store_something_everywhere(&db, &scope).await;
        }
        // More than one page, in a table with a key of bytes and texts.
        let scope = tenant(&db).await;
        let mut tx = db.write().await.unwrap();
        for _ in 0..450 {
            tx.end_user_insert(&end_user(&scope)).await.unwrap();
        }
        tx.commit().await.unwrap();
        let before = copied(&db).await;
        assert!(before.0["end_users"].2 == 453 && before.0["audit_tree"].2 == 3, "{:?}", before.1);

        for backend in [Backend::Sqlite, Backend::Postgres] {
            let Some(target) = beside(&place, backend).await else { continue };
            let other = target.open().await;
            filled(&other, &before, false).await.unwrap().commit().await.unwrap();
            let after = copied(&other).await;
            for (table, rows) in &before.0 {
                assert!(after.0[table] == *rows, "{table} on {backend:?}");
            }
            assert_eq!(after.2, before.2);
            // Not only the same bytes: they open, and the log verifies.
            let mut tx = other.read().await.unwrap();
            assert_eq!(tx.end_user_list(&scope, &whole()).await.unwrap().items.len(), 450);
            assert!(tx.audit_verify(None).await.unwrap().findings.is_empty());
            drop(tx);
            // It is as good as any other: it can be written to, and migrated without effect.
            store_something_everywhere(&other, &scope).await;
            other.migrate().await.unwrap();
            other.close().await;
        }
    }
}

dual! {
    async fn a_snapshot_does_not_see_what_is_written_meanwhile(db: Db) {
        let scope = tenant(&db).await;
        store_something_everywhere(&db, &scope).await;
        let (before, _, _) = copied(&db).await;
        let mut snapshot = db.backup_begin().await.unwrap();
        store_something_everywhere(&db, &scope).await;
        for table in snapshot.tables.clone() {
            let page = snapshot.page(&table, None).await.unwrap();
            assert!(page.lines == before[table.name()].1, "{}", table.name());
        }
        assert!(copied(&db).await.0 != before, "something was written");
    }
}

dual! {
    async fn a_database_with_a_hub_in_it_is_replaced_only_if_told(db: Db) {
        let old = tenant(&db).await;
        store_something_everywhere(&db, &old).await;
        let before = copied(&db).await;
        let new = tenant(&db).await;
        let refused = db.restore_begin(&before.2, false).await;
        assert!(matches!(refused, Err(RestoreError::NotEmpty)), "{refused:?}");
        filled(&db, &before, true).await.unwrap().commit().await.unwrap();
        let mut tx = db.read().await.unwrap();
        assert!(tx.account_find(&new).await.unwrap().is_none());
        assert!(tx.account_find(&old).await.unwrap().is_some());
    }
}

dual! {
    async fn a_restore_that_is_given_up_changes_nothing(db: Db) {
        let scope = tenant(&db).await;
        store_something_everywhere(&db, &scope).await;
        let before = copied(&db).await;
        let tx = filled(&db, &before, true).await.unwrap();
        drop(tx);
        let restore = db.restore_begin(&before.2, true).await.unwrap();
        drop(restore);
        assert!(copied(&db).await == before);
    }
}

dual! {
    async fn rows_that_do_not_fit_are_refused(db: Db) {
        let migrations = db.backup_begin().await.unwrap().migrations;
        let column = |name: &str| Column { name: name.to_owned(), kind: trusthub_storage::ColumnKind::Text };
        let cases: [(&str, &[&str], &str); 6] = [
            ("no_such_table", &["sid"], "[\"x\"]\n"),
            ("sid_owner", &["no_such_column"], "[\"x\"]\n"),
            ("sid_owner", &["sid", "account_sid"], "[\"x\"]\n"),
            ("sid_owner", &["sid", "account_sid"], "[\"x\", 1]\n"),
            ("sid_owner", &["sid", "account_sid"], "{}\n"),
            ("_sqlx_migrations", &["version"], "[1]\n"),
        ];
        for (table, columns, lines) in cases {
            let mut restore = db.restore_begin(&migrations, false).await.unwrap();
            let columns: Vec<Column> = columns.iter().map(|name| column(name)).collect();
            let refused = restore.rows(table, &columns, lines.as_bytes()).await;
            assert!(matches!(refused, Err(RestoreError::Rows { .. })), "{table} {lines}: {refused:?}");
        }
        for unknown in [&[9999][..], &[], &[2], &[1, 9999]] {
            let refused = db.restore_begin(unknown, false).await;
            assert!(matches!(refused, Err(RestoreError::Migrations)), "{unknown:?}: {refused:?}");
        }
    }
}

dual! {
    async fn an_older_schema_is_made_and_brought_to_this_one(db: Db) {
        let (empty, _, migrations) = copied(&db).await;
        for count in 1..migrations.len() {
            let mut restore = db.restore_begin(&migrations[..count], true).await.unwrap();
            // The one table that is never empty, once there is an audit log.
            if count > 1 {
                let (columns, lines, _) = &empty["audit_tree_head"];
                restore.rows("audit_tree_head", columns, lines).await.unwrap();
            }
            restore.finish(false).await.unwrap().commit().await.unwrap();
            assert_eq!(db.backup_begin().await.unwrap().migrations, migrations, "from the first {count}");
            let scope = tenant(&db).await;
            store_something_everywhere(&db, &scope).await;
        }
    }
}

dual! {
    async fn work_in_progress_begins_anew(db: Db) {
        let scope = tenant(&db).await;
        let key = IdempotencyKey { key: "key".to_owned(), method: "POST".to_owned(), path: "/".to_owned() };
        let job = |number: u128| NewJob {
            id: Uuid::from_u128(number),
            kind: JobKind::Relay,
            account_sid: scope.account(),
            subject: "EV".to_owned(),
            run_at: instant(),
            dedupe_key: None,
        };
        let lease = Duration::from_secs(60);
        let mut tx = db.write().await.unwrap();
        tx.job_push(&job(1)).await.unwrap();
        tx.job_push(&job(2)).await.unwrap();
        tx.job_claim_any_account("somebody", instant(), lease, Lane::Inside, 1).await.unwrap();
        tx.idempotency_begin(&scope, &key, "body", instant()).await.unwrap();
        tx.file_hold_set_any_account("backup", Timestamp::from_micros(i64::MAX)).await.unwrap();
        tx.commit().await.unwrap();
        let before = copied(&db).await;
        for holds_jobs in [false, true] {
            let mut restore = db.restore_begin(&before.2, true).await.unwrap();
            for table in &before.1 {
                let (columns, lines, _) = &before.0[table];
                restore.rows(table, columns, lines).await.unwrap();
            }
            let mut tx = restore.finish(holds_jobs).await.unwrap();
            let expected = if holds_jobs { JobState::Dead } else { JobState::Ready };
            let jobs = tx.job_list_any_account(&JobFilter::default()).await.unwrap();
            let states: Vec<_> = jobs.iter().map(|job| (job.state, job.leased_until)).collect();
            assert_eq!(states, [(expected, None), (expected, None)]);
            assert_eq!(tx.idempotency_find(&scope, &key, "body").await.unwrap(), None);
            assert_eq!(tx.file_hold_until_any_account(instant()).await.unwrap(), None);
        }
    }
}

dual! {
    async fn a_hold_ends_by_itself_and_by_its_holder(db: Db) {
        let at = |seconds: i64| Timestamp::from_micros(seconds * 1_000_000);
        let mut tx = db.write().await.unwrap();
        tx.file_hold_set_any_account("one", at(10)).await.unwrap();
        tx.file_hold_set_any_account("two", at(20)).await.unwrap();
        tx.file_hold_set_any_account("one", at(30)).await.unwrap();
        assert_eq!(tx.file_hold_until_any_account(at(0)).await.unwrap(), Some(at(30)));
        assert_eq!(tx.file_hold_until_any_account(at(30)).await.unwrap(), None);
        tx.file_hold_release_any_account("one", at(0)).await.unwrap();
        assert_eq!(tx.file_hold_until_any_account(at(0)).await.unwrap(), Some(at(20)));
        tx.file_hold_release_any_account("nobody", at(20)).await.unwrap();
        assert_eq!(tx.file_hold_until_any_account(at(0)).await.unwrap(), None, "lapsed ones are forgotten");
    }
}
