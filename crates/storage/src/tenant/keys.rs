//! API keys.

use trusthub_domain::account::{Account, ApiKey};
use trusthub_domain::sid::KeySid;
use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::seal::{Place, Sealed};
use crate::db::statement::{listings, statements};
use crate::db::value::args;
use crate::error::Result;
use crate::page::{Cursor, Page, PageRequest, Placed};
use crate::scope::Scope;
use crate::vault::Vault;

/// What authentication by key needs.
#[derive(Debug, Clone)]
pub struct KeyCredentials {
    /// The key.
    pub key: ApiKey,
    /// Its account.
    pub account: Account,
    /// SHA-256 of the secret.
    pub secret_hash: Vec<u8>,
}

statements! {
    INSERT = "INSERT INTO api_keys (account_sid, sid, friendly_name, date_created, date_updated, secret_hash) \
        VALUES ($1, $2, $3, $4, $5, $6)";
    FIND = "SELECT account_sid, sid, friendly_name, date_created, date_updated FROM api_keys \
        WHERE account_sid = $1 AND sid = $2";
    SAVE = "UPDATE api_keys SET friendly_name = $3, date_updated = $4 WHERE account_sid = $1 AND sid = $2";
    DELETE = "DELETE FROM api_keys WHERE account_sid = $1 AND sid = $2";
    SECRET = "SELECT account_sid, sid, friendly_name, date_created, date_updated, secret_hash FROM api_keys \
        WHERE account_sid = $1 AND sid = $2";
}

listings! {
    LIST by "sid" = "SELECT account_sid, sid, friendly_name, date_created, date_updated FROM api_keys \
        WHERE account_sid = $5";
}

#[derive(sqlx::FromRow)]
struct KeyRow {
    account_sid: String,
    sid: String,
    friendly_name: String,
    date_created: i64,
    date_updated: i64,
}

#[derive(sqlx::FromRow)]
struct SecretRow {
    #[sqlx(flatten)]
    key: KeyRow,
    secret_hash: Vec<u8>,
}

impl Sealed for KeyRow {
    type Clear = ApiKey;

    async fn open(self, _: &Vault) -> Result<ApiKey> {
        let place = Place::of_row("api_keys", &self.account_sid, &self.sid)?;
        Ok(ApiKey {
            sid: place.parse("sid", &self.sid)?,
            account_sid: place.account(),
            date_created: Timestamp::from_micros(self.date_created),
            date_updated: Timestamp::from_micros(self.date_updated),
            friendly_name: self.friendly_name,
        })
    }
}

impl Placed for KeyRow {
    fn cursor(&self) -> Cursor {
        Cursor::of(self.date_created, &self.sid)
    }
}

impl Tx {
    /// Stores a new key.
    ///
    /// # Errors
    /// `Duplicate(Other)` if the identifier is taken.
    pub async fn key_insert(&mut self, key: &ApiKey, secret_hash: &[u8]) -> Result<()> {
        let name = &key.friendly_name;
        let values = args![key.account_sid, key.sid, name, key.date_created, key.date_updated, secret_hash];
        self.execute(&INSERT, values).await?;
        self.owner_set(key.sid, key.account_sid).await
    }

    /// One key.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn key_find(&mut self, scope: &Scope, sid: KeySid) -> Result<Option<ApiKey>> {
        self.find::<KeyRow>(&FIND, args![scope.account(), sid]).await
    }

    /// All keys.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn key_list(&mut self, scope: &Scope, page: &PageRequest) -> Result<Page<ApiKey>> {
        self.page::<KeyRow>(&LIST, page, &args![scope.account()]).await
    }

    /// Saves the name.
    ///
    /// # Errors
    /// `Conflict` if it was deleted meanwhile.
    pub async fn key_save(&mut self, key: &ApiKey) -> Result<()> {
        self.execute_seen(&SAVE, args![key.account_sid, key.sid, &key.friendly_name, key.date_updated]).await
    }

    /// Deletes it; `false` if there was none.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn key_delete(&mut self, scope: &Scope, sid: KeySid) -> Result<bool> {
        if self.execute(&DELETE, args![scope.account(), sid]).await? == 0 {
            return Ok(false);
        }
        self.owner_delete(sid).await?;
        Ok(true)
    }

    /// For authentication by key.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn key_credentials_any_account(&mut self, sid: KeySid) -> Result<Option<KeyCredentials>> {
        let Some(owner) = self.sid_owner_any_account(&sid.to_string()).await? else {
            return Ok(None);
        };
        let Some(row) = self.row::<SecretRow>(&SECRET, args![owner, sid]).await? else {
            return Ok(None);
        };
        let Some(account) = self.account_find(&Scope::own(owner)).await? else {
            return Ok(None);
        };
        let key = row.key.open(self.vault()).await?;
        Ok(Some(KeyCredentials { key, account, secret_hash: row.secret_hash }))
    }
}
