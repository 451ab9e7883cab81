//! From a chain that a stranger presents to the one key and authority that a call may be verified with.
//!
//! A subset of RFC 5280 section 6, made for STIR: the path is in what was presented and leads to a configured root; nothing is
//! hunted for (RFC 9060 section 4). Certificate policies are accepted, critical or not, since SHAKEN's certificates have them;
//! any other critical extension that we do not know refuses the path. Only certificates that may not issue others sign calls.

mod build;
mod check;
mod referenced;

use aws_lc_rs::signature::ParsedPublicKey;

use crate::{
    certificate::{BundleError, Certificate, certificates},
    constraints::ClaimConstraints,
    crl::Crl,
    tn_auth_list::{ServiceProviderCode, TnAuthList, TnAuthListError, TnEntry},
};

/// Certificates that a presented chain may have. Real chains have two or three.
pub const MOST_CERTIFICATES: usize = 10;

/// The roots that are trusted: for SHAKEN those on the policy administrator's list.
#[derive(Debug, Clone, Default)]
pub struct Roots {
    anchors: Vec<Certificate>,
}

impl Roots {
    /// These certificates, each of which may issue others.
    ///
    /// # Errors
    /// One of them is no authority's.
    pub fn new(anchors: Vec<Certificate>) -> Result<Self, RootsError> {
        match anchors.iter().find(|anchor| !anchor.is_ca()) {
            Some(other) => Err(RootsError::NotAnAuthority(other.subject.to_string())),
            None => Ok(Self { anchors }),
        }
    }

    /// The roots in a PEM or DER file.
    ///
    /// # Errors
    /// It has none, or one that is no authority's.
    pub fn read(bytes: &[u8]) -> Result<Self, RootsError> {
        Self::new(certificates(bytes, 1_000)?)
    }

    /// These and others, each once.
    #[must_use]
    pub fn and(&self, others: &Self) -> Self {
        let mut anchors = self.anchors.clone();
        for other in &others.anchors {
            if anchors.iter().all(|own| own.der() != other.der()) {
                anchors.push(other.clone());
            }
        }
        Self { anchors }
    }

    /// The certificates.
    pub fn anchors(&self) -> &[Certificate] {
        &self.anchors
    }
}

/// Why certificates are no roots.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RootsError {
    /// Not a list of certificates.
    #[error("no certificates to trust")]
    Bundle(#[from] BundleError),
    /// Trusting a certificate that issues none would trust nothing.
    #[error("{0} may not issue certificates, so it is no root")]
    NotAnAuthority(String),
}

/// A certificate that calls may be verified with: its path is valid at the time that was asked for.
#[derive(Debug, Clone)]
pub struct SigningCertificate {
    /// Verifies ES256; parsed once.
    pub key: ParsedPublicKey,
    /// The numbers and codes that it speaks for.
    pub authority: TnAuthList,
    /// Where more of its numbers are by reference; until they are fetched, `authority` is only what the certificate holds:
    /// see [`Self::with_referenced`].
    pub authority_urls: Vec<String>,
    /// What its parent has to give, and so the most that may be by reference; `None` below authorities without a list, as
    /// SHAKEN's are.
    pub within: Option<TnAuthList>,
    /// Codes of providers whose numbers a delegate's list names, where only the provider knows that they are its own
    /// (RFC 9060 section 4.1). Empty for a certificate that is no such delegate's.
    pub delegated_by: Vec<ServiceProviderCode>,
    /// What its holder may claim.
    pub constraints: Option<ClaimConstraints>,
    /// First second of validity of the whole path, Unix time.
    pub not_before: i64,
    /// Last second of validity of the whole path, Unix time.
    pub not_after: i64,
    /// SHA-256 of the signing certificate.
    pub sha256: [u8; 32],
    /// Whom it is about, for logs.
    pub subject: String,
}

impl SigningCertificate {
    /// Its service provider code, if it has one: SHAKEN's certificates have exactly one.
    pub fn spc(&self) -> Option<&ServiceProviderCode> {
        self.authority.codes().next()
    }
}

/// Why a chain leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// Nothing was presented.
    #[error("the chain is empty")]
    Empty,
    /// More certificates than any chain has.
    #[error("{0} certificates; a chain has at most {MOST_CERTIFICATES}")]
    Long(usize),
    /// Only certificates that issue others.
    #[error("no certificate of the chain may sign calls: all are authorities")]
    NoEndEntity,
    /// It is not clear which certificate signed.
    #[error("{0} certificates of the chain may sign calls; one does")]
    SeveralEndEntities(usize),
    /// The path ends before a configured root.
    #[error("no path from {subject} to a trusted root: {issuer} is unknown")]
    UnknownIssuer {
        /// The last certificate that was reached.
        subject: String,
        /// The issuer that it names.
        issuer: String,
    },
    /// An issuer of that name is there, but did not sign this certificate.
    #[error("the signature of {0} is not its issuer's")]
    Signature(String),
    /// The path would go through an issuer that it may not go through.
    #[error("{0} may not issue certificates")]
    NotAnAuthority(String),
    /// Outside of its validity.
    #[error("{subject} is valid from {not_before} to {not_after} (Unix time)")]
    Validity {
        /// Whose certificate.
        subject: String,
        /// First second.
        not_before: i64,
        /// Last second.
        not_after: i64,
    },
    /// More intermediates than an authority allows.
    #[error("{0} does not allow so many authorities below it")]
    PathLength(String),
    /// The key may not be used for this.
    #[error("the key usage of {0} does not allow it")]
    KeyUsage(String),
    /// An extension that is critical and unknown.
    #[error("critical extension {oid} of {subject} is unknown")]
    CriticalExtension {
        /// Whose certificate.
        subject: String,
        /// Which extension.
        oid: String,
    },
    /// An extension that matters but cannot be read, or stands there twice.
    #[error("extension {oid} of {subject} cannot be read")]
    Extension {
        /// Whose certificate.
        subject: String,
        /// Which extension.
        oid: String,
    },
    /// The two places that name the signature's algorithm differ, or the version has no extensions.
    #[error("{0} is no sound X.509 version 3 certificate")]
    Unsound(String),
    /// The signer's key is not P-256.
    #[error("the key of {0} is not P-256, which ES256 needs")]
    Key(String),
    /// The signer speaks for nobody.
    #[error("{0} has no TNAuthList")]
    NoAuthority(String),
    /// The signer's list cannot be read.
    #[error("the TNAuthList of {subject} is malformed")]
    MalformedAuthority {
        /// Whose certificate.
        subject: String,
        /// What is wrong.
        #[source]
        error: TnAuthListError,
    },
    /// Both kinds of claim constraints: RFC 9118 section 4 forbids it.
    #[error("{0} has both kinds of claim constraints")]
    BothConstraints(String),
    /// A delegate's list goes beyond its parent's.
    #[error("{subject} claims {entry}, which its parent does not have")]
    NotEncompassed {
        /// Whose certificate.
        subject: String,
        /// What it claims.
        entry: TnEntry,
    },
    /// Revoked.
    #[error("{subject} was revoked at {at} (Unix time)")]
    Revoked {
        /// Whose certificate.
        subject: String,
        /// When.
        at: i64,
    },
    /// It points to a list that would tell whether it is revoked, and not all lists could be had yet.
    #[error("no revocation list for {0} could be had yet")]
    NoCrl(String),
    /// The list that would tell whether it is revoked is too old to tell.
    #[error("the revocation list for {subject} ended at {next_update} (Unix time)")]
    StaleCrl {
        /// Whose certificate.
        subject: String,
        /// When the next list was due.
        next_update: i64,
    },
}

/// What is known of revoked certificates.
#[derive(Debug, Clone, Copy)]
pub struct Revocations<'a> {
    /// Verified lists.
    pub lists: &'a [Crl],
    /// Whether these are all that are wanted. A certificate that points to some list and is in none of them counts as not
    /// revoked only then.
    pub are_complete: bool,
}

/// The certificate in `chain` that signs calls, if its path is valid at `at`.
///
/// `chain` is what was presented, in any order: with or without its root. `crls` are verified lists; a certificate that none
/// of them is about counts as not revoked, which is for the caller to prevent by having all lists of its domain, or by
/// [`validate_with`].
///
/// # Errors
/// The first rule that the path breaks, from the signer upwards.
///
/// Source: RFC 5280 section 6, RFC 8226, RFC 9060 section 4, ATIS-1000080 section 6.4.
pub fn validate(
    chain: &[Certificate],
    roots: &Roots,
    crls: &[Crl],
    at: i64,
) -> Result<SigningCertificate, PathError> {
    validate_with(chain, roots, Revocations { lists: crls, are_complete: true }, at)
}

/// The same where revocation lists may still be missing.
///
/// # Errors
/// As [`validate`].
pub fn validate_with(
    chain: &[Certificate],
    roots: &Roots,
    revocations: Revocations<'_>,
    at: i64,
) -> Result<SigningCertificate, PathError> {
    let signer = build::signer(chain)?;
    let path = build::path(signer, chain, roots)?;
    check::path(&path, revocations, at)?;
    check::signer(signer, &path)
}

/// The certificate of a chain that signs: the only one that is no authority's. Nothing of it is checked.
///
/// # Errors
/// There is none, or more than one.
pub fn end_entity(chain: &[Certificate]) -> Result<&Certificate, PathError> {
    build::signer(chain)
}

/// The key of a signer that is no caller's, such as the policy administrator's: a valid path, and leave to sign.
pub(crate) fn signer_with_path(
    chain: &[Certificate],
    roots: &Roots,
    at: i64,
) -> Result<ParsedPublicKey, PathError> {
    let signer = build::signer(chain)?;
    leads_to_roots(signer, chain, roots, at)?;
    check::signing_key(signer)
}

/// Whether `certificate` has a valid path to the roots, as an issuer of lists does: what it may sign is not asked.
pub(crate) fn leads_to_roots(
    certificate: &Certificate,
    others: &[Certificate],
    roots: &Roots,
    at: i64,
) -> Result<(), PathError> {
    let path = build::path(certificate, others, roots)?;
    check::path(&path, Revocations { lists: &[], are_complete: true }, at)
}
