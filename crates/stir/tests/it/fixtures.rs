//! A key of ours, calls, and tokens with any header and payload, well-formed or not.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use trusthub_stir::key::{self, SigningKey};
use trusthub_stir::number::TelephoneNumber;
use trusthub_stir::passport::{Attest, Claims, Destinations, Party};
use trusthub_stir::path::SigningCertificate;
use trusthub_stir::signing::Signer;
use trusthub_stir::tn_auth_list::{ServiceProviderCode, TnAuthList, TnEntry};
use trusthub_stir::verification::{Call, Outcome, Settings, prepare};

/// Made for these tests alone.
pub const KEY: &str = "-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgTOYd+k8yAfcrAMlA
kJXLy8kLJ/h5F0iP1jDLqglJ4xChRANCAAS8fXpCekio9VXyw2gHenYaeacSr2cH
foAkHERCTgFxB49uHZogX9GYR6WlJgIkhyWGC5oicWhVx1E573R2UfDu
-----END PRIVATE KEY-----
";
pub const X5U: &str = "https://cert.example.org/passport.cer";
pub const NOW: i64 = 1_443_208_345;
pub const ORIGID: &str = "de305d54-75b4-431b-adb2-eb6b9e546014";

pub fn key() -> SigningKey {
    SigningKey::from_pem(KEY.as_bytes()).unwrap()
}

/// What a valid chain gives: for SPC 709J, good for an hour on both sides of [`NOW`].
pub fn certificate() -> SigningCertificate {
    SigningCertificate {
        key: key::public_key(key().public_point()).unwrap(),
        authority: TnAuthList::new(vec![TnEntry::Spc(ServiceProviderCode::new("709J").unwrap())]),
        authority_urls: Vec::new(),
        within: None,
        delegated_by: Vec::new(),
        constraints: None,
        not_before: NOW - 3600,
        not_after: NOW + 3600,
        sha256: [0; 32],
        subject: "CN=SHAKEN 709J".to_owned(),
    }
}

pub fn signer() -> Signer {
    Signer::new(key(), X5U, Some(certificate())).unwrap()
}

pub fn number(text: &str) -> Party {
    Party::Number(TelephoneNumber::canonical(text).unwrap())
}

pub fn shaken() -> Claims {
    let dest = Destinations::new([number("12355551212")]).unwrap();
    let mut claims = Claims::new(number("12155551212"), dest, NOW);
    claims.attest = Some(Attest::A);
    claims.origid = Some(ORIGID.to_owned());
    claims
}

pub fn call() -> Call {
    Call { from: number("12155551212"), to: vec![number("12355551212")], time: NOW, now: NOW }
}

/// A token of exactly these bytes, with a true signature.
pub fn token(header: &[u8], payload: &[u8]) -> String {
    let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload));
    let signature = key().sign(signed.as_bytes()).unwrap();
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// Both steps, with the key of these tests.
pub fn verified(identity: &str, call: &Call, settings: &Settings) -> Outcome {
    match prepare(identity, call, settings) {
        Ok(prepared) => prepared.finish(Ok(&certificate()), None),
        Err(outcome) => outcome,
    }
}
