//! Brands and campaigns that somebody registers in a form.

pub(crate) mod campaigns;

use trusthub_domain::messaging::BrandRegistration;
use trusthub_domain::sid::{BrandSid, BundleSid};

use super::content_row;
use crate::db::Tx;
use crate::db::seal::Place;
use crate::db::statement::{listings, statements};
use crate::db::value::args;
use crate::error::Result;
use crate::page::{Page, PageRequest};
use crate::scope::Scope;
use crate::vault::Vault;

content_row!(RegistrationRow of BrandRegistration in "brand_registrations");

statements! {
    INSERT = "INSERT INTO brand_registrations (account_sid, sid, brand_sid, content, version, date_created) \
        VALUES ($1, $2, $3, $4, $5, $6)";
    FIND = "SELECT account_sid, sid, content, version, date_created FROM brand_registrations \
        WHERE account_sid = $1 AND sid = $2";
    OF_BRAND = "SELECT account_sid, sid, content, version, date_created FROM brand_registrations \
        WHERE account_sid = $1 AND brand_sid = $2";
    SAVE = "UPDATE brand_registrations SET brand_sid = $3, content = $4, version = version + 1 \
        WHERE account_sid = $1 AND sid = $2 AND version = $5";
}

listings! {
    LIST by "sid" = "SELECT account_sid, sid, content, version, date_created FROM brand_registrations \
        WHERE account_sid = $5";
}

async fn sealed(registration: &BrandRegistration, vault: &Vault) -> Result<Vec<u8>> {
    let key = registration.sid.to_string();
    Place::new(TABLE, registration.account_sid, &key).seal(vault, "content", registration).await
}

impl Tx {
    /// Stores a new one. It goes with its Trust Product.
    ///
    /// # Errors
    /// `Erased` if the account is.
    pub async fn brand_registration_insert(&mut self, new: &BrandRegistration) -> Result<()> {
        let content = sealed(new, self.vault()).await?;
        let values = args![new.account_sid, new.sid, new.brand_sid, content, new.version, new.date_created];
        self.execute(&INSERT, values).await.map(drop)
    }

    /// One of them.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn brand_registration_find(
        &mut self,
        scope: &Scope,
        sid: BundleSid,
    ) -> Result<Option<BrandRegistration>> {
        self.find::<RegistrationRow>(&FIND, args![scope.account(), sid]).await
    }

    /// The one that became this brand.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn brand_registration_of_brand(
        &mut self,
        scope: &Scope,
        brand: BrandSid,
    ) -> Result<Option<BrandRegistration>> {
        self.find::<RegistrationRow>(&OF_BRAND, args![scope.account(), brand]).await
    }

    /// All of the account.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn brand_registration_list_all(
        &mut self,
        scope: &Scope,
        page: &PageRequest,
    ) -> Result<Page<BrandRegistration>> {
        self.page::<RegistrationRow>(&LIST, page, &args![scope.account()]).await
    }

    /// Saves it if its version is current; returns it with the next version.
    ///
    /// # Errors
    /// `Conflict` if somebody else saved it since it was read.
    pub async fn brand_registration_save(
        &mut self,
        changed: &BrandRegistration,
    ) -> Result<BrandRegistration> {
        let content = sealed(changed, self.vault()).await?;
        let values = args![changed.account_sid, changed.sid, changed.brand_sid, content, changed.version];
        self.execute_seen(&SAVE, values).await?;
        Ok(BrandRegistration { version: changed.version + 1, ..changed.clone() })
    }
}
