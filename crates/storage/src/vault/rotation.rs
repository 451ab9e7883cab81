//! Another master key, while the hub runs, and so that a crash at any point leaves every key readable.
//!
//! 1. The next master key is put beside the file of the present one (`….next`).
//! 2. A *bridge* goes into the store: each of the two sealed under the other. From here on whoever has either can
//!    read every key, whichever of the two it is under.
//! 3. The hub's keys are wrapped anew, then every account's, one by one. Keys made meanwhile are wrapped under what
//!    the hub's keys are under.
//! 4. The file's name passes to the next master key. The bridge is removed.
//!
//! After a crash the hub works on with the key in the file; the next rotation first wraps every key under that one
//! again. A master key that came from the environment cannot be replaced from here: the bridge then stays until a
//! process opens the vault with the next key, so that the others work on until they are restarted.

use super::error::VaultError;
use super::master::MasterKey;
use super::ring::KeyRing;
use super::store::{RecordName, StoreLock};
use super::wrapped::{Bridge, KeyName};
use crate::error::Result;

impl KeyRing {
    /// Wraps every key anew under `next`; see `Vault::rotate_master`.
    pub(super) async fn rotate(&self, next: &MasterKey) -> Result<u64> {
        let lock = self.store.lock().await?;
        let present = self.reread_master().await?;
        self.roll_back_to(&lock, &present).await?;
        let hub = self.hub_wrapped().await?;
        if hub.master_id != present.id() {
            return Err(VaultError::OtherMasterKey { wanted: hub.master_id, given: present.id() }.into());
        }
        if present.id() == next.id() {
            return Ok(0);
        }
        self.source.prepare(next).await?;
        let bridge = Bridge::between(&present, next)?;
        self.store.write(&lock, RecordName::Bridge, bridge.to_string()).await?;
        let count = self.wrap_all(&lock, next).await?;
        if self.source.adopt().await? {
            self.reread_master().await?;
            self.store.remove(&lock, RecordName::Bridge).await?;
        }
        Ok(count)
    }

    /// Removes the bridge of a rotation that is over, or that never came to wrap anything: the configured master key
    /// and the hub's keys belong together.
    pub(super) async fn settle_rotation(&self, lock: &StoreLock<'_>) -> Result<()> {
        let present = self.reread_master().await?;
        if self.hub_wrapped().await?.master_id == present.id() {
            self.roll_back_to(lock, &present).await?;
        }
        Ok(())
    }

    /// Ends a rotation that was cut off: whatever is under the other master key comes back under `present`.
    async fn roll_back_to(&self, lock: &StoreLock<'_>, present: &MasterKey) -> Result<()> {
        if self.store.contains(RecordName::Bridge).await? {
            self.wrap_all(lock, present).await?;
            self.store.remove(lock, RecordName::Bridge).await?;
        }
        Ok(())
    }

    /// Puts every key under `master`, the hub's first; returns how many were under another.
    async fn wrap_all(&self, lock: &StoreLock<'_>, master: &MasterKey) -> Result<u64> {
        let mut count = u64::from(self.wrap_anew(lock, master, KeyName::Hub).await?);
        for account in self.store.accounts().await? {
            count += u64::from(self.wrap_anew(lock, master, KeyName::Account(account)).await?);
        }
        Ok(count)
    }

    /// Puts one key under `master`; `false` if it is already.
    pub(super) async fn wrap_anew(
        &self,
        lock: &StoreLock<'_>,
        master: &MasterKey,
        name: KeyName,
    ) -> Result<bool> {
        let Some(wrapped) = self.read_wrapped(name).await? else { return Ok(false) };
        if wrapped.master_id == master.id() {
            return Ok(false);
        }
        let anew = master.wrap(name, &self.unwrap(&wrapped).await?)?;
        self.store.write(lock, RecordName::Key(name), anew.to_string()).await?;
        Ok(true)
    }
}
