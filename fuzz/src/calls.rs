//! What a switch, or whoever passes for one, says in SIP.

use std::net::SocketAddr;

use trusthub_sip::framing::{self, Frame};
use trusthub_sip::message::{Address, Head, Name, Request, Response, Unreadable, Uri, read_date};

/// A message: whatever it is, an answer to it is one message, with nothing in it that was smuggled.
pub fn sip(bytes: &[u8]) {
    match framing::next(bytes) {
        Frame::Ping(length) | Frame::Blank(length) | Frame::Message(length) | Frame::Lost(length, ..) => {
            assert!((1..=bytes.len()).contains(&length), "{length} of {}", bytes.len());
        }
        Frame::More | Frame::Broken => {}
    }
    let (head, via) = match Request::read(bytes) {
        Ok(request) => (request.head, request.via),
        Err(Unreadable::Bad(bad)) => (bad.head, bad.via),
        Err(Unreadable::Unanswerable(_)) => return,
    };
    let source = SocketAddr::from(([192, 0, 2, 7], 5060));
    let written = Response::new(302, "Moved").with("Contact", "<sip:x>").write(&head, &via, source, "tag");
    let answer = Head::read(&written).expect("an answer is a message");
    let ours = |head: &Head, name| head.all(name).count();
    assert_eq!(ours(&answer, Name::Via), ours(&head, Name::Via));
    assert_eq!((ours(&answer, Name::Contact), ours(&answer, Name::ContentLength)), (1, 1));
    assert_eq!(framing::next(&written), Frame::Message(written.len()));
    let parties = [Name::From, Name::To, Name::PAssertedIdentity, Name::Contact];
    for value in parties.into_iter().flat_map(|name| head.all(name)) {
        for address in Address::read_list(value).unwrap_or_default() {
            verdict(&address.uri);
        }
    }
    for value in head.all(Name::Date) {
        let _ = read_date(value);
    }
}

/// A verdict is about the same number, and the only one on it.
fn verdict(uri: &str) {
    let Ok(read) = Uri::read(uri) else { return };
    let Some(written) = read.with_verstat("No-TN-Validation") else { return };
    let again = Uri::read(&written).expect("it was a URI");
    assert_eq!(again.number(), read.number(), "{uri} became {written}");
    let user = written.split('@').next().unwrap_or_default().to_ascii_lowercase();
    let is_verdict = |part: &&str| part.split('=').next().is_some_and(|name| name.trim() == "verstat");
    assert_eq!(user.split(';').filter(is_verdict).count(), 1, "{uri} became {written}");
}
