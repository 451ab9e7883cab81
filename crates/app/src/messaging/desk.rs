//! What of messages is left to a person: campaigns that may be read otherwise, and tokens of Campaign Verify.

use trusthub_domain::bundle::ReasonCode;
use trusthub_domain::messaging::{BrandIssue, BrandVetting, Campaign, CampaignStatus, VettingStatus};
use trusthub_domain::review::Role;
use trusthub_domain::sid::{BrandVettingSid, CampaignSid};
pub use trusthub_storage::Waiting;
use trusthub_storage::{Scope, Tx};

use super::brands::load as load_brand;
use super::{reading, registration_name};
use crate::record::{Changed, record};
use crate::review::present_reviewer;
use crate::{Actor, Error, Hub, Result, input};

/// How many are listed at once. Ours: more than anybody reads through.
const LISTED: u32 = 200;

/// What a person may decide.
#[derive(Debug, Clone)]
pub enum Item {
    /// A campaign, with what the machine doubts.
    Campaign(Box<Campaign>),
    /// A token, to be looked up at Campaign Verify.
    Token(Box<BrandVetting>),
}

/// A person's decision.
#[derive(Debug, Clone)]
pub enum Ruling {
    /// It may be sent; the token is genuine.
    Approve,
    /// It may not: the vendor's code, and what the customer is to mend.
    Reject {
        /// One of the codes that campaigns are turned down with.
        code: ReasonCode,
        /// To the customer.
        note: String,
    },
}

/// What waits, the longest first, over all accounts.
///
/// # Errors
/// `Forbidden` for anybody but a reviewer.
pub async fn list(hub: &Hub, actor: &Actor) -> Result<Vec<Waiting>> {
    let mut tx = hub.db().read().await?;
    present_reviewer(&mut tx, actor, Role::Reviewer).await?;
    Ok(tx.messaging_queue_list_any_account(LISTED).await?)
}

/// One of them, by `QE…` or `VT…`.
///
/// # Errors
/// `NotFound`; `Forbidden` for anybody but a reviewer.
pub async fn show(hub: &Hub, actor: &Actor, sid: &str) -> Result<Item> {
    let mut tx = hub.db().read().await?;
    present_reviewer(&mut tx, actor, Role::Reviewer).await?;
    Ok(load(&mut tx, sid).await?.1)
}

/// Decides one.
///
/// # Errors
/// `NotFound` for what does not wait; `Invalid` for an empty note or a code that no campaign is turned down with; `Forbidden`
/// for anybody but a reviewer; `Conflict`.
pub async fn decide(hub: &Hub, actor: &Actor, sid: &str, ruling: Ruling) -> Result<()> {
    if let Ruling::Reject { code, note } = &ruling {
        input::note(note)?;
        if hub.catalog().error_code(*code).is_none() || !(30800..=30999).contains(&code.0) {
            return super::services::refused(
                "code",
                "it is one of 30800 to 30999 that has a page under /docs/errors".to_owned(),
            );
        }
    }
    let mut tx = hub.db().write().await?;
    present_reviewer(&mut tx, actor, Role::Reviewer).await?;
    let (scope, item) = load(&mut tx, sid).await?;
    match item {
        Item::Campaign(campaign) => decide_campaign(&mut tx, hub, actor, &scope, &campaign, ruling).await?,
        Item::Token(vetting) => decide_token(&mut tx, hub, actor, &scope, &vetting, &ruling).await?,
    }
    Ok(tx.commit().await?)
}

async fn decide_campaign(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    scope: &Scope,
    before: &Campaign,
    ruling: Ruling,
) -> Result<()> {
    let brand = load_brand(tx, scope, before.brand_sid).await?;
    let after = match ruling {
        Ruling::Approve => before.verify(registration_name(hub, 'C'), hub.now()),
        Ruling::Reject { code, note } => {
            let issue = BrandIssue { code, description: note, fields: fields_of(before, code) };
            before.fail(vec![issue], hub.now())
        }
    };
    reading::save(tx, hub, actor, scope, &brand, (before, &after)).await.map(drop)
}

/// Those that the machine doubted for this reason.
fn fields_of(campaign: &Campaign, code: ReasonCode) -> Vec<String> {
    campaign.doubts.iter().filter(|doubt| doubt.code == code).flat_map(|doubt| doubt.fields.clone()).collect()
}

async fn decide_token(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    scope: &Scope,
    before: &BrandVetting,
    ruling: &Ruling,
) -> Result<()> {
    let status = match ruling {
        Ruling::Approve => VettingStatus::Success,
        Ruling::Reject { .. } => VettingStatus::Failed,
    };
    let after = BrandVetting { status, date_updated: hub.now(), ..before.clone() };
    let after = tx.brand_vetting_save(&after).await?;
    tx.messaging_queue_delete(after.sid).await?;
    record(tx, hub, actor, scope, "brand.decide_token", after.sid, Changed::from_to(before, &after)).await
}

async fn load(tx: &mut Tx, sid: &str) -> Result<(Scope, Item)> {
    let missing = || Error::NotFound(format!("A campaign or token that waits under {sid}"));
    let owner = tx.sid_owner_any_account(sid).await?.ok_or_else(missing)?;
    let scope = Scope::own(owner);
    if let Ok(campaign) = sid.parse::<CampaignSid>() {
        let found = tx.campaign_find(&scope, campaign).await?;
        let found = found.filter(|campaign| campaign.status == CampaignStatus::InProgress);
        return Ok((scope, Item::Campaign(Box::new(found.ok_or_else(missing)?))));
    }
    let vetting = sid.parse::<BrandVettingSid>().map_err(|_| missing())?;
    let found = tx.brand_vetting_find(&scope, vetting).await?;
    let found = found.filter(|vetting| vetting.status == VettingStatus::InProgress);
    Ok((scope, Item::Token(Box::new(found.ok_or_else(missing)?))))
}
