//! Past the hub, straight at its tables and files: what an intruder or a careless operator can do, and can read.

use std::fs;
use std::path::{Path, PathBuf};

use secrecy::ExposeSecret;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};

use crate::TestHub;

/// Runs SQL on the database of that URL; returns how many rows it changed.
///
/// # Panics
/// If the database refuses it.
pub async fn run(url: &str, sql: &str) -> u64 {
    let sql = AssertSqlSafe(sql);
    if url.starts_with("sqlite:") {
        let mut connection = SqliteConnection::connect(url).await.expect("a connection");
        let done = sqlx::query(sql).execute(&mut connection).await.expect("sound SQL");
        connection.close().await.expect("closed");
        done.rows_affected()
    } else {
        let mut connection = PgConnection::connect(url).await.expect("a connection");
        let done = sqlx::query(sql).execute(&mut connection).await.expect("sound SQL");
        connection.close().await.expect("closed");
        done.rows_affected()
    }
}

impl TestHub {
    /// Runs SQL that both databases understand; returns how many rows it changed.
    ///
    /// # Panics
    /// If the database refuses it.
    pub async fn sql(&self, sql: &str) -> u64 {
        run(self.database.url.expose_secret(), sql).await
    }

    /// Where one of `texts` can be read: a file of the hub's folder (SQLite's database and log, keys, documents), or a
    /// table of PostgreSQL. `None` if nowhere.
    ///
    /// # Panics
    /// If a file or table cannot be read.
    pub async fn where_readable(&self, texts: &[&str]) -> Option<String> {
        for file in files(self.database.folder.path()) {
            let bytes = fs::read(&file).expect("a readable file");
            for text in texts {
                if bytes.windows(text.len()).any(|window| window == text.as_bytes()) {
                    return Some(format!("{text:?} in {}", file.display()));
                }
            }
        }
        let url = self.database.url.expose_secret();
        if url.starts_with("sqlite:") { None } else { in_tables(url, texts).await }
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

async fn in_tables(url: &str, texts: &[&str]) -> Option<String> {
    let mut connection = PgConnection::connect(url).await.expect("a connection");
    let tables = "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'";
    let tables: Vec<String> =
        sqlx::query_scalar(tables).fetch_all(&mut connection).await.expect("the list of tables");
    assert!(tables.len() > 20, "the hub's tables");
    for table in tables {
        let rows = format!("SELECT coalesce(string_agg(row::text, ' '), '') FROM {table} AS row");
        let rows: String =
            sqlx::query_scalar(AssertSqlSafe(rows)).fetch_one(&mut connection).await.expect("its rows");
        for text in texts {
            if rows.contains(text) || rows.contains(&hex(text)) {
                return Some(format!("{text:?} in {table}"));
            }
        }
    }
    None
}

/// As PostgreSQL shows bytes.
fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}
