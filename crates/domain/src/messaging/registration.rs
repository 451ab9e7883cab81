//! Registrations that somebody completes in a form or with a file: what each is to become, and what it became. They decide
//! nothing: a brand or campaign that comes of one is as any other.

use serde::{Deserialize, Serialize};

use super::{BrandType, CampaignContent};
use crate::sid::{AccountSid, BrandSid, BundleSid, CampaignSid, MessagingServiceSid};
use crate::time::Timestamp;

/// A brand to be. What it says stands in its two bundles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrandRegistration {
    /// `BU…`: the Trust Product that is filled in, which also names the registration.
    pub sid: BundleSid,
    /// Whose it is.
    pub account_sid: AccountSid,
    /// The profile that is filled in, or that was there before.
    pub customer_profile_sid: BundleSid,
    /// What kind of brand.
    pub brand_type: BrandType,
    /// It is for trying out.
    pub is_mock: bool,
    /// It wants no score.
    pub skips_vetting: bool,
    /// A token of Campaign Verify, until the brand is registered and takes it.
    pub vetting_token: Option<String>,
    /// How the form looks.
    pub theme: Option<String>,
    /// Nobody needs to submit it: its Trust Product is when the profile is approved, and the brand is when both are.
    #[serde(default)]
    pub proceeds: bool,
    /// The brand, once it was submitted.
    pub brand_sid: Option<BrandSid>,
    /// Counts writes.
    pub version: i64,
    /// When it was begun.
    pub date_created: Timestamp,
    /// When it last changed.
    pub date_updated: Timestamp,
}

/// A campaign to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignRegistration {
    /// `BU…`: names the registration, and no bundle.
    pub sid: BundleSid,
    /// Whose it is.
    pub account_sid: AccountSid,
    /// Of which service.
    pub service_sid: MessagingServiceSid,
    /// On behalf of which brand.
    pub brand_sid: BrandSid,
    /// What was entered so far; texts may be empty.
    pub entered: CampaignContent,
    /// How the form looks.
    pub theme: Option<String>,
    /// The campaign, once it was submitted.
    pub campaign_sid: Option<CampaignSid>,
    /// Counts writes.
    pub version: i64,
    /// When it was begun.
    pub date_created: Timestamp,
    /// When it last changed.
    pub date_updated: Timestamp,
}

impl BrandRegistration {
    /// It became this brand.
    #[must_use]
    pub fn submitted_as(&self, brand: BrandSid, now: Timestamp) -> Self {
        Self { brand_sid: Some(brand), date_updated: now, ..self.clone() }
    }

    /// From now on nobody needs to submit it.
    #[must_use]
    pub fn proceeding(&self, now: Timestamp) -> Self {
        Self { proceeds: true, date_updated: now, ..self.clone() }
    }

    /// Whether the brand wants no score was said anew.
    #[must_use]
    pub fn skipping_vetting(&self, skips_vetting: bool, now: Timestamp) -> Self {
        Self { skips_vetting, date_updated: now, ..self.clone() }
    }

    /// The brand has taken the token.
    #[must_use]
    pub fn without_token(&self, now: Timestamp) -> Self {
        Self { vetting_token: None, date_updated: now, ..self.clone() }
    }
}

impl CampaignRegistration {
    /// It became this campaign.
    #[must_use]
    pub fn submitted_as(&self, campaign: CampaignSid, now: Timestamp) -> Self {
        Self { campaign_sid: Some(campaign), date_updated: now, ..self.clone() }
    }

    /// This was entered.
    #[must_use]
    pub fn entering(&self, entered: CampaignContent, now: Timestamp) -> Self {
        Self { entered, date_updated: now, ..self.clone() }
    }
}
