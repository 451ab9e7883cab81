//! Certificate signing requests for STI certificates: RFC 9448 section 3, ATIS-1000080 section 6.4.1.

use rcgen::{CertificateParams, CustomExtension, DistinguishedName, DnType, KeyPair};
use secrecy::{ExposeSecret, SecretSlice};

/// id-pe-TNAuthList, RFC 8226 section 9.
const TN_AUTH_LIST: &[u64] = &[1, 3, 6, 1, 5, 5, 7, 1, 26];

/// There is no request.
#[derive(Debug, thiserror::Error)]
pub enum NoRequest {
    /// The key is none that calls are signed with.
    #[error("the key is no P-256 key in PKCS#8")]
    Key,
    /// It could not be made.
    #[error("the certificate request could not be made")]
    Broken(#[source] rcgen::Error),
}

/// Whether and how the request names the revocation list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrlPoint {
    /// The content of the extension `cRLDistributionPoints`, DER.
    pub der: Vec<u8>,
}

/// A request for `SHAKEN <code>` with this list, signed with the key that the certificate will be for; DER.
///
/// # Errors
/// The key cannot be used.
pub fn certificate_request(
    key: &SecretSlice<u8>,
    organization: &str,
    country: &str,
    code: &str,
    tn_auth_list: &[u8],
    crl: Option<&CrlPoint>,
) -> Result<Vec<u8>, NoRequest> {
    let der = rustls::pki_types::PrivatePkcs8KeyDer::from(key.expose_secret());
    let key = KeyPair::from_pkcs8_der_and_sign_algo(&der, &rcgen::PKCS_ECDSA_P256_SHA256);
    let key = key.map_err(|_| NoRequest::Key)?;
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CountryName, country);
    params.distinguished_name.push(DnType::OrganizationName, organization);
    params.distinguished_name.push(DnType::CommonName, format!("SHAKEN {code}"));
    params.custom_extensions.push(CustomExtension::from_oid_content(TN_AUTH_LIST, tn_auth_list.to_vec()));
    if let Some(crl) = crl {
        params.custom_extensions.push(CustomExtension::from_oid_content(&[2, 5, 29, 31], crl.der.clone()));
    }
    let request = params.serialize_request(&key).map_err(NoRequest::Broken)?;
    Ok(request.der().to_vec())
}
