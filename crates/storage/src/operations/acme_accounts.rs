//! The hub's accounts at authorities that issue certificates. Global table: they belong to the hub, not to an account.

use secrecy::{ExposeSecret, SecretSlice};
use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::Result;

statements! {
    KEY = "SELECT private_key FROM acme_accounts WHERE directory = $1";
    INSERT = "INSERT INTO acme_accounts (directory, private_key, date_created) VALUES ($1, $2, $3)";
}

#[derive(sqlx::FromRow)]
struct KeyRow {
    private_key: Vec<u8>,
}

fn place(directory: &str) -> String {
    format!("acme_accounts/private_key/{directory}")
}

impl Tx {
    /// Keeps the key of the account at an authority, PKCS#8.
    ///
    /// # Errors
    /// `Duplicate(Other)` if there is one already.
    pub async fn acme_account_insert_any_account(
        &mut self,
        directory: &str,
        key: &SecretSlice<u8>,
        now: Timestamp,
    ) -> Result<()> {
        let sealed = self.vault().seal_hub(&place(directory), key.expose_secret())?;
        self.execute(&INSERT, args![directory, sealed, now]).await.map(drop)
    }

    /// The key of the account at an authority.
    ///
    /// # Errors
    /// `Corrupt` if it is not what was sealed here.
    pub async fn acme_account_key_any_account(&mut self, directory: &str) -> Result<Option<SecretSlice<u8>>> {
        let Some(row) = self.row::<KeyRow>(&KEY, args![directory]).await? else { return Ok(None) };
        Ok(Some(SecretSlice::from(self.vault().open_hub(&place(directory), &row.private_key)?)))
    }
}
