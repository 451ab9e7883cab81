//! How the documents' place is named and reached.

use std::path::PathBuf;

use secrecy::SecretString;
use url::Url;

/// The region that S3's own clients assume, and that self-hosted stores accept.
pub(super) const DEFAULT_REGION: &str = "us-east-1";

/// How [`Documents`](super::Documents) are made.
#[derive(Debug, Clone)]
pub struct DocumentsConfig {
    /// Where they lie.
    pub place: DocumentPlace,
    /// The largest sealed document that is stored or read: the limit for uploads and a little for the seal.
    pub most_bytes: u64,
}

/// Where documents lie.
#[derive(Debug, Clone)]
pub enum DocumentPlace {
    /// A folder of this machine.
    Folder(PathBuf),
    /// A bucket.
    S3(S3Place),
    /// Memory: for tests.
    Memory,
}

/// A bucket and the way to it.
#[derive(Debug, Clone)]
pub struct S3Place {
    /// The bucket's name.
    pub bucket: String,
    /// In front of every key; may be empty.
    pub prefix: String,
    /// The way to it.
    pub access: S3Access,
}

/// How S3 is reached, beside the URL.
#[derive(Debug, Clone, Default)]
pub struct S3Access {
    /// The base URL of a store that is not Amazon's; addressed by path, `endpoint/bucket/key`.
    pub endpoint: Option<String>,
    /// Amazon's region; `us-east-1` if not given.
    pub region: Option<String>,
    /// Without any, the machine's own role is asked of Amazon's metadata service.
    pub credentials: Option<S3Credentials>,
    /// Permits an `http:` endpoint. What is sent is sealed, but the credentials' signature could be replayed.
    pub allow_http: bool,
}

/// Who we are to S3.
#[derive(Debug, Clone)]
pub struct S3Credentials {
    /// The key's public half.
    pub access_key_id: String,
    /// The key's secret half.
    pub secret_access_key: SecretString,
    /// For temporary credentials.
    pub session_token: Option<SecretString>,
}

/// Why a documents URL is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlaceError {
    /// Neither form.
    #[error("a documents URL is file:FOLDER or s3://BUCKET/PREFIX")]
    Unknown,
    /// `s3:` without a bucket.
    #[error("the documents URL names no bucket: s3://BUCKET/PREFIX")]
    NoBucket,
    /// `file:` without a folder.
    #[error("the documents URL names no folder: file:FOLDER")]
    NoFolder,
}

impl DocumentPlace {
    /// Reads `file:FOLDER` (relative, absolute or `file:///…`) or `s3://BUCKET/PREFIX`.
    ///
    /// # Errors
    /// What the URL lacks.
    pub fn parse(url: &str, access: S3Access) -> Result<Self, PlaceError> {
        if let Some(folder) = url.strip_prefix("file:") {
            let folder = folder.strip_prefix("//").unwrap_or(folder);
            return if folder.is_empty() {
                Err(PlaceError::NoFolder)
            } else {
                Ok(Self::Folder(folder.into()))
            };
        }
        let url = Url::parse(url).map_err(|_| PlaceError::Unknown)?;
        if url.scheme() != "s3" {
            return Err(PlaceError::Unknown);
        }
        let bucket = url.host_str().filter(|host| !host.is_empty()).ok_or(PlaceError::NoBucket)?;
        let prefix = url.path().trim_matches('/').to_owned();
        Ok(Self::S3(S3Place { bucket: bucket.to_owned(), prefix, access }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_of_place_are_read() {
        for (url, folder) in
            [("file:data/documents", "data/documents"), ("file:///srv/documents", "/srv/documents")]
        {
            let place = DocumentPlace::parse(url, S3Access::default()).unwrap();
            assert!(matches!(place, DocumentPlace::Folder(found) if found == *folder), "{url}");
        }
        for (url, prefix) in
            [("s3://vault", ""), ("s3://vault/", ""), ("s3://vault/hub/documents/", "hub/documents")]
        {
            let place = DocumentPlace::parse(url, S3Access::default()).unwrap();
            assert!(
                matches!(place, DocumentPlace::S3(s3) if s3.bucket == "vault" && s3.prefix == prefix),
                "{url}"
            );
        }
    }

    #[test]
    fn what_names_no_place_is_refused() {
        let table = [
            ("", PlaceError::Unknown),
            ("data/documents", PlaceError::Unknown),
            ("https://vault/", PlaceError::Unknown),
            ("s3:///prefix", PlaceError::NoBucket),
            ("file:", PlaceError::NoFolder),
        ];
        for (url, expected) in table {
            assert_eq!(DocumentPlace::parse(url, S3Access::default()).unwrap_err(), expected, "{url:?}");
        }
    }
}
