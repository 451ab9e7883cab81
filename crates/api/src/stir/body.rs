//! Bodies as ATIS-1000082 has them: one JSON object with one name in it, and every way to get that wrong with its number.

use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING};
use serde_json::{Map, Value};
use trusthub_app::attestation::CallingNumber;

use crate::error::{ApiError, Atis, Result};

const JSON: &str = "application/json";

/// Most numbers that one call can be to. Ours: forked calls name a few.
const MOST_CALLED: usize = 20;

/// What stands under `wrapper` in a body.
pub(super) struct Parameters(Map<String, Value>);

impl Parameters {
    /// Reads a body.
    ///
    /// # Errors
    /// SVC4000 to SVC4007.
    pub(super) fn of(headers: &HeaderMap, body: &Bytes, wrapper: &'static str) -> Result<Self> {
        if headers.contains_key(TRANSFER_ENCODING) && !headers.contains_key(CONTENT_LENGTH) {
            return Err(Atis::NoLength.into());
        }
        if !accepts_json(headers) {
            let wanted = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
            return Err(Atis::NotAcceptable(wanted.to_owned()).into());
        }
        if body.is_empty() {
            return Err(Atis::NoBody.into());
        }
        if !is_json(headers) {
            return Err(Atis::MediaType(JSON).into());
        }
        let value: Value = serde_json::from_slice(body).map_err(|error| {
            ApiError::from(Atis::Unparsed(format!("line {}, column {}", error.line(), error.column())))
        })?;
        let Value::Object(mut outer) = value else {
            return Err(Atis::Unparsed("it is no JSON object".to_owned()).into());
        };
        match outer.remove(wrapper) {
            Some(Value::Object(parameters)) => Ok(Self(parameters)),
            Some(_) => Err(invalid(wrapper, "it is no object")),
            None => Err(Atis::Missing(wrapper).into()),
        }
    }

    /// A text that must be there.
    pub(super) fn text(&self, name: &'static str) -> Result<&str> {
        self.optional_text(name)?.ok_or_else(|| Atis::Missing(name).into())
    }

    /// A text that may be there.
    pub(super) fn optional_text(&self, name: &'static str) -> Result<Option<&str>> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(invalid(name, "it is no string")),
        }
    }

    /// Whether it is there.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|value| !value.is_null())
    }

    /// An object that may be there.
    pub(super) fn object(&self, name: &'static str) -> Result<Option<&Map<String, Value>>> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Object(object)) => Ok(Some(object)),
            Some(_) => Err(invalid(name, "it is no object")),
        }
    }

    /// Seconds since the epoch. A number: a string of digits is none.
    pub(super) fn time(&self, name: &'static str) -> Result<i64> {
        match self.0.get(name) {
            None | Some(Value::Null) => Err(Atis::Missing(name).into()),
            Some(value) => value
                .as_i64()
                .filter(|seconds| *seconds >= 0)
                .ok_or_else(|| invalid(name, "it is no time in seconds")),
        }
    }

    /// `{"tn": "…"}`.
    pub(super) fn number(&self, name: &'static str) -> Result<CallingNumber> {
        match self.party(name)? {
            Value::String(text) => number(name, text),
            _ => Err(invalid(name, "'tn' is no string")),
        }
    }

    /// `{"tn": ["…", …]}`, at least one.
    pub(super) fn numbers(&self, name: &'static str) -> Result<Vec<CallingNumber>> {
        let Value::Array(texts) = self.party(name)? else { return Err(invalid(name, "'tn' is no array")) };
        if texts.is_empty() || texts.len() > MOST_CALLED {
            return Err(invalid(name, &format!("'tn' has 1 to {MOST_CALLED} numbers")));
        }
        let read = |text: &Value| match text {
            Value::String(text) => number(name, text),
            _ => Err(invalid(name, "'tn' is no array of strings")),
        };
        texts.iter().map(read).collect()
    }

    fn party(&self, name: &'static str) -> Result<&Value> {
        match self.0.get(name) {
            None | Some(Value::Null) => Err(Atis::Missing(name).into()),
            Some(Value::Object(party)) => party.get("tn").ok_or_else(|| Atis::Missing("tn").into()),
            Some(_) => Err(invalid(name, "it is no object")),
        }
    }
}

fn number(name: &'static str, text: &str) -> Result<CallingNumber> {
    CallingNumber::parse(name, text).map_err(|_| invalid(name, "'tn' is no telephone number"))
}

pub(super) fn invalid(name: &str, why: &str) -> ApiError {
    Atis::Invalid { name: name.to_owned(), why: why.to_owned() }.into()
}

fn is_json(headers: &HeaderMap) -> bool {
    let text = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    text.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case(JSON))
}

fn accepts_json(headers: &HeaderMap) -> bool {
    let mut accepted = headers.get_all(ACCEPT).iter().peekable();
    if accepted.peek().is_none() {
        return true;
    }
    accepted.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')).any(|kind| {
        let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        matches!(kind.as_str(), "*/*" | "application/*" | JSON)
    })
}
