//! Why there is no certificate.

use trusthub_stir::certificate::BundleError;
use trusthub_stir::path::PathError;
use trusthub_stir::tn_auth_list::TnAuthListError;
use trusthub_stir::x5u::BadX5u;

use crate::ssrf::{GuardError, is_forbidden, is_unresolved};

/// Why an address gives no certificate that a call can be verified with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The address is not one that certificates may be fetched from; it was not asked.
    #[error("the address of the certificate is not allowed")]
    Address(#[source] BadX5u),
    /// The host leads to addresses that are not for strangers to name; it was not connected to.
    #[error("the host of the certificate has a special-purpose address, which is not called")]
    Forbidden,
    /// Nobody knows the host.
    #[error("the host of the certificate is not known")]
    Unresolved,
    /// No connection, or one that broke.
    #[error("the repository of the certificate cannot be reached")]
    Unreachable,
    /// No whole answer in time.
    #[error("the repository of the certificate does not answer in time")]
    Silent,
    /// It sends us elsewhere, where we do not go.
    #[error("the repository of the certificate redirects ({0}), which is not followed")]
    Redirect(u16),
    /// It answers with something else than 200.
    #[error("the repository of the certificate answers {0}")]
    Status(u16),
    /// More than a chain has.
    #[error("the answer of the repository is longer than any chain of certificates")]
    Long,
    /// Not a chain.
    #[error("what the repository serves is no chain of certificates")]
    NotCertificates(#[source] BundleError),
    /// Not a list of numbers.
    #[error("what is served is no list of numbers: {0}")]
    NotNumbers(TnAuthListError),
    /// Only the policy administrator's list vouches for it, and that has ended.
    #[error("the certificate is not to be trusted: the list of trusted authorities ended at {0} (Unix time)")]
    TrustListEnded(i64),
    /// A chain that is not valid.
    #[error("the certificate is not to be trusted: {0}")]
    Path(Box<PathError>),
}

impl Trouble {
    /// Whether a chain was had, and only does not lead where it should: another SIP code than when there is none.
    #[must_use]
    pub const fn is_distrust(&self) -> bool {
        matches!(self, Self::Path(_) | Self::TrustListEnded(_))
    }

    /// A word for metrics.
    #[must_use]
    pub const fn label(&self) -> &'static str {
        match self {
            Self::Address(_) => "address",
            Self::Forbidden => "forbidden",
            Self::Unresolved => "unresolved",
            Self::Unreachable => "unreachable",
            Self::Silent => "silent",
            Self::Redirect(_) => "redirect",
            Self::Status(_) => "status",
            Self::Long => "long",
            Self::NotCertificates(_) => "not-certificates",
            Self::NotNumbers(_) => "not-numbers",
            Self::TrustListEnded(_) => "trust-list-ended",
            Self::Path(_) => "path",
        }
    }

    /// Whether it may be over in a minute without anybody mending anything.
    pub(super) const fn may_pass(&self) -> bool {
        match self {
            Self::Unresolved | Self::Unreachable | Self::Silent => true,
            Self::Status(status) => *status >= 500 || *status == 429,
            Self::Address(_)
            | Self::Forbidden
            | Self::Redirect(_)
            | Self::Long
            | Self::NotCertificates(_)
            | Self::NotNumbers(_)
            | Self::TrustListEnded(_)
            | Self::Path(_) => false,
        }
    }

    pub(super) fn of_guard(error: &GuardError) -> Self {
        match error {
            GuardError::Forbidden => Self::Forbidden,
            GuardError::BadUrl | GuardError::Scheme | GuardError::Roots(_) | GuardError::Build(_) => {
                Self::Address(BadX5u::Host)
            }
        }
    }

    pub(super) fn of_request(error: &reqwest::Error) -> Self {
        if is_forbidden(error) {
            Self::Forbidden
        } else if is_unresolved(error) {
            Self::Unresolved
        } else if error.is_timeout() {
            Self::Silent
        } else {
            Self::Unreachable
        }
    }
}
