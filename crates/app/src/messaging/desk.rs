//! What of messages is left to a person: campaigns that may be read otherwise, and tokens of Campaign Verify.

use trusthub_domain::bundle::ReasonCode;
use trusthub_domain::messaging::{BrandIssue, BrandVetting, Campaign, VettingStatus};
pub use trusthub_domain::review::MessageRuling as Ruling;
use trusthub_domain::review::{MessageItem, Role};
use trusthub_domain::sid::BundleSid;
pub use trusthub_storage::Waiting;
use trusthub_storage::{Scope, Tx};
use trusthub_vetting::messaging::Field;

use super::brands::load as load_brand;
use super::{notices, reading};
use crate::record::{Changed, record};
use crate::review::messages::take;
use crate::review::{GivenReason, Preview, present_reviewer};
use crate::{Actor, Error, Hub, Invalid, Result, input};

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

/// Fields of a campaign that a reason may be about.
pub const FIELDS: [&str; 14] = [
    Field::Description.as_str(),
    Field::MessageFlow.as_str(),
    Field::MessageSamples.as_str(),
    Field::UseCase.as_str(),
    Field::HasEmbeddedLinks.as_str(),
    Field::HasEmbeddedPhone.as_str(),
    Field::AgeGated.as_str(),
    Field::DirectLending.as_str(),
    Field::OptInMessage.as_str(),
    Field::OptOutMessage.as_str(),
    Field::OptOutKeywords.as_str(),
    Field::HelpMessage.as_str(),
    Field::PrivacyPolicyUrl.as_str(),
    Field::TermsAndConditionsUrl.as_str(),
];

/// Whether campaigns are turned down with this code.
#[must_use]
pub fn is_against_campaigns(code: ReasonCode) -> bool {
    (30800..=30999).contains(&code.0)
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
    Ok(load(&mut tx, item_of(sid)?).await?.1)
}

/// Who sends, as whoever decides is to know them.
#[derive(Debug, Clone)]
pub struct Sender {
    /// The account's name.
    pub account_name: String,
    /// It is for trying out.
    pub is_test: bool,
    /// The profile that says who it is.
    pub profile_sid: BundleSid,
    /// By which names its messages may call it.
    pub names: Vec<String>,
    /// Its website.
    pub website: Option<String>,
}

/// Whose brand it is that something waits of.
///
/// # Errors
/// `NotFound`; `Forbidden` for anybody but a reviewer.
pub async fn sender(hub: &Hub, actor: &Actor, item: &Item) -> Result<Sender> {
    let mut tx = hub.db().read().await?;
    present_reviewer(&mut tx, actor, Role::Reviewer).await?;
    let (account_sid, brand_sid) = match item {
        Item::Campaign(campaign) => (campaign.account_sid, campaign.brand_sid),
        Item::Token(vetting) => (vetting.account_sid, vetting.brand_sid),
    };
    let scope = Scope::own(account_sid);
    let brand = load_brand(&mut tx, &scope, brand_sid).await?;
    let account = tx.account_find(&scope).await?.ok_or_else(|| missing(&brand_sid.to_string()))?;
    let known = reading::known_as(&mut tx, hub, &scope, &brand).await?;
    Ok(Sender {
        account_name: account.friendly_name,
        is_test: account.is_test,
        profile_sid: brand.customer_profile_sid,
        names: known.names,
        website: known.website,
    })
}

/// The letter that rejecting a campaign with these reasons would send. Nothing changes.
///
/// # Errors
/// Those of [`decide`]; `NotFound` for a token, of which nobody is written to.
pub async fn preview(hub: &Hub, actor: &Actor, sid: &str, reasons: Vec<GivenReason>) -> Result<Preview> {
    must_be_reasons(hub, &reasons)?;
    let mut tx = hub.db().read().await?;
    present_reviewer(&mut tx, actor, Role::Reviewer).await?;
    let (scope, Item::Campaign(campaign)) = load(&mut tx, item_of(sid)?).await? else {
        return Err(missing(sid));
    };
    let turned_down = turned_down(hub, &campaign, reasons);
    let letter = notices::rejection(&mut tx, hub, &scope, turned_down).await?;
    Ok(Preview::of(letter))
}

/// Decides one at once; [`crate::review::messages::decide_later`] leaves a moment to undo it.
///
/// # Errors
/// `NotFound` for what does not wait; `Invalid` without a reason, for an empty note, and for a code or field that no campaign
/// is turned down for; `Case` if somebody else is at it; `Forbidden` for anybody but a reviewer; `Conflict`.
pub async fn decide(hub: &Hub, actor: &Actor, sid: &str, ruling: Ruling) -> Result<()> {
    let asked = item_of(sid)?;
    let mut tx = hub.db().write().await?;
    let scope = take(&mut tx, hub, actor, asked).await?;
    let item = waiting(&mut tx, &scope, asked).await?;
    rule(&mut tx, hub, actor, &scope, item, ruling).await?;
    Ok(tx.commit().await?)
}

/// Decides one within a transaction whose caller has taken it.
///
/// # Errors
/// Those of [`decide`].
pub(crate) async fn rule(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    scope: &Scope,
    item: Item,
    ruling: Ruling,
) -> Result<()> {
    if let Ruling::Reject(reasons) = &ruling {
        must_be_reasons(hub, reasons)?;
    }
    match item {
        Item::Campaign(campaign) => decide_campaign(tx, hub, actor, scope, &campaign, ruling).await,
        Item::Token(vetting) => decide_token(tx, hub, actor, scope, &vetting, ruling).await,
    }
}

fn must_be_reasons(hub: &Hub, reasons: &[GivenReason]) -> Result<()> {
    if reasons.is_empty() {
        return Err(Invalid::Missing("code").into());
    }
    for reason in reasons {
        input::note(reason.note.as_deref().unwrap_or_default())?;
        if hub.catalog().error_code(reason.code).is_none() || !is_against_campaigns(reason.code) {
            return super::services::refused(
                "code",
                "it is one of 30800 to 30999 that has a page under /docs/errors".to_owned(),
            );
        }
        if reason.field.as_deref().is_some_and(|field| !FIELDS.contains(&field)) {
            return super::services::refused("field", format!("it is one of {}", FIELDS.join(", ")));
        }
    }
    Ok(())
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
        Ruling::Approve => reading::accepted(tx, hub, scope, before).await?,
        Ruling::Reject(reasons) => turned_down(hub, before, reasons),
    };
    reading::save(tx, hub, actor, scope, &brand, (before, &after)).await.map(drop)
}

fn turned_down(hub: &Hub, before: &Campaign, reasons: Vec<GivenReason>) -> Campaign {
    let issue = |reason: GivenReason| BrandIssue {
        code: reason.code,
        description: reason.note.unwrap_or_default(),
        fields: reason.field.map_or_else(|| fields_of(before, reason.code), |field| vec![field]),
    };
    before.fail(reasons.into_iter().map(issue).collect(), hub.now())
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
    ruling: Ruling,
) -> Result<()> {
    let (status, reasons) = match ruling {
        Ruling::Approve => (VettingStatus::Success, Vec::new()),
        Ruling::Reject(reasons) => (VettingStatus::Failed, reasons),
    };
    let issue = |reason: GivenReason| BrandIssue {
        code: reason.code,
        description: reason.note.unwrap_or_default(),
        fields: Vec::new(),
    };
    let issues = reasons.into_iter().map(issue).collect();
    let after = BrandVetting { status, issues, date_updated: hub.now(), ..before.clone() };
    let after = tx.brand_vetting_save(&after).await?;
    tx.messaging_queue_delete(scope, MessageItem::Token(after.sid)).await?;
    record(tx, hub, actor, scope, "brand.decide_token", after.sid, Changed::from_to(before, &after)).await
}

async fn load(tx: &mut Tx, asked: MessageItem) -> Result<(Scope, Item)> {
    let sid = asked.to_string();
    let owner = tx.sid_owner_any_account(&sid).await?.ok_or_else(|| missing(&sid))?;
    let scope = Scope::own(owner);
    let item = waiting(tx, &scope, asked).await?;
    Ok((scope, item))
}

/// What waits, of a known account.
///
/// # Errors
/// `NotFound` for what does not wait, and for toll-free numbers, which wait elsewhere.
pub(crate) async fn waiting(tx: &mut Tx, scope: &Scope, asked: MessageItem) -> Result<Item> {
    let found = match asked {
        MessageItem::Campaign(sid) => {
            let found = tx.campaign_find(scope, sid).await?.filter(Campaign::awaits_person);
            found.map(|campaign| Item::Campaign(Box::new(campaign)))
        }
        MessageItem::Token(sid) => {
            let found = tx.brand_vetting_find(scope, sid).await?;
            let found = found.filter(|vetting| vetting.status == VettingStatus::InProgress);
            found.map(|vetting| Item::Token(Box::new(vetting)))
        }
        MessageItem::TollFree(_) => None,
    };
    found.ok_or_else(|| missing(&asked.to_string()))
}

fn item_of(sid: &str) -> Result<MessageItem> {
    sid.parse().map_err(|_| missing(sid))
}

fn missing(sid: &str) -> Error {
    Error::NotFound(format!("A campaign or token that waits under {sid}"))
}
