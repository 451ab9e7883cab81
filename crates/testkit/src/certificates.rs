//! Certificates that calls are signed with, made anew for each test.

use std::time::{Duration, SystemTime};

use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    PublicKeyData, SignatureAlgorithm,
};
use trusthub_domain::time::Timestamp;
use trusthub_stir::path::Roots;
use x509_parser::certificate::X509Certificate;
use x509_parser::certification_request::X509CertificationRequest;
use x509_parser::prelude::FromDer;

/// A chain of two with its key, all in PEM.
#[derive(Debug, Clone)]
pub struct MadeCertificate {
    /// Root and signing certificate, in this order, which is the wrong one for publishing.
    pub chain: String,
    /// The root alone.
    pub root: String,
    /// The key of the signing certificate.
    pub key: String,
    /// The root's.
    pub root_key: String,
    /// The serial number of the signing certificate.
    pub serial: Vec<u8>,
}

impl MadeCertificate {
    /// The root, for whoever is to trust it.
    ///
    /// # Panics
    /// Never: it was made a root.
    #[must_use]
    pub fn roots(&self) -> Roots {
        Roots::read(self.root.as_bytes()).expect("a root")
    }
}

/// A certificate for a service provider code, valid from `from` for so long.
///
/// # Panics
/// The code is longer than a certificate's.
#[must_use]
pub fn certificate(code: &str, from: Timestamp, lifetime: Duration) -> MadeCertificate {
    let key = KeyPair::generate().expect("a key");
    let Made { root, root_key, leaf, serial } = made(code, from, lifetime, &key, Vec::new());
    MadeCertificate { chain: format!("{root}{leaf}"), root, key: key.serialize_pem(), root_key, serial }
}

/// The same with a certificate that excludes a claim (RFC 9118).
///
/// # Panics
/// The code is longer than a certificate's.
#[must_use]
pub fn certificate_excluding(
    claim: &str,
    code: &str,
    from: Timestamp,
    lifetime: Duration,
) -> MadeCertificate {
    let tagged = |tag: u8, content: &[u8]| {
        let length = u8::try_from(content.len()).expect("a short content");
        [&[tag, length], content].concat()
    };
    // SEQUENCE { [2] SEQUENCE { IA5String } }
    let excluded = tagged(0x30, &tagged(0xa2, &tagged(0x30, &tagged(0x16, claim.as_bytes()))));
    let constraints = CustomExtension::from_oid_content(&[1, 3, 6, 1, 5, 5, 7, 1, 33], excluded);
    let key = KeyPair::generate().expect("a key");
    let Made { root, root_key, leaf, serial } = made(code, from, lifetime, &key, vec![constraints]);
    MadeCertificate { chain: format!("{root}{leaf}"), root, key: key.serialize_pem(), root_key, serial }
}

/// The same for the key of a certificate request (DER), as an authority answers one: signing certificate first, in PEM.
///
/// # Panics
/// It is no request, or not signed with its key.
#[must_use]
pub fn issue(request: &[u8], code: &str, from: Timestamp, lifetime: Duration) -> String {
    let (_, request) = X509CertificationRequest::from_der(request).expect("a request");
    let wanted = &request.certification_request_info;
    let key = wanted.subject_pki.subject_public_key.data.to_vec();
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, &key)
        .verify(wanted.raw, &request.signature_value.data)
        .expect("the key's own signature");
    let Made { root, leaf, .. } = made(code, from, lifetime, &Point(key), Vec::new());
    format!("{leaf}{root}")
}

/// A public key of P-256.
struct Point(Vec<u8>);

impl PublicKeyData for Point {
    fn der_bytes(&self) -> &[u8] {
        &self.0
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &rcgen::PKCS_ECDSA_P256_SHA256
    }
}

/// Root and signing certificate.
struct Made {
    root: String,
    root_key: String,
    leaf: String,
    serial: Vec<u8>,
}

fn made(
    code: &str,
    from: Timestamp,
    lifetime: Duration,
    key: &impl PublicKeyData,
    more: Vec<CustomExtension>,
) -> Made {
    let begin = SystemTime::UNIX_EPOCH + Duration::from_micros(u64::try_from(from.as_micros()).unwrap_or(0));
    let named = |name: &str| {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        (params.not_before, params.not_after) = (begin.into(), (begin + lifetime).into());
        params
    };
    let mut params = named("Test SHAKEN ROOT");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let root_key = KeyPair::generate().expect("a key");
    let root = params.self_signed(&root_key).expect("a certificate").pem();
    let issuer = Issuer::from_params(&params, &root_key);

    let mut params = named("SHAKEN");
    params.is_ca = IsCa::ExplicitNoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.custom_extensions =
        vec![CustomExtension::from_oid_content(&[1, 3, 6, 1, 5, 5, 7, 1, 26], tn_auth_list(code))];
    params.custom_extensions.extend(more);
    let leaf = params.signed_by(key, &issuer).expect("a certificate");
    let (_, read) = X509Certificate::from_der(leaf.der()).expect("a certificate");
    Made { root, root_key: root_key.serialize_pem(), serial: read.raw_serial().to_vec(), leaf: leaf.pem() }
}

/// `SEQUENCE { [0] IA5String }`.
fn tn_auth_list(code: &str) -> Vec<u8> {
    let length = u8::try_from(code.len()).expect("a short code");
    assert!(length < 100, "a short code");
    let mut der = vec![0x30, length + 4, 0xa0, length + 2, 0x16, length];
    der.extend_from_slice(code.as_bytes());
    der
}
