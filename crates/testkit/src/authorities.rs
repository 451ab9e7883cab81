//! The policy administrator and authorities with revocation lists, played by a test.

use std::time::{Duration, SystemTime};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, DnType, IsCa, Issuer, KeyIdMethod,
    KeyPair, KeyUsagePurpose, RevokedCertParams, SerialNumber,
};
use serde_json::json;
use trusthub_domain::time::Timestamp;
use trusthub_gateways::authorities::Administrator;

use crate::MadeCertificate;

/// Signs lists of authorities.
#[derive(Debug)]
pub struct TestAdministrator {
    root: String,
    signer: String,
    key: KeyPair,
}

impl TestAdministrator {
    /// One whose certificates are valid from `from` for so long.
    ///
    /// # Panics
    /// Never.
    #[must_use]
    pub fn new(from: Timestamp, lifetime: Duration) -> Self {
        let mut params = named("Test STI-PA ROOT", from, lifetime);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let root_key = KeyPair::generate().expect("a key");
        let root = params.self_signed(&root_key).expect("a certificate").pem();
        let issuer = Issuer::from_params(&params, &root_key);
        let mut params = named("Test STI-PA trust list", from, lifetime);
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        let key = KeyPair::generate().expect("a key");
        let signer = params.signed_by(&key, &issuer).expect("a certificate").pem();
        Self { root, signer, key }
    }

    /// What a hub is told of it.
    ///
    /// # Panics
    /// Never.
    #[must_use]
    pub fn certificates(&self) -> Administrator {
        Administrator::read(self.root.as_bytes()).expect("a root")
    }

    /// Its root, PEM.
    #[must_use]
    pub fn root(&self) -> &str {
        &self.root
    }

    /// What the address of its signer serves.
    #[must_use]
    pub fn signer(&self) -> &str {
        &self.signer
    }

    /// A list of these authorities (PEM), whose signer's certificate is at `x5u`.
    ///
    /// # Panics
    /// Never.
    #[must_use]
    pub fn trust_list(&self, x5u: &str, sequence: u64, expires: Timestamp, authorities: &[&str]) -> String {
        let header = json!({ "alg": "ES256", "typ": "JWT", "x5u": x5u });
        let payload = json!({
            "version": "1.0", "sequence": sequence, "exp": expires.as_seconds(), "trustList": authorities,
        });
        let part = |value: &serde_json::Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&header), part(&payload));
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &self.key.serialize_der())
            .expect("a key");
        let signature = key.sign(&SystemRandom::new(), signed.as_bytes()).expect("a signature");
        format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
    }
}

impl MadeCertificate {
    /// The revocation list of its root, DER: with this certificate on it or empty.
    ///
    /// # Panics
    /// Never.
    #[must_use]
    pub fn revocation_list(
        &self,
        number: u64,
        from: Timestamp,
        lifetime: Duration,
        is_revoked: bool,
    ) -> Vec<u8> {
        let begin = time(from);
        let mut params = named("Test SHAKEN ROOT", from, lifetime);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::CrlSign];
        let key = KeyPair::from_pem(&self.root_key).expect("a key");
        let issuer = Issuer::from_params(&params, &key);
        let revoked = RevokedCertParams {
            serial_number: SerialNumber::from_slice(&self.serial),
            revocation_time: begin.into(),
            reason_code: None,
            invalidity_date: None,
        };
        let list = CertificateRevocationListParams {
            this_update: begin.into(),
            next_update: (begin + lifetime).into(),
            crl_number: SerialNumber::from(number),
            issuing_distribution_point: None,
            revoked_certs: if is_revoked { vec![revoked] } else { Vec::new() },
            key_identifier_method: KeyIdMethod::Sha256,
        };
        list.signed_by(&issuer).expect("a list").der().to_vec()
    }
}

fn time(at: Timestamp) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_micros(u64::try_from(at.as_micros()).unwrap_or(0))
}

fn named(name: &str, from: Timestamp, lifetime: Duration) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    (params.not_before, params.not_after) = (time(from).into(), (time(from) + lifetime).into());
    params
}
