//! All wrapped keys as one text, out and in. The text is useless without the master key.

use std::collections::HashSet;
use std::fmt::Write;

use trusthub_domain::sid::AccountSid;
use trusthub_domain::time::Timestamp;

use super::cipher::SecretKey;
use super::error::{VaultError, damaged};
use super::ring::KeyRing;
use super::store::RecordName;
use super::wrapped::{KeyName, WrappedKey};
use crate::error::Result;

const TITLE: &str = "trusthub-keys/1";

/// An export, read but not yet judged.
struct Export {
    keys: Vec<WrappedKey>,
    erased: Vec<(AccountSid, Timestamp)>,
}

impl Export {
    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        if lines.next() != Some(TITLE) {
            return None;
        }
        let mut export = Self { keys: Vec::new(), erased: Vec::new() };
        for line in lines {
            match line.strip_prefix("erased ") {
                Some(erased) => {
                    let (account, at) = erased.split_once(' ')?;
                    export.erased.push((account.parse().ok()?, Timestamp::from_micros(at.parse().ok()?)));
                }
                None => export.keys.push(line.parse().ok()?),
            }
        }
        Some(export)
    }
}

impl KeyRing {
    /// See `Vault::export`.
    pub(super) async fn export(&self) -> Result<String> {
        let _lock = self.store.lock().await?;
        let hub = self.hub_wrapped().await?;
        let mut text = format!("{TITLE}\n{hub}\n");
        for account in self.store.accounts().await? {
            let name = KeyName::Account(account);
            let mut wrapped = self.read_wrapped(name).await?.ok_or_else(|| damaged("key", &name))?;
            // In the middle of a rotation that was cut off: one master key must do for the whole text.
            if wrapped.master_id != hub.master_id {
                let key = self.unwrap(&wrapped).await?;
                wrapped = self.master_by_id(hub.master_id).await?.wrap(name, &key)?;
            }
            let _ = writeln!(text, "{wrapped}");
        }
        for (account, at) in self.store.erased().await? {
            let _ = writeln!(text, "erased {account} {}", at.as_micros());
        }
        Ok(text)
    }

    /// See `Vault::import`.
    pub(super) async fn import(&self, text: &str) -> Result<u64> {
        let export =
            Export::parse(text).ok_or(VaultError::Import("it is not an export of keys, or was cut off"))?;
        let lock = self.store.lock().await?;
        let erased_here: HashSet<_> =
            self.store.erased().await?.into_iter().map(|(account, _)| account).collect();
        let erased_there: HashSet<_> = export.erased.iter().map(|(account, _)| *account).collect();

        let mut keys = Vec::new();
        for wrapped in &export.keys {
            match wrapped.name {
                KeyName::Account(account)
                    if erased_here.contains(&account) || erased_there.contains(&account) => {}
                KeyName::Account(_) | KeyName::Hub => keys.push((wrapped.name, self.unwrap(wrapped).await?)),
            }
        }
        // The hub's first: if the rest is cut off, a second import finds its own hub and not a strange one.
        keys.sort_by_key(|(name, _)| !matches!(name, KeyName::Hub));
        let mut missing = Vec::new();
        for (name, key) in &keys {
            if self.is_missing(*name, key).await? {
                missing.push((*name, key));
            }
        }

        for (name, key) in missing {
            self.write(&lock, name, key).await?;
        }
        for (account, at) in export.erased {
            if !erased_here.contains(&account) {
                self.store.note_erased(&lock, account, at).await?;
            }
            self.store.remove(&lock, RecordName::Key(KeyName::Account(account))).await?;
        }
        Ok(u64::try_from(keys.len()).unwrap_or(u64::MAX))
    }

    /// Whether the key is to be written; an error if another is in its place.
    async fn is_missing(&self, name: KeyName, key: &SecretKey) -> Result<bool> {
        let Some(present) = self.read(name).await? else { return Ok(true) };
        if aws_lc_rs::constant_time::verify_slices_are_equal(present.expose(), key.expose()).is_ok() {
            return Ok(false);
        }
        match name {
            KeyName::Account(_) => Err(VaultError::Import("an account here has another key").into()),
            KeyName::Hub if self.store.accounts().await?.is_empty() => Ok(true),
            KeyName::Hub => Err(VaultError::Import("it is of another hub, and this one has accounts").into()),
        }
    }
}
