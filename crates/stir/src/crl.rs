//! Revocation lists: those of an authority about its own certificates, and the policy administrator's about everybody's.
//!
//! SHAKEN's list is *indirect* (RFC 5280 section 5.2.5): one signer lists certificates of all authorities, each entry naming
//! whose. It counts for a certificate only if the certificate names that signer and that address. A [`Crl`] is a verified one:
//! there is no other.

use std::collections::HashMap;

use x509_parser::{
    extensions::{IssuingDistributionPoint, ParsedExtension, X509Extension},
    prelude::FromDer,
    revocation_list::{CertificateRevocationList, RevokedCertificate},
    x509::X509Name,
};

use crate::{
    certificate::{
        Certificate, Name, PublicKey, SignatureAlgorithm, authority_key_id, general_uris, timestamp,
    },
    der,
    path::{PathError, Roots, leads_to_roots},
};

const CRL_NUMBER: &str = "2.5.29.20";
const REASON_CODE: &str = "2.5.29.21";
const INVALIDITY_DATE: &str = "2.5.29.24";
const ISSUING_POINT: &str = "2.5.29.28";
const CERTIFICATE_ISSUER: &str = "2.5.29.29";
const AUTHORITY_KEY_ID: &str = "2.5.29.35";

/// A revocation list whose signature was verified.
#[derive(Debug, Clone)]
pub struct Crl {
    issuer: Name,
    signer_key: PublicKey,
    this_update: i64,
    next_update: i64,
    number: Option<Vec<u8>>,
    urls: Vec<String>,
    is_indirect: bool,
    only_users: bool,
    only_authorities: bool,
    /// By issuer, then by serial number: when.
    revoked: HashMap<Name, HashMap<Vec<u8>, i64>>,
}

/// What a list says about one certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// The list is not about it.
    NotCovered,
    /// Not revoked when the list was made.
    Good,
    /// Revoked.
    Revoked {
        /// When, Unix time.
        at: i64,
    },
}

/// Why bytes are no revocation list to rely on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CrlError {
    /// The bytes are no list.
    #[error("not a revocation list in DER")]
    NotCrl,
    /// Without the time of the next one its age cannot be told.
    #[error("no time of the next list")]
    NoNextUpdate,
    /// An extension that changes what the list means, and that we do not know: the whole list is unusable.
    #[error("critical extension {0} is unknown")]
    CriticalExtension(String),
    /// A list of only some reasons or attribute certificates, or one with an extension that cannot be read.
    #[error("the issuing distribution point is of a kind that is not used here")]
    Scope,
    /// Nobody of that name is among those who may sign it.
    #[error("nobody is known as {0}")]
    UnknownSigner(String),
    /// The signature is not that signer's.
    #[error("the signature is not that of {0}")]
    Signature(String),
    /// The signer's key may not be used for lists.
    #[error("the key usage of {0} does not allow lists")]
    KeyUsage(String),
    /// The signer has no path to a root.
    #[error("the signer is not trusted")]
    Untrusted(#[source] Box<PathError>),
}

impl Crl {
    /// Reads and verifies a list in DER.
    ///
    /// `signers` are certificates that may have signed it, and those between them and the roots, in any order; the roots
    /// themselves may have, too. The signer's own path is validated at `at`.
    ///
    /// # Errors
    /// It is no list that we understand whole, or not signed by somebody trusted.
    pub fn verified(bytes: &[u8], signers: &[Certificate], roots: &Roots, at: i64) -> Result<Self, CrlError> {
        let (rest, read) = CertificateRevocationList::from_der(bytes).map_err(|_| CrlError::NotCrl)?;
        if !rest.is_empty() || read.signature_algorithm != read.tbs_cert_list.signature {
            return Err(CrlError::NotCrl);
        }
        let signer = signer(&read, signers, roots, at)?;
        let next_update = read.next_update().ok_or(CrlError::NoNextUpdate)?;
        let issuer = Name::of(read.issuer());
        let mut crl = Self {
            issuer: issuer.clone(),
            signer_key: signer.key.clone(),
            this_update: timestamp(read.last_update()),
            next_update: timestamp(next_update),
            number: None,
            urls: Vec::new(),
            is_indirect: false,
            only_users: false,
            only_authorities: false,
            revoked: HashMap::new(),
        };
        for extension in read.extensions() {
            crl.take(extension)?;
        }
        crl.entries(&issuer, read.iter_revoked_certificates())?;
        Ok(crl)
    }

    fn take(&mut self, extension: &X509Extension<'_>) -> Result<(), CrlError> {
        let oid = extension.oid.to_id_string();
        match (oid.as_str(), extension.parsed_extension()) {
            (ISSUING_POINT, ParsedExtension::IssuingDistributionPoint(point)) => self.scope(point),
            (ISSUING_POINT, _) => Err(CrlError::Scope),
            (CRL_NUMBER, ParsedExtension::CRLNumber(number)) => {
                self.number = Some(number.to_bytes_be());
                Ok(())
            }
            (AUTHORITY_KEY_ID, _) => Ok(()),
            _ if extension.critical => Err(CrlError::CriticalExtension(oid)),
            _ => Ok(()),
        }
    }

    fn scope(&mut self, point: &IssuingDistributionPoint<'_>) -> Result<(), CrlError> {
        if point.only_contains_attribute_certs || point.only_some_reasons.is_some() {
            return Err(CrlError::Scope);
        }
        self.urls = point.distribution_point.as_ref().map(general_uris).unwrap_or_default();
        self.is_indirect = point.indirect_crl;
        self.only_users = point.only_contains_user_certs;
        self.only_authorities = point.only_contains_ca_certs;
        Ok(())
    }

    /// In an indirect list an entry is about the authority that it names, or else the entry before it did.
    fn entries<'a>(
        &mut self,
        issuer: &Name,
        entries: impl Iterator<Item = &'a RevokedCertificate<'a>>,
    ) -> Result<(), CrlError> {
        let mut about = issuer.clone();
        for entry in entries {
            for extension in entry.extensions() {
                let oid = extension.oid.to_id_string();
                match oid.as_str() {
                    CERTIFICATE_ISSUER if self.is_indirect => {
                        about = certificate_issuer(extension.value).ok_or(CrlError::Scope)?;
                    }
                    REASON_CODE | INVALIDITY_DATE => {}
                    _ if extension.critical => return Err(CrlError::CriticalExtension(oid)),
                    _ => {}
                }
            }
            let at = timestamp(entry.revocation_date);
            self.revoked.entry(about.clone()).or_default().insert(entry.raw_serial().to_vec(), at);
        }
        Ok(())
    }

    /// What the list says about a certificate that `issuer` issued.
    pub fn status(&self, certificate: &Certificate, issuer: &Certificate) -> Status {
        let is_wrong_kind =
            (self.only_users && certificate.is_ca()) || (self.only_authorities && !certificate.is_ca());
        if is_wrong_kind || !self.is_about(certificate, issuer) {
            return Status::NotCovered;
        }
        let revoked =
            self.revoked.get(&certificate.issuer).and_then(|serials| serials.get(&certificate.serial));
        revoked.map_or(Status::Good, |at| Status::Revoked { at: *at })
    }

    /// RFC 5280 section 6.3.3 (b): the certificate must point to this list, by issuer and address.
    fn is_about(&self, certificate: &Certificate, issuer: &Certificate) -> bool {
        let is_here =
            |urls: &[String]| self.urls.is_empty() || urls.iter().any(|url| self.urls.contains(url));
        let points = &certificate.extensions.crl_points;
        if self.is_indirect {
            let named =
                points.iter().any(|point| point.issuers.contains(&self.issuer) && is_here(&point.urls));
            if named {
                return true;
            }
        }
        // Its authority's own list. The same name with another key is another authority.
        let is_own = self.issuer == certificate.issuer && self.signer_key == issuer.key;
        is_own
            && (self.urls.is_empty()
                || points.iter().any(|point| point.issuers.is_empty() && is_here(&point.urls)))
    }

    /// Who signed it.
    pub fn issuer(&self) -> &Name {
        &self.issuer
    }

    /// When it was made, Unix time.
    pub fn this_update(&self) -> i64 {
        self.this_update
    }

    /// When the next one is due, Unix time: after it, this one tells nothing.
    pub fn next_update(&self) -> i64 {
        self.next_update
    }

    /// Its number, big-endian, if it has one: a list with a lower number is an older one.
    pub fn number(&self) -> Option<&[u8]> {
        self.number.as_deref()
    }

    /// Whether it was made before `other`, a list of the same signer: by their numbers, or by their times where one has none.
    pub fn is_older_than(&self, other: &Self) -> bool {
        let digits = |crl: &Self| crl.number.as_ref().map(|number| significant(number));
        match (digits(self), digits(other)) {
            (Some(own), Some(others)) => (own.len(), own) < (others.len(), others),
            (None, _) | (_, None) => self.this_update < other.this_update,
        }
    }

    /// Whether it lists certificates of other authorities than its signer.
    pub fn is_indirect(&self) -> bool {
        self.is_indirect
    }

    /// How many certificates it lists.
    pub fn len(&self) -> usize {
        self.revoked.values().map(HashMap::len).sum()
    }

    /// Whether it lists none.
    pub fn is_empty(&self) -> bool {
        self.revoked.is_empty()
    }
}

/// A number without its leading zeros.
fn significant(number: &[u8]) -> Vec<u8> {
    number.iter().copied().skip_while(|byte| *byte == 0).collect()
}

/// The trusted certificate that signed the list.
fn signer<'a>(
    read: &CertificateRevocationList<'_>,
    signers: &'a [Certificate],
    roots: &'a Roots,
    at: i64,
) -> Result<&'a Certificate, CrlError> {
    let issuer = Name::of(read.issuer());
    let key_id = read.extensions().iter().find_map(authority_key_id);
    let algorithm = SignatureAlgorithm::of(&read.signature_algorithm);
    let mut failure = CrlError::UnknownSigner(issuer.to_string());
    let all =
        roots.anchors().iter().map(|root| (root, true)).chain(signers.iter().map(|other| (other, false)));
    for (candidate, is_root) in all {
        let own_id = candidate.extensions.subject_key_id.as_ref();
        let is_other_key = key_id.as_ref().zip(own_id).is_some_and(|(wanted, own)| wanted != own);
        if candidate.subject != issuer || is_other_key {
            continue;
        }
        if !candidate.key.verifies(&algorithm, read.tbs_cert_list.as_ref(), &read.signature_value.data) {
            failure = CrlError::Signature(issuer.to_string());
            continue;
        }
        if candidate.extensions.key_usage.is_some_and(|usage| !usage.crl_sign) {
            failure = CrlError::KeyUsage(issuer.to_string());
            continue;
        }
        if is_root {
            return Ok(candidate);
        }
        match leads_to_roots(candidate, signers, roots, at) {
            Ok(()) => return Ok(candidate),
            Err(error) => failure = CrlError::Untrusted(Box::new(error)),
        }
    }
    Err(failure)
}

/// The directory name in a Certificate Issuer entry extension: `GeneralNames`, of which x509-parser makes nothing.
fn certificate_issuer(value: &[u8]) -> Option<Name> {
    let mut names = der::Reader::new(der::only(value, der::SEQUENCE).ok()?);
    while !names.is_at_end() {
        let (tag, content) = names.any().ok()?;
        if tag == der::explicit(4) {
            let (rest, name) = X509Name::from_der(content).ok()?;
            return rest.is_empty().then(|| Name::of(&name));
        }
    }
    None
}
