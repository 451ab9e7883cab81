//! Accounts. Each is stored under its own key, and what may be listed of it also under its parent's.

use trusthub_domain::account::{Account, AccountStatus};
use trusthub_domain::sid::AccountSid;
use trusthub_domain::time::Timestamp;

pub use super::tokens::{AccountCredentials, AuthTokens};
use crate::db::seal::{Place, Sealed};
use crate::db::statement::{listings, statements};
use crate::db::value::args;
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::operations::attestation::changes::AttestationChange;
use crate::page::{Cursor, Page, PageRequest, Placed};
use crate::scope::Scope;
use crate::vault::Vault;

/// Filters of `account_list_family`.
#[derive(Debug, Clone, Default)]
pub struct AccountFilter {
    /// Exact name.
    pub friendly_name: Option<String>,
    /// Status.
    pub status: Option<AccountStatus>,
}

statements! {
    INSERT = "INSERT INTO accounts (account_sid, parent_sid, friendly_name, status, is_test, version, date_created, \
        date_updated, primary_token, primary_token_hash, secondary_token, secondary_token_hash, secondary_created) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    FIND = "SELECT account_sid AS sid, parent_sid, friendly_name, status, is_test, version, date_created, date_updated \
        FROM accounts WHERE account_sid = $1";
    SAVE = "UPDATE accounts SET friendly_name = $2, status = $3, date_updated = $4, version = version + 1 \
        WHERE account_sid = $1 AND version = $5";
    FAMILY_INSERT = "INSERT INTO account_family (account_sid, sid, parent_sid, friendly_name, status, is_test, version, \
        date_created, date_updated) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    FAMILY_FIND = "SELECT sid, parent_sid, friendly_name, status, is_test, version, date_created, date_updated \
        FROM account_family WHERE account_sid = $1 AND sid = $2";
    FAMILY_SAVE = "UPDATE account_family SET friendly_name = $3, status = $4, version = $5, date_updated = $6 \
        WHERE account_sid = $1 AND sid = $2";
}

listings! {
    FAMILY_LIST by "sid" = "SELECT sid, parent_sid, friendly_name, status, is_test, version, date_created, date_updated \
        FROM account_family WHERE account_sid = $5 \
        AND (CAST($6 AS TEXT) IS NULL OR friendly_name = $6) AND (CAST($7 AS TEXT) IS NULL OR status = $7)";
    // The one list over a tenant table that names no tenant: an operator's, rare, and right to ask every node. Every
    // version is above 0: the condition only stands where a listing needs one.
    LIST by "account_sid" = "SELECT account_sid AS sid, parent_sid, friendly_name, status, is_test, version, \
        date_created, date_updated FROM accounts WHERE version > 0";
}

/// A row of `accounts` or of `account_family`.
#[derive(sqlx::FromRow)]
pub(super) struct AccountRow {
    sid: String,
    parent_sid: Option<String>,
    friendly_name: String,
    status: String,
    is_test: bool,
    version: i64,
    date_created: i64,
    date_updated: i64,
}

impl AccountRow {
    pub(super) fn account(self) -> Result<Account> {
        let place = Place::of_row("accounts", &self.sid, &self.sid)?;
        Ok(Account {
            sid: place.account(),
            parent_sid: place.parse_option("parent_sid", self.parent_sid.as_deref())?,
            status: place.parse("status", &self.status)?,
            is_test: self.is_test,
            version: self.version,
            date_created: Timestamp::from_micros(self.date_created),
            date_updated: Timestamp::from_micros(self.date_updated),
            friendly_name: self.friendly_name,
        })
    }
}

impl Sealed for AccountRow {
    type Clear = Account;

    async fn open(self, _: &Vault) -> Result<Account> {
        self.account()
    }
}

impl Placed for AccountRow {
    fn cursor(&self) -> Cursor {
        Cursor::of(self.date_created, &self.sid)
    }
}

/// The accounts under whose key an account is listed: itself and its parent.
fn heads(account: &Account) -> impl Iterator<Item = AccountSid> + use<> {
    [Some(account.sid), account.parent_sid].into_iter().flatten()
}

impl Db {
    /// The account itself, when that is all there is to read.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn account_find(&self, scope: &Scope) -> Result<Option<Account>> {
        self.find::<AccountRow>(&FIND, args![scope.account()]).await
    }
}

impl Tx {
    /// Stores a new account; its key must exist in the vault.
    ///
    /// # Errors
    /// `Duplicate(Other)` if the identifier is taken.
    pub async fn account_insert(&mut self, account: &Account, tokens: &AuthTokens) -> Result<()> {
        let sealed = tokens.seal(self.vault(), account.sid).await?;
        let mut values = args![
            account.sid,
            account.parent_sid,
            &account.friendly_name,
            account.status.as_str(),
            account.is_test,
            account.version,
            account.date_created,
            account.date_updated,
        ];
        values.extend(sealed);
        self.execute(&INSERT, values).await?;
        for head in heads(account) {
            let values = args![
                head,
                account.sid,
                account.parent_sid,
                &account.friendly_name,
                account.status.as_str(),
                account.is_test,
                account.version,
                account.date_created,
                account.date_updated,
            ];
            self.execute(&FAMILY_INSERT, values).await?;
        }
        self.attestation_changed(&AttestationChange::Account(account.sid)).await?;
        self.owner_set(account.sid, account.sid).await
    }

    /// The account itself.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn account_find(&mut self, scope: &Scope) -> Result<Option<Account>> {
        self.find::<AccountRow>(&FIND, args![scope.account()]).await
    }

    /// A subaccount of the scope's account, or that account itself.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn account_find_in_family(
        &mut self,
        parent: &Scope,
        sid: AccountSid,
    ) -> Result<Option<Account>> {
        self.find::<AccountRow>(&FAMILY_FIND, args![parent.account(), sid]).await
    }

    /// The account itself and its subaccounts.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn account_list_family(
        &mut self,
        parent: &Scope,
        filter: &AccountFilter,
        page: &PageRequest,
    ) -> Result<Page<Account>> {
        let status = filter.status.map(AccountStatus::as_str);
        let filters = args![parent.account(), filter.friendly_name.clone(), status];
        self.page::<AccountRow>(&FAMILY_LIST, page, &filters).await
    }

    /// Every account, for operators.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn account_list_any_account(&mut self, page: &PageRequest) -> Result<Page<Account>> {
        self.page::<AccountRow>(&LIST, page, &[]).await
    }

    /// Saves name and status if `account.version` is current; returns it with the next version.
    ///
    /// # Errors
    /// `Conflict` if somebody else saved it since it was read.
    pub async fn account_save(&mut self, account: &Account) -> Result<Account> {
        let status = account.status.as_str();
        let values =
            args![account.sid, &account.friendly_name, status, account.date_updated, account.version];
        self.execute_seen(&SAVE, values).await?;
        let saved = Account { version: account.version + 1, ..account.clone() };
        self.account_family_save(&saved).await?;
        self.attestation_changed(&AttestationChange::Account(account.sid)).await?;
        Ok(saved)
    }

    pub(super) async fn account_family_save(&mut self, account: &Account) -> Result<()> {
        let status = account.status.as_str();
        for head in heads(account) {
            let name = &account.friendly_name;
            let values = args![head, account.sid, name, status, account.version, account.date_updated];
            self.execute(&FAMILY_SAVE, values).await?;
        }
        Ok(())
    }
}
