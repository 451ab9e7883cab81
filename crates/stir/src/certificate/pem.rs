//! Certificates and revocation lists as they are served and kept: PEM with anything around it, or plain DER.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{Certificate, CertificateError};

/// Why a file is no list of certificates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// There is neither PEM nor DER in it.
    #[error("neither a certificate in PEM nor one in DER")]
    Nothing,
    /// A block that is not closed, or whose content is no base64.
    #[error("block {0} is no PEM")]
    Block(usize),
    /// A block that is no certificate.
    #[error("block {0} is no certificate")]
    Certificate(usize, #[source] CertificateError),
    /// More certificates than the caller takes.
    #[error("more than {0} certificates")]
    Many(usize),
}

/// The certificates in `bytes`, in their order: every `CERTIFICATE` block of a PEM text, or one certificate in DER.
///
/// # Errors
/// There is none, one of them is broken, or there are more than `most`.
pub fn certificates(bytes: &[u8], most: usize) -> Result<Vec<Certificate>, BundleError> {
    if bytes.first() == Some(&0x30) {
        let certificate = Certificate::from_der(bytes).map_err(|error| BundleError::Certificate(1, error))?;
        return Ok(vec![certificate]);
    }
    let mut found = Vec::new();
    for (index, block) in blocks(bytes, "CERTIFICATE").enumerate() {
        let position = index.saturating_add(1);
        if found.len() == most {
            return Err(BundleError::Many(most));
        }
        let der = block.ok_or(BundleError::Block(position))?;
        found.push(Certificate::from_der(&der).map_err(|error| BundleError::Certificate(position, error))?);
    }
    if found.is_empty() { Err(BundleError::Nothing) } else { Ok(found) }
}

impl Certificate {
    /// As a block of PEM, with a line end behind it.
    pub fn to_pem(&self) -> String {
        let body = STANDARD.encode(self.der());
        let mut text = String::from("-----BEGIN CERTIFICATE-----\n");
        // Base64 is ASCII, so each piece is whole characters.
        for line in body.as_bytes().chunks(64) {
            text.push_str(&String::from_utf8_lossy(line));
            text.push('\n');
        }
        text.push_str("-----END CERTIFICATE-----\n");
        text
    }
}

/// A revocation list in PEM or DER, as DER.
///
/// # Errors
/// It is neither.
pub fn crl_der(bytes: &[u8]) -> Result<Vec<u8>, BundleError> {
    if bytes.first() == Some(&0x30) {
        return Ok(bytes.to_vec());
    }
    blocks(bytes, "X509 CRL").next().ok_or(BundleError::Nothing)?.ok_or(BundleError::Block(1))
}

/// What is in the blocks of this label; `None` for a block that is none.
fn blocks<'a>(bytes: &'a [u8], label: &str) -> impl Iterator<Item = Option<Vec<u8>>> + 'a {
    let begin = format!("-----BEGIN {label}-----");
    let end = format!("-----END {label}-----");
    let mut lines = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    std::iter::from_fn(move || {
        lines.find(|line| *line == begin.as_bytes())?;
        let mut body = Vec::new();
        for line in lines.by_ref() {
            if line == end.as_bytes() {
                return Some(STANDARD.decode(&body).ok());
            }
            body.extend_from_slice(line);
        }
        Some(None)
    })
}
