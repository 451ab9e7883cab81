//! `distribution_steps` and `distribute` on a PostgreSQL that has stand-ins for Citus' functions. They refuse what Citus
//! documents that it refuses; whether a real cluster accepts the rest, only a real cluster can tell.

use std::sync::Arc;

use trusthub_storage::{Db, DistributeError, GLOBAL_TABLES, TENANT_TABLES};

use crate::harness::database::{Backend, TestDb, test_db};
use crate::harness::samples::{bundle, tenant};
use crate::raw;

const STANDIN: &str = include_str!("standin.sql");

/// A PostgreSQL with stand-ins; `None` where there is none.
async fn cluster() -> Option<(Db, Arc<TestDb>)> {
    let test = Arc::new(test_db(Backend::Postgres).await?);
    raw::script(&test, STANDIN).await;
    raw::run(&test, "INSERT INTO pg_dist_node VALUES (0, 'coordinator'), (1, 'worker')").await;
    Some((test.open().await, test))
}

async fn run_all(db: &Db) -> usize {
    let mut statements = 0;
    // What was copied can be removed once the copy is committed; after that nothing is left.
    for _ in 0..2 {
        for step in db.distribution_steps().await.unwrap() {
            statements += step.statements.len();
            db.distribute(&step).await.unwrap();
        }
    }
    statements
}

async fn calls(test: &TestDb) -> Vec<String> {
    raw::texts(test, "SELECT call FROM standin_calls ORDER BY place").await
}

async fn foreign_keys(test: &TestDb) -> Vec<String> {
    let sql = "SELECT conrelid::regclass::text || ' ' || conname || ' ' || pg_get_constraintdef(oid) \
               FROM pg_constraint WHERE contype = 'f' ORDER BY conname";
    raw::texts(test, sql).await
}

#[tokio::test]
async fn global_tables_stay_and_tenant_tables_are_spread_by_account() {
    let Some((db, test)) = cluster().await else { return };
    let before = foreign_keys(&test).await;
    run_all(&db).await;
    let mut expected: Vec<String> = GLOBAL_TABLES.iter().map(|(table, _)| format!("keep {table}")).collect();
    expected.extend(TENANT_TABLES.iter().map(|table| {
        let beside = if *table == "accounts" { "none" } else { "accounts" };
        format!("distribute {table} by account_sid beside {beside}")
    }));
    assert_eq!(calls(&test).await, expected);
    assert_eq!(foreign_keys(&test).await, before);
    assert!(!before.is_empty());
    db.close().await;
}

#[tokio::test]
async fn distributing_again_does_nothing() {
    let Some((db, _test)) = cluster().await else { return };
    assert!(run_all(&db).await > 0);
    assert_eq!(db.distribution_steps().await.unwrap(), []);
    assert_eq!(run_all(&db).await, 0);
    db.close().await;
}

#[tokio::test]
async fn an_interrupted_distribution_is_taken_up_where_it_stopped() {
    let Some((db, test)) = cluster().await else { return };
    let steps = db.distribution_steps().await.unwrap();
    for step in &steps[..3] {
        db.distribute(step).await.unwrap();
    }
    assert_eq!(db.distribution_steps().await.unwrap(), steps[3..]);
    run_all(&db).await;
    assert_eq!(calls(&test).await.len(), GLOBAL_TABLES.len() + TENANT_TABLES.len());
    db.close().await;
}

#[tokio::test]
async fn tenant_tables_move_together_or_not_at_all() {
    let Some((db, test)) = cluster().await else { return };
    let before = foreign_keys(&test).await;
    let mut spread = db.distribution_steps().await.unwrap().pop().unwrap();
    spread.statements.push("SELECT create_distributed_table('accounts', 'account_sid')".to_owned());
    assert!(db.distribute(&spread).await.is_err());
    assert_eq!(calls(&test).await, [""; 0]);
    assert_eq!(foreign_keys(&test).await, before);
    db.close().await;
}

#[tokio::test]
async fn a_table_of_a_later_version_is_put_beside_the_others() {
    let Some((db, test)) = cluster().await else { return };
    run_all(&db).await;
    raw::run(&test, "DELETE FROM pg_dist_partition WHERE logicalrelid = 'end_users'::regclass").await;
    let steps = db.distribution_steps().await.unwrap();
    assert_eq!(steps.len(), 1);
    assert_eq!(
        steps[0].statements,
        [
            "SET LOCAL citus.multi_shard_modify_mode TO 'sequential'",
            "SELECT create_distributed_table('end_users', 'account_sid', colocate_with => 'accounts')",
        ]
    );
    db.close().await;
}

#[tokio::test]
async fn what_was_copied_does_not_stay_behind_on_the_coordinator() {
    let Some((db, test)) = cluster().await else { return };
    let owner = tenant(&db).await;
    let mut tx = db.write().await.unwrap();
    tx.bundle_insert(&bundle(&owner)).await.unwrap();
    tx.commit().await.unwrap();
    run_all(&db).await;
    let truncated: Vec<String> =
        calls(&test).await.into_iter().filter(|call| call.starts_with("truncate")).collect();
    // Truncating takes with it what refers to a table; the stand-in has nowhere to keep the rows.
    assert_eq!(
        truncated,
        ["truncate accounts", "truncate account_family", "truncate bundles", "truncate bundle_overview"]
    );
    assert_eq!(raw::texts(&test, "SELECT sid FROM bundles").await, [""; 0]);
    db.close().await;
}

#[tokio::test]
async fn a_cluster_that_does_not_know_its_coordinator_is_refused() {
    let Some((db, test)) = cluster().await else { return };
    raw::run(&test, "DELETE FROM pg_dist_node WHERE groupid = 0").await;
    assert!(matches!(db.distribution_steps().await, Err(DistributeError::NoCoordinator)));
    db.close().await;
}

#[tokio::test]
async fn a_postgresql_without_citus_is_refused() {
    let Some(test) = test_db(Backend::Postgres).await else { return };
    let db = test.open().await;
    assert!(matches!(db.distribution_steps().await, Err(DistributeError::NoCitus)));
    db.close().await;
}

#[tokio::test]
async fn an_embedded_database_is_refused() {
    let test = test_db(Backend::Sqlite).await.unwrap();
    let db = test.open().await;
    assert!(matches!(db.distribution_steps().await, Err(DistributeError::Embedded)));
    db.close().await;
}
