//! Which certificates make the path. Names and key identifiers propose, signatures decide.

use super::{MOST_CERTIFICATES, PathError, Roots};
use crate::certificate::Certificate;

/// Signatures that are verified for one chain: enough for a chain of [`MOST_CERTIFICATES`] with some renewed issuers, and a
/// bound on what a made-up one can cost.
const MOST_SIGNATURES: usize = 24;

/// The certificate that signs calls: the only one in the chain that is no authority's.
pub(super) fn signer(chain: &[Certificate]) -> Result<&Certificate, PathError> {
    match chain.len() {
        0 => return Err(PathError::Empty),
        1..=MOST_CERTIFICATES => {}
        many => return Err(PathError::Long(many)),
    }
    let mut candidates: Vec<&Certificate> = Vec::new();
    for certificate in chain.iter().filter(|certificate| !certificate.is_ca()) {
        // The same one twice is the same one.
        if !candidates.iter().any(|other| other.der() == certificate.der()) {
            candidates.push(certificate);
        }
    }
    match candidates.as_slice() {
        [signer] => Ok(signer),
        [] => Err(PathError::NoEndEntity),
        many => Err(PathError::SeveralEndEntities(many.len())),
    }
}

/// The path from `first` to a root, both included.
///
/// An issuer may stand in the chain twice, renewed or cross-signed: each way is tried, within a bound.
pub(super) fn path<'a>(
    first: &'a Certificate,
    chain: &'a [Certificate],
    roots: &'a Roots,
) -> Result<Vec<&'a Certificate>, PathError> {
    let mut search = Search { chain, roots, signatures_left: MOST_SIGNATURES, failure: None };
    let mut path = vec![first];
    if search.extend(&mut path) {
        return Ok(path);
    }
    Err(search.failure.unwrap_or_else(|| PathError::UnknownIssuer {
        subject: first.subject.to_string(),
        issuer: first.issuer.to_string(),
    }))
}

struct Search<'a> {
    chain: &'a [Certificate],
    roots: &'a Roots,
    signatures_left: usize,
    /// What stood in the way where the search came farthest.
    failure: Option<PathError>,
}

impl<'a> Search<'a> {
    /// Makes `path` longer until it ends in a root.
    fn extend(&mut self, path: &mut Vec<&'a Certificate>) -> bool {
        let Some(last) = path.last().copied() else { return false };
        let roots = self.roots.anchors.iter().filter(|root| last.names_as_issuer(root));
        let mut is_named = false;
        for root in roots {
            is_named = true;
            if self.is_signed_by(last, root) {
                path.push(root);
                return true;
            }
        }
        for issuer in self.chain {
            let is_used = path.iter().any(|used| used.der() == issuer.der());
            if is_used || path.len() >= MOST_CERTIFICATES || !last.names_as_issuer(issuer) {
                continue;
            }
            is_named = true;
            if !issuer.is_ca() {
                self.fail(PathError::NotAnAuthority(issuer.subject.to_string()));
                continue;
            }
            if self.is_signed_by(last, issuer) {
                path.push(issuer);
                if self.extend(path) {
                    return true;
                }
                path.pop();
            }
        }
        if is_named {
            self.fail(PathError::Signature(last.subject.to_string()));
        } else {
            self.fail(PathError::UnknownIssuer {
                subject: last.subject.to_string(),
                issuer: last.issuer.to_string(),
            });
        }
        false
    }

    fn is_signed_by(&mut self, certificate: &Certificate, issuer: &Certificate) -> bool {
        match self.signatures_left.checked_sub(1) {
            Some(left) => {
                self.signatures_left = left;
                certificate.is_signed_by(&issuer.key)
            }
            None => false,
        }
    }

    /// The deepest failure comes first, and is the one that says most.
    fn fail(&mut self, failure: PathError) {
        self.failure.get_or_insert(failure);
    }
}
