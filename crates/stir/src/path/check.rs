//! The rules that a found path must keep.

use aws_lc_rs::signature::ParsedPublicKey;

use super::{PathError, Revocations, SigningCertificate};
use crate::{
    certificate::Certificate,
    constraints::{self, ClaimConstraints},
    crl::Status,
    tn_auth_list::{self, Encompassing, ServiceProviderCode, TnAuthList},
};

const AUTHORITY_INFO_ACCESS: &str = "1.3.6.1.5.5.7.1.1";
const SUBJECT_KEY_ID: &str = "2.5.29.14";
const KEY_USAGE: &str = "2.5.29.15";
const BASIC_CONSTRAINTS: &str = "2.5.29.19";
const NAME_CONSTRAINTS: &str = "2.5.29.30";
const CRL_POINTS: &str = "2.5.29.31";
const POLICIES: &str = "2.5.29.32";
const AUTHORITY_KEY_ID: &str = "2.5.29.35";

/// Extensions that are understood, so that they may be critical. Policies are: none is demanded, any is accepted.
const KNOWN: [&str; 10] = [
    AUTHORITY_INFO_ACCESS,
    SUBJECT_KEY_ID,
    KEY_USAGE,
    BASIC_CONSTRAINTS,
    CRL_POINTS,
    POLICIES,
    AUTHORITY_KEY_ID,
    tn_auth_list::OID,
    constraints::OID,
    constraints::ENHANCED_OID,
];

/// Checks a path from its first certificate to its root.
pub(super) fn path(path: &[&Certificate], revocations: Revocations<'_>, at: i64) -> Result<(), PathError> {
    let mut authorities_below = 0_u32;
    for (index, certificate) in path.iter().enumerate() {
        let subject = || certificate.subject.to_string();
        sound(certificate)?;
        if !certificate.is_valid_at(at) {
            return Err(PathError::Validity {
                subject: subject(),
                not_before: certificate.not_before,
                not_after: certificate.not_after,
            });
        }
        if index > 0 {
            let basic = certificate.extensions.basic_constraints;
            if !certificate.is_ca() {
                return Err(PathError::NotAnAuthority(subject()));
            }
            if certificate.extensions.key_usage.is_some_and(|usage| !usage.certificate_sign) {
                return Err(PathError::KeyUsage(subject()));
            }
            let most = basic.and_then(|basic| basic.path_length);
            if most.is_some_and(|most| authorities_below > most) {
                return Err(PathError::PathLength(subject()));
            }
            // RFC 5280 section 6.1.4: a self-issued one, as in a key change-over, does not count.
            if !certificate.is_self_issued() {
                authorities_below = authorities_below.saturating_add(1);
            }
        }
        if let Some(issuer) = path.get(index.saturating_add(1)) {
            revocation(certificate, issuer, revocations, at)?;
        }
    }
    Ok(())
}

fn sound(certificate: &Certificate) -> Result<(), PathError> {
    let subject = || certificate.subject.to_string();
    if certificate.version != 3 || !certificate.is_algorithm_consistent {
        return Err(PathError::Unsound(subject()));
    }
    let extensions = &certificate.extensions;
    for (oid, is_critical) in &extensions.present {
        // Name constraints are not evaluated, so a path under them cannot be called valid, critical or not.
        if (*is_critical && !KNOWN.contains(&oid.as_str())) || oid == NAME_CONSTRAINTS {
            return Err(PathError::CriticalExtension { subject: subject(), oid: oid.clone() });
        }
    }
    // A list of numbers that cannot be read has its own error, by `authority`.
    match extensions.malformed.iter().find(|oid| *oid != tn_auth_list::OID && KNOWN.contains(&oid.as_str())) {
        Some(oid) => Err(PathError::Extension { subject: subject(), oid: oid.clone() }),
        None => Ok(()),
    }
}

fn revocation(
    certificate: &Certificate,
    issuer: &Certificate,
    revocations: Revocations<'_>,
    at: i64,
) -> Result<(), PathError> {
    let subject = || certificate.subject.to_string();
    let mut stale = None;
    let mut is_covered = false;
    for crl in revocations.lists {
        let status = crl.status(certificate, issuer);
        match status {
            Status::NotCovered => continue,
            Status::Revoked { at } => return Err(PathError::Revoked { subject: subject(), at }),
            Status::Good => {}
        }
        if crl.next_update() < at {
            stale = Some(crl.next_update());
        } else {
            is_covered = true;
        }
    }
    match stale {
        Some(next_update) if !is_covered => Err(PathError::StaleCrl { subject: subject(), next_update }),
        None if !is_covered && !revocations.are_complete && !certificate.extensions.crl_points.is_empty() => {
            Err(PathError::NoCrl(subject()))
        }
        _ => Ok(()),
    }
}

/// What the signer at the beginning of a valid path may do.
pub(super) fn signer(signer: &Certificate, path: &[&Certificate]) -> Result<SigningCertificate, PathError> {
    let subject = signer.subject.to_string();
    let key = signing_key(signer)?;
    let authority = authority(signer)?;
    let authority_urls = signer.extensions.tn_auth_list_urls.clone();
    if authority.is_none() && authority_urls.is_empty() {
        return Err(PathError::NoAuthority(subject));
    }
    let delegated_by = delegation(path)?;
    let within = path.get(1).map(|parent| self::authority(parent)).transpose()?.flatten().cloned();
    Ok(SigningCertificate {
        key,
        authority: authority.cloned().unwrap_or_default(),
        authority_urls,
        within,
        delegated_by,
        constraints: claim_constraints(signer)?,
        not_before: path.iter().map(|certificate| certificate.not_before).max().unwrap_or(i64::MAX),
        not_after: path.iter().map(|certificate| certificate.not_after).min().unwrap_or(i64::MIN),
        sha256: signer.sha256(),
        subject,
    })
}

/// The key, if it may sign and is one of ES256.
pub(super) fn signing_key(signer: &Certificate) -> Result<ParsedPublicKey, PathError> {
    if signer.extensions.key_usage.is_some_and(|usage| !usage.digital_signature) {
        return Err(PathError::KeyUsage(signer.subject.to_string()));
    }
    signer.key.passport_key().ok_or_else(|| PathError::Key(signer.subject.to_string()))
}

fn authority(certificate: &Certificate) -> Result<Option<&TnAuthList>, PathError> {
    match &certificate.extensions.tn_auth_list {
        None => Ok(None),
        Some(Ok(list)) => Ok(Some(list)),
        Some(Err(error)) => {
            Err(PathError::MalformedAuthority { subject: certificate.subject.to_string(), error: *error })
        }
    }
}

fn claim_constraints(signer: &Certificate) -> Result<Option<ClaimConstraints>, PathError> {
    let extensions = &signer.extensions;
    match (&extensions.constraints, &extensions.enhanced_constraints) {
        (None, None) => Ok(None),
        (Some(_), Some(_)) => Err(PathError::BothConstraints(signer.subject.to_string())),
        // What cannot be read was refused with the path.
        (Some(read), None) | (None, Some(read)) => Ok(read.clone().ok().flatten()),
    }
}

/// Each list must be contained in the next one above it. SHAKEN's authorities have none: they may issue any; but once one
/// has a list, whoever is below has one too, or a delegate could issue itself whatever it likes.
fn delegation(path: &[&Certificate]) -> Result<Vec<ServiceProviderCode>, PathError> {
    let mut delegated_by = Vec::new();
    for pair in path.windows(2) {
        let [child, parent] = pair else { continue };
        let Some(whole) = authority(parent)? else { continue };
        // By reference the parts cannot be compared here, so the delegate's own certificate must hold a list. What it points
        // to besides is compared once it is there: `referenced`.
        let Some(part) = authority(child)? else {
            return Err(PathError::NoAuthority(child.subject.to_string()));
        };
        match whole.encompasses(part) {
            Encompassing::Proved => {}
            Encompassing::ByCode => delegated_by.extend(whole.codes().cloned()),
            Encompassing::Refused(entry) => {
                return Err(PathError::NotEncompassed { subject: child.subject.to_string(), entry });
            }
        }
    }
    Ok(delegated_by)
}
