//! From stored rows to clear values and back. A sealed value is bound to its place: moved to another table, column,
//! row or account, it does not open.

use std::str::FromStr;

use serde::Serialize;
use serde::de::DeserializeOwned;
use trusthub_domain::sid::AccountSid;
use zeroize::Zeroizing;

use crate::error::{Error, Result};
use crate::vault::Vault;

/// A stored row that becomes a domain value.
pub(crate) trait Sealed: super::value::Record {
    /// What it becomes.
    type Clear;

    /// Parses every column and opens the sealed ones; `Corrupt` names the first that cannot be.
    fn open(self, vault: &Vault) -> impl Future<Output = Result<Self::Clear>> + Send;
}

/// All of them in clear, in their order.
pub(crate) async fn open_rows<R: Sealed>(rows: Vec<R>, vault: &Vault) -> Result<Vec<R::Clear>> {
    let mut clear = Vec::with_capacity(rows.len());
    for row in rows {
        clear.push(row.open(vault).await?);
    }
    Ok(clear)
}

/// One row of one table.
pub(crate) struct Place<'a> {
    table: &'static str,
    account_sid: AccountSid,
    key: &'a str,
}

impl<'a> Place<'a> {
    pub(crate) fn new(table: &'static str, account_sid: AccountSid, key: &'a str) -> Self {
        Self { table, account_sid, key }
    }

    /// The place of a stored row, whose account must be read first.
    pub(crate) fn of_row(table: &'static str, account_sid: &str, key: &'a str) -> Result<Self> {
        let account_sid = account_sid.parse().map_err(|_| Error::Corrupt {
            table,
            column: "account_sid",
            key: key.to_owned(),
        })?;
        Ok(Self { table, account_sid, key })
    }

    pub(crate) fn account(&self) -> AccountSid {
        self.account_sid
    }

    /// Reads a text column.
    pub(crate) fn parse<T: FromStr>(&self, column: &'static str, text: &str) -> Result<T> {
        text.parse().map_err(|_| self.corrupt(column))
    }

    /// Reads a text column that may be NULL.
    pub(crate) fn parse_option<T: FromStr>(
        &self,
        column: &'static str,
        text: Option<&str>,
    ) -> Result<Option<T>> {
        text.map(|text| self.parse(column, text)).transpose()
    }

    /// Seals a value for a column.
    pub(crate) async fn seal(
        &self,
        vault: &Vault,
        column: &'static str,
        value: &impl Serialize,
    ) -> Result<Vec<u8>> {
        // Serialized before the first await: the value itself need not be shareable between threads.
        let clear = serde_json::to_vec(value).map(Zeroizing::new).map_err(|_| self.corrupt(column))?;
        vault.seal_value(self.account_sid, &self.aad(column), &clear).await
    }

    /// Seals a value for a column that may be NULL.
    pub(crate) async fn seal_option(
        &self,
        vault: &Vault,
        column: &'static str,
        value: Option<&impl Serialize>,
    ) -> Result<Option<Vec<u8>>> {
        match value {
            Some(value) => self.seal(vault, column, value).await.map(Some),
            None => Ok(None),
        }
    }

    /// Opens a sealed column.
    pub(crate) async fn open<T: DeserializeOwned>(
        &self,
        vault: &Vault,
        column: &'static str,
        sealed: &[u8],
    ) -> Result<T> {
        let clear =
            vault.open_value(self.account_sid, &self.aad(column), sealed).await.map_err(
                |error| match error {
                    // The vault knows no rows; whoever reads the error wants to find this one.
                    Error::Corrupt { .. } => self.corrupt(column),
                    other => other,
                },
            )?;
        serde_json::from_slice(&Zeroizing::new(clear)).map_err(|_| self.corrupt(column))
    }

    /// Opens a sealed column that may be NULL.
    pub(crate) async fn open_option<T: DeserializeOwned>(
        &self,
        vault: &Vault,
        column: &'static str,
        sealed: Option<&[u8]>,
    ) -> Result<Option<T>> {
        match sealed {
            Some(sealed) => self.open(vault, column, sealed).await.map(Some),
            None => Ok(None),
        }
    }

    /// The error for a column that holds what it cannot hold.
    pub(crate) fn corrupt(&self, column: &'static str) -> Error {
        Error::Corrupt { table: self.table, column, key: self.key.to_owned() }
    }

    fn aad(&self, column: &str) -> String {
        format!("{}/{column}/{}/{}", self.table, self.account_sid, self.key)
    }
}
