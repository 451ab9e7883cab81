//! Keys and sealing: AES-256-GCM-SIV under a data key per account, wrapped by the master key, kept outside the database.
//!
//! Wrapped keys lie in a folder or in a PostgreSQL database of their own; erasing an account destroys its key and
//! remembers that it was erased. The hub's own keys (token and look-up hashing, checkpoint signing) lie there too,
//! so that rotating the master key changes no hash. Start with `Vault::seal_value`; how a rotation survives a crash
//! is told in `rotation`.

mod cipher;
mod error;
mod keys;
mod master;
mod ring;
mod rotation;
mod store;
#[cfg(test)]
mod tests;
mod transfer;
mod wrapped;

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use aws_lc_rs::hmac;
use moka::sync::Cache;
use secrecy::{ExposeSecret, SecretString};
use trusthub_domain::sid::{AccountSid, ConfirmationSid};
use trusthub_domain::time::Timestamp;

use self::cipher::SecretKey;
use self::error::damaged;
pub(crate) use self::keys::is_signed;
use self::keys::{AccountKeys, HubKeys};
pub use self::master::{MasterKey, MasterKeySource};
use self::ring::KeyRing;
pub use self::store::KeyStoreUrl;
use self::store::RecordName;
use self::wrapped::KeyName;
use crate::error::{Error, Result};

/// How long a key may be used without looking whether it still exists: a command that erases an account beside a
/// running server takes effect in it within two seconds.
const REVALIDATE_AFTER: Duration = Duration::from_millis(1_500);

/// Most keys held ready, about 2 KB each.
const MAX_KEYS_HELD: u64 = 10_000;

/// The keys.
pub struct Vault {
    ring: KeyRing,
    hub: RwLock<Arc<HubKeys>>,
    accounts: Cache<AccountSid, HeldKeys>,
    revalidate_after: Duration,
}

#[derive(Clone)]
struct HeldKeys {
    keys: Arc<AccountKeys>,
    seen_at: Instant,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault").finish_non_exhaustive()
    }
}

impl Vault {
    /// Opens the store and makes the hub's own keys if there are none. Finishes what a crash left half done: keys of
    /// erased accounts are removed, and so is the bridge of a rotation that is over.
    ///
    /// # Errors
    /// `Unavailable` if the store or the master key cannot be read or do not belong together; `Corrupt` if the hub's
    /// keys are missing beside the keys of accounts, or damaged.
    pub async fn open(master: MasterKeySource, store: &KeyStoreUrl) -> Result<Self> {
        Self::open_with(master, store, REVALIDATE_AFTER).await
    }

    async fn open_with(
        master: MasterKeySource,
        store: &KeyStoreUrl,
        revalidate_after: Duration,
    ) -> Result<Self> {
        let ring = KeyRing::open(master, store).await?;
        let hub = RwLock::new(HubKeys::new(&ring.hub_key().await?)?);
        Ok(Self { ring, hub, accounts: Cache::new(MAX_KEYS_HELD), revalidate_after })
    }

    /// Makes an account's key; before its first row is written. Without effect if it has one.
    ///
    /// # Errors
    /// `Erased` if there was such an account; `Unavailable`.
    pub async fn account_key_create(&self, account: AccountSid) -> Result<()> {
        let name = KeyName::Account(account);
        let lock = self.ring.store.lock().await?;
        if self.is_erased(account).await? {
            return Err(Error::Erased);
        }
        if self.ring.store.contains(RecordName::Key(name)).await? {
            return Ok(());
        }
        self.ring.write(&lock, name, &SecretKey::generate()?).await
    }

    /// Destroys an account's key for good and remembers it as erased. Safe to repeat.
    ///
    /// # Errors
    /// `Unavailable`; then it must be repeated.
    pub async fn account_key_destroy(&self, account: AccountSid, now: Timestamp) -> Result<()> {
        let lock = self.ring.store.lock().await?;
        // The list first: a crash in between leaves a key that the next start removes, and never an erased account
        // that an import could bring back.
        if !self.is_erased(account).await? {
            self.ring.store.note_erased(&lock, account, now).await?;
        }
        self.ring.store.remove(&lock, RecordName::Key(KeyName::Account(account))).await?;
        self.accounts.invalidate(&account);
        Ok(())
    }

    /// The erased accounts, in the order in which they were erased.
    ///
    /// # Errors
    /// `Unavailable`; `Corrupt` if the list is damaged.
    pub async fn erased_accounts(&self) -> Result<Vec<(AccountSid, Timestamp)>> {
        self.ring.store.erased().await
    }

    /// The accounts that have a key here, in order.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn accounts_with_keys(&self) -> Result<Vec<AccountSid>> {
        self.ring.store.accounts().await
    }

    async fn is_erased(&self, account: AccountSid) -> Result<bool> {
        Ok(self.ring.store.erased().await?.iter().any(|(erased, _)| *erased == account))
    }

    /// Wraps every key anew under `next`; safe to repeat after a crash, with the same key or another. Returns how
    /// many. If the master key comes from a file, the file holds `next` afterwards; otherwise the operator must
    /// configure it, and every process that runs works on until one is started with it.
    ///
    /// # Errors
    /// `Unavailable` if a file cannot be written or a key cannot be read; every key stays readable.
    pub async fn rotate_master(&self, next: &MasterKey) -> Result<u64> {
        self.ring.rotate(next).await
    }

    /// All wrapped keys and the list of erased accounts as one text (still wrapped; useless without the master key).
    ///
    /// # Errors
    /// `Unavailable`, `Corrupt`.
    pub async fn export(&self) -> Result<String> {
        self.ring.export().await
    }

    /// Takes in an export; keys of erased accounts stay destroyed, whichever side erased them. Returns how many keys
    /// of it are here now. Safe to repeat. The hub's own keys are replaced only in a store that has no accounts.
    ///
    /// # Errors
    /// `Unavailable`, with nothing changed, if the text is not an export, is under another master key, or holds other
    /// keys for the same hub or account.
    pub async fn import(&self, text: &str) -> Result<u64> {
        let count = self.ring.import(text).await?;
        *self.hub.write().unwrap_or_else(PoisonError::into_inner) =
            HubKeys::new(&self.ring.hub_key().await?)?;
        self.accounts.invalidate_all();
        Ok(count)
    }

    fn hub(&self) -> Arc<HubKeys> {
        Arc::clone(&self.hub.read().unwrap_or_else(PoisonError::into_inner))
    }

    async fn account_keys(&self, account: AccountSid) -> Result<Arc<AccountKeys>> {
        let name = KeyName::Account(account);
        let seen_at = Instant::now();
        if let Some(held) = self.accounts.get(&account) {
            if seen_at.duration_since(held.seen_at) < self.revalidate_after {
                return Ok(held.keys);
            }
            if self.ring.store.contains(RecordName::Key(name)).await? {
                self.accounts.insert(account, HeldKeys { keys: Arc::clone(&held.keys), seen_at });
                return Ok(held.keys);
            }
            self.accounts.invalidate(&account);
        }
        let Some(key) = self.ring.read(name).await? else {
            return Err(if self.is_erased(account).await? {
                Error::Erased
            } else {
                damaged("key", &account)
            });
        };
        let keys = AccountKeys::new(&key)?;
        self.accounts.insert(account, HeldKeys { keys: Arc::clone(&keys), seen_at });
        Ok(keys)
    }

    /// Seals one value of a row; `place` (table, column, key) is bound to it.
    pub(crate) async fn seal_value(&self, account: AccountSid, place: &str, clear: &[u8]) -> Result<Vec<u8>> {
        Ok(self.account_keys(account).await?.sealing.seal(&format!("row/{place}"), clear)?)
    }

    /// Opens what [`Vault::seal_value`] sealed.
    pub(crate) async fn open_value(
        &self,
        account: AccountSid,
        place: &str,
        sealed: &[u8],
    ) -> Result<Vec<u8>> {
        let keys = self.account_keys(account).await?;
        keys.sealing.open(&format!("row/{place}"), sealed).map_err(|_| damaged("sealed value", &place))
    }

    /// Seals a document's bytes; `place` is bound to them.
    ///
    /// # Errors
    /// `Erased`, `Unavailable`.
    pub async fn seal_document(&self, account: AccountSid, place: &str, clear: &[u8]) -> Result<Vec<u8>> {
        Ok(self.account_keys(account).await?.sealing.seal(&format!("document/{place}"), clear)?)
    }

    /// Opens what `seal_document` sealed.
    ///
    /// # Errors
    /// `Erased`, `Unavailable`; `Corrupt` if the bytes are not those that were sealed for this account and place.
    pub async fn open_document(&self, account: AccountSid, place: &str, sealed: &[u8]) -> Result<Vec<u8>> {
        let keys = self.account_keys(account).await?;
        keys.sealing
            .open(&format!("document/{place}"), sealed)
            .map_err(|_| damaged("sealed document", &place))
    }

    /// Seals a value of a row that belongs to no account.
    pub(crate) fn seal_hub(&self, place: &str, clear: &[u8]) -> Result<Vec<u8>> {
        Ok(self.hub().sealing.seal(place, clear)?)
    }

    /// Opens what [`Vault::seal_hub`] sealed.
    pub(crate) fn open_hub(&self, place: &str, sealed: &[u8]) -> Result<Vec<u8>> {
        self.hub().sealing.open(place, sealed).map_err(|_| damaged("sealed value", &place))
    }

    /// HMAC-SHA-256 under the account's key.
    pub(crate) async fn account_hmac(&self, account: AccountSid, data: &[u8]) -> Result<Vec<u8>> {
        Ok(hmac::sign(&self.account_keys(account).await?.hmac, data).as_ref().to_vec())
    }

    /// Keyed hash for values that are looked up over all accounts; whoever calls puts the kind of value into `text`.
    pub(crate) fn lookup_hash(&self, text: &str) -> Vec<u8> {
        hmac::sign(&self.hub().lookup, text.as_bytes()).as_ref().to_vec()
    }

    /// Keyed hash for auth tokens.
    #[must_use]
    pub fn token_hash(&self, token: &SecretString) -> Vec<u8> {
        hmac::sign(&self.hub().token, token.expose_secret().as_bytes()).as_ref().to_vec()
    }

    /// Keyed tag for page tokens, so that one account's do not fit another's.
    #[must_use]
    pub fn page_tag(&self, text: &str) -> [u8; 8] {
        let tag = hmac::sign(&self.hub().page, text.as_bytes());
        tag.as_ref().first_chunk().copied().unwrap_or_default()
    }

    /// What a form must carry to be taken from somebody with this session: whoever makes a browser send one from elsewhere
    /// knows neither.
    #[must_use]
    pub fn form_seal(&self, session_token: &SecretString) -> String {
        hex::encode(self.lookup_hash(&format!("form\n{}", session_token.expose_secret())))
    }

    /// Keyed hash of a line in a file of customers, to tell whether it was taken before.
    #[must_use]
    pub fn line_hash(&self, line: &str) -> Vec<u8> {
        self.lookup_hash(&format!("customer line\n{line}"))
    }

    /// What makes the token of an embedded form genuine.
    #[must_use]
    pub fn inquiry_seal(&self, content: &str) -> String {
        hex::encode(self.lookup_hash(&format!("inquiry\n{content}")))
    }

    /// What makes a challenge to a passkey genuine: only what we asked is taken for an answer. Keeping every challenge that
    /// anybody asks for would let strangers fill the database.
    #[must_use]
    pub fn challenge_seal(&self, content: &str) -> Vec<u8> {
        self.lookup_hash(&format!("challenge\n{content}"))
    }

    /// What makes a link to a question to a representative genuine. Derived whenever it is needed and stored nowhere, so
    /// that whoever reads the database can answer no question.
    #[must_use]
    pub fn confirmation_seal(&self, sid: ConfirmationSid) -> [u8; 32] {
        self.confirmation_tag("link", sid)
    }

    /// The six digits that are sent for a question as a text message; derived likewise.
    #[must_use]
    pub fn confirmation_code(&self, sid: ConfirmationSid) -> u32 {
        let tag = self.confirmation_tag("code", sid);
        let number = tag.first_chunk().copied().map(u64::from_be_bytes).unwrap_or_default();
        // Of 64 bits a remainder by a million favours none that matters.
        u32::try_from(number % 1_000_000).unwrap_or_default()
    }

    fn confirmation_tag(&self, purpose: &str, sid: ConfirmationSid) -> [u8; 32] {
        let tag = hmac::sign(&self.hub().confirmation, format!("{purpose}/{sid}").as_bytes());
        tag.as_ref().first_chunk().copied().unwrap_or_default()
    }

    /// The public half of the key that signs checkpoints of the audit log (Ed25519).
    pub(crate) fn checkpoint_public_key(&self) -> Vec<u8> {
        self.hub().public_key()
    }

    /// Signs a checkpoint of the audit log (Ed25519).
    pub(crate) fn checkpoint_sign(&self, message: &[u8]) -> Vec<u8> {
        self.hub().checkpoint.sign(message).as_ref().to_vec()
    }
}
