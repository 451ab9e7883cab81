//! A device with a passkey on it, as far as a hub can tell: it makes a key, looks who touches it, and signs.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use trusthub_app::people::passkeys::{NewPasskey, Registration, Shown};

/// Present and verified; and, when it brings a key, that it does.
const TOUCHED: u8 = 0b101;
const BRINGS_KEY: u8 = 1 << 6;

/// A device that keeps one key.
#[derive(Debug)]
pub struct TestDevice {
    key: EcdsaKeyPair,
    /// How it calls its key.
    pub credential_id: Vec<u8>,
    /// Whose key it is, as it was told.
    pub user_handle: Vec<u8>,
    /// What it has counted to.
    pub counter: u32,
    /// On which site's page the browser is.
    pub origin: String,
}

impl Default for TestDevice {
    fn default() -> Self {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).expect("a key");
        let credential_id = digest(&SHA256, key.public_key().as_ref()).as_ref().to_vec();
        let origin = "https://hub.example".to_owned();
        Self { key, credential_id, user_handle: Vec::new(), counter: 0, origin }
    }
}

impl TestDevice {
    /// Makes its key known to whoever asks.
    pub fn register(&mut self, asked: &Registration, name: &str) -> NewPasskey {
        self.user_handle.clone_from(&asked.user_handle);
        let length = u16::try_from(self.credential_id.len()).expect("a short identifier");
        let point = self.key.public_key().as_ref();
        let (x, y) = point.get(1..).expect("a point").split_at(32);
        // {1: 2, 3: -7, -1: 1, -2: x, -3: y}
        let cose = [&[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32], x, &[0x22, 0x58, 32], y].concat();
        let data = [
            &self.data(TOUCHED | BRINGS_KEY)[..],
            &[0; 16],
            &length.to_be_bytes(),
            &self.credential_id,
            &cose,
        ]
        .concat();
        let size = u8::try_from(data.len()).expect("short data");
        // {"fmt": "none", "attStmt": {}, "authData": data}
        let attestation =
            [b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58", &[size][..], &data].concat();
        let client_data = self.client_data("webauthn.create", &asked.challenge);
        NewPasskey { name: name.to_owned(), client_data, attestation }
    }

    /// Signs in with its key.
    #[must_use]
    pub fn show(&self, challenge: &[u8]) -> Shown {
        let client_data = self.client_data("webauthn.get", challenge);
        let authenticator_data = self.data(TOUCHED);
        let message = [&authenticator_data, digest(&SHA256, &client_data).as_ref()].concat();
        let signature = self.key.sign(&SystemRandom::new(), &message).expect("a signature");
        Shown {
            credential_id: self.credential_id.clone(),
            user_handle: self.user_handle.clone(),
            client_data,
            authenticator_data,
            signature: signature.as_ref().to_vec(),
        }
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        let party = digest(&SHA256, b"hub.example");
        [party.as_ref(), &[flags], &self.counter.to_be_bytes()].concat()
    }

    fn client_data(&self, kind: &str, challenge: &[u8]) -> Vec<u8> {
        let (challenge, origin) = (URL_SAFE_NO_PAD.encode(challenge), &self.origin);
        format!(r#"{{"type":"{kind}","challenge":"{challenge}","origin":"{origin}","crossOrigin":false}}"#)
            .into_bytes()
    }
}
