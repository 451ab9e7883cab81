//! Customers that an ISV brought in with a file, by the ISV's own identifiers of them.

use serde::Serialize;
use trusthub_domain::sid::{AccountSid, BundleSid};
use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::{Error, Result};
use crate::scope::Scope;

const TABLE: &str = "imported_customers";

/// What a line of a file became.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportedCustomer {
    /// The ISV's own identifier.
    pub reference: String,
    /// The account.
    pub customer_sid: AccountSid,
    /// Its profile.
    pub bundle_sid: BundleSid,
    /// Keyed hash of the line; see [`crate::Vault::line_hash`].
    #[serde(skip)]
    pub line_hash: Vec<u8>,
    /// What it said of a brand, if anything.
    pub brand: Option<ImportedBrand>,
}

/// What a line's brand became.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportedBrand {
    /// The Trust Product, which names the registration of the brand.
    pub product_sid: BundleSid,
    /// Keyed hash of what the line says of it.
    #[serde(skip)]
    pub hash: Vec<u8>,
}

statements! {
    INSERT = "INSERT INTO imported_customers \
        (account_sid, reference, customer_sid, bundle_sid, line_hash, date_created, date_updated) \
        VALUES ($1, $2, $3, $4, $5, $6, $6) ON CONFLICT (account_sid, reference) DO NOTHING";
    FIND = "SELECT reference, customer_sid, bundle_sid, line_hash, product_sid, brand_hash FROM imported_customers \
        WHERE account_sid = $1 AND reference = $2";
    LIST = "SELECT reference, customer_sid, bundle_sid, line_hash, product_sid, brand_hash FROM imported_customers \
        WHERE account_sid = $1 AND reference > $2 ORDER BY reference LIMIT $3";
    SAVE = "UPDATE imported_customers SET line_hash = $3, date_updated = $4 WHERE account_sid = $1 AND reference = $2";
    SAVE_BRAND = "UPDATE imported_customers SET product_sid = $3, brand_hash = $4, date_updated = $5 \
        WHERE account_sid = $1 AND reference = $2 AND (product_sid IS NULL OR product_sid = $3)";
}

#[derive(sqlx::FromRow)]
struct ImportedRow {
    reference: String,
    customer_sid: String,
    bundle_sid: String,
    line_hash: Vec<u8>,
    product_sid: Option<String>,
    brand_hash: Option<Vec<u8>>,
}

impl ImportedRow {
    fn read(self) -> Result<ImportedCustomer> {
        let corrupt = |column| Error::Corrupt { table: TABLE, column, key: self.reference.clone() };
        let product_sid = self.product_sid.map(|sid| sid.parse()).transpose();
        let product_sid: Option<BundleSid> = product_sid.map_err(|_| corrupt("product_sid"))?;
        let brand = product_sid.zip(self.brand_hash);
        Ok(ImportedCustomer {
            brand: brand.map(|(product_sid, hash)| ImportedBrand { product_sid, hash }),
            customer_sid: self.customer_sid.parse().map_err(|_| corrupt("customer_sid"))?,
            bundle_sid: self.bundle_sid.parse().map_err(|_| corrupt("bundle_sid"))?,
            line_hash: self.line_hash,
            reference: self.reference,
        })
    }
}

impl Tx {
    /// Stores a new one.
    ///
    /// # Errors
    /// `Conflict` if another of that reference was stored meanwhile.
    pub async fn imported_customer_insert(
        &mut self,
        scope: &Scope,
        customer: &ImportedCustomer,
        now: Timestamp,
    ) -> Result<()> {
        let values = args![
            scope.account(),
            &customer.reference,
            customer.customer_sid,
            customer.bundle_sid,
            customer.line_hash.clone(),
            now,
        ];
        if self.execute(&INSERT, values).await? == 0 { Err(Error::Conflict) } else { Ok(()) }
    }

    /// The customer of that reference.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn imported_customer_find(
        &mut self,
        scope: &Scope,
        reference: &str,
    ) -> Result<Option<ImportedCustomer>> {
        let rows = self.rows::<ImportedRow>(&FIND, args![scope.account(), reference]).await?;
        rows.into_iter().next().map(ImportedRow::read).transpose()
    }

    /// All of the account in the order of their references, from `after` on.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn imported_customer_list(
        &mut self,
        scope: &Scope,
        after: &str,
        limit: u32,
    ) -> Result<Vec<ImportedCustomer>> {
        let rows = self.rows::<ImportedRow>(&LIST, args![scope.account(), after, limit]).await?;
        rows.into_iter().map(ImportedRow::read).collect()
    }

    /// Remembers the line that it was mended from.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn imported_customer_save(
        &mut self,
        scope: &Scope,
        reference: &str,
        line_hash: Vec<u8>,
        now: Timestamp,
    ) -> Result<()> {
        self.execute(&SAVE, args![scope.account(), reference, line_hash, now]).await.map(drop)
    }

    /// Remembers what it said of a brand, and what that became.
    ///
    /// # Errors
    /// `Conflict` if a brand of it was begun elsewhere meanwhile.
    pub async fn imported_customer_save_brand(
        &mut self,
        scope: &Scope,
        reference: &str,
        brand: &ImportedBrand,
        now: Timestamp,
    ) -> Result<()> {
        let values = args![scope.account(), reference, brand.product_sid, brand.hash.clone(), now];
        if self.execute(&SAVE_BRAND, values).await? == 0 { Err(Error::Conflict) } else { Ok(()) }
    }
}
