//! Reading what may be of an erased account: its rows can outlive the key that opens them.

use trusthub_storage::Error as StorageError;

use crate::Result;

/// What was found; nothing of an erased account, as if it were gone.
pub(crate) fn unless_erased<T>(found: std::result::Result<Option<T>, StorageError>) -> Result<Option<T>> {
    match found {
        Err(StorageError::Erased) => Ok(None),
        found => Ok(found?),
    }
}
