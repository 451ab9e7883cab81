//! Reads what a campaign would send, and decides it: clean ones are verified, clear violations turned down, the rest is for
//! a person.

use trusthub_domain::messaging::{Brand, BrandIssue, Campaign, CampaignStatus};
use trusthub_domain::review::MessageItem;
use trusthub_domain::sid::CampaignSid;
use trusthub_storage::{Scope, Tx};
use trusthub_vetting::messaging::{Channel, Declared, Finding, Messages, Outcome, Severity, outcome};

use super::notices::{Happened, tell};
use super::{downstream, evidence, registration_name};
use crate::record::{Changed, record};
use crate::{Actor, Hub, Result};

/// Decides a campaign that was submitted. Doing it twice does no harm.
pub(crate) async fn run(hub: &Hub, scope: &Scope, sid: CampaignSid) -> Result<()> {
    let mut tx = hub.db().write().await?;
    let found = tx.campaign_find(scope, sid).await?;
    let Some(before) = found.filter(|campaign| campaign.status == CampaignStatus::Pending) else {
        return Ok(());
    };
    let Some(brand) = tx.brand_find(scope, before.brand_sid).await? else { return Ok(()) };
    let after = decided(&mut tx, hub, scope, &brand, &before).await?;
    let after = save(&mut tx, hub, &Actor::system(), scope, &brand, (&before, &after)).await?;
    tx.commit().await?;
    metrics::counter!("trusthub_campaigns_total", "status" => after.status.as_str()).increment(1);
    Ok(())
}

async fn decided(
    tx: &mut Tx,
    hub: &Hub,
    scope: &Scope,
    brand: &Brand,
    campaign: &Campaign,
) -> Result<Campaign> {
    let now = hub.now();
    let rules = &hub.messaging().content;
    let messages = messages(tx, hub, scope, brand, campaign).await?;
    let findings = rules.check(&messages, Channel::Campaign);
    let campaign = Campaign { rules: Some(rules.version().to_owned()), ..campaign.clone() };
    let of = |severity: Severity| -> Vec<BrandIssue> {
        findings.iter().filter(|finding| finding.severity == severity).map(issue).collect()
    };
    let use_case = hub.messaging().use_cases.get(&campaign.content.use_case)?;
    let mut doubts = of(Severity::Doubt);
    if use_case.post_approval_required {
        doubts.push(campaign.special_use_case());
    }
    // A mock is for trying out: it ends at once, one way or the other.
    let decides = campaign.is_mock || hub.settings().decides_automatically;
    Ok(match outcome(&findings) {
        Outcome::Violated => campaign.fail(of(Severity::Violation), now),
        Outcome::Clean | Outcome::Doubtful if campaign.is_mock || (doubts.is_empty() && decides) => {
            accepted(tx, hub, scope, &campaign).await?
        }
        Outcome::Clean | Outcome::Doubtful => campaign.refer(doubts, now),
    })
}

/// Nothing here stands against it: it may be sent, or goes to the registry downstream, which has the last word.
pub(super) async fn accepted(tx: &mut Tx, hub: &Hub, scope: &Scope, campaign: &Campaign) -> Result<Campaign> {
    let now = hub.now();
    Ok(if downstream::is_told(tx, hub, scope, campaign.is_mock).await? {
        campaign.clear(now)
    } else {
        campaign.verify(registration_name(hub, 'C'), now)
    })
}

fn issue(finding: &Finding) -> BrandIssue {
    let sample = finding.sample.map(|number| format!("Sample {number}: ")).unwrap_or_default();
    BrandIssue {
        code: finding.code,
        description: format!("{sample}{} {}", finding.why, finding.mend),
        fields: vec![finding.field.as_str().to_owned()],
    }
}

/// How a brand is known.
pub(super) struct Known {
    /// By which names its messages may call it.
    pub(super) names: Vec<String>,
    pub(super) website: Option<String>,
}

/// How the bundles of a brand say that it is known.
pub(super) async fn known_as(tx: &mut Tx, hub: &Hub, scope: &Scope, brand: &Brand) -> Result<Known> {
    let mut said = Vec::new();
    for sid in [brand.customer_profile_sid, brand.a2p_profile_sid] {
        if let Some(bundle) = tx.bundle_find(scope, sid).await? {
            said.extend(evidence::end_users(tx, hub, &bundle).await?);
        }
    }
    let text = |field| evidence::text(&said, field);
    let person = [text("first_name"), text("last_name")].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let names = match text("business_name") {
        Some(name) => vec![name],
        None => text("brand_name").into_iter().chain((!person.is_empty()).then_some(person)).collect(),
    };
    Ok(Known { names, website: text("website_url") })
}

/// What it would send, with the names its brand is known by.
pub(super) async fn messages(
    tx: &mut Tx,
    hub: &Hub,
    scope: &Scope,
    brand: &Brand,
    campaign: &Campaign,
) -> Result<Messages> {
    let Known { names, website } = known_as(tx, hub, scope, brand).await?;
    let content = &campaign.content;
    Ok(Messages {
        brand_names: names,
        website,
        use_case: content.use_case.clone(),
        description: content.description.clone(),
        samples: content.message_samples.clone(),
        opt_in: content.message_flow.clone(),
        opt_in_message: content.opt_in_message.clone(),
        opt_out_message: content.opt_out_message.clone(),
        help_message: content.help_message.clone(),
        opt_out_keywords: content.opt_out_keywords.clone(),
        privacy_policy_url: content.privacy_policy_url.clone(),
        terms_url: content.terms_and_conditions_url.clone(),
        declared: Declared {
            embedded_links: Some(content.has_embedded_links),
            embedded_phone: Some(content.has_embedded_phone),
            age_gated: Some(content.age_gated),
            direct_lending: Some(content.direct_lending),
        },
    })
}

/// Saves it with its audit entry, its place in the queue, and the news of it.
pub(super) async fn save(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    scope: &Scope,
    brand: &Brand,
    (before, after): (&Campaign, &Campaign),
) -> Result<Campaign> {
    let after = tx.campaign_save(after).await?;
    let (action, happened) = match after.status {
        CampaignStatus::Verified => ("campaign.verify", Some(Happened::CampaignApproved)),
        CampaignStatus::Failed => ("campaign.fail", Some(Happened::CampaignFailure)),
        CampaignStatus::InProgress if after.awaits_registry() => {
            ("campaign.clear", Some(Happened::CampaignSubmitted))
        }
        CampaignStatus::Pending | CampaignStatus::InProgress | CampaignStatus::Suspended => {
            ("campaign.refer", Some(Happened::CampaignSubmitted))
        }
    };
    // Whoever was told that a person reads it need not know who reads it next.
    let happened = happened.filter(|_| before.status != after.status);
    record(tx, hub, actor, scope, action, after.sid, Changed::from_to(before, &after)).await?;
    if after.awaits_registry() {
        downstream::queue(tx, hub, scope.account(), after.sid).await?;
    }
    if after.awaits_person() {
        tx.messaging_queue_push(after.sid, scope.account(), hub.now()).await?;
    } else {
        tx.messaging_queue_delete(scope, MessageItem::Campaign(after.sid)).await?;
    }
    if let Some(happened) = happened {
        tell(tx, hub, brand, happened, after.sid.to_string()).await?;
    }
    Ok(after)
}
