//! A certificate as STIR needs it: read once, owned, with its own extensions understood.
//!
//! Reading refuses only what is no certificate at all; what is merely wrong in it is kept as it is, so that the path validator
//! (`path`) can name it when it refuses and the lint can list it. Nothing here decides whether a certificate is trusted.

mod name;
mod pem;
mod read;
mod signature;

pub use name::Name;
pub use pem::{BundleError, certificates, crl_der};
pub use read::{CertificateError, MOST_BYTES};
pub use signature::{KeyAlgorithm, PublicKey, SignatureAlgorithm};

pub(crate) use read::{authority_key_id, general_uris, timestamp};

use crate::{
    constraints::{ClaimConstraints, ConstraintsError},
    tn_auth_list::{TnAuthList, TnAuthListError},
};

/// A certificate.
#[derive(Debug, Clone)]
pub struct Certificate {
    der: Vec<u8>,
    signed: Vec<u8>,
    /// As the version is counted by people: 1, 2 or 3.
    pub version: u32,
    /// The content of the serial number's INTEGER.
    pub serial: Vec<u8>,
    /// Who issued it.
    pub issuer: Name,
    /// Whom it is about.
    pub subject: Name,
    /// First second of its validity, Unix time.
    pub not_before: i64,
    /// Last second of its validity, Unix time.
    pub not_after: i64,
    /// The subject's key.
    pub key: PublicKey,
    /// How it is signed.
    pub signature_algorithm: SignatureAlgorithm,
    /// Whether both places that name the signature algorithm name the same one.
    pub is_algorithm_consistent: bool,
    signature: Vec<u8>,
    /// Its extensions.
    pub extensions: Extensions,
}

/// The extensions of a certificate.
#[derive(Debug, Clone, Default)]
pub struct Extensions {
    /// Object identifier of each, whether it is critical, in their order.
    pub present: Vec<(String, bool)>,
    /// Those that stand there but cannot be read.
    pub malformed: Vec<String>,
    /// Basic constraints.
    pub basic_constraints: Option<BasicConstraints>,
    /// Key usage.
    pub key_usage: Option<KeyUsage>,
    /// Subject key identifier.
    pub subject_key_id: Option<Vec<u8>>,
    /// Authority key identifier.
    pub authority_key_id: Option<Vec<u8>>,
    /// Object identifiers of the certificate policies.
    pub policies: Vec<String>,
    /// CRL distribution points.
    pub crl_points: Vec<CrlPoint>,
    /// The list of numbers and codes that it speaks for.
    pub tn_auth_list: Option<Result<TnAuthList, TnAuthListError>>,
    /// Where the same list is by reference.
    pub tn_auth_list_urls: Vec<String>,
    /// What its holder may claim.
    pub constraints: Option<Result<Option<ClaimConstraints>, ConstraintsError>>,
    /// The same by RFC 9118.
    pub enhanced_constraints: Option<Result<Option<ClaimConstraints>, ConstraintsError>>,
}

/// Basic constraints (RFC 5280 section 4.2.1.9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BasicConstraints {
    /// Whether the subject may issue certificates.
    pub is_ca: bool,
    /// How many intermediates may follow.
    pub path_length: Option<u32>,
}

/// Key usage (RFC 5280 section 4.2.1.3): what matters here of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyUsage {
    /// May sign PASSporTs.
    pub digital_signature: bool,
    /// May sign certificates.
    pub certificate_sign: bool,
    /// May sign revocation lists.
    pub crl_sign: bool,
    /// May do something else too.
    pub others: bool,
}

/// One distribution point (RFC 5280 section 4.2.1.13).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CrlPoint {
    /// Where the list is.
    pub urls: Vec<String>,
    /// Who signs it, when that is not the certificate's issuer.
    pub issuers: Vec<Name>,
}

impl Certificate {
    /// The encoded certificate.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// SHA-256 over the encoded certificate.
    pub fn sha256(&self) -> [u8; 32] {
        sha256(&self.der)
    }

    /// Whether it may issue certificates.
    pub fn is_ca(&self) -> bool {
        self.extensions.basic_constraints.is_some_and(|constraints| constraints.is_ca)
    }

    /// Whether it names itself as its issuer.
    pub fn is_self_issued(&self) -> bool {
        self.issuer == self.subject
    }

    /// Whether it is in force at this moment.
    pub(crate) fn is_valid_at(&self, at: i64) -> bool {
        self.not_before <= at && at <= self.not_after
    }

    /// Whether names and key identifiers say that `issuer` issued this one. The signature is another question.
    pub fn names_as_issuer(&self, issuer: &Self) -> bool {
        let key_ids = (&self.extensions.authority_key_id, &issuer.extensions.subject_key_id);
        let is_key_fit = match key_ids {
            (Some(authority), Some(subject)) => authority == subject,
            (None, _) | (_, None) => true,
        };
        is_key_fit && self.issuer == issuer.subject
    }

    /// Whether the key signed this certificate.
    pub fn is_signed_by(&self, key: &PublicKey) -> bool {
        key.verifies(&self.signature_algorithm, &self.signed, &self.signature)
    }
}

/// The key identifier of a key by the first method of RFC 5280 section 4.2.1.2, which the profile demands: SHA-1 over the
/// content of its BIT STRING. Not a matter of security: it names a key, and proves nothing.
pub fn key_id(bits: &[u8]) -> Vec<u8> {
    let algorithm = &aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY;
    aws_lc_rs::digest::digest(algorithm, bits).as_ref().to_vec()
}

/// SHA-256.
pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes);
    let mut sum = [0; 32];
    for (to, from) in sum.iter_mut().zip(digest.as_ref()) {
        *to = *from;
    }
    sum
}
