//! Public keys in COSE form (RFC 9052 §7, RFC 9053) of the three algorithms that authenticators have.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents,
};

use super::Refusal;
use super::cbor::Reader;

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

#[derive(Debug)]
enum Key {
    Curve(ParsedPublicKey),
    Rsa { modulus: Vec<u8>, exponent: Vec<u8> },
}

/// A key that signatures are checked with.
#[derive(Debug)]
pub(super) struct PublicKey(Key);

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
                let point = [&[4], bytes(label::X)?, bytes(label::Y)?].concat();
                Key::Curve(ParsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).map_err(|_| Refusal::Key)?)
            }
            (Some(1), Some(EDDSA), Some(6)) => {
                let point = bytes(label::X)?;
                Key::Curve(ParsedPublicKey::new(&ED25519, point).map_err(|_| Refusal::Key)?)
            }
            (Some(3), Some(RS256), None) => Key::Rsa {
                modulus: bytes(label::MODULUS)?.to_vec(),
                exponent: bytes(label::EXPONENT)?.to_vec(),
            },
            _ => return Err(Refusal::Key),
        };
        Ok(Self(key))
    }

    pub(super) fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Refusal> {
        let verified = match &self.0 {
            Key::Curve(key) => key.verify_sig(message, signature),
            Key::Rsa { modulus, exponent } => RsaPublicKeyComponents { n: modulus, e: exponent }.verify(
                &RSA_PKCS1_2048_8192_SHA256,
                message,
                signature,
            ),
        };
        verified.map_err(|_| Refusal::Signature)
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
