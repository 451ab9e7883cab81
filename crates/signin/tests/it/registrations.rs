//! Registering a key.

use proptest::prelude::*;
use trusthub_signin::passkey::{Refusal, Registered, RelyingParty, Unfit};

use crate::vectors::{ATTESTATION, CHALLENGE, CREDENTIAL_ID, EXTRA, PUBLIC_KEY, client_data, hex, party};

const CREATE: &str = "webauthn.create";
const ORIGIN: &str = "https://example.org";
/// It stands last in the vector.
const AUTHENTICATOR_DATA_BYTES: usize = 164;

fn register(client_data: &[u8], attestation: &[u8]) -> Result<Registered, Refusal> {
    party().register(&hex(CHALLENGE), client_data, attestation)
}

fn said() -> Vec<u8> {
    let rest = format!(r#","crossOrigin":false,"extraData":"{EXTRA}""#);
    client_data(CREATE, &hex(CHALLENGE), ORIGIN, &rest)
}

#[test]
fn the_standards_own_registration_is_taken() {
    let registered = register(&said(), &hex(ATTESTATION)).unwrap();
    assert_eq!(
        registered,
        Registered {
            credential_id: hex(CREDENTIAL_ID),
            public_key: hex(PUBLIC_KEY),
            counter: 0,
            is_synced: true,
        }
    );
}

#[test]
fn a_registration_that_was_made_elsewhere_or_for_something_else_is_refused() {
    let challenge = hex(CHALLENGE);
    for (said, refusal) in [
        (client_data("webauthn.get", &challenge, ORIGIN, ""), Refusal::Purpose),
        (client_data(CREATE, &[7; 32], ORIGIN, ""), Refusal::Challenge),
        (client_data(CREATE, &challenge, "https://example.org.evil.example", ""), Refusal::Origin),
        (client_data(CREATE, &challenge, "https://www.example.org", ""), Refusal::Origin),
        (client_data(CREATE, &challenge, "http://example.org", ""), Refusal::Origin),
        (client_data(CREATE, &challenge, "https://example.org:8443", ""), Refusal::Origin),
        (client_data(CREATE, &challenge, ORIGIN, r#","crossOrigin":true"#), Refusal::Framed),
        (
            client_data(CREATE, &challenge, ORIGIN, r#","origin":"https://example.org""#),
            Refusal::Malformed("client data"),
        ),
        (b"[]".to_vec(), Refusal::Malformed("client data")),
        (vec![b' '; 5000], Refusal::Malformed("client data")),
    ] {
        assert_eq!(register(&said, &hex(ATTESTATION)), Err(refusal), "{}", String::from_utf8_lossy(&said));
    }
}

/// The vector with one piece replaced by another of the same length.
fn with(piece: &str, other: &str) -> Vec<u8> {
    assert_eq!(piece.len(), other.len());
    assert!(ATTESTATION.contains(piece), "{piece}");
    hex(&ATTESTATION.replace(piece, other))
}

#[test]
fn what_the_authenticator_says_is_read_to_the_last_byte() {
    for (attestation, refusal) in [
        // Another site's hash; nobody present; nobody verified; backed up without being eligible.
        (with("bfabc374", "bfabc375"), Refusal::RelyingParty),
        (with("2e4b55d", "2e4b55c"), Refusal::Absent),
        (with("2e4b55d", "2e4b559"), Refusal::Unverified),
        (with("2e4b55d", "2e4b555"), Refusal::Malformed("authenticator data")),
        // Without a key; with extensions that are not there; an identifier longer than what follows, or empty.
        (with("2e4b55d", "2e4b51d"), Refusal::Malformed("authenticator data")),
        (with("2e4b55d", "2e4b5dd"), Refusal::Malformed("authenticator data")),
        (with("6cfc0020455e", "6cfcffff455e"), Refusal::Malformed("authenticator data")),
        (with("6cfc0020455e", "6cfc0000455e"), Refusal::Malformed("authenticator data")),
        // No point of the curve; an algorithm we do not take; a parameter twice.
        (with("215820eb", "215820ec"), Refusal::Key),
        (with("a501020326", "a501020322"), Refusal::Key),
        (with("a501020326", "a501020126"), Refusal::Key),
    ] {
        assert_eq!(register(&said(), &attestation), Err(refusal));
    }
    let whole = hex(ATTESTATION);
    assert_eq!(register(&said(), &[&whole[..], &[0]].concat()), Err(Refusal::Malformed("attestation")));
    for length in 0..whole.len() {
        assert!(register(&said(), &whole[..length]).is_err(), "{length}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_answered_and_none_is_taken_for_a_key(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(register(&said(), &bytes).is_err());
        prop_assert!(register(&bytes, &hex(ATTESTATION)).is_err());
    }

    /// Of what the authenticator says, its make is not looked at, and some flags mean nothing.
    #[test]
    fn a_changed_byte_makes_another_key_or_none(at in 0..AUTHENTICATOR_DATA_BYTES, to in any::<u8>()) {
        let mut bytes = hex(ATTESTATION);
        let begins = bytes.len() - AUTHENTICATOR_DATA_BYTES;
        prop_assume!(at != 32 && !(37..53).contains(&at) && bytes[begins + at] != to);
        bytes[begins + at] = to;
        let untouched = register(&said(), &hex(ATTESTATION)).unwrap();
        prop_assert_ne!(register(&said(), &bytes).ok(), Some(untouched));
    }
}

#[test]
fn a_site_is_its_host_and_its_origin() {
    let party = RelyingParty::at("https://Hub.example.com:8443/console").unwrap();
    assert_eq!(party.id(), "hub.example.com");
    assert_eq!(RelyingParty::at("http://localhost:8080").unwrap().id(), "localhost");
    assert_eq!(RelyingParty::at("http://127.0.0.1:8080"), Err(Unfit::Number));
    assert_eq!(RelyingParty::at("https://[::1]"), Err(Unfit::Number));
    assert_eq!(RelyingParty::at("http://hub.example.com"), Err(Unfit::Insecure));
    assert_eq!(RelyingParty::at("ftp://hub.example.com"), Err(Unfit::Address));
    assert_eq!(RelyingParty::at("hub"), Err(Unfit::Address));
}
