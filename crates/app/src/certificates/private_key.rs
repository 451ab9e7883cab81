//! Where the private key of a certificate is: sealed in the database, or in a module that never lets go of it.

use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};
use trusthub_gateways::pkcs11::{self, Module, ModuleError};
use trusthub_stir::key::{BadKey, SigningKey};

use crate::Hub;

/// How what is stored tells that the key is in a module; PEM never begins so.
const IN_MODULE: &str = "pkcs11:";

/// A private key.
pub enum PrivateKey {
    /// In PEM.
    Pem(SecretString),
    /// In the module that is configured, under this label.
    InModule(String),
}

/// Why a key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum NoKey {
    /// Not a private key.
    #[error(transparent)]
    Bad(#[from] BadKey),
    /// There is no module to look into.
    #[error("the key is in a module, and none is configured")]
    NoModule,
    /// The module does not have it, or does not answer.
    #[error("the key in the module cannot be used")]
    Module(#[from] ModuleError),
    /// The program ends.
    #[error("it was not waited for the module")]
    Ending,
}

impl From<SecretString> for PrivateKey {
    fn from(pem: SecretString) -> Self {
        Self::Pem(pem)
    }
}

impl From<String> for PrivateKey {
    fn from(pem: String) -> Self {
        Self::Pem(pem.into())
    }
}

impl From<&str> for PrivateKey {
    fn from(pem: &str) -> Self {
        Self::Pem(pem.into())
    }
}

impl PrivateKey {
    /// From what is stored.
    pub(crate) fn stored(text: SecretString) -> Self {
        match text.expose_secret().strip_prefix(IN_MODULE) {
            Some(label) => Self::InModule(label.to_owned()),
            None => Self::Pem(text),
        }
    }

    /// As it is stored, sealed: the key, or where it is.
    pub(super) fn to_stored(&self) -> SecretString {
        match self {
            Self::Pem(pem) => pem.clone(),
            Self::InModule(label) => format!("{IN_MODULE}{label}").into(),
        }
    }

    /// Ready to sign.
    pub(crate) async fn open(self, hub: &Hub) -> Result<SigningKey, NoKey> {
        match self {
            Self::Pem(pem) => Ok(SigningKey::from_pem(pem.expose_secret().as_bytes())?),
            Self::InModule(label) => {
                let module: Arc<Module> = hub.key_module().ok_or(NoKey::NoModule)?;
                let opened = tokio::task::spawn_blocking(move || pkcs11::open(&module, &label)).await;
                Ok(opened.map_err(|_| NoKey::Ending)??)
            }
        }
    }
}
