//! JSON as the services for calls read it: borrowed from the body, and its members searched instead of hashed, since there are
//! a handful. A switch sends one body for each call.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// A value.
#[derive(Debug)]
pub(super) enum Value<'b> {
    Null,
    /// A number without a fraction.
    Whole(i64),
    Text(Cow<'b, str>),
    List(Vec<Self>),
    Object(Members<'b>),
    /// What no parameter is: a truth value, any other number.
    Other,
}

/// The members of an object, in their order.
#[derive(Debug)]
pub(super) struct Members<'b>(Vec<(Name<'b>, Value<'b>)>);

#[derive(Debug, serde::Deserialize)]
struct Name<'b>(#[serde(borrow)] Cow<'b, str>);

impl<'b> Members<'b> {
    /// The member of this name; of several the last.
    pub(super) fn get(&self, name: &str) -> Option<&Value<'b>> {
        self.0.iter().rfind(|(known, _)| known.0 == name).map(|(_, value)| value)
    }

    /// The same, without the others.
    pub(super) fn take(self, name: &str) -> Option<Value<'b>> {
        self.0.into_iter().rfind(|(known, _)| known.0 == name).map(|(_, value)| value)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

impl<'de> Deserialize<'de> for Value<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value<'de>, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Value<'de>, E> {
        Ok(Value::Other)
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value<'de>, E> {
        Ok(Value::Whole(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value<'de>, E> {
        Ok(i64::try_from(number).map_or(Value::Other, Value::Whole))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Value<'de>, E> {
        Ok(Value::Other)
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Value<'de>, E> {
        Ok(Value::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value<'de>, E> {
        Ok(Value::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value<'de>, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(Value::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value<'de>, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = object.next_entry()? {
            members.push(member);
        }
        Ok(Value::Object(Members(members)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(text: &str) -> Members<'_> {
        match serde_json::from_str(text).unwrap() {
            Value::Object(members) => members,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn values_are_told_apart_and_texts_are_borrowed_where_nothing_is_escaped() {
        let read = members(r#"{"a": 1, "b": "plain", "\u0063": "x\ny", "d": [null, -7], "e": 1.5, "f": {}}"#);
        assert!(matches!(read.get("a"), Some(Value::Whole(1))));
        assert!(matches!(read.get("b"), Some(Value::Text(Cow::Borrowed("plain")))));
        assert!(matches!(read.get("c"), Some(Value::Text(Cow::Owned(text))) if text == "x\ny"));
        assert!(
            matches!(read.get("d"), Some(Value::List(list)) if matches!(list[..], [Value::Null, Value::Whole(-7)]))
        );
        assert!(matches!(read.get("e"), Some(Value::Other)));
        assert!(matches!(read.get("f"), Some(Value::Object(none)) if none.len() == 0));
        assert!(read.get("g").is_none());
    }

    #[test]
    fn of_several_members_with_one_name_the_last_counts() {
        let twice = r#"{"a": 1, "a": 2}"#;
        assert!(matches!(members(twice).get("a"), Some(Value::Whole(2))));
        assert!(matches!(members(twice).take("a"), Some(Value::Whole(2))));
    }
}
