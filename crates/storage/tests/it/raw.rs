//! Past the crate, straight at the tables: what an intruder or a careless operator can do, and what they can read.

use secrecy::ExposeSecret;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};

use crate::harness::database::TestDb;

/// Runs SQL that differs in nothing but how bytes are written: `x'…'`. Returns how many rows it changed.
pub async fn run(test: &TestDb, sql: &str) -> u64 {
    let url = test.url.expose_secret();
    if url.starts_with("sqlite:") {
        let mut connection = SqliteConnection::connect(url).await.unwrap();
        let done = sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap().rows_affected();
        connection.close().await.unwrap();
        done
    } else {
        let mut connection = PgConnection::connect(url).await.unwrap();
        // With what stands before it: 'x' itself may be a text.
        let sql = sql.replace(" x'", " '\\x").replace("(x'", "('\\x");
        let done = sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap().rows_affected();
        connection.close().await.unwrap();
        done
    }
}

/// Runs a script of many statements on PostgreSQL.
pub async fn script(test: &TestDb, sql: &str) {
    let mut connection = PgConnection::connect(test.url.expose_secret()).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// The first column of all rows.
pub async fn texts(test: &TestDb, sql: &str) -> Vec<String> {
    let url = test.url.expose_secret();
    let sql = AssertSqlSafe(sql);
    if url.starts_with("sqlite:") {
        let mut connection = SqliteConnection::connect(url).await.unwrap();
        sqlx::query_scalar(sql).fetch_all(&mut connection).await.unwrap()
    } else {
        let mut connection = PgConnection::connect(url).await.unwrap();
        sqlx::query_scalar(sql).fetch_all(&mut connection).await.unwrap()
    }
}

/// Whether the text lies in clear in one of the tables, or anywhere in SQLite's files.
pub async fn holds(test: &TestDb, tables: &[&str], text: &str) -> bool {
    let url = test.url.expose_secret();
    if url.starts_with("sqlite:") {
        return ["", "-wal"].iter().any(|suffix| {
            let file = test.folder.path().join(format!("trusthub.db{suffix}"));
            let bytes = std::fs::read(file).unwrap_or_default();
            bytes.windows(text.len()).any(|window| window == text.as_bytes())
        });
    }
    let mut connection = PgConnection::connect(url).await.unwrap();
    let text_as_hex = hex::encode(text);
    for table in tables {
        let sql = format!("SELECT coalesce(string_agg(row::text, ' '), '') FROM {table} AS row");
        let rows: String = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut connection).await.unwrap();
        if rows.contains(text) || rows.contains(&text_as_hex) {
            return true;
        }
    }
    false
}
