//! Reads one JSON text (RFC 8259), strictly.

use std::borrow::Cow;

use super::{Members, Value};
use crate::passport::{Lint, Lints};

/// Containers within containers. An `rcd` claim with a jCard nests seven deep.
const DEEPEST: usize = 16;
/// Values in one text, counted before they are kept. A token of 8 KiB that is not an attack has a few dozen.
const MOST_VALUES: usize = 1024;

/// Why a text is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotJson {
    /// Not UTF-8.
    #[error("not UTF-8")]
    Encoding,
    /// Not JSON, from this byte on.
    #[error("not JSON at byte {0}")]
    Syntax(usize),
    /// Something stands behind the value, at this byte.
    #[error("more than one JSON value: the second begins at byte {0}")]
    Trailing(usize),
    /// One name stands twice in an object; the second ends before this byte.
    #[error("a name stands twice in one object, the second time before byte {0}")]
    Duplicate(usize),
    /// Half a surrogate pair.
    #[error("half a surrogate pair before byte {0}")]
    Surrogate(usize),
    /// Nested too deep.
    #[error("nested deeper than {DEEPEST}")]
    Deep,
    /// Too many values.
    #[error("more than {MOST_VALUES} values")]
    Many,
}

/// Reads a text that is one JSON value.
///
/// Lints say where the text differs from the canonical form.
///
/// # Errors
/// It is not JSON, has two meanings, or is a bomb.
pub fn read<'a>(bytes: &'a [u8], lints: &mut Lints) -> Result<Value<'a>, NotJson> {
    let text = std::str::from_utf8(bytes).map_err(|_| NotJson::Encoding)?;
    let mut reader = Reader { text, at: 0, depth: 0, values: 0, lints };
    reader.space();
    let value = reader.value()?;
    reader.space();
    if reader.at == text.len() { Ok(value) } else { Err(NotJson::Trailing(reader.at)) }
}

struct Reader<'a, 'l> {
    text: &'a str,
    at: usize,
    depth: usize,
    values: usize,
    lints: &'l mut Lints,
}

impl<'a> Reader<'a, '_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    fn expect(&mut self, byte: u8) -> Result<(), NotJson> {
        if self.take(byte) { Ok(()) } else { Err(self.syntax()) }
    }

    const fn syntax(&self) -> NotJson {
        NotJson::Syntax(self.at)
    }

    fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn space(&mut self) {
        let start = self.at;
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
        if self.at > start {
            self.lints.add(Lint::Whitespace);
        }
    }

    fn value(&mut self) -> Result<Value<'a>, NotJson> {
        self.values += 1;
        if self.values > MOST_VALUES {
            return Err(NotJson::Many);
        }
        match self.peek() {
            Some(b'{') => self.nested(Self::object),
            Some(b'[') => self.nested(Self::list),
            Some(b'"') => self.string().map(Value::Text),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true", Value::Bool(true)),
            Some(b'f') => self.word("false", Value::Bool(false)),
            Some(b'n') => self.word("null", Value::Null),
            _ => Err(self.syntax()),
        }
    }

    fn nested(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<Value<'a>, NotJson>,
    ) -> Result<Value<'a>, NotJson> {
        if self.depth == DEEPEST {
            return Err(NotJson::Deep);
        }
        self.depth += 1;
        self.at += 1;
        self.space();
        let value = read(self)?;
        self.depth -= 1;
        Ok(value)
    }

    fn object(&mut self) -> Result<Value<'a>, NotJson> {
        let mut members: Members<'a> = Vec::new();
        if self.take(b'}') {
            return Ok(Value::Object(members));
        }
        loop {
            if self.peek() != Some(b'"') {
                return Err(self.syntax());
            }
            let name = self.string()?;
            if members.iter().any(|(known, _)| *known == name) {
                return Err(NotJson::Duplicate(self.at));
            }
            // UTF-8 sorts as its code points do.
            if members.last().is_some_and(|(last, _)| *last > name) {
                self.lints.add(Lint::MemberOrder);
            }
            self.space();
            self.expect(b':')?;
            self.space();
            let value = self.value()?;
            members.push((name, value));
            self.space();
            if self.take(b'}') {
                return Ok(Value::Object(members));
            }
            self.expect(b',')?;
            self.space();
        }
    }

    fn list(&mut self) -> Result<Value<'a>, NotJson> {
        let mut list = Vec::new();
        if self.take(b']') {
            return Ok(Value::List(list));
        }
        loop {
            list.push(self.value()?);
            self.space();
            if self.take(b']') {
                return Ok(Value::List(list));
            }
            self.expect(b',')?;
            self.space();
        }
    }

    fn word(&mut self, word: &str, value: Value<'a>) -> Result<Value<'a>, NotJson> {
        if self.text.get(self.at..).is_some_and(|rest| rest.starts_with(word)) {
            self.at += word.len();
            Ok(value)
        } else {
            Err(self.syntax())
        }
    }

    fn number(&mut self) -> Result<Value<'a>, NotJson> {
        let start = self.at;
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            let _ = self.take(b'+') || self.take(b'-');
            self.digits()?;
        }
        Ok(Value::Number(self.since(start)))
    }

    fn digits(&mut self) -> Result<(), NotJson> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start { Err(self.syntax()) } else { Ok(()) }
    }

    fn string(&mut self) -> Result<Cow<'a, str>, NotJson> {
        self.expect(b'"')?;
        let mut start = self.at;
        let mut unescaped: Option<String> = None;
        loop {
            match self.peek() {
                None | Some(0..=0x1f) => return Err(self.syntax()),
                Some(b'"') => {
                    let rest = self.since(start);
                    self.at += 1;
                    return Ok(match unescaped {
                        None => Cow::Borrowed(rest),
                        Some(text) => Cow::Owned(text + rest),
                    });
                }
                Some(b'\\') => {
                    let text = unescaped.get_or_insert_with(String::new);
                    text.push_str(self.text.get(start..self.at).unwrap_or_default());
                    self.at += 1;
                    let letter = self.escape()?;
                    unescaped.get_or_insert_with(String::new).push(letter);
                    start = self.at;
                }
                Some(_) => self.at += 1,
            }
        }
    }

    /// Behind the backslash. Only what cannot stand for itself is escaped in the canonical form.
    fn escape(&mut self) -> Result<char, NotJson> {
        let letter = self.peek().ok_or(self.syntax())?;
        self.at += 1;
        let meant = match letter {
            b'"' => '"',
            b'\\' => '\\',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'/' => {
                self.lints.add(Lint::Escape);
                '/'
            }
            b'u' => {
                let meant = self.code_point()?;
                if meant >= ' ' || "\u{8}\t\n\u{c}\r".contains(meant) {
                    self.lints.add(Lint::Escape);
                }
                meant
            }
            _ => return Err(NotJson::Syntax(self.at - 1)),
        };
        Ok(meant)
    }

    fn code_point(&mut self) -> Result<char, NotJson> {
        let first = self.four_digits()?;
        let code = match first {
            0xd800..=0xdbff => {
                if !(self.take(b'\\') && self.take(b'u')) {
                    return Err(NotJson::Surrogate(self.at));
                }
                match self.four_digits()? {
                    low @ 0xdc00..=0xdfff => 0x1_0000 + ((first - 0xd800) << 10) + (low - 0xdc00),
                    _ => return Err(NotJson::Surrogate(self.at)),
                }
            }
            code => code,
        };
        char::from_u32(code).ok_or(NotJson::Surrogate(self.at))
    }

    fn four_digits(&mut self) -> Result<u32, NotJson> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|byte| char::from(byte).to_digit(16)).ok_or(self.syntax())?;
            code = code * 16 + digit;
            self.at += 1;
        }
        Ok(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(text: &str) -> Result<serde_json::Value, NotJson> {
        read(text.as_bytes(), &mut Lints::default()).map(|value| value.to_owned_value())
    }

    fn lints(text: &str) -> Vec<Lint> {
        let mut lints = Lints::default();
        read(text.as_bytes(), &mut lints).unwrap();
        lints.iter().collect()
    }

    #[test]
    fn every_kind_of_value_is_read() {
        let text =
            r#"{"a":[1,-2,0,1.5e3],"b":{"c":null,"d":true},"e":"q\"\\\n\u00e4\ud83d\ude00","f":[],"g":{}}"#;
        assert_eq!(whole(text).unwrap(), serde_json::from_str::<serde_json::Value>(text).unwrap());
    }

    #[test]
    fn a_text_without_escapes_is_borrowed() {
        let value = read(br#""12155551212""#, &mut Lints::default()).unwrap();
        assert!(matches!(value, Value::Text(Cow::Borrowed("12155551212"))));
    }

    #[test]
    fn equal_names_are_refused_however_they_are_written() {
        assert_eq!(whole(r#"{"a":1,"a":2}"#), Err(NotJson::Duplicate(10)));
        assert_eq!(whole(r#"{"a":1,"\u0061":2}"#), Err(NotJson::Duplicate(15)));
        assert_eq!(whole(r#"[{"a":1},{"a":2}]"#).unwrap().as_array().unwrap().len(), 2);
    }

    #[test]
    fn what_is_no_json_is_named_by_its_place() {
        for (text, error) in [
            ("", NotJson::Syntax(0)),
            ("{", NotJson::Syntax(1)),
            (r#"{"a"}"#, NotJson::Syntax(4)),
            (r#"{"a":1,}"#, NotJson::Syntax(7)),
            ("[1,]", NotJson::Syntax(3)),
            ("01", NotJson::Trailing(1)),
            ("1.", NotJson::Syntax(2)),
            ("+1", NotJson::Syntax(0)),
            ("NaN", NotJson::Syntax(0)),
            ("tru", NotJson::Syntax(0)),
            ("\"a\nb\"", NotJson::Syntax(2)),
            (r#""\x""#, NotJson::Syntax(2)),
            (r#""\ud800""#, NotJson::Surrogate(7)),
            (r#""\udc00""#, NotJson::Surrogate(7)),
            (r#""\ud800\u0041""#, NotJson::Surrogate(13)),
            ("{} {}", NotJson::Trailing(3)),
            (&"[".repeat(17), NotJson::Deep),
            (&format!("[{}1]", "1,".repeat(1023)), NotJson::Many),
        ] {
            assert_eq!(whole(text), Err(error), "{text}");
        }
        assert_eq!(read(b"\"\xff\"", &mut Lints::default()), Err(NotJson::Encoding));
    }

    #[test]
    fn integers_are_integers_as_written() {
        let integer = |text: &str| read(text.as_bytes(), &mut Lints::default()).unwrap().as_integer();
        assert_eq!(integer("1443208345"), Some(1_443_208_345));
        assert_eq!(integer("-1"), Some(-1));
        for text in ["1.0", "1e3", "-0", "\"1\"", "99999999999999999999", "true", "null", "[1]"] {
            assert_eq!(integer(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_not_canonical_is_reported() {
        assert_eq!(lints(r#"{"a":"\"\\\n\u0001","b":2}"#), []);
        assert_eq!(lints(r#"{"b":1,"a":2}"#), [Lint::MemberOrder]);
        assert_eq!(lints(r#"{"a": 1}"#), [Lint::Whitespace]);
        assert_eq!(lints(r#"{"a":"\/"}"#), [Lint::Escape]);
        assert_eq!(lints(r#"{"a":"\u0026"}"#), [Lint::Escape]);
        assert_eq!(lints(r#"{"a":"\u000a"}"#), [Lint::Escape]);
    }
}
