//! The keys in use: an account's and the hub's, each derived from one wrapped key.

use std::sync::Arc;

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};

use super::cipher::{SealingKey, SecretKey};
use super::error::VaultError;
use crate::error::Result;

fn hmac_key(key: &SecretKey, purpose: &str) -> Result<hmac::Key> {
    Ok(hmac::Key::new(hmac::HMAC_SHA256, key.derive(purpose)?.expose()))
}

/// What an account's key is used for.
pub(super) struct AccountKeys {
    pub(super) sealing: SealingKey,
    pub(super) hmac: hmac::Key,
}

impl AccountKeys {
    pub(super) fn new(key: &SecretKey) -> Result<Arc<Self>> {
        Ok(Arc::new(Self {
            sealing: SealingKey::new(&key.derive("account/seal")?)?,
            hmac: hmac_key(key, "account/hmac")?,
        }))
    }
}

/// What the hub's own key is used for. It never changes, so neither does any hash made with it.
pub(super) struct HubKeys {
    pub(super) sealing: SealingKey,
    pub(super) token: hmac::Key,
    pub(super) lookup: hmac::Key,
    pub(super) page: hmac::Key,
    pub(super) confirmation: hmac::Key,
    pub(super) checkpoint: Ed25519KeyPair,
}

impl HubKeys {
    pub(super) fn new(key: &SecretKey) -> Result<Arc<Self>> {
        let seed = key.derive("hub/checkpoint")?;
        Ok(Arc::new(Self {
            sealing: SealingKey::new(&key.derive("hub/seal")?)?,
            token: hmac_key(key, "hub/token")?,
            lookup: hmac_key(key, "hub/lookup")?,
            page: hmac_key(key, "hub/page")?,
            confirmation: hmac_key(key, "hub/confirmation")?,
            checkpoint: Ed25519KeyPair::from_seed_unchecked(seed.expose())
                .map_err(|_| VaultError::Library)?,
        }))
    }

    pub(super) fn public_key(&self) -> Vec<u8> {
        self.checkpoint.public_key().as_ref().to_vec()
    }
}

/// Whether `signature` over `message` was made by the owner of `public_key` (Ed25519).
pub(crate) fn is_signed(public_key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ED25519, public_key).verify(message, signature).is_ok()
}
