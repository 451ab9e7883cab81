//! Campaigns that somebody registers in a form.

use trusthub_domain::messaging::CampaignRegistration;
use trusthub_domain::sid::{BundleSid, CampaignSid, MessagingServiceSid};

use super::super::content_row;
use crate::db::Tx;
use crate::db::seal::Place;
use crate::db::statement::{listings, statements};
use crate::db::value::args;
use crate::error::Result;
use crate::page::{Page, PageRequest};
use crate::scope::Scope;
use crate::vault::Vault;

content_row!(RegistrationRow of CampaignRegistration in "campaign_registrations");

statements! {
    INSERT = "INSERT INTO campaign_registrations \
            (account_sid, sid, service_sid, campaign_sid, content, version, date_created, date_updated) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (account_sid, service_sid) DO NOTHING";
    FIND = "SELECT account_sid, sid, content, version, date_created FROM campaign_registrations \
        WHERE account_sid = $1 AND sid = $2";
    OF_SERVICE = "SELECT account_sid, sid, content, version, date_created FROM campaign_registrations \
        WHERE account_sid = $1 AND service_sid = $2";
    SAVE = "UPDATE campaign_registrations SET campaign_sid = $3, content = $4, date_updated = $5, version = version + 1 \
        WHERE account_sid = $1 AND sid = $2 AND version = $6";
    DELETE = "DELETE FROM campaign_registrations WHERE account_sid = $1 AND sid = $2";
    DELETE_OF = "DELETE FROM campaign_registrations WHERE account_sid = $1 AND campaign_sid = $2";
}

listings! {
    LIST by "sid" = "SELECT account_sid, sid, content, version, date_created FROM campaign_registrations \
        WHERE account_sid = $5";
}

async fn sealed(registration: &CampaignRegistration, vault: &Vault) -> Result<Vec<u8>> {
    let key = registration.sid.to_string();
    Place::new(TABLE, registration.account_sid, &key).seal(vault, "content", registration).await
}

impl Tx {
    /// Stores a new one, which goes with its service; `false` if that has one already.
    ///
    /// # Errors
    /// `Conflict` if the service went meanwhile; `Erased`.
    pub async fn campaign_registration_insert(&mut self, new: &CampaignRegistration) -> Result<bool> {
        let content = sealed(new, self.vault()).await?;
        let values = args![
            new.account_sid,
            new.sid,
            new.service_sid,
            new.campaign_sid,
            content,
            new.version,
            new.date_created,
            new.date_updated,
        ];
        Ok(self.execute(&INSERT, values).await? > 0)
    }

    /// One of them.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn campaign_registration_find(
        &mut self,
        scope: &Scope,
        sid: BundleSid,
    ) -> Result<Option<CampaignRegistration>> {
        self.find::<RegistrationRow>(&FIND, args![scope.account(), sid]).await
    }

    /// The service's.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn campaign_registration_of_service(
        &mut self,
        scope: &Scope,
        service: MessagingServiceSid,
    ) -> Result<Option<CampaignRegistration>> {
        self.find::<RegistrationRow>(&OF_SERVICE, args![scope.account(), service]).await
    }

    /// All of the account.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn campaign_registration_list_all(
        &mut self,
        scope: &Scope,
        page: &PageRequest,
    ) -> Result<Page<CampaignRegistration>> {
        self.page::<RegistrationRow>(&LIST, page, &args![scope.account()]).await
    }

    /// Saves it if its version is current; returns it with the next version. Its service stays.
    ///
    /// # Errors
    /// `Conflict` if somebody else saved it since it was read.
    pub async fn campaign_registration_save(
        &mut self,
        changed: &CampaignRegistration,
    ) -> Result<CampaignRegistration> {
        let content = sealed(changed, self.vault()).await?;
        let values = args![
            changed.account_sid,
            changed.sid,
            changed.campaign_sid,
            content,
            changed.date_updated,
            changed.version,
        ];
        self.execute_seen(&SAVE, values).await?;
        Ok(CampaignRegistration { version: changed.version + 1, ..changed.clone() })
    }

    /// Deletes it; `false` if there was none.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn campaign_registration_delete(&mut self, scope: &Scope, sid: BundleSid) -> Result<bool> {
        Ok(self.execute(&DELETE, args![scope.account(), sid]).await? > 0)
    }

    /// Deletes the one that became this campaign, if there is one.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn campaign_registration_delete_of(
        &mut self,
        scope: &Scope,
        campaign: CampaignSid,
    ) -> Result<bool> {
        Ok(self.execute(&DELETE_OF, args![scope.account(), campaign]).await? > 0)
    }
}
