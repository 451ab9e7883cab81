//! Why there is no certificate.

/// Why there is no certificate. No variant holds a token or a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AcmeError {
    /// An address that is not asked, by the guard's rules.
    #[error("{0} names an address that is not asked")]
    Address(&'static str),
    /// No answer.
    #[error("no answer to {0}")]
    Unreachable(&'static str),
    /// An answer that is none of the protocol.
    #[error("the answer to {0} cannot be read: {1}")]
    Unreadable(&'static str, &'static str),
    /// The authority refused, in its own words.
    #[error("{step} was refused (HTTP {status}): {problem}")]
    Refused {
        /// Which step.
        step: &'static str,
        /// The status.
        status: u16,
        /// Type and detail of the problem (RFC 7807), cut.
        problem: String,
    },
    /// It offers no challenge that an authority token answers.
    #[error("the authority offers no challenge tkauth-01 of type atc")]
    NoChallenge,
    /// The token is not for what was asked.
    #[error("the authority token is not for this request: its {0} differs")]
    OtherToken(&'static str),
    /// It did not come to an end.
    #[error("the authority took too long")]
    TooLong,
    /// The account's key would not sign.
    #[error("the account's key would not sign")]
    Key,
}

impl AcmeError {
    /// Whether the same request may succeed later without anybody doing anything.
    #[must_use]
    pub const fn is_temporary(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::TooLong => true,
            Self::Refused { status, .. } => *status >= 500 || *status == 429,
            Self::Address(_) | Self::Unreadable(..) | Self::NoChallenge | Self::OtherToken(_) | Self::Key => {
                false
            }
        }
    }
}
