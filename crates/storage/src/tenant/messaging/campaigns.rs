//! Campaigns.

use trusthub_domain::messaging::Campaign;
use trusthub_domain::sid::{BrandSid, CampaignSid, MessagingServiceSid};

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

content_row!(CampaignRow of Campaign in "campaigns");

statements! {
    INSERT = "INSERT INTO campaigns (account_sid, sid, service_sid, brand_sid, content, version, date_created) \
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (account_sid, service_sid) DO NOTHING";
    FIND = "SELECT account_sid, sid, content, version, date_created FROM campaigns WHERE account_sid = $1 AND sid = $2";
    AFTER = "SELECT account_sid, sid, content, version, date_created FROM campaigns \
        WHERE (account_sid, sid) > ($1, $2) ORDER BY account_sid, sid LIMIT $3";
    COUNT_OF_BRAND = "SELECT count(*) AS count FROM campaigns WHERE account_sid = $1 AND brand_sid = $2";
    SAVE = "UPDATE campaigns SET content = $3, version = version + 1 WHERE account_sid = $1 AND sid = $2 AND version = $4";
    DELETE = "DELETE FROM campaigns WHERE account_sid = $1 AND sid = $2";
    // Takes the lock on the row: whoever changes it waits, and whoever has changed it is seen.
    TOUCH = "UPDATE campaigns SET version = version WHERE account_sid = $1 AND sid = $2";
    SIDS = "SELECT sid FROM campaigns WHERE account_sid = $1 ORDER BY sid";
}

listings! {
    OF_SERVICE by "sid" = "SELECT account_sid, sid, content, version, date_created FROM campaigns \
        WHERE account_sid = $5 AND service_sid = $6";
    LIST by "sid" = "SELECT account_sid, sid, content, version, date_created FROM campaigns WHERE account_sid = $5";
}

async fn sealed(campaign: &Campaign, vault: &Vault) -> Result<Vec<u8>> {
    Place::new(TABLE, campaign.account_sid, &campaign.sid.to_string()).seal(vault, "content", campaign).await
}

impl Tx {
    /// Stores a new one, and whose it is; `false` if the service has one already.
    ///
    /// # Errors
    /// `Conflict` if service or brand went meanwhile.
    pub async fn campaign_insert(&mut self, campaign: &Campaign) -> Result<bool> {
        let content = sealed(campaign, self.vault()).await?;
        let values = args![
            campaign.account_sid,
            campaign.sid,
            campaign.service_sid,
            campaign.brand_sid,
            content,
            campaign.version,
            campaign.date_created,
        ];
        if self.execute(&INSERT, values).await? == 0 {
            return Ok(false);
        }
        self.campaign_note_change(campaign).await?;
        self.owner_set(campaign.sid, campaign.account_sid).await?;
        Ok(true)
    }

    /// One of them.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn campaign_find(&mut self, scope: &Scope, sid: CampaignSid) -> Result<Option<Campaign>> {
        self.find::<CampaignRow>(&FIND, args![scope.account(), sid]).await
    }

    /// One of them, locked until the end of the transaction.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn campaign_lock(&mut self, scope: &Scope, sid: CampaignSid) -> Result<Option<Campaign>> {
        self.execute(&TOUCH, args![scope.account(), sid]).await?;
        self.campaign_find(scope, sid).await
    }

    /// The identifiers of all, which are there as long as the rows are, whatever became of the account's key.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn campaign_sids(&mut self, scope: &Scope) -> Result<Vec<CampaignSid>> {
        let rows = self.rows::<(String,)>(&SIDS, args![scope.account()]).await?;
        let account = scope.account();
        rows.iter().map(|(sid,)| Place::new(TABLE, account, sid).parse("sid", sid)).collect()
    }

    /// Those of a service: one at most.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn campaign_list(
        &mut self,
        scope: &Scope,
        service: MessagingServiceSid,
        page: &PageRequest,
    ) -> Result<Page<Campaign>> {
        self.page::<CampaignRow>(&OF_SERVICE, page, &args![scope.account(), service]).await
    }

    /// All of the account.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn campaign_list_all(&mut self, scope: &Scope, page: &PageRequest) -> Result<Page<Campaign>> {
        self.page::<CampaignRow>(&LIST, page, &args![scope.account()]).await
    }

    /// How many a brand has.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn campaign_count(&mut self, scope: &Scope, brand: BrandSid) -> Result<u32> {
        let counted = self.row::<(i64,)>(&COUNT_OF_BRAND, args![scope.account(), brand]).await?;
        Ok(counted.and_then(|(count,)| u32::try_from(count).ok()).unwrap_or(0))
    }

    /// Saves it if its version is current; returns it with the next version. Service and brand stay.
    ///
    /// # Errors
    /// `Conflict` if somebody else saved it since it was read.
    pub async fn campaign_save(&mut self, campaign: &Campaign) -> Result<Campaign> {
        let content = sealed(campaign, self.vault()).await?;
        self.execute_seen(&SAVE, args![campaign.account_sid, campaign.sid, content, campaign.version])
            .await?;
        self.campaign_note_change(campaign).await?;
        Ok(Campaign { version: campaign.version + 1, ..campaign.clone() })
    }

    /// Those of all accounts after this one, at most `limit`.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn campaigns_any_account(
        &mut self,
        after: Option<&Campaign>,
        limit: u32,
    ) -> Result<Vec<Campaign>> {
        let (account, sid) = place_after(after.map(|last| (last.account_sid, last.sid)));
        self.all::<CampaignRow>(&AFTER, args![account, sid, limit]).await
    }

    /// Tells those who decide about messages that the service is to be looked at anew.
    async fn campaign_note_change(&mut self, campaign: &Campaign) -> Result<()> {
        let change = AttestationChange::Service(campaign.account_sid, campaign.service_sid);
        self.attestation_changed(&change).await
    }

    /// Deletes it; `false` if there was none.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn campaign_delete(&mut self, scope: &Scope, sid: CampaignSid) -> Result<bool> {
        if let Some(campaign) = self.campaign_find(scope, sid).await? {
            self.campaign_note_change(&campaign).await?;
        }
        self.owner_delete(sid).await?;
        Ok(self.execute(&DELETE, args![scope.account(), sid]).await? > 0)
    }
}
