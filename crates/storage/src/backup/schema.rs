//! The tables as the database describes them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::db::Tx;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::{Error, Result};

statements! {
    // Each database describes itself in tables of its own.
    COLUMNS = "SELECT m.name AS table_name, c.name AS column_name, c.type AS type_name, c.pk AS key_place \
        FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c WHERE m.type = 'table'",
        postgres: "SELECT CAST(t.relname AS TEXT) AS table_name, CAST(a.attname AS TEXT) AS column_name, \
            format_type(a.atttypid, NULL) AS type_name, \
            coalesce((SELECT k.place FROM unnest(x.indkey) WITH ORDINALITY AS k (number, place) \
                WHERE k.number = a.attnum), 0) AS key_place \
        FROM pg_class AS t JOIN pg_namespace AS n ON n.oid = t.relnamespace AND n.nspname = current_schema() \
        JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped \
        LEFT JOIN pg_index AS x ON x.indrelid = t.oid AND x.indisprimary \
        WHERE t.relkind IN ('r', 'p')";
    REFERENCES = "SELECT m.name AS table_name, f.\"table\" AS parent_name \
        FROM sqlite_master AS m JOIN pragma_foreign_key_list(m.name) AS f WHERE m.type = 'table'",
        postgres: "SELECT CAST(t.relname AS TEXT) AS table_name, CAST(p.relname AS TEXT) AS parent_name \
        FROM pg_constraint AS c JOIN pg_class AS t ON t.oid = c.conrelid JOIN pg_class AS p ON p.oid = c.confrelid \
        JOIN pg_namespace AS n ON n.oid = t.relnamespace AND n.nspname = current_schema() WHERE c.contype = 'f'";
}

/// The history of migrations is not data: whoever restores makes it anew.
pub(super) const HISTORY: &str = "_sqlx_migrations";

/// Keys belong into a database of their own; where somebody put them beside the data, they still leave by
/// `key export` alone.
const KEYS: [&str; 2] = ["trusthub_keys", "trusthub_erased"];

/// What a column holds, the same for both databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    /// Text.
    Text,
    /// A whole number; also a truth, as 0 or 1.
    Integer,
    /// Bytes.
    Bytes,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: ColumnKind,
}

/// How a column is declared here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Declared {
    Text,
    Integer,
    Boolean,
    Bytes,
}

impl Declared {
    fn parse(type_name: &str) -> Option<Self> {
        match type_name {
            "TEXT" | "text" => Some(Self::Text),
            "INTEGER" | "bigint" => Some(Self::Integer),
            "boolean" => Some(Self::Boolean),
            "BLOB" | "bytea" => Some(Self::Bytes),
            _ => None,
        }
    }

    fn kind(self) -> ColumnKind {
        match self {
            Self::Text => ColumnKind::Text,
            Self::Integer | Self::Boolean => ColumnKind::Integer,
            Self::Bytes => ColumnKind::Bytes,
        }
    }
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    name: String,
    /// In the order of their names: the same on both databases.
    columns: Vec<(String, Declared)>,
    /// Names of the primary key's columns, in its order.
    pub(super) key: Vec<String>,
}

impl Table {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its columns.
    #[must_use]
    pub fn columns(&self) -> Vec<Column> {
        self.columns
            .iter()
            .map(|(name, declared)| Column { name: name.clone(), kind: declared.kind() })
            .collect()
    }

    pub(super) fn declared(&self, column: &str) -> Option<Declared> {
        self.columns.iter().find(|(name, _)| name == column).map(|(_, declared)| *declared)
    }

    /// Where the key's columns stand among the columns.
    pub(super) fn key_places(&self) -> Vec<usize> {
        let place = |wanted: &String| self.columns.iter().position(|(name, _)| name == wanted);
        self.key.iter().filter_map(place).collect()
    }
}

#[derive(sqlx::FromRow)]
struct ColumnRow {
    table_name: String,
    column_name: String,
    type_name: String,
    key_place: i64,
}

impl Tx {
    /// All tables with data of the hub's, each after those that it refers to.
    pub(super) async fn tables(&mut self) -> Result<Vec<Table>> {
        let mut tables: BTreeMap<String, (Table, Vec<(i64, String)>)> = BTreeMap::new();
        for row in self.rows::<ColumnRow>(&COLUMNS, args![]).await? {
            if !is_data(&row.table_name) {
                continue;
            }
            let declared = Declared::parse(&row.type_name).ok_or_else(|| Error::Corrupt {
                table: "schema",
                column: "type",
                key: format!("{}.{}", row.table_name, row.column_name),
            })?;
            let empty = || Table { name: row.table_name.clone(), columns: Vec::new(), key: Vec::new() };
            let (table, key) = tables.entry(row.table_name.clone()).or_insert_with(|| (empty(), Vec::new()));
            if row.key_place > 0 {
                key.push((row.key_place, row.column_name.clone()));
            }
            table.columns.push((row.column_name, declared));
        }
        let parents = self.rows::<(String, String)>(&REFERENCES, args![]).await?;
        let tables = tables.into_values().map(|(mut table, mut key)| {
            table.columns.sort_by(|one, other| one.0.cmp(&other.0));
            key.sort();
            table.key = key.into_iter().map(|(_, name)| name).collect();
            table
        });
        Ok(parents_first(tables.collect(), &parents))
    }

    /// Every table of the schema, history included, those that refer to others first: as they can be dropped.
    pub(super) async fn tables_to_drop(&mut self) -> Result<Vec<String>> {
        let mut names: Vec<String> =
            self.tables().await?.iter().rev().map(|table| table.name.clone()).collect();
        let has_history =
            self.rows::<ColumnRow>(&COLUMNS, args![]).await?.iter().any(|row| row.table_name == HISTORY);
        names.extend(has_history.then(|| HISTORY.to_owned()));
        Ok(names)
    }
}

fn is_data(table: &str) -> bool {
    table != HISTORY && !KEYS.contains(&table) && !table.starts_with("sqlite_")
}

/// Tables that refer to one another in a circle, of which there are none, stay in the order of their names.
fn parents_first(mut waiting: Vec<Table>, parents: &[(String, String)]) -> Vec<Table> {
    let mut sorted: Vec<Table> = Vec::with_capacity(waiting.len());
    loop {
        let (ready, later): (Vec<Table>, Vec<Table>) = waiting.iter().cloned().partition(|table| {
            parents
                .iter()
                .filter(|(child, parent)| child == &table.name && parent != &table.name)
                .all(|(_, parent)| !waiting.iter().any(|other| &other.name == parent))
        });
        if ready.is_empty() {
            sorted.extend(later);
            return sorted;
        }
        sorted.extend(ready);
        waiting = later;
    }
}
