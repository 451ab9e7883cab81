//! A provider's public keys: a JWK set (RFC 7517), of the kinds that ID tokens are signed with.

use aws_lc_rs::signature::ECDSA_P256_SHA256_FIXED;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

use super::Refusal;
use super::token::Algorithm;
use crate::verifying_key::VerifyingKey;

/// A provider's keys that signatures can be checked with.
#[derive(Debug, Default)]
pub struct KeySet(Vec<Key>);

#[derive(Debug)]
struct Key {
    id: Option<String>,
    algorithm: Algorithm,
    key: VerifyingKey,
}

#[derive(Deserialize)]
struct Wire {
    keys: Vec<serde_json::Value>,
}

/// The members of a JWK (RFC 7517 §4, RFC 7518 §6, RFC 8037 §2) that decide anything.
#[derive(Deserialize)]
struct Jwk {
    kty: String,
    kid: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    crv: Option<String>,
    x: Option<String>,
    y: Option<String>,
    n: Option<String>,
    e: Option<String>,
}

impl KeySet {
    /// Reads a set. Keys of other kinds and for other purposes are left out (RFC 7517 §5).
    ///
    /// # Errors
    /// `Malformed` if it is no set of keys.
    pub fn read(json: &[u8]) -> Result<Self, Refusal> {
        let wire: Wire = serde_json::from_slice(json).map_err(|_| Refusal::Malformed("set of keys"))?;
        let keys = wire.keys.into_iter().filter_map(|key| Key::read(serde_json::from_value(key).ok()?));
        Ok(Self(keys.collect()))
    }

    /// Checks a signature by the key of that name, or, if it names none, by whichever key there is.
    pub(super) fn verify(
        &self,
        algorithm: Algorithm,
        id: Option<&str>,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), Refusal> {
        let fits = |key: &&Key| key.algorithm == algorithm && (id.is_none() || key.id.as_deref() == id);
        let mut candidates = self.0.iter().filter(fits).peekable();
        if candidates.peek().is_none() {
            return Err(Refusal::UnknownKey);
        }
        let is_signed = candidates.any(|key| key.key.verifies(message, signature));
        if is_signed { Ok(()) } else { Err(Refusal::Signature) }
    }
}

impl Key {
    fn read(jwk: Jwk) -> Option<Self> {
        if jwk.purpose.as_deref().is_some_and(|purpose| purpose != "sig") {
            return None;
        }
        let (algorithm, key) = match (jwk.kty.as_str(), jwk.crv.as_deref()) {
            ("RSA", None) => {
                let modulus = bytes(jwk.n.as_deref())?;
                // RFC 7518 §6.3.1.1 wants no octets of zero in front, and warns of those who write them.
                let first = modulus.iter().position(|byte| *byte != 0)?;
                let key = VerifyingKey::rsa(modulus.get(first..)?, &bytes(jwk.e.as_deref())?);
                (Algorithm::Rs256, key)
            }
            ("EC", Some("P-256")) => {
                let (x, y) = (bytes(jwk.x.as_deref())?, bytes(jwk.y.as_deref())?);
                (Algorithm::Es256, VerifyingKey::p256(&ECDSA_P256_SHA256_FIXED, &x, &y)?)
            }
            ("OKP", Some("Ed25519")) => (Algorithm::EdDsa, VerifyingKey::ed25519(&bytes(jwk.x.as_deref())?)?),
            _ => return None,
        };
        let is_for_it = jwk.alg.as_deref().is_none_or(|named| Algorithm::named(named) == Some(algorithm));
        is_for_it.then_some(Self { id: jwk.kid, algorithm, key })
    }
}

fn bytes(text: Option<&str>) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text?).ok()
}
