//! Where uploaded documents lie: a folder, an S3 bucket, or memory for tests; and, apart from them, registers.
//!
//! What is stored is sealed before it comes here; this module neither opens nor inspects it. A document is written
//! once and never changed: a new upload has a new key. What kind of file an upload is, is told by [`media_type`],
//! before it is sealed.

mod config;
pub mod inspect;
mod key;
pub mod media_type;
mod reference;

pub use config::{DocumentPlace, DocumentsConfig, PlaceError, S3Access, S3Credentials, S3Place};
pub use key::{DocumentKey, DocumentKeyError};
pub use reference::{ReferenceKey, ReferenceKeyError};

use std::path::{Path, PathBuf};
use std::time::Duration;

use bytes::Bytes;
use futures::TryStreamExt;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path as ObjectPath;
use object_store::{ClientOptions, ObjectStore, ObjectStoreExt, PutMode, RetryConfig};
use secrecy::ExposeSecret;

use crate::folder::private_folder;

/// One exchange with S3; a document is at most a few megabytes.
const S3_TIMEOUT: Duration = Duration::from_secs(30);
/// Until S3 answers a connection attempt.
const S3_CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// S3's passing errors are tried again this often within a request; beyond that the caller decides.
const S3_RETRIES: usize = 3;
/// How long a health check may take.
const HEALTH_TIMEOUT: Duration = Duration::from_secs(5);

/// What a document operation may come to.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// The key is taken. After a broken connection this may be the caller's own earlier attempt.
    #[error("a document is stored under this key already")]
    AlreadyExists,
    /// Nothing is stored under the key.
    #[error("no document is stored under this key")]
    NotFound,
    /// Larger than is stored or read.
    #[error("the document has {size_bytes} bytes, more than the {most_bytes} allowed")]
    TooLarge {
        /// Its size.
        size_bytes: u64,
        /// The configured limit.
        most_bytes: u64,
    },
    /// The folder cannot be used.
    #[error("cannot use the documents' folder {folder}")]
    Folder {
        /// Which one.
        folder: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The place cannot be set up, or does not work at the moment.
    #[error("the documents' store does not work")]
    Store(#[source] object_store::Error),
    /// No answer in time.
    #[error("the documents' store did not answer within {} seconds", HEALTH_TIMEOUT.as_secs())]
    Timeout,
}

/// The documents.
#[derive(Debug)]
pub enum Documents {
    /// Files in a folder of this machine, each synced to disk before it counts as stored.
    Folder(Folder),
    /// Objects in a bucket.
    S3(Bucket),
    /// Gone with the process: for tests.
    Memory(Memory),
}

/// Documents in a folder.
#[derive(Debug)]
pub struct Folder {
    files: LocalFileSystem,
    folder: PathBuf,
    most_bytes: u64,
}

/// Documents in a bucket.
#[derive(Debug)]
pub struct Bucket {
    objects: AmazonS3,
    prefix: ObjectPath,
    most_bytes: u64,
}

/// Documents in memory.
#[derive(Debug, Default)]
pub struct Memory {
    objects: InMemory,
}

impl Documents {
    /// The documents at the configured place. A folder is made, readable by this user alone.
    ///
    /// # Errors
    /// `Folder` or `Store`: the place cannot be used as configured.
    pub fn new(config: &DocumentsConfig) -> Result<Self, DocumentError> {
        match &config.place {
            DocumentPlace::Folder(folder) => open_folder(folder, config.most_bytes).map(Self::Folder),
            DocumentPlace::S3(place) => open_bucket(place, config.most_bytes).map(Self::S3),
            DocumentPlace::Memory => Ok(Self::memory()),
        }
    }

    /// Documents in memory, for tests.
    #[must_use]
    pub fn memory() -> Self {
        Self::Memory(Memory::default())
    }

    /// Stores a sealed document under a key that must be free.
    ///
    /// # Errors
    /// `AlreadyExists`, `TooLarge`, or `Store`.
    pub async fn put(&self, key: &DocumentKey, sealed: Vec<u8>) -> Result<(), DocumentError> {
        self.check_size(u64::try_from(sealed.len()).unwrap_or(u64::MAX))?;
        self.objects().put_opts(&self.path(key), sealed.into(), PutMode::Create.into()).await?;
        Ok(())
    }

    /// The sealed document under a key.
    ///
    /// # Errors
    /// `NotFound`, `TooLarge` (somebody else wrote it), or `Store`.
    pub async fn get(&self, key: &DocumentKey) -> Result<Bytes, DocumentError> {
        let found = self.objects().get(&self.path(key)).await?;
        self.check_size(found.meta.size)?;
        Ok(found.bytes().await?)
    }

    /// Removes the document under a key; that there is none is fine, so that a repeated job succeeds.
    ///
    /// # Errors
    /// `Store`.
    pub async fn delete(&self, key: &DocumentKey) -> Result<(), DocumentError> {
        match self.objects().delete(&self.path(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether documents could be read now: the folder is there, the bucket answers.
    ///
    /// # Errors
    /// `Folder`, `Store` or `Timeout`.
    pub async fn healthy(&self) -> Result<(), DocumentError> {
        match self {
            Self::Folder(documents) => is_folder(&documents.folder).await,
            Self::S3(documents) => {
                let mut listed = documents.objects.list(Some(&documents.prefix));
                let first = tokio::time::timeout(HEALTH_TIMEOUT, listed.try_next()).await;
                first.map_err(|_| DocumentError::Timeout)?.map_err(DocumentError::Store)?;
                Ok(())
            }
            Self::Memory(_) => Ok(()),
        }
    }

    fn objects(&self) -> &dyn ObjectStore {
        match self {
            Self::Folder(documents) => &documents.files,
            Self::S3(documents) => &documents.objects,
            Self::Memory(documents) => &documents.objects,
        }
    }

    fn path(&self, key: &impl std::fmt::Display) -> ObjectPath {
        let key = key.to_string();
        match self {
            Self::Folder(_) | Self::Memory(_) => ObjectPath::from(key),
            Self::S3(documents) => {
                ObjectPath::from_iter(documents.prefix.parts().chain(ObjectPath::from(key).parts()))
            }
        }
    }

    fn check_size(&self, size_bytes: u64) -> Result<(), DocumentError> {
        let most_bytes = match self {
            Self::Folder(documents) => documents.most_bytes,
            Self::S3(documents) => documents.most_bytes,
            Self::Memory(_) => u64::MAX,
        };
        if size_bytes > most_bytes { Err(DocumentError::TooLarge { size_bytes, most_bytes }) } else { Ok(()) }
    }
}

impl From<object_store::Error> for DocumentError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::AlreadyExists { .. } => Self::AlreadyExists,
            object_store::Error::NotFound { .. } => Self::NotFound,
            other => Self::Store(other),
        }
    }
}

fn open_folder(folder: &Path, most_bytes: u64) -> Result<Folder, DocumentError> {
    private_folder(folder).map_err(|source| DocumentError::Folder { folder: folder.to_owned(), source })?;
    let files = LocalFileSystem::new_with_prefix(folder).map_err(DocumentError::Store)?.with_fsync(true);
    Ok(Folder { files, folder: folder.to_owned(), most_bytes })
}

fn open_bucket(place: &S3Place, most_bytes: u64) -> Result<Bucket, DocumentError> {
    let access = &place.access;
    let options = ClientOptions::new()
        .with_timeout(S3_TIMEOUT)
        .with_connect_timeout(S3_CONNECT_TIMEOUT)
        .with_allow_http(access.allow_http);
    let retry = RetryConfig { max_retries: S3_RETRIES, retry_timeout: S3_TIMEOUT, ..RetryConfig::default() };
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&place.bucket)
        .with_client_options(options)
        .with_retry(retry)
        .with_region(access.region.as_deref().unwrap_or(config::DEFAULT_REGION));
    if let Some(endpoint) = &access.endpoint {
        builder = builder.with_endpoint(endpoint);
    }
    if let Some(credentials) = &access.credentials {
        builder = builder
            .with_access_key_id(&credentials.access_key_id)
            .with_secret_access_key(credentials.secret_access_key.expose_secret());
        if let Some(token) = &credentials.session_token {
            builder = builder.with_token(token.expose_secret());
        }
    }
    let objects = builder.build().map_err(DocumentError::Store)?;
    Ok(Bucket { objects, prefix: ObjectPath::from(place.prefix.as_str()), most_bytes })
}

async fn is_folder(folder: &Path) -> Result<(), DocumentError> {
    let found = tokio::fs::metadata(folder).await.and_then(|metadata| {
        if metadata.is_dir() { Ok(()) } else { Err(std::io::ErrorKind::NotADirectory.into()) }
    });
    found.map_err(|source| DocumentError::Folder { folder: folder.to_owned(), source })
}
