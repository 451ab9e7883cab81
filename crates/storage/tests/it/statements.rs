//! Every statement of the registry prepares on both databases, takes as many arguments and gives the same columns.

use secrecy::ExposeSecret;
use sqlx::{AssertSqlSafe, Column, Connection, Either, Executor, SqlSafeStr, Statement as _};
use trusthub_storage::registry;

use crate::harness::database::{Backend, TestDb, test_db};

/// What a database makes of a statement: its columns, and how many arguments it takes.
type Shape = Result<(Vec<String>, usize), String>;

macro_rules! shapes {
    ($connection:ty, $url:expr, $text:ident) => {{
        let mut connection = <$connection>::connect($url).await.unwrap();
        let mut shapes: Vec<Shape> = Vec::new();
        for statement in registry() {
            let text = AssertSqlSafe(statement.$text).into_sql_str();
            shapes.push(match connection.prepare(text).await {
                Ok(prepared) => {
                    let columns = prepared.columns().iter().map(|column| column.name().to_owned()).collect();
                    let parameters = match prepared.parameters() {
                        Some(Either::Left(types)) => types.len(),
                        Some(Either::Right(count)) => count,
                        None => 0,
                    };
                    Ok((columns, parameters))
                }
                Err(error) => Err(error.to_string()),
            });
        }
        shapes
    }};
}

async fn on_sqlite(test: &TestDb) -> Vec<Shape> {
    shapes!(sqlx::SqliteConnection, test.url.expose_secret(), sqlite)
}

async fn on_postgres(test: &TestDb) -> Vec<Shape> {
    shapes!(sqlx::PgConnection, test.url.expose_secret(), postgres)
}

#[tokio::test]
async fn every_statement_prepares_on_sqlite() {
    let test = test_db(Backend::Sqlite).await.unwrap();
    for (statement, shape) in registry().zip(on_sqlite(&test).await) {
        assert!(shape.is_ok(), "{}: {shape:?}", statement.name);
    }
}

#[tokio::test]
async fn both_databases_see_the_same_shape_in_every_statement() {
    let Some(postgres) = test_db(Backend::Postgres).await else { return };
    let sqlite = test_db(Backend::Sqlite).await.unwrap();
    let shapes = on_sqlite(&sqlite).await.into_iter().zip(on_postgres(&postgres).await);
    for (statement, (on_sqlite, on_postgres)) in registry().zip(shapes) {
        assert_eq!(on_sqlite, on_postgres, "{}", statement.name);
        assert!(on_postgres.is_ok(), "{}: {on_postgres:?}", statement.name);
    }
}

#[test]
fn names_are_unique() {
    let mut names: Vec<&str> = registry().map(|statement| statement.name).collect();
    names.sort_unstable();
    let all = names.len();
    names.dedup();
    assert_eq!(names.len(), all);
}

/// A statement on tenant tables finds its rows by an index, and a list is read in its order, not sorted.
#[tokio::test]
async fn no_statement_on_tenant_tables_reads_or_sorts_a_whole_table() {
    let test = test_db(Backend::Sqlite).await.unwrap();
    let mut connection = sqlx::SqliteConnection::connect(test.url.expose_secret()).await.unwrap();
    for statement in registry().filter(|statement| statement.name.contains("::tenant::")) {
        let text = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {}", statement.sqlite));
        let steps: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(text).fetch_all(&mut connection).await.unwrap();
        for (_, _, _, step) in steps {
            let is_slow = (step.starts_with("SCAN") && !step.contains("INDEX accounts_page"))
                || (step.contains("TEMP B-TREE") && !SHORT.iter().any(|name| statement.name.ends_with(name)));
            assert!(!is_slow, "{}: {step}", statement.name);
        }
    }
    /// Sorts what an index has narrowed to a few rows.
    const SHORT: &[&str] = &[
        "entity::OF_OBJECT",
        "entity::RESTING_BY_END_USERS",
        "channel::OF_NUMBER",
        "bundles::SAME_NAME",
        "addresses::REFERENCE_FIND",
    ];
}

/// How a statement reads a table on SQLite.
async fn reads(connection: &mut sqlx::SqliteConnection, name: &str, table: &str) -> Vec<String> {
    let statement = registry().find(|statement| statement.name.ends_with(name)).unwrap();
    let text = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {}", statement.sqlite));
    let steps: Vec<(i64, i64, i64, String)> = sqlx::query_as(text).fetch_all(connection).await.unwrap();
    steps.into_iter().map(|(_, _, _, step)| step).filter(|step| step.contains(table)).collect()
}

/// What reviewers' pages ask again and again, and what an ISV asks of its many customers: with a hundred thousand of them too,
/// an index answers it in order.
#[tokio::test]
async fn long_lists_are_counted_in_indexes_alone_and_read_in_their_order() {
    let test = test_db(Backend::Sqlite).await.unwrap();
    let mut connection = sqlx::SqliteConnection::connect(test.url.expose_secret()).await.unwrap();
    for (name, table, needed) in [
        ("cases::counts::BANDS", "case_queue", "COVERING INDEX"),
        ("cases::counts::PRESSING", "case_queue", "COVERING INDEX"),
        ("cases::counts::BACKLOG", "case_queue", "COVERING INDEX"),
        ("cases::queue::BY_DUE", "case_queue", "INDEX case_queue_due"),
        ("cases::queue::BY_RISK", "case_queue", "INDEX case_queue_risk"),
        ("overview::LIST older", "bundle_overview", "INDEX bundle_overview_page"),
        ("overview::LIST_OF_STATUS older", "bundle_overview", "INDEX bundle_overview_status"),
        ("overview::LIST_OF_STATUS newer", "bundle_overview", "INDEX bundle_overview_status"),
        ("overview::ON_HOLD", "account_family", "INDEX account_family_on_hold"),
    ] {
        let reads = reads(&mut connection, name, table).await;
        assert!(!reads.is_empty() && reads.iter().all(|step| step.contains(needed)), "{name}: {reads:?}");
    }
}
