//! The master key, and where it comes from.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::cipher::{SealingKey, SecretKey};
use super::error::VaultError;
use super::store::files;
use super::wrapped::{KeyName, WrappedKey};
use crate::error::Result;

/// Tells master keys apart without giving anything away: eight bytes of an HMAC under the key itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct MasterId([u8; 8]);

impl MasterId {
    fn of(key: &SecretKey) -> Self {
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key.expose()), b"trusthub master key id");
        Self(tag.as_ref().first_chunk().copied().unwrap_or_default())
    }

    pub(super) fn from_hex(text: &str) -> Option<Self> {
        Some(Self(hex::decode(text).ok()?.try_into().ok()?))
    }
}

impl fmt::Display for MasterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

/// The key that wraps all others: 32 bytes.
#[derive(Clone)]
pub struct MasterKey {
    secret: Arc<SecretKey>,
    id: MasterId,
}

impl MasterKey {
    fn new(secret: SecretKey) -> Self {
        Self { id: MasterId::of(&secret), secret: Arc::new(secret) }
    }

    /// From 64 hex digits or 44 base64 characters; space around them is ignored.
    #[must_use]
    pub fn parse(text: &SecretString) -> Option<Self> {
        let text = text.expose_secret().trim();
        let bytes = Zeroizing::new(match text.len() {
            64 => hex::decode(text).ok()?,
            44 => STANDARD.decode(text).ok()?,
            _ => return None,
        });
        SecretKey::from_slice(&bytes).map(Self::new)
    }

    /// A new random one.
    ///
    /// # Errors
    /// `Unavailable` if the operating system gives no randomness.
    pub fn generate() -> Result<Self> {
        Ok(Self::new(SecretKey::generate()?))
    }

    /// As hex, to be written to a 0600 file.
    #[must_use]
    pub fn to_hex(&self) -> SecretString {
        hex::encode(self.secret.expose()).into()
    }

    pub(super) fn id(&self) -> MasterId {
        self.id
    }

    pub(super) fn secret(&self) -> &SecretKey {
        &self.secret
    }

    pub(super) fn from_secret(secret: SecretKey) -> Self {
        Self::new(secret)
    }

    /// `key` wrapped under this master key, bound to its name.
    pub(super) fn wrap(&self, name: KeyName, key: &SecretKey) -> Result<WrappedKey> {
        let sealed = SealingKey::new(&self.secret)?.seal(&place(name), key.expose())?;
        Ok(WrappedKey { name, master_id: self.id, sealed })
    }

    /// The key itself; `None` if it was wrapped under another master key, under another name, or damaged.
    pub(super) fn unwrap(&self, wrapped: &WrappedKey) -> Result<Option<SecretKey>> {
        let opened = SealingKey::new(&self.secret)?.open(&place(wrapped.name), &wrapped.sealed);
        Ok(opened.ok().map(Zeroizing::new).and_then(|bytes| SecretKey::from_slice(&bytes)))
    }
}

fn place(name: KeyName) -> String {
    format!("trusthub-key/1/{name}")
}

/// Where the master key comes from.
#[derive(Clone)]
pub enum MasterKeySource {
    /// Given (environment).
    Given(MasterKey),
    /// Read from a file, again after a rotation. A rotation writes the new key there.
    File(PathBuf),
}

impl MasterKeySource {
    /// The master key as the source has it now.
    pub(super) async fn read(&self) -> Result<MasterKey> {
        match self {
            Self::Given(key) => Ok(key.clone()),
            Self::File(path) => {
                let text = files::read(path.clone()).await?.map(Zeroizing::new).ok_or(VaultError::File {
                    doing: "find the master key's file",
                    source: std::io::ErrorKind::NotFound.into(),
                })?;
                let text = SecretString::from(text.as_str());
                Ok(MasterKey::parse(&text).ok_or(VaultError::MalformedMasterKey)?)
            }
        }
    }

    /// Puts `next` beside the file, so that [`MasterKeySource::adopt`] has only a rename left to do: a folder that
    /// cannot be written is found out before the first key is wrapped anew.
    pub(super) async fn prepare(&self, next: &MasterKey) -> Result<()> {
        match self {
            Self::Given(_) => Ok(()),
            Self::File(path) => {
                let text = Zeroizing::new(format!("{}\n", next.to_hex().expose_secret()));
                files::write(beside(path), text).await
            }
        }
    }

    /// Makes the prepared key the one in the file. Answers whether the source now gives it.
    pub(super) async fn adopt(&self) -> Result<bool> {
        match self {
            Self::Given(_) => Ok(false),
            Self::File(path) => {
                files::rename(beside(path), path.clone()).await?;
                Ok(true)
            }
        }
    }
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".next");
    PathBuf::from(name)
}
