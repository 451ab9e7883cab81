//! The wrapped keys together with the master key that opens them.

use std::sync::{PoisonError, RwLock};

use super::cipher::SecretKey;
use super::error::{VaultError, damaged};
use super::master::{MasterId, MasterKey, MasterKeySource};
use super::store::{KeyStore, KeyStoreUrl, RecordName, StoreLock};
use super::wrapped::{Bridge, KeyName, WrappedKey};
use crate::error::{Error, Result};

pub(super) struct KeyRing {
    pub(super) store: KeyStore,
    pub(super) source: MasterKeySource,
    /// The master key as it was last read.
    held: RwLock<MasterKey>,
}

impl KeyRing {
    /// Opens the store and makes the hub's own keys if there are none. Removes the keys of erased accounts that a
    /// crash left there.
    pub(super) async fn open(source: MasterKeySource, store: &KeyStoreUrl) -> Result<Self> {
        let held = RwLock::new(source.read().await?);
        let ring = Self { store: KeyStore::open(store).await?, source, held };
        let lock = ring.store.lock().await?;
        if !ring.store.contains(RecordName::Key(KeyName::Hub)).await? {
            // New ones beside the keys of accounts would make every stored hash worthless: they were lost.
            if !ring.store.accounts().await?.is_empty() {
                return Err(damaged("hub.keys", &KeyName::Hub));
            }
            let wrapped = ring.held().wrap(KeyName::Hub, &SecretKey::generate()?)?;
            ring.store.write(&lock, RecordName::Key(KeyName::Hub), wrapped.to_string()).await?;
        }
        for (account, _) in ring.store.erased().await? {
            let name = RecordName::Key(KeyName::Account(account));
            if ring.store.contains(name).await? {
                ring.store.remove(&lock, name).await?;
            }
        }
        ring.settle_rotation(&lock).await?;
        drop(lock);
        Ok(ring)
    }

    /// The hub's own key.
    pub(super) async fn hub_key(&self) -> Result<SecretKey> {
        self.read(KeyName::Hub).await?.ok_or_else(|| damaged("hub.keys", &KeyName::Hub))
    }

    /// The key of this name, if there is one.
    pub(super) async fn read(&self, name: KeyName) -> Result<Option<SecretKey>> {
        let Some(wrapped) = self.read_wrapped(name).await? else { return Ok(None) };
        match self.unwrap(&wrapped).await {
            // A rotation may have finished between the two reads, and its old master key be gone: read again.
            Err(Error::Unavailable(_)) => match self.read_wrapped(name).await? {
                Some(wrapped) => self.unwrap(&wrapped).await.map(Some),
                None => Ok(None),
            },
            outcome => outcome.map(Some),
        }
    }

    /// Wraps a key under the master key that the hub's own keys are under: the one that holds, whatever this process
    /// read last.
    pub(super) async fn write(&self, lock: &StoreLock<'_>, name: KeyName, key: &SecretKey) -> Result<()> {
        let hub = self.hub_wrapped().await?;
        let wrapped = self.master_by_id(hub.master_id).await?.wrap(name, key)?;
        self.store.write(lock, RecordName::Key(name), wrapped.to_string()).await
    }

    pub(super) async fn hub_wrapped(&self) -> Result<WrappedKey> {
        self.read_wrapped(KeyName::Hub).await?.ok_or_else(|| damaged("hub.keys", &KeyName::Hub))
    }

    pub(super) async fn read_wrapped(&self, name: KeyName) -> Result<Option<WrappedKey>> {
        let Some(text) = self.store.read(RecordName::Key(name)).await? else { return Ok(None) };
        let wrapped: WrappedKey = text.parse().map_err(|_| damaged("key", &name))?;
        // One account's record put in the place of another's.
        if wrapped.name == name { Ok(Some(wrapped)) } else { Err(damaged("key", &name)) }
    }

    pub(super) async fn unwrap(&self, wrapped: &WrappedKey) -> Result<SecretKey> {
        let master = self.master_by_id(wrapped.master_id).await?;
        master.unwrap(wrapped)?.ok_or_else(|| damaged("key", &wrapped.name))
    }

    /// The master key of this name: the one held, the one the source has now, or the one across the bridge.
    pub(super) async fn master_by_id(&self, id: MasterId) -> Result<MasterKey> {
        let held = self.held();
        if held.id() == id {
            return Ok(held);
        }
        let present = self.reread_master().await?;
        if present.id() == id {
            return Ok(present);
        }
        if let Some(text) = self.store.read(RecordName::Bridge).await? {
            let bridge: Bridge = text.parse().map_err(|_| damaged("bridge", &id))?;
            if let Some(other) = bridge.cross(&present)?
                && other.id() == id
            {
                return Ok(other);
            }
        }
        // The bridge is removed after the file has passed to the next key: no bridge, then look at the file again.
        let present = self.reread_master().await?;
        if present.id() == id {
            return Ok(present);
        }
        Err(VaultError::OtherMasterKey { wanted: id, given: present.id() }.into())
    }

    pub(super) async fn reread_master(&self) -> Result<MasterKey> {
        let present = self.source.read().await?;
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = present.clone();
        Ok(present)
    }

    fn held(&self) -> MasterKey {
        self.held.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
