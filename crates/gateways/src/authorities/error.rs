//! Why there is no list.

use trusthub_stir::trust_list::TrustListError;

use crate::ssrf::{GuardError, is_forbidden, is_unresolved};

/// Why a list could not be fetched. No variant holds an address, a token or a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    /// An address that is not asked, by the guard's rules.
    #[error("{0} is at an address that is not asked")]
    Address(&'static str),
    /// Nobody knows the host.
    #[error("the host of {0} is not known")]
    Unresolved(&'static str),
    /// No whole answer, or not in time.
    #[error("{0} cannot be reached")]
    Unreachable(&'static str),
    /// It answers with something else than success. Redirects are not followed.
    #[error("{0} is answered with HTTP {1}")]
    Status(&'static str, u16),
    /// Longer than any.
    #[error("{0} is longer than any")]
    Long(&'static str),
    /// Not what it should be.
    #[error("{0} cannot be read: {1}")]
    Unreadable(&'static str, &'static str),
    /// Not a list, so that it is not known whose certificate to fetch.
    #[error("what was fetched is no trust list")]
    NotAList(#[from] TrustListError),
}

impl ListError {
    pub(super) fn of_guard(what: &'static str, error: &GuardError) -> Self {
        match error {
            GuardError::BadUrl
            | GuardError::Scheme
            | GuardError::Forbidden
            | GuardError::Roots(_)
            | GuardError::Build(_) => Self::Address(what),
        }
    }

    pub(super) fn of_request(what: &'static str, error: &reqwest::Error) -> Self {
        if is_forbidden(error) {
            Self::Address(what)
        } else if is_unresolved(error) {
            Self::Unresolved(what)
        } else {
            Self::Unreachable(what)
        }
    }
}
