//! `Attributes`: a JSON object, as text in a form or as itself in a JSON body.

use serde::Deserialize;
use serde_json::Value;
use trusthub_domain::item::Attributes;
use utoipa::openapi::schema::{ObjectBuilder, Schema};
use utoipa::openapi::{RefOr, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::error::{ApiError, Result};

/// Longest accepted text. Ours: the longest real one is below 4 KiB.
const MAX_BYTES: usize = 64 * 1024;

/// Deepest accepted nesting. Ours: real ones are flat or two levels deep.
const MAX_DEPTH: usize = 16;

/// The parameter as it came.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum AttributesParameter {
    /// A form's text.
    Text(String),
    /// A JSON body's value.
    Value(Value),
}

impl AttributesParameter {
    /// The object.
    ///
    /// # Errors
    /// 400/22207, never with a part of the content.
    pub(crate) fn into_attributes(self) -> Result<Attributes> {
        let value = match self {
            Self::Text(text) if text.len() > MAX_BYTES => return Err(too_long()),
            // SDKs send an empty text for "none".
            Self::Text(text) if text.trim().is_empty() => return Ok(Attributes::new()),
            Self::Text(text) => serde_json::from_str(&text).map_err(|error| {
                let (line, column) = (error.line(), error.column());
                ApiError::attributes(&format!("they are not JSON (line {line}, column {column})"))
            })?,
            Self::Value(value) => {
                if value.to_string().len() > MAX_BYTES {
                    return Err(too_long());
                }
                value
            }
        };
        check(&value, 0)?;
        match value {
            Value::Object(attributes) => Ok(attributes),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                Err(ApiError::attributes("they must be a JSON object"))
            }
        }
    }
}

fn too_long() -> ApiError {
    ApiError::attributes(&format!("they may have at most {MAX_BYTES} bytes"))
}

fn check(value: &Value, depth: usize) -> Result<()> {
    if depth > MAX_DEPTH {
        return Err(ApiError::attributes(&format!("they may be nested at most {MAX_DEPTH} levels deep")));
    }
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
        Value::String(text) => check_text(text),
        Value::Array(values) => values.iter().try_for_each(|value| check(value, depth + 1)),
        Value::Object(entries) => entries.iter().try_for_each(|(key, value)| {
            check_text(key)?;
            check(value, depth + 1)
        }),
    }
}

fn check_text(text: &str) -> Result<()> {
    // PostgreSQL cannot hold it, and nothing real contains it.
    if text.contains('\0') {
        Err(ApiError::attributes("the character U+0000 is not allowed"))
    } else {
        Ok(())
    }
}

impl PartialSchema for AttributesParameter {
    fn schema() -> RefOr<Schema> {
        let schema = ObjectBuilder::new()
            .schema_type(Type::String)
            .content_media_type("application/json")
            .description(Some("A JSON object, written as text. In a JSON body it may be the object itself."));
        RefOr::T(schema.into())
    }
}

impl ToSchema for AttributesParameter {}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> bool {
        AttributesParameter::Text(text.to_owned()).into_attributes().is_err()
    }

    #[test]
    fn only_objects_are_attributes() {
        for text in ["[]", "5", "\"x\"", "null", "{", "{\"a\":}", "{\"a\":1}x", "{\"a\":\"\\u0000\"}"] {
            assert!(refused(text), "{text}");
        }
        for text in ["", " ", "{}", "{\"a\":{\"b\":[1,null]}}"] {
            assert!(!refused(text), "{text}");
        }
    }

    #[test]
    fn size_and_depth_are_limited() {
        assert!(refused(&format!("{{\"a\":\"{}\"}}", "x".repeat(MAX_BYTES))));
        assert!(refused(&format!("{{\"a\":{}1{}}}", "[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH))));
        assert!(refused(&"{\"a\":".repeat(10_000)));
    }
}
