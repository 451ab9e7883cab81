//! Why a provider's word is not taken. The texts are for logs and carry nothing of the person.

/// Why what a provider says proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It cannot be read.
    #[error("the {0} cannot be read")]
    Malformed(&'static str),
    /// Another provider's description, or another provider's token.
    #[error("the {0} is another issuer's")]
    Issuer(&'static str),
    /// A part of the description that is not to be asked at: not https, and not of this machine.
    #[error("the provider's {0} is no https URL")]
    Insecure(&'static str),
    /// An algorithm that is not taken; `none` and those with a shared secret among them.
    #[error("the token is signed by an algorithm that is not taken")]
    Algorithm,
    /// A header that has to be understood and is not (RFC 7515 §4.1.11).
    #[error("the token demands an extension that is not known")]
    Critical,
    /// None of the provider's keys is the one that the token names: they may have been renewed.
    #[error("the token names a key that the provider does not publish")]
    UnknownKey,
    /// The signature does not fit.
    #[error("the token's signature is wrong")]
    Signature,
    /// For somebody else's site.
    #[error("the token is for another client")]
    Audience,
    /// Its time is over.
    #[error("the token is over")]
    Over,
    /// Made later than now.
    #[error("the token is of the future")]
    Early,
    /// About another person than the token.
    #[error("the provider speaks of somebody else than its token")]
    Subject,
    /// Not the answer to what was asked just now.
    #[error("the token answers another request")]
    Nonce,
}
