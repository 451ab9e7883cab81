//! A backup bears the signature of the hub that made it: rows in clear could otherwise be changed by anybody who can
//! write to the file, and a backup of another hub would be noticed only when nothing in it can be read.

use crate::vault::{Vault, is_signed};

/// Keeps these signatures apart from those of the audit log, which are made with the same key.
const TITLE: &[u8] = b"trusthub-backup/1\n";

impl Vault {
    /// Signs what stands for a whole backup.
    #[must_use]
    pub fn backup_sign(&self, link: &[u8]) -> Vec<u8> {
        self.checkpoint_sign(&[TITLE, link].concat())
    }

    /// The public key, hex, that signatures of this hub's backups and checkpoints are checked with.
    #[must_use]
    pub fn backup_public_key(&self) -> String {
        hex::encode(self.checkpoint_public_key())
    }

    /// Whether this hub signed it.
    #[must_use]
    pub fn backup_is_signed(&self, link: &[u8], signature: &[u8]) -> bool {
        is_signed(&self.checkpoint_public_key(), &[TITLE, link].concat(), signature)
    }
}
