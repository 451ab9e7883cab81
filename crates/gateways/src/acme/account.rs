//! The key of an account at an authority, and what is signed with it.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretSlice};
use serde_json::{Value, json};

use super::{AcmeError, Dialect};

/// Bytes of each coordinate of a point on P-256.
const COORDINATE: usize = 32;

/// An ES256 key that an authority knows an account by.
pub struct AccountKey {
    pair: EcdsaKeyPair,
    random: SystemRandom,
}

/// The key cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the account's key is no P-256 key in PKCS#8")]
pub struct BadAccountKey;

impl fmt::Debug for AccountKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccountKey(..)")
    }
}

impl AccountKey {
    /// A new key, and its PKCS#8 form to keep.
    ///
    /// # Errors
    /// There is no randomness.
    pub fn generate() -> Result<(Self, SecretSlice<u8>), BadAccountKey> {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random);
        let pkcs8 = SecretSlice::from(pkcs8.map_err(|_| BadAccountKey)?.as_ref().to_vec());
        Ok((Self::from_pkcs8(&pkcs8)?, pkcs8))
    }

    /// A key that was kept.
    ///
    /// # Errors
    /// It is none.
    pub fn from_pkcs8(pkcs8: &SecretSlice<u8>) -> Result<Self, BadAccountKey> {
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.expose_secret());
        Ok(Self { pair: pair.map_err(|_| BadAccountKey)?, random: SystemRandom::new() })
    }

    /// The public key as a JSON Web Key.
    pub(super) fn jwk(&self) -> Value {
        let (x, y) = self.coordinates();
        json!({ "crv": "P-256", "kty": "EC", "x": x, "y": y })
    }

    fn coordinates(&self) -> (String, String) {
        // Uncompressed: a byte 4, then both.
        let point = self.pair.public_key().as_ref().get(1..).unwrap_or_default();
        let (x, y) = point.split_at_checked(COORDINATE).unwrap_or_default();
        (BASE64_URL_SAFE_NO_PAD.encode(x), BASE64_URL_SAFE_NO_PAD.encode(y))
    }

    /// How authority tokens name this key: `SHA256 AA:BB:…` (RFC 9447 section 3.1).
    pub(super) fn fingerprint(&self, dialect: Dialect) -> Result<String, AcmeError> {
        let hash = match dialect {
            Dialect::Standard => {
                let (x, y) = self.coordinates();
                // RFC 7638 section 3: these members, in this order, without white space.
                let jwk = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
                digest(&SHA256, jwk.as_bytes())
            }
            Dialect::Deployed => {
                let der = self.pair.public_key().as_der().map_err(|_| AcmeError::Key)?;
                digest(&SHA256, der.as_ref())
            }
        };
        let hex: Vec<String> = hash.as_ref().iter().map(|byte| format!("{byte:02X}")).collect();
        Ok(format!("SHA256 {}", hex.join(":")))
    }

    /// A JSON Web Signature in the flattened form that ACME wants (RFC 8555 section 6.2).
    ///
    /// An empty payload is that of POST-as-GET.
    pub(super) fn sign(&self, protected: &Value, payload: Option<&Value>) -> Result<Value, AcmeError> {
        let protected = BASE64_URL_SAFE_NO_PAD.encode(protected.to_string());
        let payload = payload.map(|payload| BASE64_URL_SAFE_NO_PAD.encode(payload.to_string()));
        let payload = payload.unwrap_or_default();
        let signed = format!("{protected}.{payload}");
        let signature = self.pair.sign(&self.random, signed.as_bytes()).map_err(|_| AcmeError::Key)?;
        let signature = BASE64_URL_SAFE_NO_PAD.encode(signature);
        Ok(json!({ "protected": protected, "payload": payload, "signature": signature }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_was_kept_is_the_same_key() {
        let (key, kept) = AccountKey::generate().unwrap();
        let again = AccountKey::from_pkcs8(&kept).unwrap();
        assert_eq!(key.jwk(), again.jwk());
        for dialect in [Dialect::Standard, Dialect::Deployed] {
            let fingerprint = key.fingerprint(dialect).unwrap();
            assert_eq!(fingerprint, again.fingerprint(dialect).unwrap());
            assert_eq!(fingerprint.len(), "SHA256 ".len() + 32 * 3 - 1);
        }
        assert_ne!(key.fingerprint(Dialect::Standard), key.fingerprint(Dialect::Deployed));
        assert_eq!(AccountKey::from_pkcs8(&SecretSlice::from(vec![4; 65])).err(), Some(BadAccountKey));
    }
}
