//! Certificate signing requests for STI certificates: RFC 9448 section 3, ATIS-1000080 section 6.4.1.

use rcgen::{CertificateParams, CustomExtension, DistinguishedName, DnType, KeyPair};
use secrecy::SecretString;

/// id-pe-TNAuthList, RFC 8226 section 9.
const TN_AUTH_LIST: &[u64] = &[1, 3, 6, 1, 5, 5, 7, 1, 26];

/// id-ce-cRLDistributionPoints, RFC 5280 section 4.2.1.13.
const CRL_POINTS: &[u64] = &[2, 5, 29, 31];

/// There is no request.
#[derive(Debug, thiserror::Error)]
#[error("the certificate request could not be made")]
pub struct NoRequest(#[source] rcgen::Error);

/// Whether and how the request names the revocation list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrlPoint {
    /// The content of the extension `cRLDistributionPoints`, DER.
    pub der: Vec<u8>,
}

/// Who asks for a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applicant {
    /// The provider's name, as its contracts have it.
    pub organization: String,
    /// Two letters (ISO 3166-1).
    pub country: String,
    /// Its service provider code.
    pub code: String,
}

/// A request for `SHAKEN <code>` with this list, DER, and the new key that it is for, PEM.
///
/// # Errors
/// There is no randomness, or the applicant's texts do not fit into a certificate.
pub fn certificate_request(
    applicant: &Applicant,
    tn_auth_list: &[u8],
    crl: Option<&CrlPoint>,
) -> Result<(Vec<u8>, SecretString), NoRequest> {
    let key = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).map_err(NoRequest)?;
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CountryName, applicant.country.as_str());
    params.distinguished_name.push(DnType::OrganizationName, applicant.organization.as_str());
    params.distinguished_name.push(DnType::CommonName, format!("SHAKEN {}", applicant.code));
    params.custom_extensions.push(CustomExtension::from_oid_content(TN_AUTH_LIST, tn_auth_list.to_vec()));
    if let Some(crl) = crl {
        params.custom_extensions.push(CustomExtension::from_oid_content(CRL_POINTS, crl.der.clone()));
    }
    let request = params.serialize_request(&key).map_err(NoRequest)?;
    Ok((request.der().to_vec(), SecretString::from(key.serialize_pem())))
}
