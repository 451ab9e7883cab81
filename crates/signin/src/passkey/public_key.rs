//! Public keys in COSE form (RFC 9052 §7, RFC 9053) of the three algorithms that authenticators have.

use aws_lc_rs::signature::ECDSA_P256_SHA256_ASN1;

use super::Refusal;
use super::cbor::Reader;
use crate::verifying_key::VerifyingKey;

const ES256: i64 = -7;
const EDDSA: i64 = -8;
const RS256: i64 = -257;

/// What we take, the best first, by the numbers of IANA's COSE registry: ECDSA on P-256, Ed25519, and RSA, which older
/// Windows Hello has.
pub const ALGORITHMS: [i64; 3] = [ES256, EDDSA, RS256];

/// Most bytes of one. An RSA key of 8192 bits has 1,040.
const MOST_BYTES: usize = 2048;

/// Labels of a key's parameters: of every key, and of those with a curve or a modulus.
mod label {
    pub(super) const KIND: i64 = 1;
    pub(super) const ALGORITHM: i64 = 3;
    pub(super) const CURVE: i64 = -1;
    pub(super) const X: i64 = -2;
    pub(super) const Y: i64 = -3;
    pub(super) const MODULUS: i64 = -1;
    pub(super) const EXPONENT: i64 = -2;
}

/// A key that signatures are checked with.
#[derive(Debug)]
pub(super) struct PublicKey(VerifyingKey);

/// One parameter.
#[derive(Debug, Clone, Copy)]
enum Value<'a> {
    Number(i64),
    Bytes(&'a [u8]),
}

impl PublicKey {
    /// Reads one that is of a kind we take, and whose point lies on its curve.
    pub(super) fn read(cose: &[u8]) -> Result<Self, Refusal> {
        if cose.len() > MOST_BYTES {
            return Err(Refusal::Key);
        }
        let parameters = parameters(cose)?;
        let number = |wanted| match find(&parameters, wanted) {
            Some(Value::Number(number)) => Some(number),
            Some(Value::Bytes(_)) | None => None,
        };
        let bytes = |wanted| match find(&parameters, wanted) {
            Some(Value::Bytes(bytes)) => Ok(bytes),
            Some(Value::Number(_)) | None => Err(Refusal::Key),
        };
        // Kinds 1 to 3 are OKP, EC2 and RSA; curves 1 and 6, P-256 and Ed25519.
        let key = match (number(label::KIND), number(label::ALGORITHM), number(label::CURVE)) {
            (Some(2), Some(ES256), Some(1)) => {
                VerifyingKey::p256(&ECDSA_P256_SHA256_ASN1, bytes(label::X)?, bytes(label::Y)?)
            }
            (Some(1), Some(EDDSA), Some(6)) => VerifyingKey::ed25519(bytes(label::X)?),
            (Some(3), Some(RS256), None) => {
                Some(VerifyingKey::rsa(bytes(label::MODULUS)?, bytes(label::EXPONENT)?))
            }
            _ => None,
        };
        key.map(Self).ok_or(Refusal::Key)
    }

    pub(super) fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Refusal> {
        if self.0.verifies(message, signature) { Ok(()) } else { Err(Refusal::Signature) }
    }
}

fn parameters(cose: &[u8]) -> Result<Vec<(i64, Value<'_>)>, Refusal> {
    let mut reader = Reader::new(cose);
    let mut found: Vec<(i64, Value<'_>)> = Vec::new();
    for _ in 0..reader.map()? {
        let label = reader.integer()?;
        let mut ahead = reader;
        let value = match ahead.integer() {
            Ok(number) => Value::Number(number),
            Err(_) => {
                ahead = reader;
                Value::Bytes(ahead.bytes()?)
            }
        };
        reader = ahead;
        if find(&found, label).is_some() {
            return Err(Refusal::Key);
        }
        found.push((label, value));
    }
    if reader.rest().is_empty() { Ok(found) } else { Err(Refusal::Key) }
}

fn find<'a>(parameters: &[(i64, Value<'a>)], wanted: i64) -> Option<Value<'a>> {
    parameters.iter().find(|(label, _)| *label == wanted).map(|(_, value)| *value)
}
