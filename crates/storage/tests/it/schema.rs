//! The two schemas are one: same tables, columns, nullability, keys and indexes.

use std::collections::BTreeMap;

use secrecy::ExposeSecret;
use sqlx::{Connection, PgConnection, Row, SqliteConnection};

use crate::harness::database::{Backend, test_db};

/// A table as both databases can describe it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Name to type (in PostgreSQL's words) and whether it may be NULL.
    pub columns: BTreeMap<String, (String, bool)>,
    pub primary_key: Vec<String>,
    /// Name to columns, uniqueness and whether it is partial.
    pub indexes: BTreeMap<String, (Vec<String>, bool, bool)>,
    /// Columns, the table they refer to, its columns, and what a deletion does.
    pub foreign_keys: Vec<(Vec<String>, String, Vec<String>, String)>,
}

pub type Schema = BTreeMap<String, Table>;

/// Unique constraints are indexes without a name of ours on SQLite; they are compared by their columns.
fn index_name(table: &str, columns: &[String], is_constraint: bool, name: &str) -> String {
    if is_constraint { format!("unique {table} ({})", columns.join(", ")) } else { name.to_owned() }
}

pub async fn sqlite_schema() -> Schema {
    const TABLES: &str = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '_sqlx%'";
    const COLUMNS: &str = "SELECT name, type, \"notnull\", pk FROM pragma_table_xinfo($1) ORDER BY pk";
    const INDEXES: &str = "SELECT name, \"unique\", origin, partial FROM pragma_index_list($1)";
    const INDEX_COLUMNS: &str = "SELECT name FROM pragma_index_info($1) ORDER BY seqno";
    const FOREIGN_KEYS: &str =
        "SELECT id, \"table\", \"from\", \"to\", on_delete FROM pragma_foreign_key_list($1) ORDER BY id, seq";

    let test = test_db(Backend::Sqlite).await.unwrap();
    let mut connection = SqliteConnection::connect(test.url.expose_secret()).await.unwrap();
    let mut schema = Schema::new();
    for row in sqlx::query(TABLES).fetch_all(&mut connection).await.unwrap() {
        let name: String = row.get("name");
        let sql: String = row.get("sql");
        assert!(sql.trim_end().ends_with("STRICT"), "{name} is not STRICT");
        // Checked at the commit, which changes share, one of them would take the others down.
        assert!(
            !sql.to_uppercase().contains("DEFERRED"),
            "{name} has a constraint that waits for the commit"
        );
        let mut table = Table::default();
        for column in sqlx::query(COLUMNS).bind(&name).fetch_all(&mut connection).await.unwrap() {
            let column_name: String = column.get("name");
            let is_boolean = sql.contains(&format!("CHECK ({column_name} IN (0, 1))"));
            let type_name = match column.get::<String, _>("type").as_str() {
                "TEXT" => "text",
                "INTEGER" if is_boolean => "boolean",
                "INTEGER" => "bigint",
                "BLOB" => "bytea",
                other => panic!("{name}.{column_name} is {other}"),
            };
            if column.get::<i64, _>("pk") > 0 {
                table.primary_key.push(column_name.clone());
            }
            let may_be_null = column.get::<i64, _>("notnull") == 0;
            table.columns.insert(column_name, (type_name.to_owned(), may_be_null));
        }
        for index in sqlx::query(INDEXES).bind(&name).fetch_all(&mut connection).await.unwrap() {
            let index_own_name: String = index.get("name");
            let columns: Vec<String> = sqlx::query_scalar(INDEX_COLUMNS)
                .bind(&index_own_name)
                .fetch_all(&mut connection)
                .await
                .unwrap();
            let origin: String = index.get("origin");
            if origin == "pk" {
                continue;
            }
            let key = index_name(&name, &columns, origin == "u", &index_own_name);
            table.indexes.insert(
                key,
                (columns, index.get::<i64, _>("unique") == 1, index.get::<i64, _>("partial") == 1),
            );
        }
        let mut foreign_keys: BTreeMap<i64, (Vec<String>, String, Vec<String>, String)> = BTreeMap::new();
        for part in sqlx::query(FOREIGN_KEYS).bind(&name).fetch_all(&mut connection).await.unwrap() {
            let key = foreign_keys.entry(part.get("id")).or_default();
            key.0.push(part.get("from"));
            key.1 = part.get("table");
            key.2.push(part.get("to"));
            key.3 = part.get("on_delete");
        }
        table.foreign_keys = foreign_keys.into_values().collect();
        table.foreign_keys.sort();
        schema.insert(name, table);
    }
    schema
}

async fn postgres_schema() -> Option<Schema> {
    const COLUMNS: &str = "SELECT table_name::text, column_name::text, data_type::text, is_nullable = 'YES' AS may_be_null, \
        collation_name::text FROM information_schema.columns WHERE table_schema = 'public' AND table_name !~ '^_sqlx'";
    const INDEXES: &str = "SELECT t.relname::text AS table_name, i.relname::text AS index_name, x.indisprimary, x.indisunique, \
        x.indpred IS NOT NULL AS is_partial, EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = x.indexrelid AND \
        c.contype = 'u') AS is_constraint, ARRAY(SELECT a.attname::text FROM unnest(x.indkey) WITH ORDINALITY k (number, place) \
        JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number ORDER BY k.place) AS columns \
        FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid \
        JOIN pg_namespace n ON n.oid = t.relnamespace WHERE n.nspname = 'public' AND t.relname !~ '^_sqlx'";
    const FOREIGN_KEYS: &str = "SELECT t.relname::text AS table_name, f.relname::text AS foreign_name, \
        ARRAY(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY k (number, place) JOIN pg_attribute a \
        ON a.attrelid = t.oid AND a.attnum = k.number ORDER BY k.place) AS columns, \
        ARRAY(SELECT a.attname::text FROM unnest(c.confkey) WITH ORDINALITY k (number, place) JOIN pg_attribute a \
        ON a.attrelid = f.oid AND a.attnum = k.number ORDER BY k.place) AS foreign_columns, \
        CASE c.confdeltype WHEN 'c' THEN 'CASCADE' ELSE 'NO ACTION' END AS on_delete \
        FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class f ON f.oid = c.confrelid \
        WHERE c.contype = 'f'";

    let test = test_db(Backend::Postgres).await?;
    let mut connection = PgConnection::connect(test.url.expose_secret()).await.unwrap();
    let mut schema = Schema::new();
    for row in sqlx::query(COLUMNS).fetch_all(&mut connection).await.unwrap() {
        let table_name: String = row.get("table_name");
        let column: String = row.get("column_name");
        let type_name: String = row.get("data_type");
        let collation: Option<String> = row.get("collation_name");
        if type_name == "text" {
            assert_eq!(collation.as_deref(), Some("C"), "{table_name}.{column} is not compared byte by byte");
        }
        schema.entry(table_name).or_default().columns.insert(column, (type_name, row.get("may_be_null")));
    }
    for row in sqlx::query(INDEXES).fetch_all(&mut connection).await.unwrap() {
        let name: String = row.get("table_name");
        let columns: Vec<String> = row.get("columns");
        let table = schema.entry(name.clone()).or_default();
        if row.get("indisprimary") {
            table.primary_key = columns;
        } else {
            let key = index_name(&name, &columns, row.get("is_constraint"), row.get("index_name"));
            table.indexes.insert(key, (columns, row.get("indisunique"), row.get("is_partial")));
        }
    }
    for row in sqlx::query(FOREIGN_KEYS).fetch_all(&mut connection).await.unwrap() {
        let table = schema.entry(row.get("table_name")).or_default();
        table.foreign_keys.push((
            row.get("columns"),
            row.get("foreign_name"),
            row.get("foreign_columns"),
            row.get("on_delete"),
        ));
        table.foreign_keys.sort();
    }
    connection.close().await.unwrap();
    Some(schema)
}

#[tokio::test]
async fn both_databases_have_the_same_schema() {
    let Some(postgres) = postgres_schema().await else { return };
    let sqlite = sqlite_schema().await;
    let names = |schema: &Schema| schema.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&sqlite), names(&postgres));
    for (name, table) in &sqlite {
        assert_eq!(table, &postgres[name], "{name}: left SQLite, right PostgreSQL");
    }
}
