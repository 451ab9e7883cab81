//! The head of a message: its first line and its headers, unfolded, names known.

use std::{fmt, str};

/// Bytes of the longest message that is taken: as many as one datagram can carry.
pub const MOST_BYTES: usize = 64 * 1024;

/// Headers of one message. Ours: a call that crossed many networks has a few dozen.
pub const MOST_HEADERS: usize = 128;

/// A header. What it says may be personal, so its `Debug` does not.
#[derive(Clone, PartialEq, Eq)]
pub struct Header {
    /// Which.
    pub name: Name,
    /// What it says, unfolded and trimmed.
    pub value: String,
}

/// The headers that mean something here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "their names are the standards' own")]
pub enum Name {
    Via,
    From,
    To,
    CallId,
    CSeq,
    Contact,
    ContentLength,
    MaxForwards,
    Identity,
    PAssertedIdentity,
    Privacy,
    Date,
    Timestamp,
    /// Which account calls, where a trunk may say so.
    TrustHubAccountSid,
    /// Any other.
    Other,
}

impl Name {
    /// The name as it is written; names are compared without regard to case, and some have a short form (RFC 3261 section
    /// 7.3.3, RFC 8224 section 4).
    fn of(written: &str) -> Self {
        const NAMES: [(&str, &str, Name); 14] = [
            ("Via", "v", Name::Via),
            ("From", "f", Name::From),
            ("To", "t", Name::To),
            ("Call-ID", "i", Name::CallId),
            ("CSeq", "", Name::CSeq),
            ("Contact", "m", Name::Contact),
            ("Content-Length", "l", Name::ContentLength),
            ("Max-Forwards", "", Name::MaxForwards),
            ("Identity", "y", Name::Identity),
            ("P-Asserted-Identity", "", Name::PAssertedIdentity),
            ("Privacy", "", Name::Privacy),
            ("Date", "", Name::Date),
            ("Timestamp", "", Name::Timestamp),
            ("X-TrustHub-Account-Sid", "", Name::TrustHubAccountSid),
        ];
        let is_it = |form: &str| form.eq_ignore_ascii_case(written);
        let found = NAMES.iter().find(|(long, short, _)| is_it(long) || is_it(short));
        found.map_or(Self::Other, |(.., name)| *name)
    }
}

/// Why bytes are no SIP message. Nobody can be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotSip {
    /// No empty line ends a head.
    #[error("the head has no end")]
    Endless,
    /// Bytes that are no UTF-8, or control characters.
    #[error("the head is no text")]
    NoText,
    /// Too much of it.
    #[error("more than {MOST_BYTES} bytes, or more than {MOST_HEADERS} headers")]
    TooLarge,
    /// A line without a name and a colon.
    #[error("line {0} of the head is no header")]
    NoHeader(usize),
    /// The first line is neither a request's nor a response's.
    #[error("the first line is no request's")]
    FirstLine,
    /// An answer, and we asked nobody.
    #[error("it is a response")]
    Response,
    /// Without Via nobody knows where an answer goes.
    #[error("there is no Via that leads back: {0}")]
    Via(super::BadVia),
}

/// A head. Its `Debug` names its headers, and says nothing of what is in them.
#[derive(Clone, PartialEq, Eq)]
pub struct Head {
    /// The first line.
    pub first_line: String,
    /// The headers, in their order.
    pub headers: Vec<Header>,
}

impl fmt::Debug for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.name)
    }
}

impl fmt::Debug for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Head").field("headers", &self.headers).finish_non_exhaustive()
    }
}

impl Head {
    /// Reads a head that ends with its empty line, or with the end of `bytes`.
    ///
    /// # Errors
    /// It is none.
    pub fn read(bytes: &[u8]) -> Result<Self, NotSip> {
        if bytes.len() > MOST_BYTES {
            return Err(NotSip::TooLarge);
        }
        let text = str::from_utf8(bytes).map_err(|_| NotSip::NoText)?;
        let mut lines = text.trim_end_matches("\r\n").split("\r\n");
        let first_line = lines.next().unwrap_or_default();
        let mut headers: Vec<Header> = Vec::new();
        for (line, number) in lines.zip(2..) {
            // RFC 3261 section 7.3.1: a line that begins with white space goes on with the header above.
            if line.starts_with([' ', '\t']) {
                let above = headers.last_mut().ok_or(NotSip::NoHeader(number))?;
                above.value.push(' ');
                above.value.push_str(line.trim());
                continue;
            }
            let (name, value) = line.split_once(':').ok_or(NotSip::NoHeader(number))?;
            let name = name.trim_end();
            if !super::text::is_token(name) {
                return Err(NotSip::NoHeader(number));
            }
            if headers.len() == MOST_HEADERS {
                return Err(NotSip::TooLarge);
            }
            headers.push(Header { name: Name::of(name), value: value.trim().to_owned() });
        }
        let is_control = |character: char| character.is_control() && character != '\t';
        let is_text = |text: &str| !text.contains(is_control);
        if !is_text(first_line) || !headers.iter().all(|header| is_text(&header.value)) {
            return Err(NotSip::NoText);
        }
        Ok(Self { first_line: first_line.to_owned(), headers })
    }

    /// The values of all headers of this name, in their order.
    pub fn all(&self, name: Name) -> impl Iterator<Item = &str> {
        self.headers.iter().filter(move |header| header.name == name).map(|header| header.value.as_str())
    }

    /// The value of the first.
    pub fn first(&self, name: Name) -> Option<&str> {
        self.all(name).next()
    }

    /// The value, if there is exactly one.
    pub(super) fn only(&self, name: Name) -> Option<&str> {
        let mut all = self.all(name);
        all.next().filter(|_| all.next().is_none())
    }
}

/// How many bytes the head takes, its empty line included; `None` while that has not come.
pub(crate) fn end_of_head(bytes: &[u8]) -> Option<usize> {
    const END: &[u8] = b"\r\n\r\n";
    bytes.windows(END.len()).position(|window| window == END).map(|at| at.saturating_add(END.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_short_and_folded_headers_are_the_same() {
        let head = Head::read(b"OPTIONS sip:a SIP/2.0\r\nv: 1\r\nVIA : 2\r\nSubject: I know\r\n\tyou're\r\n  there\r\ny:x\r\n\r\n");
        let head = head.unwrap();
        assert_eq!(head.all(Name::Via).collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(head.first(Name::Other), Some("I know you're there"));
        assert_eq!((head.only(Name::Via), head.only(Name::Identity)), (None, Some("x")));
    }

    #[test]
    fn what_is_no_head_is_named() {
        let long = format!("A b\r\n{}", "x: y\r\n".repeat(MOST_HEADERS + 1));
        let cases: [(&[u8], NotSip); 6] = [
            (b"A b\r\n folded\r\n", NotSip::NoHeader(2)),
            (b"A b\r\nx: y\r\nno colon\r\n", NotSip::NoHeader(3)),
            (b"A b\r\nbad name: y\r\n", NotSip::NoHeader(2)),
            (b"A b\r\nx: \xff\r\n", NotSip::NoText),
            (b"A b\r\nx: y\nz: smuggled\r\n", NotSip::NoText),
            (long.as_bytes(), NotSip::TooLarge),
        ];
        for (bytes, wanted) in cases {
            assert_eq!(Head::read(bytes), Err(wanted), "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn the_head_ends_with_an_empty_line() {
        assert_eq!(end_of_head(b"a\r\nb\r\n\r\nbody\r\n\r\n"), Some(8));
        assert_eq!(end_of_head(b"a\r\nb\r\n\r"), None);
    }
}
