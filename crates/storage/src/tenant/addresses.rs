//! Postal addresses: sealed but for the name and the country.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use trusthub_domain::item::Address;
use trusthub_domain::sid::{AccountSid, AddressSid, SupportingDocumentSid};
use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::seal::{Place, Sealed};
use crate::db::statement::{listings, statements};
use crate::db::value::args;
use crate::error::Result;
use crate::page::{Cursor, Page, PageRequest, Placed};
use crate::scope::Scope;
use crate::vault::Vault;

/// Filters of `address_list`. `customer_name` is matched by keyed hash.
#[derive(Debug, Clone, Default)]
pub struct AddressFilter {
    /// Exact customer name.
    pub customer_name: Option<String>,
    /// Exact friendly name.
    pub friendly_name: Option<String>,
    /// Country.
    pub iso_country: Option<String>,
    /// Emergency calling.
    pub emergency_enabled: Option<bool>,
}

macro_rules! columns {
    () => {
        "account_sid, sid, friendly_name, iso_country, emergency_enabled, personal, version, date_created, date_updated"
    };
}

statements! {
    INSERT = concat!(
        "INSERT INTO addresses (", columns!(), ", customer_name_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    );
    FIND = concat!("SELECT ", columns!(), " FROM addresses WHERE account_sid = $1 AND sid = $2");
    SAVE = "UPDATE addresses SET friendly_name = $3, iso_country = $4, emergency_enabled = $5, personal = $6, \
        customer_name_hash = $7, date_updated = $8, version = version + 1 \
        WHERE account_sid = $1 AND sid = $2 AND version = $9";
    DELETE = "DELETE FROM addresses WHERE account_sid = $1 AND sid = $2";
    REFERENCE_INSERT = "INSERT INTO document_addresses (account_sid, document_sid, address_sid) VALUES ($1, $2, $3)";
    REFERENCE_DELETE = "DELETE FROM document_addresses WHERE account_sid = $1 AND document_sid = $2";
    REFERENCE_FIND = "SELECT document_sid FROM document_addresses WHERE account_sid = $1 AND address_sid = $2 \
        ORDER BY document_sid";
}

listings! {
    LIST by "sid" = concat!(
        "SELECT ", columns!(), " FROM addresses WHERE account_sid = $5 \
        AND (CAST($6 AS BYTEA) IS NULL OR customer_name_hash = $6) \
        AND (CAST($7 AS TEXT) IS NULL OR friendly_name = $7) AND (CAST($8 AS TEXT) IS NULL OR iso_country = $8) \
        AND (CAST($9 AS BOOLEAN) IS NULL OR emergency_enabled = $9)"
    );
}

const TABLE: &str = "addresses";

#[derive(sqlx::FromRow)]
struct AddressRow {
    account_sid: String,
    sid: String,
    friendly_name: String,
    iso_country: String,
    emergency_enabled: bool,
    personal: Vec<u8>,
    version: i64,
    date_created: i64,
    date_updated: i64,
}

/// The sealed column `personal`.
#[derive(Serialize, Deserialize)]
struct Personal {
    customer_name: String,
    street: String,
    street_secondary: Option<String>,
    city: String,
    region: String,
    postal_code: String,
}

impl Personal {
    fn of(address: &Address) -> Self {
        Self {
            customer_name: address.customer_name.clone(),
            street: address.street.clone(),
            street_secondary: address.street_secondary.clone(),
            city: address.city.clone(),
            region: address.region.clone(),
            postal_code: address.postal_code.clone(),
        }
    }
}

impl Sealed for AddressRow {
    type Clear = Address;

    async fn open(self, vault: &Vault) -> Result<Address> {
        let place = Place::of_row(TABLE, &self.account_sid, &self.sid)?;
        let personal: Personal = place.open(vault, "personal", &self.personal).await?;
        Ok(Address {
            sid: place.parse("sid", &self.sid)?,
            account_sid: place.account(),
            customer_name: personal.customer_name,
            street: personal.street,
            street_secondary: personal.street_secondary,
            city: personal.city,
            region: personal.region,
            postal_code: personal.postal_code,
            emergency_enabled: self.emergency_enabled,
            version: self.version,
            date_created: Timestamp::from_micros(self.date_created),
            date_updated: Timestamp::from_micros(self.date_updated),
            friendly_name: self.friendly_name,
            iso_country: self.iso_country,
        })
    }
}

impl Placed for AddressRow {
    fn cursor(&self) -> Cursor {
        Cursor::of(self.date_created, &self.sid)
    }
}

async fn seal_personal(address: &Address, vault: &Vault) -> Result<Vec<u8>> {
    let key = address.sid.to_string();
    Place::new(TABLE, address.account_sid, &key).seal(vault, "personal", &Personal::of(address)).await
}

/// The account is part of what is hashed, so that equal names of two accounts do not look equal.
fn customer_name_hash(account: AccountSid, customer_name: &str, vault: &Vault) -> Vec<u8> {
    vault.lookup_hash(&format!("{TABLE}/customer_name/{account}/{customer_name}"))
}

impl Tx {
    /// Stores a new address.
    ///
    /// # Errors
    /// `Erased` if the account is.
    pub async fn address_insert(&mut self, address: &Address) -> Result<()> {
        let personal = seal_personal(address, self.vault()).await?;
        let values = args![
            address.account_sid,
            address.sid,
            &address.friendly_name,
            &address.iso_country,
            address.emergency_enabled,
            personal,
            address.version,
            address.date_created,
            address.date_updated,
            customer_name_hash(address.account_sid, &address.customer_name, self.vault()),
        ];
        self.execute(&INSERT, values).await.map(drop)
    }

    /// One address.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn address_find(&mut self, scope: &Scope, sid: AddressSid) -> Result<Option<Address>> {
        self.find::<AddressRow>(&FIND, args![scope.account(), sid]).await
    }

    /// All addresses.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn address_list(
        &mut self,
        scope: &Scope,
        filter: &AddressFilter,
        page: &PageRequest,
    ) -> Result<Page<Address>> {
        let account = scope.account();
        let name =
            filter.customer_name.as_deref().map(|name| customer_name_hash(account, name, self.vault()));
        let filters = args![
            account,
            name,
            filter.friendly_name.clone(),
            filter.iso_country.clone(),
            filter.emergency_enabled,
        ];
        self.page::<AddressRow>(&LIST, page, &filters).await
    }

    /// Saves it if its version is current; returns it with the next version.
    ///
    /// # Errors
    /// `Conflict` if somebody else saved it since it was read.
    pub async fn address_save(&mut self, address: &Address) -> Result<Address> {
        let personal = seal_personal(address, self.vault()).await?;
        let values = args![
            address.account_sid,
            address.sid,
            &address.friendly_name,
            &address.iso_country,
            address.emergency_enabled,
            personal,
            customer_name_hash(address.account_sid, &address.customer_name, self.vault()),
            address.date_updated,
            address.version,
        ];
        self.execute_seen(&SAVE, values).await?;
        Ok(Address { version: address.version + 1, ..address.clone() })
    }

    /// Deletes it; `false` if there was none. Documents may go on naming it: an evaluation finds out.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn address_delete(&mut self, scope: &Scope, sid: AddressSid) -> Result<bool> {
        Ok(self.execute(&DELETE, args![scope.account(), sid]).await? > 0)
    }

    /// Replaces what is remembered of which addresses a document refers to (the attributes themselves are sealed).
    ///
    /// # Errors
    /// `Conflict` if the document is not there (any more).
    pub async fn document_addresses_set(
        &mut self,
        scope: &Scope,
        document: SupportingDocumentSid,
        addresses: &[AddressSid],
    ) -> Result<()> {
        self.execute(&REFERENCE_DELETE, args![scope.account(), document]).await?;
        for address in addresses.iter().collect::<BTreeSet<_>>() {
            self.execute(&REFERENCE_INSERT, args![scope.account(), document, *address]).await?;
        }
        Ok(())
    }

    /// The documents that refer to an address.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn address_documents(
        &mut self,
        scope: &Scope,
        address: AddressSid,
    ) -> Result<Vec<SupportingDocumentSid>> {
        let rows = self.rows::<(String,)>(&REFERENCE_FIND, args![scope.account(), address]).await?;
        let place = |sid| Place::new("document_addresses", scope.account(), sid);
        rows.iter().map(|(sid,)| place(sid).parse("document_sid", sid)).collect()
    }
}
