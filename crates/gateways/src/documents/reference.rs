//! Files that belong to the hub and not to an account: registers that every node loads. Beside the documents, under a
//! prefix of their own; public data, so they are not sealed. They may be large, so they go in pieces.

use std::fmt;
use std::str::FromStr;

use bytes::Bytes;
use object_store::{ObjectStoreExt, WriteMultipart};
use uuid::Uuid;

use super::{DocumentError, Documents};

/// A piece: S3 takes none below 5 MiB, and each must pass within the time limit of one exchange.
const PIECE_BYTES: usize = 8 << 20;
/// The same, as the store counts.
const PIECE_LENGTH: u64 = 8 << 20;
/// Pieces on their way at once.
const PIECES_AT_ONCE: usize = 4;

/// `reference/registries/<32 hex digits>`: what it is for, and one version of it. Made so that it can neither leave its
/// folder nor be a document's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ReferenceKey {
    version: Uuid,
}

/// The text is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a register's key is reference/registries/ and a version")]
pub struct ReferenceKeyError;

const PREFIX: &str = "reference/registries/";

impl ReferenceKey {
    /// The key of one version of a register.
    #[must_use]
    pub const fn registry(version: Uuid) -> Self {
        Self { version }
    }
}

impl fmt::Display for ReferenceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}", self.version.simple())
    }
}

impl FromStr for ReferenceKey {
    type Err = ReferenceKeyError;

    fn from_str(text: &str) -> Result<Self, ReferenceKeyError> {
        let version = text.strip_prefix(PREFIX).ok_or(ReferenceKeyError)?;
        Ok(Self { version: Uuid::try_parse(version).map_err(|_| ReferenceKeyError)? })
    }
}

impl Documents {
    /// Stores a file of the hub's. It appears whole or not at all.
    ///
    /// # Errors
    /// `Store`.
    pub async fn reference_put(&self, key: &ReferenceKey, content: Bytes) -> Result<(), DocumentError> {
        let upload = self.objects().put_multipart(&self.path(key)).await?;
        let mut upload = WriteMultipart::new_with_chunk_size(upload, PIECE_BYTES);
        let mut rest = content;
        while !rest.is_empty() {
            let piece = rest.split_to(rest.len().min(PIECE_BYTES));
            upload.wait_for_capacity(PIECES_AT_ONCE).await?;
            upload.put(piece);
        }
        upload.finish().await?;
        Ok(())
    }

    /// A file of the hub's.
    ///
    /// # Errors
    /// `NotFound`, `TooLarge` if it is larger than whoever asks expects, or `Store`.
    pub async fn reference_get(&self, key: &ReferenceKey, most_bytes: u64) -> Result<Vec<u8>, DocumentError> {
        let place = self.path(key);
        let size_bytes = self.objects().head(&place).await?.size;
        if size_bytes > most_bytes {
            return Err(DocumentError::TooLarge { size_bytes, most_bytes });
        }
        let mut content = Vec::with_capacity(usize::try_from(size_bytes).unwrap_or_default());
        for start in (0..size_bytes).step_by(PIECE_BYTES) {
            let end = start.saturating_add(PIECE_LENGTH).min(size_bytes);
            content.extend_from_slice(&self.objects().get_range(&place, start..end).await?);
        }
        Ok(content)
    }

    /// Removes a file of the hub's; that there is none is fine, so that a repeated job succeeds.
    ///
    /// # Errors
    /// `Store`.
    pub async fn reference_delete(&self, key: &ReferenceKey) -> Result<(), DocumentError> {
        match self.objects().delete(&self.path(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}
