//! What the registry downstream has: brands and campaigns, as far as they are alike.

use trusthub_domain::messaging::{Brand, BrandStatus, Campaign, CampaignStatus, RegistryEntry};
use trusthub_domain::sid::AccountSid;
use trusthub_gateways::registry::{CampaignRegistry, RegistryError, There};
use trusthub_storage::{Job, Scope, Tx};

use super::end;
use crate::work::Outcome;
use crate::{Error, Hub, Result};

/// What a page of the registry holds, and whether it is full.
type PageThere = std::result::Result<(Vec<There>, bool), RegistryError>;

/// What is brought to the registry, each by its own job.
pub(super) trait Subject: Sized {
    /// In log lines and metrics.
    const WORD: &'static str;

    fn facts(&self) -> Facts<'_>;

    /// The same as it is now, locked until the transaction ends.
    async fn lock(&self, tx: &mut Tx, scope: &Scope) -> Result<Option<Self>>;

    /// Those of all accounts after this one, at most `limit`.
    async fn after(tx: &mut Tx, last: Option<&Self>, limit: u32) -> Result<Vec<Self>>;

    /// A page of what the registry has, counted from one.
    async fn there(registry: &CampaignRegistry, page: u32) -> PageThere;
}

/// What both say of themselves.
pub(super) struct Facts<'a> {
    pub(super) sid: String,
    pub(super) account_sid: AccountSid,
    pub(super) version: i64,
    pub(super) is_mock: bool,
    /// Approved or verified, whether the registry was told or not.
    pub(super) is_registered_here: bool,
    /// How it stands at the registry; `None` where it was not told.
    pub(super) registry: Option<&'a RegistryEntry>,
}

/// Brands and campaigns name these alike; what differs is the status of one that is registered.
macro_rules! facts {
    ($subject:expr, $registered:path) => {
        Facts {
            sid: $subject.sid.to_string(),
            account_sid: $subject.account_sid,
            version: $subject.version,
            is_mock: $subject.is_mock,
            is_registered_here: $subject.status == $registered,
            registry: $subject.registry.as_ref(),
        }
    };
}

impl Subject for Brand {
    const WORD: &'static str = "brand";

    fn facts(&self) -> Facts<'_> {
        facts!(self, BrandStatus::Approved)
    }

    async fn lock(&self, tx: &mut Tx, scope: &Scope) -> Result<Option<Self>> {
        Ok(tx.brand_lock(scope, self.sid).await?)
    }

    async fn after(tx: &mut Tx, last: Option<&Self>, limit: u32) -> Result<Vec<Self>> {
        Ok(tx.brands_any_account(last, limit).await?)
    }

    async fn there(registry: &CampaignRegistry, page: u32) -> PageThere {
        registry.brand_page(page).await
    }
}

impl Subject for Campaign {
    const WORD: &'static str = "campaign";

    fn facts(&self) -> Facts<'_> {
        facts!(self, CampaignStatus::Verified)
    }

    async fn lock(&self, tx: &mut Tx, scope: &Scope) -> Result<Option<Self>> {
        Ok(tx.campaign_lock(scope, self.sid).await?)
    }

    async fn after(tx: &mut Tx, last: Option<&Self>, limit: u32) -> Result<Vec<Self>> {
        Ok(tx.campaigns_any_account(last, limit).await?)
    }

    async fn there(registry: &CampaignRegistry, page: u32) -> PageThere {
        registry.campaign_page(page).await
    }
}

/// It as it was asked about, if nobody has changed or deleted it since; nobody will until the transaction ends.
pub(super) async fn unchanged<S: Subject>(tx: &mut Tx, scope: &Scope, asked: &S) -> Result<S> {
    let present = asked.lock(tx, scope).await?;
    present.filter(|present| present.facts().version == asked.facts().version).ok_or(Error::Conflict)
}

/// Nothing is to be done about it.
pub(super) async fn leave<S: Subject>(hub: &Hub, scope: &Scope, job: &Job, asked: &S) -> Result<Outcome> {
    let mut tx = hub.db().write().await?;
    unchanged(&mut tx, scope, asked).await?;
    end(tx, job, None).await
}
