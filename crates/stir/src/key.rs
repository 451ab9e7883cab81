//! ES256 keys: P-256 with SHA-256, signatures as raw `r || s` of 64 bytes (RFC 7518 section 3.4).

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, ParsedPublicKey,
};
use x509_parser::pem::Pem;
use zeroize::Zeroizing;

/// Bytes of a signature.
pub const SIGNATURE_BYTES: usize = 64;

/// Why a key is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadKey {
    /// No PEM block that holds a private key.
    #[error("no private key in PEM form (`BEGIN PRIVATE KEY` or `BEGIN EC PRIVATE KEY`)")]
    NotPem,
    /// Behind a password.
    #[error("the private key is encrypted; decrypt it first")]
    Encrypted,
    /// Not P-256, or broken.
    #[error("not a P-256 key")]
    NotP256,
}

/// The key would not sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the key would not sign")]
pub struct SigningFailed;

/// What signs.
#[derive(Debug)]
pub enum SigningKey {
    /// In this process.
    Memory(MemoryKey),
    /// In a module that never lets go of it.
    Module(ModuleKey),
}

/// Signs the SHA-256 of a message.
type SignDigest = dyn Fn(&[u8]) -> Result<[u8; SIGNATURE_BYTES], SigningFailed> + Send + Sync;

/// A private key that this process cannot read: whoever holds it signs.
pub struct ModuleKey {
    point: Vec<u8>,
    sign: Box<SignDigest>,
}

impl fmt::Debug for ModuleKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ModuleKey(..)")
    }
}

/// A private key in this process.
pub struct MemoryKey {
    pair: EcdsaKeyPair,
    random: SystemRandom,
}

impl fmt::Debug for MemoryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MemoryKey(..)")
    }
}

impl SigningKey {
    /// Reads a private key in PEM, PKCS#8 or SEC1. Other blocks beside it (`EC PARAMETERS`) are passed over.
    ///
    /// # Errors
    /// There is none, it is encrypted, or it is no P-256 key.
    pub fn from_pem(pem: &[u8]) -> Result<Self, BadKey> {
        if is_encrypted(pem) {
            return Err(BadKey::Encrypted);
        }
        for block in Pem::iter_from_buffer(pem) {
            let block = block.map_err(|_| BadKey::NotPem)?;
            let contents = Zeroizing::new(block.contents);
            match block.label.as_str() {
                "PRIVATE KEY" | "EC PRIVATE KEY" => return Self::from_der(&contents),
                _ => {}
            }
        }
        Err(BadKey::NotPem)
    }

    /// Reads a private key in DER, PKCS#8 or SEC1.
    ///
    /// # Errors
    /// It is no P-256 key.
    pub fn from_der(der: &[u8]) -> Result<Self, BadKey> {
        let pair = EcdsaKeyPair::from_private_key_der(&ECDSA_P256_SHA256_FIXED_SIGNING, der)
            .map_err(|_| BadKey::NotP256)?;
        Ok(Self::Memory(MemoryKey { pair, random: SystemRandom::new() }))
    }

    /// A key in a module, with its public point (uncompressed, 65 bytes). `sign` gets the SHA-256 of what is to be signed,
    /// and answers with `r || s`.
    ///
    /// # Errors
    /// The point is none of P-256.
    pub fn in_module(
        point: Vec<u8>,
        sign: impl Fn(&[u8]) -> Result<[u8; SIGNATURE_BYTES], SigningFailed> + Send + Sync + 'static,
    ) -> Result<Self, BadKey> {
        public_key(&point)?;
        Ok(Self::Module(ModuleKey { point, sign: Box::new(sign) }))
    }

    /// Signs with ES256.
    ///
    /// # Errors
    /// The key would not.
    pub fn sign(&self, message: &[u8]) -> Result<[u8; SIGNATURE_BYTES], SigningFailed> {
        match self {
            Self::Memory(key) => {
                let signature = key.pair.sign(&key.random, message).map_err(|_| SigningFailed)?;
                signature.as_ref().try_into().map_err(|_| SigningFailed)
            }
            Self::Module(key) => (key.sign)(digest(&SHA256, message).as_ref()),
        }
    }

    /// Whether signing speaks to a module, and so may block.
    pub const fn is_in_module(&self) -> bool {
        matches!(self, Self::Module(_))
    }

    /// The public point, uncompressed (65 bytes).
    pub fn public_point(&self) -> &[u8] {
        match self {
            Self::Memory(key) => key.pair.public_key().as_ref(),
            Self::Module(key) => &key.point,
        }
    }
}

/// The old way of encrypting leaves the block's label as it is, and says so in a header inside of it.
fn is_encrypted(pem: &[u8]) -> bool {
    let has = |text: &str, mark| text.contains(mark);
    std::str::from_utf8(pem).is_ok_and(|text| has(text, "BEGIN ENCRYPTED ") || has(text, "4,ENCRYPTED"))
}

/// Whether this is the key's signature of that. The key is one of P-256 that was parsed for fixed-length signatures, as
/// that of a [`crate::path::SigningCertificate`] is.
pub fn has_signed(key: &ParsedPublicKey, message: &[u8], signature: &[u8; SIGNATURE_BYTES]) -> bool {
    key.verify_sig(message, signature).is_ok()
}

/// A public key of P-256: an uncompressed point (65 bytes) or a `SubjectPublicKeyInfo` in DER.
///
/// # Errors
/// It is none.
pub fn public_key(bytes: &[u8]) -> Result<ParsedPublicKey, BadKey> {
    ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, bytes).map_err(|_| BadKey::NotP256)
}
