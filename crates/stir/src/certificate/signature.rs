//! Keys and signatures of certificates and revocation lists, verified by aws-lc-rs.
//!
//! STI certificates are ECDSA over P-256, but some of their issuers sign with P-384, P-521 or RSA. SHA-1 and MD5 are not verified.

use aws_lc_rs::signature::{self, ParsedPublicKey, UnparsedPublicKey, VerificationAlgorithm};
use x509_parser::x509::{AlgorithmIdentifier, SubjectPublicKeyInfo};

/// The kind of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyAlgorithm {
    /// P-256, which PASSporTs are signed with.
    P256,
    /// P-384, as some issuers have it.
    P384,
    /// P-521, as one root has it.
    P521,
    /// RSA.
    Rsa,
    /// Something else, by its object identifier.
    Other(String),
}

/// The kind of a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignatureAlgorithm {
    /// ecdsa-with-SHA256.
    EcdsaSha256,
    /// ecdsa-with-SHA384.
    EcdsaSha384,
    /// ecdsa-with-SHA512.
    EcdsaSha512,
    /// sha256WithRSAEncryption.
    RsaSha256,
    /// sha384WithRSAEncryption.
    RsaSha384,
    /// sha512WithRSAEncryption.
    RsaSha512,
    /// Something else, by its object identifier: never verified.
    Other(String),
}

impl SignatureAlgorithm {
    pub(crate) fn of(read: &AlgorithmIdentifier<'_>) -> Self {
        let oid = read.algorithm.to_id_string();
        match oid.as_str() {
            "1.2.840.10045.4.3.2" => Self::EcdsaSha256,
            "1.2.840.10045.4.3.3" => Self::EcdsaSha384,
            "1.2.840.10045.4.3.4" => Self::EcdsaSha512,
            "1.2.840.113549.1.1.11" => Self::RsaSha256,
            "1.2.840.113549.1.1.12" => Self::RsaSha384,
            "1.2.840.113549.1.1.13" => Self::RsaSha512,
            _ => Self::Other(oid),
        }
    }
}

/// A subject's public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// What kind it is.
    pub algorithm: KeyAlgorithm,
    /// The point, or the RSA key in DER: the content of the BIT STRING.
    bits: Vec<u8>,
}

impl PublicKey {
    pub(crate) fn of(read: &SubjectPublicKeyInfo<'_>) -> Self {
        let oid = read.algorithm.algorithm.to_id_string();
        let curve = || {
            let parameters = read.algorithm.parameters.as_ref()?;
            parameters.as_oid().ok().map(|curve| curve.to_id_string())
        };
        let algorithm = match oid.as_str() {
            "1.2.840.113549.1.1.1" => KeyAlgorithm::Rsa,
            "1.2.840.10045.2.1" => match curve().as_deref() {
                Some("1.2.840.10045.3.1.7") => KeyAlgorithm::P256,
                Some("1.3.132.0.34") => KeyAlgorithm::P384,
                Some("1.3.132.0.35") => KeyAlgorithm::P521,
                other => KeyAlgorithm::Other(other.unwrap_or("1.2.840.10045.2.1").to_owned()),
            },
            _ => KeyAlgorithm::Other(oid),
        };
        Self { algorithm, bits: read.subject_public_key.data.to_vec() }
    }

    /// The content of the BIT STRING.
    pub fn bits(&self) -> &[u8] {
        &self.bits
    }

    /// The key that verifies PASSporTs, parsed; `None` if it is no sound P-256 key.
    pub(crate) fn passport_key(&self) -> Option<ParsedPublicKey> {
        match self.algorithm {
            KeyAlgorithm::P256 => ParsedPublicKey::new(&signature::ECDSA_P256_SHA256_FIXED, &self.bits).ok(),
            KeyAlgorithm::P384 | KeyAlgorithm::P521 | KeyAlgorithm::Rsa | KeyAlgorithm::Other(_) => None,
        }
    }

    /// Whether this key made this signature.
    pub(crate) fn verifies(&self, algorithm: &SignatureAlgorithm, message: &[u8], signed: &[u8]) -> bool {
        verification(&self.algorithm, algorithm).is_some_and(|algorithm| {
            UnparsedPublicKey::new(algorithm, &self.bits).verify(message, signed).is_ok()
        })
    }
}

fn verification(
    key: &KeyAlgorithm,
    algorithm: &SignatureAlgorithm,
) -> Option<&'static dyn VerificationAlgorithm> {
    use KeyAlgorithm::{P256, P384, P521, Rsa};
    use SignatureAlgorithm::{EcdsaSha256, EcdsaSha384, EcdsaSha512, RsaSha256, RsaSha384, RsaSha512};
    match (key, algorithm) {
        (P256, EcdsaSha256) => Some(&signature::ECDSA_P256_SHA256_ASN1),
        (P256, EcdsaSha384) => Some(&signature::ECDSA_P256_SHA384_ASN1),
        (P256, EcdsaSha512) => Some(&signature::ECDSA_P256_SHA512_ASN1),
        (P384, EcdsaSha256) => Some(&signature::ECDSA_P384_SHA256_ASN1),
        (P384, EcdsaSha384) => Some(&signature::ECDSA_P384_SHA384_ASN1),
        (P384, EcdsaSha512) => Some(&signature::ECDSA_P384_SHA512_ASN1),
        (P521, EcdsaSha256) => Some(&signature::ECDSA_P521_SHA256_ASN1),
        (P521, EcdsaSha384) => Some(&signature::ECDSA_P521_SHA384_ASN1),
        (P521, EcdsaSha512) => Some(&signature::ECDSA_P521_SHA512_ASN1),
        (Rsa, RsaSha256) => Some(&signature::RSA_PKCS1_2048_8192_SHA256),
        (Rsa, RsaSha384) => Some(&signature::RSA_PKCS1_2048_8192_SHA384),
        (Rsa, RsaSha512) => Some(&signature::RSA_PKCS1_2048_8192_SHA512),
        _ => None,
    }
}
