//! Whom verifiers trust, and since when: each change has a number, by which what was judged before it is told.

use trusthub_stir::certificate::Certificate;
use trusthub_stir::crl::{Crl, Status};
use trusthub_stir::path::{PathError, Roots, SigningCertificate, validate};

/// Roots and revocation lists.
#[derive(Debug, Default)]
pub(super) struct Trust {
    roots: Roots,
    crls: Vec<Crl>,
    epoch: u64,
}

impl Trust {
    pub(super) fn next(&self, roots: &Roots, crls: &[Crl]) -> Self {
        Self { roots: roots.clone(), crls: crls.to_vec(), epoch: self.epoch.wrapping_add(1) }
    }

    pub(super) fn epoch(&self) -> u64 {
        self.epoch
    }

    pub(super) fn judge(&self, chain: &[Certificate], now: i64) -> Result<SigningCertificate, PathError> {
        validate(chain, &self.roots, &self.crls, now)
    }

    /// Until when a judgement over this chain holds if nobody brings new lists: the lists that it rests on grow old.
    pub(super) fn lists_until(&self, chain: &[Certificate]) -> Option<i64> {
        let issuers = || chain.iter().chain(self.roots.anchors());
        let is_about = |crl: &&Crl| {
            chain.iter().any(|certificate| {
                issuers()
                    .filter(|issuer| certificate.names_as_issuer(issuer))
                    .any(|issuer| crl.status(certificate, issuer) != Status::NotCovered)
            })
        };
        self.crls.iter().filter(is_about).map(Crl::next_update).min()
    }
}
