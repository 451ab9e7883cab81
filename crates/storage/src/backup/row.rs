//! A row of any table, between a database and a line of JSON: an array of values in the order of the columns.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value as Json;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Row, TypeInfo, ValueRef};

use super::schema::Declared;
use crate::db::value::Value;

/// A row as it is stored.
pub(super) struct RawRow(Vec<Raw>);

/// A stored value.
enum Raw {
    Nothing,
    Text(String),
    Integer(i64),
    Bytes(Vec<u8>),
}

/// Where a page of rows ended.
#[derive(Clone)]
pub struct RowMark(pub(super) Vec<Value>);

impl fmt::Debug for RowMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowMark").finish_non_exhaustive()
    }
}

impl RawRow {
    /// Appends the row as one line.
    pub(super) fn write_line(&self, lines: &mut Vec<u8>) {
        let values = self.0.iter().map(|value| match value {
            Raw::Nothing => Json::Null,
            Raw::Text(text) => Json::String(text.clone()),
            Raw::Integer(number) => Json::from(*number),
            Raw::Bytes(bytes) => Json::String(STANDARD.encode(bytes)),
        });
        lines.extend_from_slice(Json::Array(values.collect()).to_string().as_bytes());
        lines.push(b'\n');
    }

    /// The place of this row in the order of its table's key.
    pub(super) fn mark(&self, key_places: &[usize]) -> RowMark {
        let value = |place: &usize| match self.0.get(*place) {
            Some(Raw::Text(text)) => Value::Text(Some(text.clone())),
            Some(Raw::Integer(number)) => Value::Integer(Some(*number)),
            Some(Raw::Bytes(bytes)) => Value::Bytes(Some(bytes.clone())),
            Some(Raw::Nothing) | None => Value::Text(None),
        };
        RowMark(key_places.iter().map(value).collect())
    }
}

/// Reads whatever types the columns have.
macro_rules! raw_row {
    ($row:ty) => {
        impl<'r> FromRow<'r, $row> for RawRow {
            fn from_row(row: &'r $row) -> sqlx::Result<Self> {
                let values = (0..row.len()).map(|place| {
                    let value = row.try_get_raw(place)?;
                    if value.is_null() {
                        return Ok(Raw::Nothing);
                    }
                    let type_name = value.type_info().name().to_owned();
                    match type_name.as_str() {
                        "TEXT" => row.try_get(place).map(Raw::Text),
                        "INTEGER" | "INT8" => row.try_get(place).map(Raw::Integer),
                        "BOOL" => row.try_get(place).map(|truth: bool| Raw::Integer(i64::from(truth))),
                        "BLOB" | "BYTEA" => row.try_get(place).map(Raw::Bytes),
                        _ => Err(sqlx::Error::ColumnDecode {
                            index: place.to_string(),
                            source: format!("a column of type {type_name}").into(),
                        }),
                    }
                });
                values.collect::<sqlx::Result<_>>().map(Self)
            }
        }
    };
}
raw_row!(SqliteRow);
raw_row!(PgRow);

/// A value of a line, for a column as it is declared where it goes; `None` if it cannot be there.
pub(super) fn value(json: &Json, declared: Declared) -> Option<Value> {
    Some(match (declared, json) {
        (Declared::Text, Json::Null) => Value::Text(None),
        (Declared::Integer, Json::Null) => Value::Integer(None),
        (Declared::Boolean, Json::Null) => Value::Boolean(None),
        (Declared::Bytes, Json::Null) => Value::Bytes(None),
        (Declared::Text, Json::String(text)) => Value::Text(Some(text.clone())),
        (Declared::Bytes, Json::String(text)) => Value::Bytes(Some(STANDARD.decode(text).ok()?)),
        (Declared::Integer, Json::Number(number)) => Value::Integer(Some(number.as_i64()?)),
        (Declared::Boolean, Json::Number(number)) => Value::Boolean(Some(match number.as_i64()? {
            0 => false,
            1 => true,
            _ => return None,
        })),
        (
            Declared::Text | Declared::Integer | Declared::Boolean | Declared::Bytes,
            Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Array(_) | Json::Object(_),
        ) => return None,
    })
}
