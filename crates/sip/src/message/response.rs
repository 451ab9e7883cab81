//! Answers, written.

use std::borrow::Cow;
use std::fmt;
use std::net::SocketAddr;

use super::head::{Head, Name};
use super::via::Via;

/// An answer: what the service says; the rest comes from the request (RFC 3261 section 8.2.6). Its `Debug` leaves out what
/// its headers say.
#[derive(Clone, PartialEq, Eq)]
pub struct Response {
    /// `302`
    pub status: u16,
    /// `Moved Temporarily`
    pub reason: Cow<'static, str>,
    /// Headers of its own, in their order.
    pub headers: Vec<(&'static str, String)>,
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("headers", &names)
            .finish_non_exhaustive()
    }
}

impl Response {
    /// An answer without headers of its own.
    pub fn new(status: u16, reason: impl Into<Cow<'static, str>>) -> Self {
        Self { status, reason: reason.into(), headers: Vec::new() }
    }

    /// The same with one header more.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Whether it ends the transaction.
    pub fn is_final(&self) -> bool {
        self.status >= 200
    }

    /// The bytes to send: for whoever sent `head` from `source`, with this tag on To if it has none.
    pub fn write(&self, head: &Head, via: &Via, source: SocketAddr, tag: &str) -> Vec<u8> {
        let mut text = String::with_capacity(1024);
        line(&mut text, &["SIP/2.0 ", &self.status.to_string(), " ", &self.reason]);
        let mut is_top = true;
        for header in &head.headers {
            let value = header.value.as_str();
            match header.name {
                Name::Via if is_top => {
                    is_top = false;
                    line(&mut text, &["Via: ", &via.answered(source)]);
                }
                Name::Via => line(&mut text, &["Via: ", value]),
                Name::From => line(&mut text, &["From: ", value]),
                Name::To if self.is_final() && !has_tag(value) => {
                    line(&mut text, &["To: ", value, ";tag=", tag]);
                }
                Name::To => line(&mut text, &["To: ", value]),
                Name::CallId => line(&mut text, &["Call-ID: ", value]),
                Name::CSeq => line(&mut text, &["CSeq: ", value]),
                // RFC 3261 section 8.2.6.1: for whoever measures how far away we are.
                Name::Timestamp if self.status == 100 => line(&mut text, &["Timestamp: ", value]),
                Name::Contact
                | Name::ContentLength
                | Name::MaxForwards
                | Name::Identity
                | Name::PAssertedIdentity
                | Name::Privacy
                | Name::Date
                | Name::Timestamp
                | Name::TrustHubAccountSid
                | Name::Other => {}
            }
        }
        for (name, value) in &self.headers {
            line(&mut text, &[name, ": ", value]);
        }
        text.push_str("Content-Length: 0\r\n\r\n");
        text.into_bytes()
    }
}

/// A line of these pieces, and no more than one: what breaks lines is not written.
fn line(text: &mut String, pieces: &[&str]) {
    let is_plain = |byte: u8| byte == b' ' || byte.is_ascii_graphic();
    for piece in pieces {
        if piece.bytes().all(is_plain) {
            // Almost every piece, and an Identity header is many hundreds of bytes.
            text.push_str(piece);
        } else {
            text.extend(piece.chars().map(|character| if character.is_control() { ' ' } else { character }));
        }
    }
    text.push_str("\r\n");
}

/// Of a To that could not be read nobody knows; then it has none.
fn has_tag(to: &str) -> bool {
    super::Address::read(to).is_ok_and(|address| address.tag().is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_repeats_what_it_must_and_adds_its_own() {
        let head = Head::read(
            b"INVITE sip:b SIP/2.0\r\nVia: SIP/2.0/UDP pbx;branch=z9hG4bK1\r\nv: SIP/2.0/UDP phone\r\nMax-Forwards: 70\r\n\
              f: <sip:a@x>;tag=1\r\nt: <sip:b@x>\r\ni: c\r\nCSeq: 1 INVITE\r\nSubject: x\r\n\r\n",
        )
        .unwrap();
        let via = Via::read(head.first(Name::Via).unwrap()).unwrap();
        let source = "192.0.2.7:5060".parse().unwrap();
        let response =
            Response::new(302, "Moved Temporarily").with("Contact", "<sip:b>").with("Reason", "a\r\nb");
        let written = String::from_utf8(response.write(&head, &via, source, "t1")).unwrap();
        assert_eq!(
            written,
            "SIP/2.0 302 Moved Temporarily\r\nVia: SIP/2.0/UDP pbx;branch=z9hG4bK1;received=192.0.2.7\r\n\
             Via: SIP/2.0/UDP phone\r\nFrom: <sip:a@x>;tag=1\r\nTo: <sip:b@x>;tag=t1\r\nCall-ID: c\r\n\
             CSeq: 1 INVITE\r\nContact: <sip:b>\r\nReason: a  b\r\nContent-Length: 0\r\n\r\n"
        );
        let trying =
            String::from_utf8(Response::new(100, "Trying").write(&head, &via, source, "t1")).unwrap();
        assert!(trying.contains("To: <sip:b@x>\r\n"), "a provisional answer has no tag: {trying}");
    }
}
