//! Certificates that calls are signed with, made anew for each test.

use std::time::{Duration, SystemTime};

use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose,
};
use trusthub_domain::time::Timestamp;

/// A chain of two with its key, all in PEM.
#[derive(Debug, Clone)]
pub struct MadeCertificate {
    /// Root and signing certificate, in this order, which is the wrong one for publishing.
    pub chain: String,
    /// The root alone.
    pub root: String,
    /// The key of the signing certificate.
    pub key: String,
}

/// A certificate for a service provider code, valid from `from` for so long.
///
/// # Panics
/// The code is longer than a certificate's.
#[must_use]
pub fn certificate(code: &str, from: Timestamp, lifetime: Duration) -> MadeCertificate {
    let begin = SystemTime::UNIX_EPOCH + Duration::from_micros(u64::try_from(from.as_micros()).unwrap_or(0));
    let named = |name: &str| {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        (params.not_before, params.not_after) = (begin.into(), (begin + lifetime).into());
        params
    };
    let mut params = named("Test SHAKEN ROOT");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let root_key = KeyPair::generate().expect("a key");
    let root = params.self_signed(&root_key).expect("a certificate").pem();
    let issuer = Issuer::from_params(&params, &root_key);

    let mut params = named("SHAKEN");
    params.is_ca = IsCa::ExplicitNoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.custom_extensions =
        vec![CustomExtension::from_oid_content(&[1, 3, 6, 1, 5, 5, 7, 1, 26], tn_auth_list(code))];
    let key = KeyPair::generate().expect("a key");
    let leaf = params.signed_by(&key, &issuer).expect("a certificate").pem();
    MadeCertificate { chain: format!("{root}{leaf}"), root, key: key.serialize_pem() }
}

/// `SEQUENCE { [0] IA5String }`.
fn tn_auth_list(code: &str) -> Vec<u8> {
    let length = u8::try_from(code.len()).expect("a short code");
    assert!(length < 100, "a short code");
    let mut der = vec![0x30, length + 4, 0xa0, length + 2, 0x16, length];
    der.extend_from_slice(code.as_bytes());
    der
}
