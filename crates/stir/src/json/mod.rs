//! JSON as PASSporTs need it: read strictly, written canonically.
//!
//! `serde_json` takes the last of two equal names, tells nobody, and reads numbers into floats. What is signed must have
//! one meaning, so this reader refuses what can be read in two ways, bounds depth and size before it allocates, borrows
//! from its input, and reports what is legal but not the canonical form of RFC 8225 section 9.

mod read;
mod write;

use std::borrow::Cow;

pub use read::{NotJson, read};
pub use write::{integer, text, value};

/// A JSON value that borrows from the text it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// As it is written: `1443208345`, `1e3`, `-0.5`.
    Number(&'a str),
    /// Borrowed unless it holds escapes.
    Text(Cow<'a, str>),
    /// In order.
    List(Vec<Self>),
    /// In order; names are unique.
    Object(Members<'a>),
}

/// Names and values of an object.
pub type Members<'a> = Vec<(Cow<'a, str>, Value<'a>)>;

impl<'a> Value<'a> {
    /// What stands under a name, if this is an object that has it.
    pub fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => {
                members.iter().find(|(key, _)| key.as_ref() == name).map(|(_, value)| value)
            }
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) | Self::List(_) => None,
        }
    }

    /// The text, if this is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::List(_) | Self::Object(_) => None,
        }
    }

    /// The whole number, if this is one that is written as one (`1e3` and `1.0` are not) and fits.
    pub fn as_integer(&self) -> Option<i64> {
        match self {
            Self::Number("-0") => None,
            Self::Number(digits) => digits.parse().ok(),
            Self::Null | Self::Bool(_) | Self::Text(_) | Self::List(_) | Self::Object(_) => None,
        }
    }

    /// What it is, for error texts.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::Text(_) => "a string",
            Self::List(_) => "an array",
            Self::Object(_) => "an object",
        }
    }

    /// The same, owned. Numbers keep their value; what fits no integer becomes a float.
    pub fn to_owned_value(&self) -> serde_json::Value {
        match self {
            Self::Null => serde_json::Value::Null,
            Self::Bool(flag) => serde_json::Value::Bool(*flag),
            Self::Number(digits) => serde_json::from_str(digits).unwrap_or(serde_json::Value::Null),
            Self::Text(text) => serde_json::Value::String(text.clone().into_owned()),
            Self::List(list) => list.iter().map(Self::to_owned_value).collect(),
            Self::Object(members) => serde_json::Value::Object(
                members
                    .iter()
                    .map(|(name, value)| (name.clone().into_owned(), value.to_owned_value()))
                    .collect(),
            ),
        }
    }
}
