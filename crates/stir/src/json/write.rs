//! Writes JSON in the one form that is signed: RFC 8225 section 9.
//!
//! No white space, members by code point, nothing escaped that can stand for itself: `&` stays `&`, whatever other JSON
//! libraries think of browsers.

use std::fmt::Write;

/// Writes a string with its quotes.
pub fn text(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest.find(|letter: char| letter < ' ' || letter == '"' || letter == '\\') {
        let (plain, tail) = rest.split_at(at);
        out.push_str(plain);
        let mut letters = tail.chars();
        match letters.next() {
            Some('"') => out.push_str("\\\""),
            Some('\\') => out.push_str("\\\\"),
            Some('\u{8}') => out.push_str("\\b"),
            Some('\t') => out.push_str("\\t"),
            Some('\n') => out.push_str("\\n"),
            Some('\u{c}') => out.push_str("\\f"),
            Some('\r') => out.push_str("\\r"),
            Some(control) => {
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            None => {}
        }
        rest = letters.as_str();
    }
    out.push_str(rest);
    out.push('"');
}

/// Writes a whole number.
pub fn integer(out: &mut String, number: i64) {
    let _ = write!(out, "{number}");
}

/// Writes any value, members sorted at every depth.
pub fn value(out: &mut String, given: &serde_json::Value) {
    match given {
        serde_json::Value::Null => out.push_str("null"),
        serde_json::Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        serde_json::Value::Number(number) => {
            let _ = write!(out, "{number}");
        }
        serde_json::Value::String(string) => text(out, string),
        serde_json::Value::Array(list) => {
            out.push('[');
            for (index, entry) in list.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                value(out, entry);
            }
            out.push(']');
        }
        serde_json::Value::Object(members) => {
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_unstable_by_key(|(name, _)| name.as_str());
            out.push('{');
            for (index, (name, member)) in sorted.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                text(out, name);
                out.push(':');
                value(out, member);
            }
            out.push('}');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(json: &str) -> String {
        let mut out = String::new();
        value(&mut out, &serde_json::from_str(json).unwrap());
        out
    }

    #[test]
    fn members_are_sorted_at_every_depth_and_space_goes() {
        assert_eq!(
            written(r#"{ "orig":{"tn":"1"}, "dest":{"uri":["a"], "tn":["2"]}, "iat": 3 }"#),
            r#"{"dest":{"tn":["2"],"uri":["a"]},"iat":3,"orig":{"tn":"1"}}"#
        );
    }

    #[test]
    fn only_what_must_be_is_escaped() {
        let mut out = String::new();
        text(&mut out, "&<>/ä\u{2028}\"\\\u{8}\t\n\u{c}\r\u{1}\u{7f}");
        assert_eq!(out, "\"&<>/ä\u{2028}\\\"\\\\\\b\\t\\n\\f\\r\\u0001\u{7f}\"");
    }
}
