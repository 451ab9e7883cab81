//! The registry's own form: its names, its words, and what they mean here. Nothing else of the hub knows them.
//!
//! Source: the public description of The Campaign Registry's CSP API, version 2 (developer.campaignregistry.com).

mod heard;
mod names;
mod refusal;
mod told;

pub(super) use heard::{brand, brands, campaign, campaign_made, campaigns, carriers, feedback};
pub(super) use refusal::{Refusal, refusal};
pub use told::{BrandDetails, CampaignDetails, EntityType};
pub(super) use told::{brand_body, campaign_body, campaign_change_body};
