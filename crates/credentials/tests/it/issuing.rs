//! An issuer with its keys, and what it issues.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use trusthub_credentials::{
    Business, Format, IssuerKey, KeySet, NewCredential, PublicKey, Refusal, Registration, Rules,
    StatusReference, Verified, issue, verify,
};

pub(crate) const NOW: i64 = 1_900_000_000;
pub(crate) const LIST: &str = "https://hub.example/credentials/status/1";

/// An issuer with its keys.
pub(crate) struct Issuer {
    pub(crate) key: IssuerKey,
    pub(crate) pair: EcdsaKeyPair,
    pub(crate) keys: KeySet,
}

pub(crate) fn issuer() -> Issuer {
    let der = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der.as_ref()).unwrap();
    let key = IssuerKey::from_der(der.as_ref()).unwrap();
    let keys = KeySet::new(vec![PublicKey::from_point(key.public_point()).unwrap()]);
    Issuer { key, pair, keys }
}

impl Issuer {
    pub(crate) fn issue(&self, format: Format, business: Business) -> String {
        let new = NewCredential {
            id: "CD01".to_owned(),
            issuer: "https://hub.example".to_owned(),
            issued_at: NOW - 100,
            expires_at: NOW + 1000,
            status: StatusReference { uri: LIST.to_owned(), index: 7 },
            business,
        };
        let mut count = 0;
        let salt = || {
            count += 1;
            [count; 16]
        };
        issue(&self.key, format, &new, salt).unwrap()
    }

    /// A token of anything, signed soundly.
    pub(crate) fn token(&self, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(header), part(claims));
        let signature = self.pair.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    pub(crate) fn verify(&self, credential: &str) -> Result<Verified, Refusal> {
        verify(credential, &Rules { keys: &self.keys, status_list: None, now: NOW })
    }
}

pub(crate) fn owl() -> Business {
    Business {
        legal_name: Some("Owl & Söhne \"GmbH\"".to_owned()),
        registration: Some(Registration { identifier: "EIN".to_owned(), number: "942404110".to_owned() }),
        country: Some("US".to_owned()),
        trust_level: Some(3),
        ruleset: Some("2026.11/4".to_owned()),
        numbers: vec!["+12155550100".to_owned(), "+12155550101".to_owned()],
        domain: Some("owl.example".to_owned()),
    }
}
