//! Instants as people read them.

use serde_json::Value;
use trusthub_domain::time::Timestamp;

/// Fields of ours that hold an instant: microseconds in the database, RFC 3339 here.
const TIMES: [&str; 19] = [
    "asked_at",
    "at",
    "callback_settled_at",
    "confirmed_at",
    "checked_at",
    "date_created",
    "date_updated",
    "due_at",
    "expires_at",
    "missed_at",
    "opened_at",
    "queued_at",
    "proven_at",
    "reminded_at",
    "seen_at",
    "since",
    "suspended_at",
    "until",
    "valid_until",
];

/// No instant of ours is older: a customer's own number under such a name stays a number. 3 March 1973.
const EARLIEST_MICROS: i64 = 100_000_000_000_000;

/// The same with instants that people can read.
pub(super) fn readable(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.into_iter().map(|(name, value)| {
                let is_time = |micros: &i64| *micros > EARLIEST_MICROS && TIMES.contains(&name.as_str());
                let micros = value.as_i64().filter(is_time);
                let value = match micros {
                    Some(micros) => Value::String(Timestamp::from_micros(micros).to_rfc3339()),
                    None => readable(value),
                };
                (name, value)
            });
            Value::Object(fields.collect())
        }
        Value::Array(values) => Value::Array(values.into_iter().map(readable).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value,
    }
}
