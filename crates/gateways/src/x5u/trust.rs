//! Whom verifiers trust, and since when: each change has a number, by which what was judged before it is told.

use std::sync::Arc;

use trusthub_stir::certificate::Certificate;
use trusthub_stir::crl::{Crl, Status};
use trusthub_stir::path::{PathError, Revocations, Roots, SigningCertificate, validate_with};

use super::trouble::Trouble;

/// Authorities and revocation lists.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    own: Roots,
    /// The same and those of the trust list.
    all: Roots,
    /// When that ends, if there is one.
    list_ends: Option<i64>,
    crls: Vec<Crl>,
    lacks_crls: bool,
}

impl Trust {
    /// These authorities, and no revocation lists.
    #[must_use]
    pub fn of(roots: Roots) -> Self {
        Self { all: roots.clone(), own: roots, ..Self::default() }
    }

    /// The policy administrator's authorities as well, until its list ends (Unix time).
    #[must_use]
    pub fn with_list(self, roots: &Roots, ends: i64) -> Self {
        Self { all: self.own.and(roots), list_ends: Some(ends), ..self }
    }

    /// These revocation lists; `are_complete` tells whether they are all that are wanted. While some are missing, a
    /// certificate that points to a list and is in none of these is not trusted.
    #[must_use]
    pub fn with_crls(self, crls: Vec<Crl>, are_complete: bool) -> Self {
        Self { crls, lacks_crls: !are_complete, ..self }
    }

    /// How many authorities there are, all lists being in force.
    #[must_use]
    pub fn authorities(&self) -> usize {
        self.all.anchors().len()
    }

    fn judge(&self, chain: &[Certificate], now: i64) -> Result<SigningCertificate, Trouble> {
        let under = |roots| {
            let revocations = Revocations { lists: &self.crls, are_complete: !self.lacks_crls };
            validate_with(chain, roots, revocations, now)
        };
        let path = |error: PathError| Trouble::Path(Box::new(error));
        match self.list_ends {
            Some(ends) if ends < now => under(&self.own).map_err(|error| match under(&self.all) {
                // It is for the list alone that nobody vouches for it.
                Ok(_) => Trouble::TrustListEnded(ends),
                Err(_) => path(error),
            }),
            Some(_) | None => under(&self.all).map_err(path),
        }
    }

    /// Until when a judgement over this chain at `now` holds if nobody brings new lists: those that it rests on grow old.
    fn until(&self, chain: &[Certificate], now: i64) -> i64 {
        let issuers = || chain.iter().chain(self.all.anchors());
        let is_about = |crl: &&Crl| {
            chain.iter().any(|certificate| {
                issuers()
                    .filter(|issuer| certificate.names_as_issuer(issuer))
                    .any(|issuer| crl.status(certificate, issuer) != Status::NotCovered)
            })
        };
        let crls = self.crls.iter().filter(is_about).map(Crl::next_update);
        let list = self.list_ends.filter(|ends| now <= *ends);
        crls.chain(list).min().unwrap_or(i64::MAX)
    }
}

/// What counts now, with its number.
#[derive(Debug, Default)]
pub(super) struct InForce {
    trust: Trust,
    epoch: u64,
}

/// A chain as it was judged.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The signing certificate, or why it is not trusted.
    pub verdict: Result<Arc<SigningCertificate>, Trouble>,
    pub(super) until: i64,
    pub(super) epoch: u64,
}

impl InForce {
    pub(super) fn next(&self, trust: &Trust) -> Self {
        Self { trust: trust.clone(), epoch: self.epoch.wrapping_add(1) }
    }

    pub(super) fn epoch(&self) -> u64 {
        self.epoch
    }

    pub(super) fn authorities(&self) -> usize {
        self.trust.authorities()
    }

    pub(super) fn judge(&self, chain: &[Certificate], now: i64) -> Judged {
        let verdict = self.trust.judge(chain, now).map(Arc::new);
        Judged { verdict, until: self.trust.until(chain, now), epoch: self.epoch }
    }
}
