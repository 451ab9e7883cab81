//! Vettings of brands.

use trusthub_domain::messaging::BrandVetting;
use trusthub_domain::sid::{BrandSid, BrandVettingSid};

use super::content_row;
use crate::db::Tx;
use crate::db::seal::Place;
use crate::db::statement::{listings, statements};
use crate::db::value::args;
use crate::error::Result;
use crate::page::{Page, PageRequest};
use crate::scope::Scope;
use crate::vault::Vault;

content_row!(VettingRow of BrandVetting in "brand_vettings");

statements! {
    INSERT = "INSERT INTO brand_vettings (account_sid, sid, brand_sid, content, version, date_created) \
        VALUES ($1, $2, $3, $4, $5, $6)";
    FIND = "SELECT account_sid, sid, content, version, date_created FROM brand_vettings \
        WHERE account_sid = $1 AND sid = $2";
    SAVE = "UPDATE brand_vettings SET content = $3, version = version + 1 \
        WHERE account_sid = $1 AND sid = $2 AND version = $4";
}

listings! {
    LIST by "sid" = "SELECT account_sid, sid, content, version, date_created FROM brand_vettings \
        WHERE account_sid = $5 AND brand_sid = $6";
}

async fn sealed(vetting: &BrandVetting, vault: &Vault) -> Result<Vec<u8>> {
    Place::new(TABLE, vetting.account_sid, &vetting.sid.to_string()).seal(vault, "content", vetting).await
}

impl Tx {
    /// Stores a new one, and whose it is.
    ///
    /// # Errors
    /// `Erased` if the account is.
    pub async fn brand_vetting_insert(&mut self, vetting: &BrandVetting) -> Result<()> {
        let content = sealed(vetting, self.vault()).await?;
        let values = args![
            vetting.account_sid,
            vetting.sid,
            vetting.brand_sid,
            content,
            vetting.version,
            vetting.date_created,
        ];
        self.execute(&INSERT, values).await?;
        self.owner_set(vetting.sid, vetting.account_sid).await
    }

    /// One of them.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn brand_vetting_find(
        &mut self,
        scope: &Scope,
        sid: BrandVettingSid,
    ) -> Result<Option<BrandVetting>> {
        self.find::<VettingRow>(&FIND, args![scope.account(), sid]).await
    }

    /// Those of a brand.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn brand_vetting_list(
        &mut self,
        scope: &Scope,
        brand: BrandSid,
        page: &PageRequest,
    ) -> Result<Page<BrandVetting>> {
        self.page::<VettingRow>(&LIST, page, &args![scope.account(), brand]).await
    }

    /// Saves it if its version is current; returns it with the next version.
    ///
    /// # Errors
    /// `Conflict` if somebody else saved it since it was read.
    pub async fn brand_vetting_save(&mut self, vetting: &BrandVetting) -> Result<BrandVetting> {
        let content = sealed(vetting, self.vault()).await?;
        self.execute_seen(&SAVE, args![vetting.account_sid, vetting.sid, content, vetting.version]).await?;
        Ok(BrandVetting { version: vetting.version + 1, ..vetting.clone() })
    }
}
