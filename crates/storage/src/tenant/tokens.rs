//! Auth tokens: sealed, because signing callbacks needs them in clear; checked through keyed hashes, because every
//! request is checked.

use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;
use trusthub_domain::account::Account;
use trusthub_domain::sid::AccountSid;
use trusthub_domain::time::Timestamp;

use super::accounts::AccountRow;
use crate::db::seal::Place;
use crate::db::statement::statements;
use crate::db::value::{Value, args};
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::scope::Scope;
use crate::vault::Vault;

/// An account's tokens in clear; only for signing callbacks and for showing them once.
#[derive(Debug, Clone)]
pub struct AuthTokens {
    /// Signs callbacks.
    pub primary: SecretString,
    /// Set while a rotation is under way.
    pub secondary: Option<SecretString>,
    /// When the secondary was made.
    pub secondary_created: Option<Timestamp>,
}

/// What authentication needs: keyed hashes, compared in constant time by [`AccountCredentials::accept`].
#[derive(Debug, Clone)]
pub struct AccountCredentials {
    /// The account.
    pub account: Account,
    /// Keyed hash of the primary token.
    pub primary_hash: Vec<u8>,
    /// Keyed hash of the secondary token.
    pub secondary_hash: Option<Vec<u8>>,
}

statements! {
    CREDENTIALS = "SELECT account_sid AS sid, parent_sid, friendly_name, status, is_test, version, date_created, \
        date_updated, primary_token_hash, secondary_token_hash FROM accounts WHERE account_sid = $1";
    TOKENS = "SELECT primary_token, secondary_token, secondary_created FROM accounts WHERE account_sid = $1";
    SET = "UPDATE accounts SET primary_token = $2, primary_token_hash = $3, secondary_token = $4, \
        secondary_token_hash = $5, secondary_created = $6 WHERE account_sid = $1";
}

#[derive(sqlx::FromRow)]
struct CredentialsRow {
    #[sqlx(flatten)]
    account: AccountRow,
    primary_token_hash: Option<Vec<u8>>,
    secondary_token_hash: Option<Vec<u8>>,
}

#[derive(sqlx::FromRow)]
struct TokensRow {
    primary_token: Option<Vec<u8>>,
    secondary_token: Option<Vec<u8>>,
    secondary_created: Option<i64>,
}

impl AccountCredentials {
    /// Whether a token with this keyed hash ([`Vault::token_hash`]) is one of the account's. Both are compared, always
    /// and in constant time.
    #[must_use]
    pub fn accept(&self, token_hash: &[u8]) -> bool {
        let is_primary = self.primary_hash.ct_eq(token_hash);
        // Without a secondary token the primary is compared twice, so that the time does not tell.
        let is_secondary = self.secondary_hash.as_ref().unwrap_or(&self.primary_hash).ct_eq(token_hash);
        (is_primary | is_secondary).into()
    }
}

impl AuthTokens {
    /// The five columns: sealed and hashed primary, sealed and hashed secondary, when that was made.
    pub(super) async fn seal(&self, vault: &Vault, account: AccountSid) -> Result<Vec<Value>> {
        let key = account.to_string();
        let place = Place::new("accounts", account, &key);
        let primary = place.seal(vault, "primary_token", &self.primary.expose_secret()).await?;
        let secondary = match &self.secondary {
            Some(token) => Some(place.seal(vault, "secondary_token", &token.expose_secret()).await?),
            None => None,
        };
        let secondary_hash = self.secondary.as_ref().map(|token| vault.token_hash(token));
        let primary_hash = vault.token_hash(&self.primary);
        Ok(args![primary, primary_hash, secondary, secondary_hash, self.secondary_created])
    }
}

impl Db {
    /// For authentication by token; `None` also for an erased account, which has none.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn account_credentials_any_account(
        &self,
        sid: AccountSid,
    ) -> Result<Option<AccountCredentials>> {
        let Some(row) = self.row::<CredentialsRow>(&CREDENTIALS, args![sid]).await? else {
            return Ok(None);
        };
        let Some(primary_hash) = row.primary_token_hash else {
            return Ok(None);
        };
        let account = row.account.account()?;
        Ok(Some(AccountCredentials { account, primary_hash, secondary_hash: row.secondary_token_hash }))
    }
}

impl Tx {
    /// The tokens in clear.
    ///
    /// # Errors
    /// `Erased`, `Corrupt`.
    pub async fn account_tokens(&mut self, scope: &Scope) -> Result<Option<AuthTokens>> {
        let account = scope.account();
        let Some(row) = self.row::<TokensRow>(&TOKENS, args![account]).await? else {
            return Ok(None);
        };
        let sealed = row.primary_token.ok_or(Error::Erased)?;
        let key = account.to_string();
        let place = Place::new("accounts", account, &key);
        let primary: String = place.open(self.vault(), "primary_token", &sealed).await?;
        let secondary: Option<String> =
            place.open_option(self.vault(), "secondary_token", row.secondary_token.as_deref()).await?;
        Ok(Some(AuthTokens {
            primary: primary.into(),
            secondary: secondary.map(SecretString::from),
            secondary_created: row.secondary_created.map(Timestamp::from_micros),
        }))
    }

    /// Replaces the tokens (and their hashes).
    ///
    /// # Errors
    /// `Conflict` if the account is not there, `Erased` if its key is not.
    pub async fn account_set_tokens(&mut self, scope: &Scope, tokens: &AuthTokens) -> Result<()> {
        let mut values = args![scope.account()];
        values.extend(tokens.seal(self.vault(), scope.account()).await?);
        self.execute_seen(&SET, values).await
    }
}
