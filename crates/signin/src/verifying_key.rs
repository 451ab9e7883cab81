//! Public keys of the three kinds that people's devices and their providers sign with.

use aws_lc_rs::signature::{
    ED25519, EcdsaVerificationAlgorithm, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents,
};

/// A key that signatures are checked with.
#[derive(Debug)]
pub(crate) struct VerifyingKey(Kind);

#[derive(Debug)]
enum Kind {
    Curve(ParsedPublicKey),
    Rsa { modulus: Vec<u8>, exponent: Vec<u8> },
}

impl VerifyingKey {
    /// ECDSA on P-256, with signatures of that form; `None` if the point does not lie on the curve.
    pub(crate) fn p256(form: &'static EcdsaVerificationAlgorithm, x: &[u8], y: &[u8]) -> Option<Self> {
        let key = ParsedPublicKey::new(form, [&[4], x, y].concat()).ok()?;
        Some(Self(Kind::Curve(key)))
    }

    /// Ed25519.
    pub(crate) fn ed25519(point: &[u8]) -> Option<Self> {
        Some(Self(Kind::Curve(ParsedPublicKey::new(&ED25519, point).ok()?)))
    }

    /// RSA with PKCS #1 v1.5 and SHA-256. A modulus of less than 2,048 bits verifies nothing.
    pub(crate) fn rsa(modulus: &[u8], exponent: &[u8]) -> Self {
        Self(Kind::Rsa { modulus: modulus.to_vec(), exponent: exponent.to_vec() })
    }

    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match &self.0 {
            Kind::Curve(key) => key.verify_sig(message, signature).is_ok(),
            Kind::Rsa { modulus, exponent } => RsaPublicKeyComponents { n: modulus, e: exponent }
                .verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
                .is_ok(),
        }
    }
}
