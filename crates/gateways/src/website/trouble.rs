//! Why there is no page to read.

use std::error::Error;
use std::io;

use crate::ssrf::{GuardError, is_forbidden, is_unresolved};

/// Why a visit came to nothing, told apart by who is to blame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// No URL that can be visited.
    #[error("the address is not an http or https URL")]
    BadUrl,
    /// The name has no address; or nobody could be asked.
    #[error("the name does not resolve")]
    NoAddress,
    /// It leads to an address that is not called.
    #[error("the name leads to a special-purpose address, which is not called")]
    Forbidden,
    /// Nobody listens there.
    #[error("the connection is refused")]
    Refused,
    /// The server's certificate is not valid for the name, today, or by anybody that is trusted.
    #[error("the certificate is not valid")]
    Certificate,
    /// No answer in time, or no way there.
    #[error("there is no answer")]
    Silent,
    /// The connection or the answer broke.
    #[error("the answer cannot be read")]
    Broken,
    /// More redirects than are followed.
    #[error("it redirects again and again")]
    GoesOnForEver,
    /// An answer that is no page.
    #[error("it answers with status {0}")]
    Status(u16),
    /// A page of another kind.
    #[error("it answers with something else than HTML")]
    NotHtml,
}

impl Trouble {
    pub(super) fn of_guard(error: &GuardError) -> Self {
        match error {
            GuardError::Forbidden => Self::Forbidden,
            GuardError::BadUrl | GuardError::Scheme | GuardError::Roots(_) | GuardError::Build(_) => {
                Self::BadUrl
            }
        }
    }

    pub(super) fn of_request(error: &reqwest::Error) -> Self {
        if is_forbidden(error) {
            Self::Forbidden
        } else if is_unresolved(error) {
            Self::NoAddress
        } else if has_cause(error, is_certificate) {
            Self::Certificate
        } else if has_cause(error, is_refusal) {
            Self::Refused
        } else if error.is_timeout() || has_cause(error, is_without_route) {
            Self::Silent
        } else {
            Self::Broken
        }
    }
}

fn is_certificate(error: &(dyn Error + 'static)) -> bool {
    matches!(error.downcast_ref(), Some(rustls::Error::InvalidCertificate(_)))
}

fn is_refusal(error: &(dyn Error + 'static)) -> bool {
    kind_of(error) == Some(io::ErrorKind::ConnectionRefused)
}

fn is_without_route(error: &(dyn Error + 'static)) -> bool {
    use io::ErrorKind::{HostUnreachable, NetworkDown, NetworkUnreachable, TimedOut};
    kind_of(error)
        .is_some_and(|kind| [HostUnreachable, NetworkDown, NetworkUnreachable, TimedOut].contains(&kind))
}

fn kind_of(error: &(dyn Error + 'static)) -> Option<io::ErrorKind> {
    error.downcast_ref::<io::Error>().map(io::Error::kind)
}

/// Whether an error or anything behind it is this. An I/O error hides what it wraps from `source`.
fn has_cause(error: &(dyn Error + 'static), is_it: fn(&(dyn Error + 'static)) -> bool) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if is_it(error) {
            return true;
        }
        let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        if wrapped.is_some_and(|wrapped| has_cause(wrapped, is_it)) {
            return true;
        }
        next = error.source();
    }
    false
}
