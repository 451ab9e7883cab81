//! What can go wrong with keys. Callers see it as the cause of a storage error; it names no secret.

use std::io;

use super::master::MasterId;
use crate::error::Error;

/// What can go wrong with keys.
#[derive(Debug, thiserror::Error)]
pub(super) enum VaultError {
    /// The folder of keys, or the master key's file, cannot be used.
    #[error("the key store: cannot {doing}")]
    File {
        /// What was being done.
        doing: &'static str,
        /// Why it failed.
        #[source]
        source: io::Error,
    },
    /// The database of keys cannot be used.
    #[error("the key store's database refused a statement")]
    Database(#[source] Error),
    /// A background task of ours was cut off; the process is shutting down.
    #[error("the key store was interrupted")]
    Interrupted,
    /// The keys are wrapped under a master key that nobody gave us.
    #[error("the keys are wrapped under master key {wanted}, but the configured master key is {given}")]
    OtherMasterKey {
        /// The one needed.
        wanted: MasterId,
        /// The one configured.
        given: MasterId,
    },
    /// The master key's file holds no key.
    #[error("the master key is not 64 hexadecimal digits or 44 characters of base64")]
    MalformedMasterKey,
    /// An export does not fit what is here.
    #[error("the export cannot be taken in: {0}")]
    Import(&'static str),
    /// The cryptographic library failed; it does so only without memory or randomness.
    #[error("the cryptographic library failed")]
    Library,
}

impl From<VaultError> for Error {
    fn from(error: VaultError) -> Self {
        Self::Unavailable(Box::new(error))
    }
}

impl From<aws_lc_rs::error::Unspecified> for VaultError {
    fn from(_: aws_lc_rs::error::Unspecified) -> Self {
        Self::Library
    }
}

/// A stored key, or a list beside the keys, that cannot be read: the file or row was damaged.
pub(super) fn damaged(what: &'static str, key: &impl ToString) -> Error {
    Error::Corrupt { table: "vault", column: what, key: key.to_string() }
}
