//! Signing in with a known key.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
};
use trusthub_signin::passkey::{Known, Refusal, Signed, challenge_of};

use crate::vectors::{
    PRIVATE_KEY, PUBLIC_KEY, UNVERIFIED_CHALLENGE, UNVERIFIED_DATA, UNVERIFIED_SIGNATURE, client_data, hex,
    party,
};

const GET: &str = "webauthn.get";
const ORIGIN: &str = "https://example.org";
const CHALLENGE: [u8; 32] = [9; 32];
/// Present, verified, eligible for backup.
const FLAGS: u8 = 0b1101;

fn data(host: &str, flags: u8, counter: u32) -> Vec<u8> {
    [digest(&SHA256, host.as_bytes()).as_ref(), &[flags], &counter.to_be_bytes()].concat()
}

fn said() -> Vec<u8> {
    client_data(GET, &CHALLENGE, ORIGIN, r#","crossOrigin":false"#)
}

/// With the key that the standard publishes for §16.3.
fn sign(client_data: &[u8], data: &[u8]) -> Vec<u8> {
    let public = [vec![4], hex(&PUBLIC_KEY[20..84]), hex(&PUBLIC_KEY[90..])].concat();
    let key = EcdsaKeyPair::from_private_key_and_public_key(
        &ECDSA_P256_SHA256_ASN1_SIGNING,
        &hex(PRIVATE_KEY),
        &public,
    )
    .unwrap();
    let message = [data, digest(&SHA256, client_data).as_ref()].concat();
    key.sign(&SystemRandom::new(), &message).unwrap().as_ref().to_vec()
}

fn authenticate(client_data: &[u8], data: &[u8], signature: &[u8], counter: u32) -> Result<u32, Refusal> {
    let public_key = hex(PUBLIC_KEY);
    let known = Known { public_key: &public_key, counter, is_synced: true };
    let signed = Signed { client_data, authenticator_data: data, signature };
    party().authenticate(&CHALLENGE, &known, &signed)
}

fn signed(client_data: &[u8], data: &[u8], counter: u32) -> Result<u32, Refusal> {
    authenticate(client_data, data, &sign(client_data, data), counter)
}

#[test]
fn whoever_holds_the_key_is_let_in_and_the_counter_goes_on() {
    assert_eq!(signed(&said(), &data("example.org", FLAGS, 0), 0), Ok(0));
    assert_eq!(signed(&said(), &data("example.org", FLAGS, 7), 0), Ok(7));
    assert_eq!(signed(&said(), &data("example.org", FLAGS, 8), 7), Ok(8));
    assert_eq!(challenge_of(&said()), Ok(CHALLENGE.to_vec()));
}

#[test]
fn a_counter_that_stands_still_or_goes_back_is_a_copy() {
    assert_eq!(signed(&said(), &data("example.org", FLAGS, 7), 7), Err(Refusal::Counter));
    assert_eq!(signed(&said(), &data("example.org", FLAGS, 6), 7), Err(Refusal::Counter));
    assert_eq!(signed(&said(), &data("example.org", FLAGS, 0), 7), Err(Refusal::Counter));
}

#[test]
fn what_was_signed_elsewhere_or_for_something_else_or_by_nobody_is_refused() {
    let whole = data("example.org", FLAGS, 0);
    for (said, refusal) in [
        (client_data("webauthn.create", &CHALLENGE, ORIGIN, ""), Refusal::Purpose),
        (client_data(GET, &[8; 32], ORIGIN, ""), Refusal::Challenge),
        (client_data(GET, &CHALLENGE, "https://evil.example", ""), Refusal::Origin),
        (client_data(GET, &CHALLENGE, ORIGIN, r#","crossOrigin":true"#), Refusal::Framed),
    ] {
        assert_eq!(signed(&said, &whole, 0), Err(refusal));
    }
    for (data, refusal) in [
        (data("evil.example", FLAGS, 0), Refusal::RelyingParty),
        (data("example.org", FLAGS & !1, 0), Refusal::Absent),
        (data("example.org", FLAGS & !0b100, 0), Refusal::Unverified),
        (data("example.org", FLAGS & !0b1000, 0), Refusal::Backup),
        ([&whole[..], &[0]].concat(), Refusal::Malformed("authenticator data")),
        (whole[..36].to_vec(), Refusal::Malformed("authenticator data")),
    ] {
        assert_eq!(signed(&said(), &data, 0), Err(refusal));
    }
}

#[test]
fn a_signature_over_anything_else_is_refused() {
    let whole = data("example.org", FLAGS, 1);
    let signature = sign(&said(), &whole);
    assert_eq!(authenticate(&said(), &data("example.org", FLAGS, 2), &signature, 0), Err(Refusal::Signature));
    let other = client_data(GET, &CHALLENGE, ORIGIN, "");
    assert_eq!(authenticate(&other, &whole, &signature, 0), Err(Refusal::Signature));
    assert_eq!(authenticate(&said(), &whole, &signature[1..], 0), Err(Refusal::Signature));
    assert_eq!(authenticate(&said(), &whole, b"", 0), Err(Refusal::Signature));
}

/// The vector of §16.2 is whole; its authenticator did not look who touched it, and that we ask for.
#[test]
fn the_standards_own_assertion_lacks_only_the_verified_user() {
    let said = client_data(GET, &hex(UNVERIFIED_CHALLENGE), ORIGIN, r#","crossOrigin":false"#);
    let (data, signature, public_key) = (hex(UNVERIFIED_DATA), hex(UNVERIFIED_SIGNATURE), hex(PUBLIC_KEY));
    let known = Known { public_key: &public_key, counter: 0, is_synced: true };
    let signed = Signed { client_data: &said, authenticator_data: &data, signature: &signature };
    let answer = party().authenticate(&hex(UNVERIFIED_CHALLENGE), &known, &signed);
    assert_eq!(answer, Err(Refusal::Unverified));
}

fn with_key(public_key: &[u8], signature: &[u8], data: &[u8]) -> Result<u32, Refusal> {
    let known = Known { public_key, counter: 0, is_synced: true };
    let said = said();
    let signed = Signed { client_data: &said, authenticator_data: data, signature };
    party().authenticate(&CHALLENGE, &known, &signed)
}

#[test]
fn ed25519_and_rsa_keys_are_taken() {
    let data = data("example.org", FLAGS, 0);
    let message = [&data[..], digest(&SHA256, &said()).as_ref()].concat();

    let pair = Ed25519KeyPair::generate().unwrap();
    let cose = [&hex("a4010103272006215820")[..], pair.public_key().as_ref()].concat();
    assert_eq!(with_key(&cose, pair.sign(&message).as_ref(), &data), Ok(0));

    let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    // PKCS #1: a sequence of modulus, after a zero byte, and exponent.
    let modulus = &pair.public_key().as_ref()[9..265];
    let cose = [&hex("a401030339010020590100")[..], modulus, &hex("2143010001")].concat();
    let mut signature = vec![0; pair.public_modulus_len()];
    pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), &message, &mut signature).unwrap();
    assert_eq!(with_key(&cose, &signature, &data), Ok(0));
    signature[9] ^= 1;
    assert_eq!(with_key(&cose, &signature, &data), Err(Refusal::Signature));
}
