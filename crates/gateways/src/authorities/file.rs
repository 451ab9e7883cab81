//! The operator's file of roots, read again when it changes.

use std::io::{Error, ErrorKind};
use std::path::PathBuf;
use std::time::SystemTime;

use trusthub_stir::path::{Roots, RootsError};

/// Bytes of the longest file that is read: a thousand authorities.
const MOST_BYTES: u64 = 4 * 1024 * 1024;

/// A file of roots.
#[derive(Debug, Clone)]
pub struct RootsFile {
    path: PathBuf,
    may_be_missing: bool,
}

/// Why a file of roots is not taken in.
#[derive(Debug, thiserror::Error)]
pub enum RootsFileError {
    /// It cannot be read.
    #[error("{0} cannot be read")]
    Read(PathBuf, #[source] Error),
    /// It is no file of roots.
    #[error("{0} is no file of authorities")]
    Roots(PathBuf, #[source] RootsError),
}

/// By which a change of the file is told without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    modified: Option<SystemTime>,
    length: u64,
    #[cfg(unix)]
    inode: u64,
}

impl RootsFile {
    /// The file there.
    #[must_use]
    pub fn new(path: PathBuf) -> Self {
        Self { path, may_be_missing: false }
    }

    /// The same, which trusts nobody while it is not there.
    #[must_use]
    pub fn that_may_be_missing(path: PathBuf) -> Self {
        Self { path, may_be_missing: true }
    }

    /// What the file looks like; `None` if it is not there and need not be.
    ///
    /// # Errors
    /// `Read`.
    pub async fn stamp(&self) -> Result<Option<Stamp>, RootsFileError> {
        match tokio::fs::metadata(&self.path).await {
            Ok(found) => Ok(Some(Stamp {
                modified: found.modified().ok(),
                length: found.len(),
                #[cfg(unix)]
                inode: std::os::unix::fs::MetadataExt::ino(&found),
            })),
            Err(error) if self.may_be_missing && error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(RootsFileError::Read(self.path.clone(), error)),
        }
    }

    /// The roots in it.
    ///
    /// # Errors
    /// It cannot be read, or is none.
    pub async fn read(&self) -> Result<Roots, RootsFileError> {
        let unread = |error| RootsFileError::Read(self.path.clone(), error);
        let Some(stamp) = self.stamp().await? else { return Ok(Roots::default()) };
        if stamp.length > MOST_BYTES {
            return Err(unread(Error::new(ErrorKind::FileTooLarge, "longer than any file of authorities")));
        }
        let bytes = tokio::fs::read(&self.path).await.map_err(unread)?;
        Roots::read(&bytes).map_err(|error| RootsFileError::Roots(self.path.clone(), error))
    }
}
