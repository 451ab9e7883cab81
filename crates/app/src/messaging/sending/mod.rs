//! Whether messages may be sent now: asked before each, answered from memory, counted once.
//!
//! Who may send is the index's to say, which follows the database ([`crate::attestation`]); how many, this node's
//! ledger, which the database gives portions of each day. Start at [`decide`].

mod count;
mod ledger;
mod settle;

use std::sync::Arc;
use std::time::Duration;

use trusthub_domain::contact::Phone;
use trusthub_domain::messaging::{
    CarrierName, Clearance, MessageDay, MessageGround, SenderBrand, SenderFacts, SenderNumber, Throughput,
    is_message_day,
};
use trusthub_domain::sid::{AccountSid, BrandSid, CampaignSid, MessagingServiceSid};
use trusthub_domain::time::Timestamp;
pub use trusthub_storage::DayUsage;

pub use self::count::Left;
pub(crate) use self::ledger::Ledgers;
use self::ledger::{Taken, Wish};
pub(crate) use self::settle::run;
pub use self::settle::{finish, settle};
use super::brands;
use super::services::refused;
use crate::attestation::may_name_account;
use crate::{Actor, Hub, Permit, Result};

/// Most messages of one decision. Ours: what a batch holds; more are asked for again.
pub const MOST: u32 = 10_000;

/// How long counts are kept, in days. Ours: a quarter of a year and some, for invoices and disputes.
const KEPT_DAYS: i64 = 100;

/// When to ask again after something that passes by itself.
const SHORTLY: Duration = Duration::from_secs(1);

/// What is asked.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Who sends.
    pub account: AccountSid,
    /// From which number.
    pub from: Phone,
    /// How many, all or none.
    pub count: u32,
    /// To whose subscribers, if that is known.
    pub carrier: Option<CarrierName>,
}

/// The answer.
#[derive(Debug, Clone)]
pub struct MessageDecision {
    /// What it rests on; its outcome is what may be done.
    pub ground: MessageGround,
    /// When to ask again.
    pub retry_after: Option<Duration>,
    /// The number's service, whether it may send or not.
    pub service: Option<MessagingServiceSid>,
    /// The service's campaign.
    pub campaign: Option<CampaignSid>,
    /// The campaign's brand.
    pub brand: Option<SenderBrand>,
    /// How much the campaign may send.
    pub limits: Option<Arc<Throughput>>,
    /// The day it counts in, and what of it is left.
    pub day: Option<(MessageDay, Left)>,
    /// When what it rests on held.
    pub as_of: Option<Timestamp>,
}

/// Whether so many messages may be sent now; if so, they are counted.
///
/// An account may name itself or an account below it, a switch any.
///
/// # Errors
/// `NotFound` for an account that whoever asks may not name; `Invalid` for a count out of range.
pub async fn decide(hub: &Hub, actor: &Actor, asked: &Asked) -> Result<MessageDecision> {
    may_name_account(hub, actor, asked.account).await?;
    if !(1..=MOST).contains(&asked.count) {
        return refused("Count", format!("it is 1 to {MOST}"));
    }
    let decision = decided(hub, asked).await;
    metrics::counter!(
        "trusthub_message_decisions_total",
        "outcome" => decision.ground.outcome().as_str(), "reason" => decision.ground.as_str()
    )
    .increment(1);
    Ok(decision)
}

async fn decided(hub: &Hub, asked: &Asked) -> MessageDecision {
    let max_age = hub.settings().attestation_max_age;
    let (facts, as_of) = hub.attestations().look_at_sender(asked.account, &asked.from, hub.now(), max_age);
    let known = known(&facts, as_of);
    match facts.clear() {
        Err(ground @ MessageGround::NotCurrent) => {
            MessageDecision { ground, retry_after: Some(SHORTLY), ..known }
        }
        Err(ground) => MessageDecision { ground, ..known },
        Ok(Clearance::TollFree) => MessageDecision { ground: MessageGround::TollFreeVerified, ..known },
        Ok(Clearance::Campaign { campaign, use_case, brand, .. }) => {
            let rules = &hub.messaging().throughput;
            match rules.find(brand.throughput_type, brand.score, Some(&use_case)) {
                Some(limits) => {
                    let (ground, retry_after, day) = counted(hub, asked, campaign, brand, limits).await;
                    MessageDecision {
                        ground,
                        retry_after,
                        day: Some(day),
                        limits: Some(Arc::clone(limits)),
                        ..known
                    }
                }
                // Every kind of brand has a rule: the table is checked when it is read.
                None => MessageDecision { ground: MessageGround::BrandNotRegistered, ..known },
            }
        }
    }
}

/// Everything but the outcome.
fn known(facts: &SenderFacts, as_of: Option<Timestamp>) -> MessageDecision {
    let service = match &facts.number {
        SenderNumber::Local(service) => service.as_ref(),
        SenderNumber::TollFree { .. } => None,
    };
    // What it is registered for is told to none but its owner.
    let is_own = matches!(
        (&facts.caller, facts.owner),
        (trusthub_domain::attestation::Caller::Known(caller), Some(owner)) if caller.account_sid == owner
    );
    let service = service.filter(|_| is_own);
    let campaign = service.and_then(|service| service.campaign.as_ref());
    MessageDecision {
        ground: MessageGround::NotCurrent,
        retry_after: None,
        service: service.map(|service| service.sid),
        campaign: campaign.map(|campaign| campaign.sid),
        brand: campaign.and_then(|campaign| campaign.brand),
        limits: None,
        day: None,
        as_of,
    }
}

type Counted = (MessageGround, Option<Duration>, (MessageDay, Left));

async fn counted(
    hub: &Hub,
    asked: &Asked,
    campaign: CampaignSid,
    brand: SenderBrand,
    limits: &Throughput,
) -> Counted {
    let (messages, days) = (hub.messages(), &hub.messaging().days);
    let take = || {
        let now = hub.now();
        let day = days.at(now);
        let wish = Wish {
            account: brand.account_sid,
            brand: brand.sid,
            campaign,
            carrier: asked.carrier,
            count: asked.count,
            limits,
            day,
            now,
        };
        answer(messages.take(&wish), day)
    };
    if let Some(counted) = take() {
        return counted;
    }
    // The first of a day, or more at once than a portion holds. Whoever is first asks for all who wait.
    let _turn = messages.turn().await;
    if let Some(counted) = take() {
        return counted;
    }
    if let Err(error) = settle::in_turn(hub, false).await {
        tracing::debug!(error = &error as &dyn std::error::Error, "no portion of a day could be had");
    } else if let Some(counted) = take() {
        return counted;
    }
    let day = days.at(hub.now());
    (MessageGround::CountUnavailable, Some(SHORTLY), (day, Left { used: 0, cap: limits.daily_cap }))
}

/// `None` if it needs a portion first.
fn answer(taken: Taken, day: MessageDay) -> Option<Counted> {
    match taken {
        Taken::Allowed(left) => Some((MessageGround::Registered, None, (day, left))),
        Taken::TooFast(wait, left) => Some((MessageGround::RateExceeded, Some(wait), (day, left))),
        Taken::Spent(ground, left) => Some((ground, None, (day, left))),
        Taken::NeedsPortion => None,
    }
}

/// What a brand sent on a day: over all carriers, and for each that was named. Nodes tell within two seconds.
///
/// # Errors
/// `NotFound` for the brand; `Invalid` for what is no date.
pub async fn usage(
    hub: &Hub,
    actor: &Actor,
    brand: BrandSid,
    day: Option<String>,
) -> Result<(String, Vec<DayUsage>)> {
    let scope = actor.may(Permit::Read)?;
    let day = match day {
        Some(day) if !is_message_day(&day) => {
            return refused("Day", "it is a date like 2026-11-27".to_owned());
        }
        Some(day) => day,
        None => hub.messaging().days.at(hub.now()).to_string(),
    };
    let mut tx = hub.db().read().await?;
    brands::load(&mut tx, &scope, brand).await?;
    let used = tx.usage_of_day(&scope, brand, &day).await?;
    Ok((day, used))
}

/// The oldest day whose counts are kept.
pub(crate) fn oldest_kept(hub: &Hub) -> String {
    hub.messaging().days.before(hub.now(), KEPT_DAYS)
}
