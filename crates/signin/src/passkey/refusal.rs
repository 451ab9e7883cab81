//! Why a passkey is not taken. The texts are for logs and carry nothing of the person.

/// Why what a browser brought proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It cannot be read.
    #[error("the {0} cannot be read")]
    Malformed(&'static str),
    /// Signing in was answered where registering was asked for, or the other way round.
    #[error("it was made for another purpose")]
    Purpose,
    /// Not the challenge that was asked with.
    #[error("it answers another challenge")]
    Challenge,
    /// Made on another site's page.
    #[error("it was made on another origin")]
    Origin,
    /// Made in a frame on another site's page.
    #[error("it was made in a frame on another origin")]
    Framed,
    /// A key for another site.
    #[error("it is for another relying party")]
    RelyingParty,
    /// Nobody touched the authenticator.
    #[error("nobody was present")]
    Absent,
    /// The authenticator did not look who touches it.
    #[error("the authenticator did not verify the user")]
    Unverified,
    /// A kind of key that we do not take, or a key that is none.
    #[error("the public key is of a kind that is not taken")]
    Key,
    /// The signature does not fit the key.
    #[error("the signature is wrong")]
    Signature,
    /// The authenticator counted less than before: there may be a copy of it.
    #[error("the signature counter did not go on")]
    Counter,
    /// Whether the key can be copied to other devices cannot change.
    #[error("the key's eligibility for backup changed")]
    Backup,
}

/// Why a hub at this address cannot have passkeys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// No address with a host.
    #[error("it is no http or https address")]
    Address,
    /// An IP address, which browsers refuse as a relying party (§5.1.3, step 8: the effective domain is a domain).
    #[error("its host is an IP address, and passkeys are bound to a name")]
    Number,
    /// Browsers offer passkeys in secure contexts only.
    #[error("it is not https")]
    Insecure,
}
