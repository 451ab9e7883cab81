use std::net::SocketAddr;

use proptest::prelude::*;
use trusthub_sip::framing::{self, Frame};
use trusthub_sip::message::{Address, Head, Request, Response, Unreadable, Uri};

fn source() -> SocketAddr {
    "192.0.2.7:5060".parse().unwrap()
}

/// Pieces that messages are made of, sound and not.
fn message() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        Just("Via: SIP/2.0/UDP a;branch=z9hG4bK1".to_owned()),
        Just("v: SIP/2.0/TCP [::1]:5060;rport, SIP/2.0/UDP b".to_owned()),
        Just("From: \"A, B\" <sip:+1@x;user=phone>;tag=1".to_owned()),
        Just("To: <tel:+12155551212>".to_owned()),
        Just("Call-ID: c".to_owned()),
        Just("CSeq: 1 INVITE".to_owned()),
        Just("l: 0".to_owned()),
        Just("\t folded".to_owned()),
        "[A-Za-z-]{1,12}: [ -~]{0,40}",
        "\\PC{0,30}",
    ];
    (prop_oneof![Just("INVITE sip:a SIP/2.0".to_owned()), "\\PC{0,30}"], prop::collection::vec(line, 0..12))
        .prop_map(|(first, lines)| format!("{first}\r\n{}\r\n\r\n", lines.join("\r\n")))
}

fn check(bytes: &[u8]) -> Result<(), TestCaseError> {
    match framing::next(bytes) {
        Frame::Ping(length) | Frame::Blank(length) | Frame::Message(length) | Frame::Lost(length, ..) => {
            prop_assert!((1..=bytes.len()).contains(&length));
        }
        Frame::More | Frame::Broken => {}
    }
    let (head, via) = match Request::read(bytes) {
        Ok(request) => (request.head, request.via),
        Err(Unreadable::Bad(bad)) => (bad.head, bad.via),
        Err(Unreadable::Unanswerable(_)) => return Ok(()),
    };
    let written = Response::new(400, "Bad\r\nX: y").write(&head, &via, source(), "t");
    let answer = Head::read(&written).map_err(|why| TestCaseError::fail(why.to_string()))?;
    prop_assert!(answer.headers.len() <= head.headers.len() + 1, "an answer has a header of nobody's");
    prop_assert_eq!(framing::next(&written), Frame::Message(written.len()));
    Ok(())
}

proptest! {
    #[test]
    fn no_bytes_break_it(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        check(&bytes)?;
    }

    #[test]
    fn an_answer_is_a_message_whatever_was_asked(message in message()) {
        check(message.as_bytes())?;
    }

    #[test]
    fn a_verdict_is_the_only_one_and_changes_no_number(uri in "(sip|tel|SIPS):[0-9a-z+;=:@.-]{0,30}(;verstat=[a-z-]{0,9})?(@[a-z]{1,9})?") {
        let Ok(read) = Uri::read(&uri) else { return Ok(()) };
        let Some(written) = read.with_verstat("No-TN-Validation") else { return Ok(()) };
        let again = Uri::read(&written).map_err(|why| TestCaseError::fail(format!("{written}: {why}")))?;
        prop_assert_eq!(again.number(), read.number());
        let user = written.split('@').next().unwrap_or_default();
        prop_assert_eq!(user.to_ascii_lowercase().matches(";verstat").count(), 1, "{}", written);
    }

    #[test]
    fn addresses_are_read_as_they_were_written(name in "[ -~&&[^\"\\\\]]{0,20}", user in "[a-z0-9+]{1,15}", tag in "[a-z0-9]{1,9}") {
        let address = Address::read(&format!("\"{name}\" <sip:{user}@x>;tag={tag}")).unwrap();
        prop_assert_eq!(address.tag(), Some(tag.as_str()));
        prop_assert_eq!(address.uri, format!("sip:{user}@x"));
    }
}
