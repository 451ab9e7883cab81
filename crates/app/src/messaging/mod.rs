//! Messages to the United States: services, brands, campaigns, throughput.
//!
//! The hub is the registry, unless the operator has one downstream ([`downstream`]). Brands are decided by a job from what vetting found about their profile (`deciding`), campaigns
//! by a job that reads what they would send (`reading`), and what the machine leaves open by a person ([`desk`]).

pub mod brands;
pub mod campaigns;
pub mod choices;
pub mod codes;
pub mod desk;
pub mod downstream;
pub mod senders;
pub mod sending;
pub mod services;
pub mod throughput;
pub mod vettings;

pub(crate) mod deciding;
pub(crate) mod evidence;
mod notices;
pub(crate) mod reading;
pub(crate) mod registrations;

pub(crate) use notices::{call, write};

use trusthub_domain::messaging::{
    Brand, MessageDays, MessagingPolicyError, ScoreRules, ThroughputRules, UseCases,
};
use trusthub_storage::{JobKind, Scope, Tx};
use trusthub_vetting::messaging::{ContentRules, ContentRulesError};

use crate::{Hub, Result};

/// What brands and campaigns are decided by; data of `policies/messaging`.
#[derive(Debug)]
pub struct MessagingRules {
    pub(crate) score: ScoreRules,
    pub(crate) throughput: ThroughputRules,
    pub(crate) days: MessageDays,
    pub(crate) use_cases: UseCases,
    pub(crate) content: ContentRules,
}

/// Why one of its files cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MessagingRulesError {
    /// Score, throughput or use cases.
    #[error("policies/messaging: {0}")]
    Policy(#[from] MessagingPolicyError),
    /// What messages may say.
    #[error("policies/messaging/content.toml: {0}")]
    Content(#[from] ContentRulesError),
}

impl MessagingRules {
    /// What ships with the hub.
    ///
    /// # Errors
    /// Never in a released hub: a test reads it.
    pub fn shipped() -> std::result::Result<Self, MessagingRulesError> {
        let throughput = ThroughputRules::shipped()?;
        Ok(Self {
            score: ScoreRules::shipped()?,
            days: MessageDays::of(&throughput)?,
            throughput,
            use_cases: UseCases::shipped()?,
            content: ContentRules::shipped()?,
        })
    }
}

/// Whether the profile that a brand rests on is in force now: while it is not, the brand and its campaigns are suspended.
pub(crate) async fn is_carried(tx: &mut Tx, hub: &Hub, scope: &Scope, brand: &Brand) -> Result<bool> {
    if brand.is_mock {
        return Ok(true);
    }
    let profile = tx.bundle_find(scope, brand.customer_profile_sid).await?;
    Ok(profile.is_some_and(|profile| profile.is_in_force(hub.now())))
}

/// Queues a look at a brand.
pub(crate) async fn queue_brand(tx: &mut Tx, hub: &Hub, brand: &Brand) -> Result<()> {
    Ok(tx.job_push(&hub.job(JobKind::Brand, brand.account_sid, brand.sid, hub.now())).await?)
}

/// Under which name the hub registers something: a letter and seven others that are told apart when read aloud.
pub(crate) fn registration_name(hub: &Hub, letter: char) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let name: String = hub
        .random_bytes::<7>()
        .iter()
        .filter_map(|byte| LETTERS.get(usize::from(byte % 32)))
        .map(|b| char::from(*b))
        .collect();
    format!("{letter}{name}")
}
