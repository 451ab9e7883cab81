//! Brand registrations.

use trusthub_domain::messaging::Brand;
use trusthub_domain::sid::{BrandSid, BundleSid};

use super::content_row;
use crate::db::Tx;
use crate::db::seal::Place;
use crate::db::statement::{listings, statements};
use crate::db::value::{args, place_after};
use crate::error::Result;
use crate::operations::attestation::changes::AttestationChange;
use crate::page::{Page, PageRequest};
use crate::scope::Scope;
use crate::vault::Vault;

content_row!(BrandRow of Brand in "brands");

statements! {
    INSERT = "INSERT INTO brands \
            (account_sid, sid, customer_profile_sid, a2p_profile_sid, content, version, date_created) \
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    FIND = "SELECT account_sid, sid, content, version, date_created FROM brands WHERE account_sid = $1 AND sid = $2";
    OF_BUNDLE = "SELECT account_sid, sid, content, version, date_created FROM brands \
        WHERE account_sid = $1 AND (customer_profile_sid = $2 OR a2p_profile_sid = $2) ORDER BY date_created, sid";
    SAVE = "UPDATE brands SET content = $3, version = version + 1 WHERE account_sid = $1 AND sid = $2 AND version = $4";
    AFTER = "SELECT account_sid, sid, content, version, date_created FROM brands WHERE (account_sid, sid) > ($1, $2) \
        ORDER BY account_sid, sid LIMIT $3";
    // Takes the lock on the row, so that two campaigns of one brand are counted one after the other.
    TOUCH = "UPDATE brands SET version = version WHERE account_sid = $1 AND sid = $2";
}

listings! {
    LIST by "sid" = "SELECT account_sid, sid, content, version, date_created FROM brands WHERE account_sid = $5";
}

async fn sealed(brand: &Brand, vault: &Vault) -> Result<Vec<u8>> {
    Place::new(TABLE, brand.account_sid, &brand.sid.to_string()).seal(vault, "content", brand).await
}

impl Tx {
    /// Stores a new one.
    ///
    /// # Errors
    /// `Erased` if the account is.
    pub async fn brand_insert(&mut self, brand: &Brand) -> Result<()> {
        let content = sealed(brand, self.vault()).await?;
        let values = args![
            brand.account_sid,
            brand.sid,
            brand.customer_profile_sid,
            brand.a2p_profile_sid,
            content,
            brand.version,
            brand.date_created,
        ];
        self.execute(&INSERT, values).await?;
        self.attestation_changed(&AttestationChange::Brand(brand.account_sid, brand.sid)).await?;
        self.owner_set(brand.sid, brand.account_sid).await
    }

    /// One of them.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn brand_find(&mut self, scope: &Scope, sid: BrandSid) -> Result<Option<Brand>> {
        self.find::<BrandRow>(&FIND, args![scope.account(), sid]).await
    }

    /// One of them, locked until the end of the transaction, so that what is counted under it stays counted.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn brand_lock(&mut self, scope: &Scope, sid: BrandSid) -> Result<Option<Brand>> {
        self.execute(&TOUCH, args![scope.account(), sid]).await?;
        self.brand_find(scope, sid).await
    }

    /// All of them.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn brand_list(&mut self, scope: &Scope, page: &PageRequest) -> Result<Page<Brand>> {
        self.page::<BrandRow>(&LIST, page, &args![scope.account()]).await
    }

    /// Those of all accounts after this one, at most `limit`.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn brands_any_account(&mut self, after: Option<&Brand>, limit: u32) -> Result<Vec<Brand>> {
        let (account, sid) = place_after(after.map(|last| (last.account_sid, last.sid)));
        self.all::<BrandRow>(&AFTER, args![account, sid, limit]).await
    }

    /// Those that rest on a profile or trust product, oldest first.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn brand_list_of_bundle(&mut self, scope: &Scope, bundle: BundleSid) -> Result<Vec<Brand>> {
        self.all::<BrandRow>(&OF_BUNDLE, args![scope.account(), bundle]).await
    }

    /// Saves it if its version is current; returns it with the next version. What it rests on stays.
    ///
    /// # Errors
    /// `Conflict` if somebody else saved it since it was read.
    pub async fn brand_save(&mut self, brand: &Brand) -> Result<Brand> {
        let content = sealed(brand, self.vault()).await?;
        self.execute_seen(&SAVE, args![brand.account_sid, brand.sid, content, brand.version]).await?;
        self.attestation_changed(&AttestationChange::Brand(brand.account_sid, brand.sid)).await?;
        Ok(Brand { version: brand.version + 1, ..brand.clone() })
    }
}
