//! Application-to-person messages in the United States: services with their senders, brands, campaigns, and how much they
//! may send.
//!
//! The hub is the registry: what it decides rests on its own evidence, and every decision says on which; the operator may
//! have another one downstream ([`RegistryEntry`]). Start at [`Brand::decide`]; names and codes are the vendor's.

mod brand;
mod campaign;
mod clearance;
mod confirmation;
mod day;
mod evidence;
mod pace;
mod refusal;
mod registration;
mod registry;
mod score;
mod service;
mod throughput;
mod usecase;
mod vetting;

pub use brand::{Brand, BrandStatus, BrandType, IdentityStatus};
pub use campaign::{Campaign, CampaignContent, CampaignStatus, DEFAULT_HELP, DEFAULT_OPT_OUT};
pub use clearance::{
    Clearance, MessageGround, MessageOutcome, SenderBrand, SenderCampaign, SenderFacts, SenderNumber,
    SenderService,
};
pub use confirmation::{BrandConfirmation, ConfirmationKind, MOST_TRIES, Tried};
pub use day::{MessageDay, MessageDays, is_message_day};
pub use evidence::{BrandEvidence, BrandIssue, BrandVerdict, CompanyType};
pub use pace::{Pace, allotment};
pub use refusal::MessagingRefusal;
pub use registration::{BrandRegistration, CampaignRegistration};
pub use registry::{FoundHere, RegistryAnswer, RegistryEntry, RegistryState};
pub use score::{Score, ScorePart, ScoreRules};
pub use service::{MessagingService, ServiceSender, ServiceSettings};
pub use throughput::{Carrier, CarrierName, Throughput, ThroughputRules, ThroughputSource};
pub use usecase::{UseCase, UseCases};
pub use vetting::{BrandVetting, VettingProvider, VettingStatus};

/// Why one of the files of `policies/messaging` cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MessagingPolicyError {
    /// Not the TOML described; says where.
    #[error("{0}")]
    Toml(#[from] toml::de::Error),
    /// Something in it contradicts something else.
    #[error("{0}")]
    Contradiction(String),
}
