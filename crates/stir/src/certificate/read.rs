//! Bytes to a [`Certificate`].

use x509_parser::{
    certificate::X509Certificate,
    extensions::{DistributionPointName, GeneralName, ParsedExtension, X509Extension},
    prelude::FromDer,
    time::ASN1Time,
};

use super::{
    BasicConstraints, Certificate, CrlPoint, Extensions, KeyUsage, Name, PublicKey, SignatureAlgorithm,
};
use crate::{
    constraints::{self, ClaimConstraints, Form},
    tn_auth_list::{self, TnAuthList},
};

/// The largest certificate that is read. Real ones have about 800 bytes; a long list of numbers goes by reference.
pub const MOST_BYTES: usize = 64 * 1024;

/// Why bytes are no certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// The bytes are no X.509 certificate.
    #[error("not an X.509 certificate in DER")]
    NotX509,
    /// Something follows the certificate.
    #[error("{0} bytes follow the certificate")]
    Trailing(usize),
    /// Larger than any certificate needs to be.
    #[error("{0} bytes; a certificate has at most {MOST_BYTES}")]
    Large(usize),
}

impl Certificate {
    /// Reads one certificate.
    ///
    /// # Errors
    /// The bytes are none, or more than one.
    pub fn from_der(der: &[u8]) -> Result<Self, CertificateError> {
        if der.len() > MOST_BYTES {
            return Err(CertificateError::Large(der.len()));
        }
        let (rest, read) = X509Certificate::from_der(der).map_err(|_| CertificateError::NotX509)?;
        if !rest.is_empty() {
            return Err(CertificateError::Trailing(rest.len()));
        }
        let body = &read.tbs_certificate;
        Ok(Self {
            der: der.to_vec(),
            signed: body.as_ref().to_vec(),
            version: body.version.0.saturating_add(1),
            serial: body.raw_serial().to_vec(),
            issuer: Name::of(&body.issuer),
            subject: Name::of(&body.subject),
            not_before: timestamp(body.validity.not_before),
            not_after: timestamp(body.validity.not_after),
            key: PublicKey::of(&body.subject_pki),
            signature_algorithm: SignatureAlgorithm::of(&read.signature_algorithm),
            is_algorithm_consistent: read.signature_algorithm == body.signature,
            signature: read.signature_value.data.to_vec(),
            extensions: extensions(body.extensions()),
        })
    }
}

/// Unix seconds.
pub(crate) fn timestamp(time: ASN1Time) -> i64 {
    time.timestamp()
}

fn extensions(read: &[X509Extension<'_>]) -> Extensions {
    let mut all = Extensions::default();
    for extension in read {
        let oid = extension.oid.to_id_string();
        let is_repeated = all.present.iter().any(|(other, _)| *other == oid);
        // RFC 5280 section 4.2: one instance of each. The first counts, and the path validator refuses both.
        if is_repeated || !take(&mut all, &oid, extension) {
            all.malformed.push(oid.clone());
        }
        all.present.push((oid, extension.critical));
    }
    all
}

/// Takes over what one extension says; `false` if it cannot be read.
fn take(all: &mut Extensions, oid: &str, extension: &X509Extension<'_>) -> bool {
    match oid {
        tn_auth_list::OID => {
            let list = TnAuthList::from_der(extension.value);
            let is_read = list.is_ok();
            all.tn_auth_list = Some(list);
            return is_read;
        }
        constraints::OID | constraints::ENHANCED_OID => {
            let form = if oid == constraints::OID { Form::Plain } else { Form::Enhanced };
            let read = ClaimConstraints::from_der(extension.value, form);
            let is_read = read.is_ok();
            match form {
                Form::Plain => all.constraints = Some(read),
                Form::Enhanced => all.enhanced_constraints = Some(read),
            }
            return is_read;
        }
        _ => {}
    }
    match extension.parsed_extension() {
        ParsedExtension::BasicConstraints(read) => {
            all.basic_constraints =
                Some(BasicConstraints { is_ca: read.ca, path_length: read.path_len_constraint });
        }
        ParsedExtension::KeyUsage(read) => {
            all.key_usage = Some(KeyUsage {
                digital_signature: read.digital_signature(),
                certificate_sign: read.key_cert_sign(),
                crl_sign: read.crl_sign(),
                // Bits 1 to 4, 7 and 8: all but the three above.
                others: read.flags & 0b1_1001_1110 != 0,
            });
        }
        ParsedExtension::SubjectKeyIdentifier(id) => all.subject_key_id = Some(id.0.to_vec()),
        ParsedExtension::AuthorityKeyIdentifier(_) => all.authority_key_id = authority_key_id(extension),
        ParsedExtension::CertificatePolicies(policies) => {
            all.policies = policies.iter().map(|policy| policy.policy_id.to_id_string()).collect();
        }
        ParsedExtension::CRLDistributionPoints(points) => {
            all.crl_points = points
                .points
                .iter()
                .map(|point| CrlPoint {
                    urls: point.distribution_point.as_ref().map(general_uris).unwrap_or_default(),
                    issuers: point.crl_issuer.iter().flatten().filter_map(directory_name).collect(),
                })
                .collect();
        }
        ParsedExtension::AuthorityInfoAccess(access) => {
            all.tn_auth_list_urls = access
                .accessdescs
                .iter()
                .filter(|description| {
                    description.access_method.to_id_string() == tn_auth_list::BY_REFERENCE_OID
                })
                .filter_map(|description| uri(&description.access_location))
                .collect();
        }
        ParsedExtension::ParseError { .. } => return false,
        _ => {}
    }
    true
}

/// The key identifier in an Authority Key Identifier.
pub(crate) fn authority_key_id(extension: &X509Extension<'_>) -> Option<Vec<u8>> {
    match extension.parsed_extension() {
        ParsedExtension::AuthorityKeyIdentifier(read) => read.key_identifier.as_ref().map(|id| id.0.to_vec()),
        _ => None,
    }
}

/// The URLs in a distribution point's name.
pub(crate) fn general_uris(name: &DistributionPointName<'_>) -> Vec<String> {
    match name {
        DistributionPointName::FullName(names) => names.iter().filter_map(uri).collect(),
        DistributionPointName::NameRelativeToCRLIssuer(_) => Vec::new(),
    }
}

fn uri(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::URI(url) => Some((*url).to_owned()),
        _ => None,
    }
}

fn directory_name(name: &GeneralName<'_>) -> Option<Name> {
    match name {
        GeneralName::DirectoryName(name) => Some(Name::of(name)),
        _ => None,
    }
}
