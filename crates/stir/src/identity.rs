//! The Identity header of SIP: RFC 8224 section 4.
//!
//! Built in the one form that every verifier understands; read in every form that the grammar allows, and in the few that
//! it forgot (`-` and `_` of base64url). What is read says nothing about the token yet; see [`crate::passport`].

use std::borrow::Cow;

/// Longest header value that is looked at. With an embedded jCard tokens reach 4 KiB.
pub const MOST_BYTES: usize = 8 * 1024;
/// Parameters beside `info`; the standards know two.
const MOST_PARAMETERS: usize = 16;

/// Why a header is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadIdentity {
    /// Nothing there.
    #[error("the Identity header is empty")]
    Empty,
    /// Longer than any.
    #[error("the Identity header is longer than {MOST_BYTES} bytes")]
    Long,
    /// What comes first is no token.
    #[error("the Identity header does not begin with a token: byte {0} stands in none")]
    Token(usize),
    /// A parameter without a name, or with a broken value.
    #[error("the Identity header breaks off or goes astray at byte {0}")]
    Syntax(usize),
    /// `info` is not between angle brackets.
    #[error("the 'info' parameter is not between '<' and '>'")]
    Info,
    /// A parameter stands twice.
    #[error("the Identity header has a parameter twice, the second time before byte {0}")]
    Twice(usize),
    /// Too many parameters.
    #[error("the Identity header has more than {MOST_PARAMETERS} parameters")]
    Many,
}

/// What an Identity header says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity<'a> {
    /// The PASSporT, full or compact.
    pub token: &'a str,
    /// Where the certificate is, without the angle brackets.
    pub info: Option<&'a str>,
    /// The algorithm; ES256 where it is missing.
    pub alg: Option<Cow<'a, str>>,
    /// The type of the PASSporT.
    pub ppt: Option<Cow<'a, str>>,
}

impl<'a> Identity<'a> {
    /// Reads the value of one Identity header; a name before it (`Identity:`, or its compact form `y:`) is allowed.
    ///
    /// # Errors
    /// It is none.
    pub fn parse(value: &'a str) -> Result<Self, BadIdentity> {
        if value.len() > MOST_BYTES {
            return Err(BadIdentity::Long);
        }
        let mut reader = Reader { text: value, at: 0 };
        reader.header_name();
        reader.space();
        let token = reader.token()?;
        let mut identity = Self { token, info: None, alg: None, ppt: None };
        let mut seen: Vec<&str> = Vec::new();
        loop {
            reader.space();
            if reader.is_done() {
                return Ok(identity);
            }
            reader.expect(b';')?;
            reader.space();
            let name = reader.name()?;
            if seen.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                return Err(BadIdentity::Twice(reader.at));
            }
            if seen.len() == MOST_PARAMETERS {
                return Err(BadIdentity::Many);
            }
            seen.push(name);
            reader.space();
            let has_value = reader.take(b'=');
            reader.space();
            if name.eq_ignore_ascii_case("info") {
                identity.info =
                    Some(if has_value { reader.address()? } else { return Err(BadIdentity::Info) });
            } else if has_value {
                let value = reader.value()?;
                if name.eq_ignore_ascii_case("alg") {
                    identity.alg = Some(value);
                } else if name.eq_ignore_ascii_case("ppt") {
                    identity.ppt = Some(value);
                }
            }
        }
    }
}

/// Writes the header value for a token: `<token>;info=<URL>;alg=ES256;ppt=shaken`. A PASSporT without type has no `ppt`.
pub fn build(token: &str, info: &str, ppt: Option<&str>) -> String {
    let mut header = String::with_capacity(token.len() + info.len() + 32);
    header.push_str(token);
    header.push_str(";info=<");
    header.push_str(info);
    header.push_str(">;alg=ES256");
    if let Some(ppt) = ppt {
        header.push_str(";ppt=");
        header.push_str(ppt);
    }
    header
}

/// Splits one text that holds several header values, as SIP joins them with commas. A comma in a quoted string or between
/// angle brackets separates nothing.
pub fn split(values: &str) -> Vec<&str> {
    let (mut parts, mut start) = (Vec::new(), 0);
    let (mut is_quoted, mut is_escaped, mut is_address) = (false, false, false);
    for (at, byte) in values.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_quoted => is_escaped = true,
            b'"' if !is_address => is_quoted = !is_quoted,
            b'<' if !is_quoted => is_address = true,
            b'>' if !is_quoted => is_address = false,
            b',' if !is_quoted && !is_address => {
                parts.push(values.get(start..at).unwrap_or_default());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(values.get(start..).unwrap_or_default());
    parts.retain(|part| !part.trim().is_empty());
    parts
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    const fn is_done(&self) -> bool {
        self.at == self.text.len()
    }

    fn take(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    fn expect(&mut self, byte: u8) -> Result<(), BadIdentity> {
        if self.take(byte) { Ok(()) } else { Err(BadIdentity::Syntax(self.at)) }
    }

    fn while_(&mut self, is_part: impl Fn(u8) -> bool) -> &'a str {
        let start = self.at;
        while self.peek().is_some_and(&is_part) {
            self.at += 1;
        }
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// Linear white space, with folded lines.
    fn space(&mut self) {
        self.while_(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'));
    }

    /// `Identity` is no token of a PASSporT when a colon follows, for a token has none.
    fn header_name(&mut self) {
        let start = self.at;
        self.space();
        let name = self.while_(is_token_byte);
        let is_name = name.eq_ignore_ascii_case("identity") || name.eq_ignore_ascii_case("y");
        self.space();
        if !(is_name && self.take(b':')) {
            self.at = start;
        }
    }

    fn token(&mut self) -> Result<&'a str, BadIdentity> {
        let token = self.while_(|byte| byte.is_ascii_alphanumeric() || b"-_+/=.".contains(&byte));
        match self.peek() {
            None if token.is_empty() => Err(BadIdentity::Empty),
            None | Some(b';' | b' ' | b'\t' | b'\r' | b'\n') if !token.is_empty() => Ok(token),
            _ => Err(BadIdentity::Token(self.at)),
        }
    }

    fn name(&mut self) -> Result<&'a str, BadIdentity> {
        let name = self.while_(is_token_byte);
        if name.is_empty() { Err(BadIdentity::Syntax(self.at)) } else { Ok(name) }
    }

    fn address(&mut self) -> Result<&'a str, BadIdentity> {
        if !self.take(b'<') {
            return Err(BadIdentity::Info);
        }
        let address = self.while_(|byte| byte != b'>');
        if self.take(b'>') { Ok(address) } else { Err(BadIdentity::Info) }
    }

    /// `generic-param`: a token, a host or a quoted string. More is taken than the grammar has (`=`, `/`, `<…>`), since
    /// what nobody here understands must not fail a call.
    fn value(&mut self) -> Result<Cow<'a, str>, BadIdentity> {
        if self.take(b'"') {
            return self.quoted();
        }
        if self.peek() == Some(b'<') {
            return self.address().map(Cow::Borrowed);
        }
        let value = self.while_(|byte| byte.is_ascii_graphic() && !b";,\"<>".contains(&byte));
        if value.is_empty() { Err(BadIdentity::Syntax(self.at)) } else { Ok(Cow::Borrowed(value)) }
    }

    fn quoted(&mut self) -> Result<Cow<'a, str>, BadIdentity> {
        let mut unescaped: Option<String> = None;
        loop {
            let plain = self.while_(|byte| byte != b'"' && byte != b'\\');
            if self.take(b'"') {
                return Ok(match unescaped {
                    None => Cow::Borrowed(plain),
                    Some(text) => Cow::Owned(text + plain),
                });
            }
            let text = unescaped.get_or_insert_with(String::new);
            text.push_str(plain);
            self.expect(b'\\')?;
            let letter = self.text.get(self.at..).and_then(|rest| rest.chars().next());
            let letter = letter.ok_or(BadIdentity::Syntax(self.at))?;
            text.push(letter);
            self.at += letter.len_utf8();
        }
    }
}

/// RFC 3261 section 25.1, `token`.
const fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'-' | b'.' | b'!' | b'%' | b'*' | b'_' | b'+' | b'`' | b'\'' | b'~')
}

#[cfg(test)]
mod tests {
    use super::*;

    type Said = (String, Option<String>, Option<String>, Option<String>);

    fn parsed(value: &str) -> Result<Said, BadIdentity> {
        Identity::parse(value).map(|identity| {
            (
                identity.token.to_owned(),
                identity.info.map(str::to_owned),
                identity.alg.map(Cow::into_owned),
                identity.ppt.map(Cow::into_owned),
            )
        })
    }

    fn said(info: &str, alg: Option<&str>, ppt: Option<&str>) -> Said {
        ("a.b.c".to_owned(), Some(info.to_owned()), alg.map(str::to_owned), ppt.map(str::to_owned))
    }

    #[test]
    fn what_is_built_is_read_back() {
        let value = build("a.b.c", "https://x.example/y", Some("shaken"));
        assert_eq!(value, "a.b.c;info=<https://x.example/y>;alg=ES256;ppt=shaken");
        assert_eq!(parsed(&value), Ok(said("https://x.example/y", Some("ES256"), Some("shaken"))));
        assert_eq!(build("a.b.c", "https://x.example/y", None), "a.b.c;info=<https://x.example/y>;alg=ES256");
    }

    #[test]
    fn every_form_of_the_grammar_is_read() {
        let usual = said("u", Some("ES256"), Some("shaken"));
        for value in [
            "a.b.c;info=<u>;alg=ES256;ppt=\"shaken\"",
            "a.b.c;ppt=shaken;alg=ES256;info=<u>",
            "Identity: a.b.c;info=<u>;alg=ES256;ppt=shaken",
            "identity : a.b.c;info=<u>;alg=ES256;ppt=shaken",
            "y:a.b.c;info=<u>;alg=ES256;ppt=shaken",
            " a.b.c ; INFO = <u> ;\r\n Alg = ES256 ;\t PPT = shaken ",
            "a.b.c;info=<u>;alg=ES256;ppt=shaken;new=a=b=c",
            "a.b.c;info=<u>;alg=ES256;ppt=shaken;flag",
            "a.b.c;info=<u>;flag;alg=ES256;ppt=\"sh\\aken\"",
            "a.b.c;info=<u>;alg=ES256;ppt=shaken;other=\"a;b=c,<d>\"",
        ] {
            assert_eq!(parsed(value), Ok(usual.clone()), "{value}");
        }
        assert_eq!(parsed("a.b.c;info=<u>"), Ok(said("u", None, None)));
        assert_eq!(parsed("a.b.c;info=<u=v;w>"), Ok(said("u=v;w", None, None)));
        assert_eq!(parsed("a.b.c"), Ok(("a.b.c".to_owned(), None, None, None)));
        assert_eq!(parsed("..c_-;alg=ES256").unwrap().0, "..c_-");
    }

    #[test]
    fn what_is_no_header_is_told_why() {
        for (value, why) in [
            ("", BadIdentity::Empty),
            ("  ", BadIdentity::Empty),
            (";info=<u>", BadIdentity::Token(0)),
            ("a.b.c,info=<u>", BadIdentity::Token(5)),
            ("\"a.b.c\";info=<u>", BadIdentity::Token(0)),
            ("a.b.c;", BadIdentity::Syntax(6)),
            ("a.b.c;;info=<u>", BadIdentity::Syntax(6)),
            ("a.b.c info=<u>", BadIdentity::Syntax(6)),
            ("a.b.c;info=u", BadIdentity::Info),
            ("a.b.c;info=<u", BadIdentity::Info),
            ("a.b.c;info", BadIdentity::Info),
            ("a.b.c;info=", BadIdentity::Info),
            ("a.b.c;info=<u>;ppt=", BadIdentity::Syntax(19)),
            ("a.b.c;info=<u>;ppt=\"shaken", BadIdentity::Syntax(26)),
            ("a.b.c;info=<u>;ppt=\"shaken\\", BadIdentity::Syntax(27)),
            ("a.b.c;info=<u>;ppt=a;PPT=b", BadIdentity::Twice(24)),
            ("a.b.c;info=<u>;info=<v>", BadIdentity::Twice(19)),
        ] {
            assert_eq!(parsed(value), Err(why), "{value}");
        }
        let long = format!("a.b.c;info=<{}>", "u".repeat(MOST_BYTES));
        assert_eq!(parsed(&long), Err(BadIdentity::Long));
        let many: String = (0..17).map(|number| format!(";p{number}")).collect();
        assert_eq!(parsed(&format!("a.b.c{many}")), Err(BadIdentity::Many));
    }

    #[test]
    fn joined_headers_are_told_apart() {
        assert_eq!(
            split("a;info=<u,v>;p=\"x,\\\"y\", b;info=<w>"),
            ["a;info=<u,v>;p=\"x,\\\"y\"", " b;info=<w>"]
        );
        assert_eq!(split("a"), ["a"]);
        assert!(split(" , ").is_empty());
    }
}
