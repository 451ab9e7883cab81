//! A list as it was fetched, verified: whoever signed it may, its time is not over, and it is not older than the one before.

use trusthub_domain::time::Timestamp;
use trusthub_gateways::authorities::{Administrator, ListError};
use trusthub_stir::certificate::{BundleError, Certificate, certificates};
use trusthub_stir::crl::{Crl, CrlError};
use trusthub_stir::path::{MOST_CERTIFICATES, Roots};
use trusthub_stir::trust_list::{self, TrustList, TrustListError};
use trusthub_storage::StirListContent;

/// Why a list is none to go by.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoList {
    /// It was not had.
    #[error(transparent)]
    Fetch(#[from] ListError),
    /// The signer's address serves something else.
    #[error("what the address of the trust list's signer serves is no chain of certificates")]
    Signer(#[from] BundleError),
    /// No trust list.
    #[error("the trust list is not taken in")]
    TrustList(#[from] TrustListError),
    /// No revocation list.
    #[error("the revocation list is not taken in")]
    Crl(#[from] CrlError),
    /// Whoever replays an old list could bring back a certificate that was revoked since.
    #[error("the revocation list is older than the one that is known")]
    OlderCrl,
    /// It tells nothing.
    #[error("the revocation list ended at {0}")]
    EndedCrl(Timestamp),
    /// A text was expected.
    #[error("the trust list is not UTF-8")]
    NotText,
}

impl NoList {
    /// Whether there was a list, and it is refused.
    pub(super) const fn is_refusal(&self) -> bool {
        !matches!(self, Self::Fetch(_))
    }
}

/// A trust list at the moment at which it was fetched. That it has ended since is for whoever uses it.
pub(super) fn trust_list(
    list: &StirListContent,
    administrator: &Administrator,
    seen: Option<u64>,
) -> Result<TrustList, NoList> {
    let jws = std::str::from_utf8(&list.content).map_err(|_| NoList::NotText)?;
    let mut chain = certificates(&list.signer, MOST_CERTIFICATES)?;
    chain.extend(administrator.signers.iter().filter(|signer| signer.is_ca()).cloned());
    Ok(trust_list::verified(jws, &chain, &administrator.roots, seen, list.fetched_at.as_seconds())?)
}

/// A revocation list at the moment at which it was fetched; of the administrator, or of a trusted authority. `listed` are the
/// authorities of the trust list.
pub(super) fn crl(
    list: &StirListContent,
    administrator: &Administrator,
    authorities: &Roots,
) -> Result<Crl, NoList> {
    let roots = administrator.roots.and(authorities);
    let signers: &[Certificate] = &administrator.signers;
    Ok(Crl::verified(&list.content, signers, &roots, list.fetched_at.as_seconds())?)
}
