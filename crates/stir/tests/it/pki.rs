//! A small world of authorities for tests: made anew each time, good unless a test says otherwise.

use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DistinguishedName, DnType, IsCa, KeyPair,
    KeyUsagePurpose, SigningKey, date_time_ymd,
};
use trusthub_stir::{
    certificate::Certificate,
    number::TelephoneNumber,
    path::Roots,
    tn_auth_list::{ServiceProviderCode, TelephoneNumberRange, TnAuthList, TnEntry},
};

/// 2026-06-01, in the middle of every certificate's validity.
pub const NOW: i64 = 1_780_272_000;
pub const DAY: i64 = 86_400;

pub const TN_AUTH_LIST: &[u64] = &[1, 3, 6, 1, 5, 5, 7, 1, 26];
pub const CONSTRAINTS: &[u64] = &[1, 3, 6, 1, 5, 5, 7, 1, 27];
pub const ENHANCED: &[u64] = &[1, 3, 6, 1, 5, 5, 7, 1, 33];
pub const CRL_POINTS: &[u64] = &[2, 5, 29, 31];
pub const POLICIES: &[u64] = &[2, 5, 29, 32];

/// A certificate with its key.
pub struct Holder {
    pub params: CertificateParams,
    pub key: KeyPair,
    pub certificate: Certificate,
}

impl Holder {
    pub fn root(name: &str) -> Self {
        Self::root_of(authority(name, None), KeyPair::generate().expect("a key"))
    }

    pub fn root_of(params: CertificateParams, key: KeyPair) -> Self {
        let made = params.self_signed(&key).expect("a certificate");
        let certificate = Certificate::from_der(made.der()).expect("reads");
        Self { params, key, certificate }
    }

    pub fn issue(&self, params: CertificateParams) -> Self {
        self.issue_for(params, KeyPair::generate().expect("a key"))
    }

    pub fn issue_for(&self, params: CertificateParams, key: KeyPair) -> Self {
        let issuer = rcgen::Issuer::from_params(&self.params, &self.key);
        let made = params.signed_by(&key, &issuer).expect("a certificate");
        let certificate = Certificate::from_der(made.der()).expect("reads");
        Self { params, key, certificate }
    }

    /// A signature of this holder's over anything.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.key.sign(message).expect("signs")
    }
}

pub fn named(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    let mut subject = DistinguishedName::new();
    subject.push(DnType::CountryName, "US");
    subject.push(DnType::OrganizationName, "Test");
    subject.push(DnType::CommonName, name);
    params.distinguished_name = subject;
    params.not_before = date_time_ymd(2026, 5, 1);
    params.not_after = date_time_ymd(2026, 7, 1);
    params.use_authority_key_identifier_extension = true;
    params
}

pub fn authority(name: &str, path_length: Option<u8>) -> CertificateParams {
    let mut params = named(name);
    params.is_ca =
        IsCa::Ca(path_length.map_or(BasicConstraints::Unconstrained, BasicConstraints::Constrained));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

pub fn leaf(entries: &[TnEntry]) -> CertificateParams {
    let mut params = named("SHAKEN 709J");
    params.is_ca = IsCa::ExplicitNoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    extend(&mut params, TN_AUTH_LIST, false, TnAuthList::new(entries.to_vec()).to_der());
    params
}

pub fn extend(params: &mut CertificateParams, oid: &[u64], is_critical: bool, value: Vec<u8>) {
    let mut extension = CustomExtension::from_oid_content(oid, value);
    extension.set_criticality(is_critical);
    params.custom_extensions.push(extension);
}

pub fn spc(code: &str) -> TnEntry {
    TnEntry::Spc(ServiceProviderCode::new(code).expect("a code"))
}

pub fn number(digits: &str) -> TelephoneNumber {
    TelephoneNumber::canonical(digits).expect("a number")
}

pub fn range(start: &str, count: u64) -> TnEntry {
    TnEntry::Range(TelephoneNumberRange::new(number(start), count).expect("a range"))
}

pub fn roots(holders: &[&Holder]) -> Roots {
    Roots::new(holders.iter().map(|holder| holder.certificate.clone()).collect()).expect("roots")
}

/// Root, intermediate and a leaf for SPC 709J.
pub fn world() -> (Holder, Holder, Holder) {
    let root = Holder::root("Test SHAKEN ROOT");
    let intermediate = root.issue(authority("Test SHAKEN CA", Some(0)));
    let signer = intermediate.issue(leaf(&[spc("709J")]));
    (root, intermediate, signer)
}

/// One DER element.
pub fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = content.len();
    let mut bytes = vec![tag];
    match u8::try_from(length) {
        Ok(short) if short < 0x80 => bytes.push(short),
        Ok(long) => bytes.extend([0x81, long]),
        Err(_) => {
            bytes.push(0x82);
            bytes.extend(u16::try_from(length).expect("short enough").to_be_bytes());
        }
    }
    bytes.extend(content);
    bytes
}
