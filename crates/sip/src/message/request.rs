//! A request, read whole; and what can be said about one that is not sound.

use std::fmt;

use super::address::Address;
use super::head::{Head, MOST_BYTES, Name, NotSip, end_of_head};
use super::text::is_token;
use super::via::{BadVia, Via};

/// Bytes of the longest Call-ID and the longest tag that are taken. Ours: they are kept for half a minute.
const MOST_IDENTIFIER_BYTES: usize = 256;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Method {
    /// A call.
    Invite,
    /// The answer to a call has come.
    Ack,
    /// The caller has hung up.
    Cancel,
    /// Is somebody there?
    Options,
    /// Anything else.
    Other(String),
}

impl Method {
    fn of(written: &str) -> Self {
        match written {
            "INVITE" => Self::Invite,
            "ACK" => Self::Ack,
            "CANCEL" => Self::Cancel,
            "OPTIONS" => Self::Options,
            other => Self::Other(other.to_owned()),
        }
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Invite => "INVITE",
            Self::Ack => "ACK",
            Self::Cancel => "CANCEL",
            Self::Options => "OPTIONS",
            Self::Other(other) => other,
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A sound request. Its `Debug` does not say who calls whom.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// What is asked.
    pub method: Method,
    /// Of whom, as it stands.
    pub uri: String,
    /// Where the answer goes.
    pub via: Via,
    /// Who asks.
    pub from: Address,
    /// Whom it is for.
    pub to: Address,
    /// Tells calls apart.
    pub call_id: String,
    /// Counts the requests of a call.
    pub sequence: u32,
    /// Everything that it says.
    pub head: Head,
}

/// Why there is no request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// Nobody can be answered.
    Unanswerable(NotSip),
    /// Whoever sent it can be told.
    Bad(Box<Bad>),
}

/// A request that is not sound, and can be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bad {
    /// What was asked.
    pub method: Method,
    /// Where the answer goes.
    pub via: Via,
    /// Everything that it says.
    pub head: Head,
    /// The status of the answer.
    pub status: u16,
    /// The answer's reason phrase.
    pub reason: String,
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { method, head, .. } = self;
        f.debug_struct("Request").field("method", method).field("head", head).finish_non_exhaustive()
    }
}

impl Request {
    /// Reads a message with all of its body, and nothing behind it but what a datagram may carry.
    ///
    /// # Errors
    /// It is no sound request.
    pub fn read(bytes: &[u8]) -> Result<Self, Unreadable> {
        let silent = Unreadable::Unanswerable;
        if bytes.len() > MOST_BYTES {
            return Err(silent(NotSip::TooLarge));
        }
        let end = end_of_head(bytes).ok_or(silent(NotSip::Endless))?;
        let head = Head::read(bytes.get(..end).unwrap_or_default()).map_err(silent)?;
        let body_bytes = bytes.len().saturating_sub(end);
        let first_line = FirstLine::read(&head.first_line).map_err(silent)?;
        let top = head.first(Name::Via).ok_or(silent(NotSip::Via(BadVia::Missing)))?;
        let via = Via::read(top).map_err(|why| silent(NotSip::Via(why)))?;
        match sound(&first_line, &head, body_bytes) {
            Ok(Sound { from, to, call_id, sequence }) => Ok(Self {
                method: first_line.method,
                uri: first_line.uri,
                via,
                from,
                to,
                call_id,
                sequence,
                head,
            }),
            Err((status, reason)) => {
                Err(Unreadable::Bad(Box::new(Bad { method: first_line.method, via, head, status, reason })))
            }
        }
    }
}

struct FirstLine {
    method: Method,
    uri: String,
    is_version_2: bool,
}

impl FirstLine {
    fn read(line: &str) -> Result<Self, NotSip> {
        if line.starts_with("SIP/") {
            return Err(NotSip::Response);
        }
        let mut words = line.split(' ');
        let (Some(method), Some(uri), Some(version), None) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Err(NotSip::FirstLine);
        };
        let is_sip = version.get(..4).is_some_and(|protocol| protocol.eq_ignore_ascii_case("SIP/"));
        if !is_token(method) || uri.is_empty() || uri.contains(['<', '>', '"', '\t']) || !is_sip {
            return Err(NotSip::FirstLine);
        }
        let is_version_2 = version.get(4..) == Some("2.0");
        Ok(Self { method: Method::of(method), uri: uri.to_owned(), is_version_2 })
    }
}

/// What must be sound.
struct Sound {
    from: Address,
    to: Address,
    call_id: String,
    sequence: u32,
}

fn sound(first_line: &FirstLine, head: &Head, body_bytes: usize) -> Result<Sound, (u16, String)> {
    if !first_line.is_version_2 {
        return Err((505, "Version Not Supported".to_owned()));
    }
    let bad = |why: String| (400, why);
    let only =
        |name, written: &str| head.only(name).ok_or_else(|| bad(format!("Missing Or Repeated {written}")));
    let address = |name, written: &str| {
        Address::read(only(name, written)?).map_err(|why| bad(format!("Bad {written}: {why}")))
    };
    let (from, to) = (address(Name::From, "From")?, address(Name::To, "To")?);
    let call_id = only(Name::CallId, "Call-ID")?;
    let is_long = |text: Option<&str>| text.is_some_and(|text| text.len() > MOST_IDENTIFIER_BYTES);
    if call_id.is_empty() || call_id.contains([' ', '\t']) || is_long(Some(call_id)) {
        return Err(bad("Bad Call-ID".to_owned()));
    }
    if is_long(from.tag()) || is_long(to.tag()) {
        return Err(bad("Tag Too Long".to_owned()));
    }
    let sequence =
        sequence(only(Name::CSeq, "CSeq")?, &first_line.method).ok_or_else(|| bad("Bad CSeq".to_owned()))?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if head.first(Name::MaxForwards).is_some_and(|text| !is_number(text) || text.parse::<u8>().is_err()) {
        return Err(bad("Bad Max-Forwards".to_owned()));
    }
    match content_length(head).map_err(|why| bad(why.to_owned()))? {
        // A datagram that is longer than it says carries something that is not ours (RFC 3261 section 18.3).
        Some(length) if length > body_bytes => Err(bad("Body Shorter Than Content-Length".to_owned())),
        Some(_) | None => Ok(Sound { from, to, call_id: call_id.to_owned(), sequence }),
    }
}

/// RFC 3261 section 8.1.1.5: below 2**31, and of the same method.
fn sequence(value: &str, method: &Method) -> Option<u32> {
    let (digits, of) = value.split_once([' ', '\t'])?;
    let is_sound = of.trim() == method.as_str() && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|number| is_sound && *number < 1 << 31)
}

/// How many bytes the body has, as the head says.
pub(crate) fn content_length(head: &Head) -> Result<Option<usize>, &'static str> {
    let mut all = head.all(Name::ContentLength);
    let Some(first) = all.next() else { return Ok(None) };
    if all.any(|other| other != first) {
        return Err("Several Content-Lengths");
    }
    let is_number = !first.is_empty() && first.bytes().all(|byte| byte.is_ascii_digit());
    let length = first.parse().ok().filter(|length| is_number && *length <= MOST_BYTES);
    length.map(Some).ok_or("Bad Content-Length")
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALL: &str = "INVITE sip:+12155551213@hub.example SIP/2.0\r\nVia: SIP/2.0/UDP pbx.example;branch=z9hG4bK1\r\n\
        From: <sip:+12155551212@pbx.example>;tag=1\r\nTo: <sip:+12155551213@hub.example>\r\nCall-ID: a@b\r\n\
        CSeq: 7 INVITE\r\nMax-Forwards: 70\r\nContent-Length: 4\r\n\r\nv=0\n";

    fn bad(message: &str) -> (u16, String) {
        match Request::read(message.as_bytes()) {
            Err(Unreadable::Bad(bad)) => (bad.status, bad.reason),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_sound_request_is_read() {
        let request = Request::read(CALL.as_bytes()).unwrap();
        assert_eq!(request.method, Method::Invite);
        assert_eq!(request.uri, "sip:+12155551213@hub.example");
        assert_eq!((request.from.tag(), request.to.tag()), (Some("1"), None));
        assert_eq!((request.call_id.as_str(), request.sequence), ("a@b", 7));
    }

    #[test]
    fn what_is_unsound_is_told_to_whoever_sent_it() {
        let cases = [
            ("SIP/2.0\r\nVia", "SIP/7.0\r\nVia", 505, "Version Not Supported"),
            ("From:", "Fron:", 400, "Missing Or Repeated From"),
            ("To: <", "To: \"x <", 400, "Bad To: a quotation or a bracket has no end"),
            ("Call-ID: a@b", "Call-ID: a b", 400, "Bad Call-ID"),
            ("7 INVITE", "7 BYE", 400, "Bad CSeq"),
            ("7 INVITE", "2147483648 INVITE", 400, "Bad CSeq"),
            ("7 INVITE", "+7 INVITE", 400, "Bad CSeq"),
            ("CSeq: 7", "CSeq: 7 INVITE\r\nCSeq: 7", 400, "Missing Or Repeated CSeq"),
            ("Max-Forwards: 70", "Max-Forwards: 256", 400, "Bad Max-Forwards"),
            ("Content-Length: 4", "Content-Length: 5", 400, "Body Shorter Than Content-Length"),
            ("Content-Length: 4", "Content-Length: 4x", 400, "Bad Content-Length"),
            ("Content-Length: 4", "Content-Length: 4\r\nl: 3", 400, "Several Content-Lengths"),
        ];
        for (from, to, status, reason) in cases {
            let message = CALL.replacen(from, to, 1);
            assert_ne!(message, CALL, "{from}");
            assert_eq!(bad(&message), (status, reason.to_owned()), "{to}");
        }
    }

    #[test]
    fn what_leads_nowhere_is_not_answered() {
        let cases = [
            ("INVITE sip", "SIP/2.0 200", NotSip::Response),
            ("INVITE sip:", "INVITE  sip:", NotSip::FirstLine),
            ("SIP/2.0\r\n", "HTTP/1.1\r\n", NotSip::FirstLine),
            ("Via:", "Vie:", NotSip::Via(BadVia::Missing)),
            ("SIP/2.0/UDP", "SIP/2.0/", NotSip::Via(BadVia::SentBy)),
            ("\r\n\r\n", "\r\n", NotSip::Endless),
        ];
        for (from, to, wanted) in cases {
            let message = CALL.replacen(from, to, 1);
            assert_ne!(message, CALL, "{from}");
            assert_eq!(Request::read(message.as_bytes()), Err(Unreadable::Unanswerable(wanted)), "{to}");
        }
    }
}
