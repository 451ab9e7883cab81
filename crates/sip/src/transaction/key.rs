//! What tells transactions apart: RFC 3261 section 17.2.3.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::net::IpAddr;
use std::sync::Arc;

use crate::message::{Method, Name, Request};

/// Names a transaction. Cheap to copy.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(Arc<str>);

impl Key {
    /// The transaction that a request belongs to: its own, and of an ACK that of the INVITE.
    ///
    /// The peer's address is part of it, beyond the RFC: nobody ends, or gets the answer to, what somebody else asked.
    pub fn of(request: &Request, peer: IpAddr) -> Self {
        match request.method {
            Method::Ack => Self::with(request, peer, "INVITE"),
            Method::Invite | Method::Cancel | Method::Options | Method::Other(_) => {
                Self::with(request, peer, request.method.as_str())
            }
        }
    }

    /// The transaction of the INVITE that a CANCEL is about (section 9.2).
    pub(crate) fn of_call(request: &Request, peer: IpAddr) -> Self {
        Self::with(request, peer, "INVITE")
    }

    fn with(request: &Request, peer: IpAddr, method: &str) -> Self {
        let text = match request.via.branch() {
            Some(branch) => format!("{peer} {method} {} {branch}", request.via.sent_by()),
            // RFC 2543: whatever all requests of a transaction have in common. The tag of To is left out, since an ACK has
            // the one that we gave.
            None => {
                let via = request.head.first(Name::Via).unwrap_or_default();
                let tag = request.from.tag().unwrap_or_default();
                let Request { uri, call_id, sequence, .. } = request;
                format!("{peer} {method} {uri} {tag} {call_id} {sequence} {via}")
            }
        };
        Self(text.into())
    }
}

/// Makes tags: the same for the same transaction, so that a request that comes twice is answered alike, and nothing that
/// anybody could guess.
#[derive(Debug, Default)]
pub(crate) struct Tags(RandomState);

impl Tags {
    pub(crate) fn of(&self, key: &Key) -> String {
        self.of_text(&key.0)
    }

    /// For what has no transaction.
    pub(crate) fn of_text(&self, text: &str) -> String {
        format!("{:016x}", self.0.hash_one(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(method: &str, via: &str, to_tag: &str) -> Request {
        let text = format!(
            "{method} sip:b@x SIP/2.0\r\nVia: SIP/2.0/UDP {via}\r\nFrom: <sip:a@x>;tag=1\r\nTo: <sip:b@x>{to_tag}\r\n\
             Call-ID: c\r\nCSeq: 1 {method}\r\n\r\n"
        );
        Request::read(text.as_bytes()).unwrap()
    }

    fn key(method: &str, via: &str, peer: &str) -> Key {
        Key::of(&request(method, via, ""), peer.parse().unwrap())
    }

    #[test]
    fn branch_sender_method_and_peer_tell_transactions_apart() {
        let invite = key("INVITE", "pbx;branch=z9hG4bK1", "192.0.2.1");
        assert_eq!(invite, key("INVITE", "PBX:5060;rport;branch=z9hG4bK1", "192.0.2.1"));
        assert_eq!(invite, key("ACK", "pbx;branch=z9hG4bK1", "192.0.2.1"));
        for other in [
            key("CANCEL", "pbx;branch=z9hG4bK1", "192.0.2.1"),
            key("INVITE", "pbx;branch=z9hG4bK2", "192.0.2.1"),
            key("INVITE", "pbx:5070;branch=z9hG4bK1", "192.0.2.1"),
            key("INVITE", "pbx;branch=z9hG4bK1", "192.0.2.2"),
        ] {
            assert_ne!(invite, other);
        }
        let cancel = request("CANCEL", "pbx;branch=z9hG4bK1", "");
        assert_eq!(Key::of_call(&cancel, "192.0.2.1".parse().unwrap()), invite);
    }

    #[test]
    fn without_a_cookie_the_whole_request_does() {
        let peer = "192.0.2.1".parse().unwrap();
        let invite = Key::of(&request("INVITE", "pbx;branch=1", ""), peer);
        assert_eq!(invite, Key::of(&request("ACK", "pbx;branch=1", ";tag=ours"), peer));
        assert_ne!(invite, Key::of(&request("INVITE", "pbx;branch=2", ""), peer));
    }

    #[test]
    fn a_transaction_has_one_tag() {
        let tags = Tags::default();
        let (one, other) =
            (key("INVITE", "a;branch=z9hG4bK1", "::1"), key("INVITE", "a;branch=z9hG4bK2", "::1"));
        assert_eq!(tags.of(&one), tags.of(&one));
        assert_ne!(tags.of(&one), tags.of(&other));
    }
}
