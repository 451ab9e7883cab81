//! Migrations: the same files for both, safe to run twice and at the same time, and never backwards.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use secrecy::ExposeSecret;
use sqlx::{Connection, SqliteConnection};
use trusthub_storage::{Db, DbConfig, Error};

use crate::harness::database::{Backend, dumped, test_db};
use crate::harness::dual;

fn files(database: &str) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(database);
    std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn both_databases_have_the_same_migrations() {
    assert_eq!(files("sqlite"), files("postgres"));
}

dual! {
    async fn migrating_again_changes_nothing(db: Db) {
        db.migrate().await.unwrap();
        assert_eq!(db.pending_migrations().await.unwrap(), Vec::<String>::new());
        assert_eq!(db.unknown_migrations().await.unwrap(), Vec::<i64>::new());
    }
}

/// What each release left behind gets the schema of a new database.
async fn old_becomes_new(backend: Backend, database: &str) {
    let releases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/tests/releases");
    for release in std::fs::read_dir(releases).unwrap() {
        let release = release.unwrap().path().join(database);
        let Some(old_place) = dumped(backend, &release).await else { return };
        let new_place = test_db(backend).await.unwrap();
        let (old, new) = (old_place.open().await, new_place.open().await);
        old.migrate().await.unwrap();
        let (upgraded, fresh) = (old.backup_begin().await.unwrap(), new.backup_begin().await.unwrap());
        assert_eq!(upgraded.tables, fresh.tables);
        assert_eq!(upgraded.migrations, fresh.migrations);
        drop((upgraded, fresh));
        old.close().await;
        new.close().await;
    }
}

#[tokio::test]
async fn sqlite_databases_of_all_releases_get_the_present_schema() {
    old_becomes_new(Backend::Sqlite, "sqlite").await;
}

#[tokio::test]
async fn postgres_databases_of_all_releases_get_the_present_schema() {
    old_becomes_new(Backend::Postgres, "postgres").await;
}

#[tokio::test]
async fn a_new_file_lists_every_migration_as_pending_and_processes_may_race_for_them() {
    let test = test_db(Backend::Sqlite).await.unwrap();
    let url = format!("sqlite:{}", test.folder.path().join("other.db").display());
    let config = DbConfig { url: url.into(), is_synchronous: true, max_connections: 2 };
    let first = Db::open(&config, Arc::new(test.vault().await)).await.unwrap();
    let second = Db::open(&config, Arc::new(test.vault().await)).await.unwrap();
    let names: Vec<String> =
        files("sqlite").iter().map(|file| file.trim_end_matches(".sql").to_owned()).collect();
    assert_eq!(first.pending_migrations().await.unwrap(), names);
    let (one, other) = tokio::join!(first.migrate(), second.migrate());
    one.unwrap();
    other.unwrap();
    assert_eq!(second.pending_migrations().await.unwrap(), Vec::<String>::new());
    first.close().await;
    second.close().await;
}

#[tokio::test]
async fn a_database_of_a_newer_binary_is_refused() {
    let test = test_db(Backend::Sqlite).await.unwrap();
    let mut connection = SqliteConnection::connect(test.url.expose_secret()).await.unwrap();
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         VALUES (9999, 'from the future', TRUE, x'00', 0)",
    )
    .execute(&mut connection)
    .await
    .unwrap();
    connection.close().await.unwrap();
    let db = test.open().await;
    assert_eq!(db.unknown_migrations().await.unwrap(), [9999]);
    assert!(matches!(db.migrate().await, Err(Error::Driver(_))));
    db.close().await;
}

#[tokio::test]
async fn a_url_of_another_kind_is_refused() {
    let test = test_db(Backend::Sqlite).await.unwrap();
    for url in ["mysql://somewhere", "sqlite::memory:", "sqlite:", "hub.db"] {
        let config = DbConfig { url: url.into(), is_synchronous: true, max_connections: 2 };
        let opened = Db::open(&config, Arc::new(test.vault().await)).await;
        assert!(matches!(opened, Err(Error::Driver(_))), "{url}");
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_opened_is_unavailable() {
    let test = test_db(Backend::Sqlite).await.unwrap();
    let missing = test.folder.path().join("no such folder").join("hub.db");
    let url = format!("sqlite:{}", missing.display());
    let config = DbConfig { url: url.into(), is_synchronous: true, max_connections: 2 };
    let opened = Db::open(&config, Arc::new(test.vault().await)).await;
    assert!(matches!(opened, Err(Error::Unavailable(_))), "{opened:?}");
}
