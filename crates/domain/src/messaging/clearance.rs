//! Whether a number may send messages to the United States now, and on whose account.
//!
//! Nothing here counts: how much may be sent is [`super::Throughput`]'s to say, and how much was sent is kept elsewhere.

use std::sync::Arc;

use super::{BrandStatus, CampaignStatus};
use crate::account::AccountStatus;
use crate::attestation::{Caller, IndexState};
use crate::sid::{AccountSid, BrandSid, CampaignSid, MessagingServiceSid};

/// What is known of a number that is to send, and of the account that says it sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SenderFacts {
    /// How well the node knows what the database says.
    pub index: IndexState,
    /// The account that is named as the sender.
    pub caller: Caller,
    /// Whose the number is.
    pub owner: Option<AccountSid>,
    /// What it is registered for.
    pub number: SenderNumber,
}

/// What a number is registered for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SenderNumber {
    /// A toll-free number, and whether it was verified.
    TollFree {
        /// Its verification was approved.
        is_verified: bool,
    },
    /// Any other.
    Local(Option<SenderService>),
}

/// The messaging service that a number is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SenderService {
    /// Which.
    pub sid: MessagingServiceSid,
    /// What it sends, once it is registered or on its way there.
    pub campaign: Option<SenderCampaign>,
}

/// The campaign of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SenderCampaign {
    /// Which.
    pub sid: CampaignSid,
    /// What for, as carriers name it.
    pub use_case: Arc<str>,
    /// Where it stands, its brand aside.
    pub status: CampaignStatus,
    /// On whose behalf; `None` if it is not known any more.
    pub brand: Option<SenderBrand>,
}

/// The brand of a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SenderBrand {
    /// Which.
    pub sid: BrandSid,
    /// Whose.
    pub account_sid: AccountSid,
    /// As it is shown: suspended while its profile is not in force.
    pub status: BrandStatus,
    /// How the table of limits calls it.
    pub throughput_type: &'static str,
    /// Its score.
    pub score: Option<u8>,
    /// It was made to try things out.
    pub is_mock: bool,
}

/// What may be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clearance {
    /// What a registered campaign says, within its limits.
    Campaign {
        /// Of this service.
        service: MessagingServiceSid,
        /// Which.
        campaign: CampaignSid,
        /// What for.
        use_case: Arc<str>,
        /// On whose behalf.
        brand: SenderBrand,
    },
    /// A verified toll-free number; its limits are between the provider and the toll-free network.
    TollFree,
}

/// What a decision about messages rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MessageGround {
    /// Its campaign is registered and nothing is used up.
    Registered,
    /// The toll-free number is verified.
    TollFreeVerified,
    /// The node does not know what holds now.
    NotCurrent,
    /// What was sent today cannot be looked up now.
    CountUnavailable,
    /// There is no such account.
    AccountUnknown,
    /// The account, or the one above it, may not act.
    AccountNotActive,
    /// The number is not the account's.
    NumberNotOwned,
    /// The toll-free number is not verified.
    TollFreeUnverified,
    /// The number is in no messaging service.
    NotInService,
    /// The service has no campaign.
    NoCampaign,
    /// The campaign is not decided yet.
    CampaignUndecided,
    /// The campaign was turned down.
    CampaignFailed,
    /// The brand is not registered.
    BrandNotRegistered,
    /// The brand is a mock.
    BrandMock,
    /// The brand's profile is not in force.
    BrandSuspended,
    /// More at once than the carriers take in a second.
    RateExceeded,
    /// The brand's day is used up.
    DailyCapReached,
    /// The brand's day with one carrier is used up.
    CarrierCapReached,
}

/// What may be done with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MessageOutcome {
    /// Send it; it is counted.
    Allow,
    /// Not now; ask again.
    Throttle,
    /// Not today, or not before something is mended.
    Block,
}

impl MessageOutcome {
    /// The wire's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Throttle => "throttle",
            Self::Block => "block",
        }
    }
}

impl MessageGround {
    /// What it leads to.
    #[must_use]
    pub const fn outcome(self) -> MessageOutcome {
        match self {
            Self::Registered | Self::TollFreeVerified => MessageOutcome::Allow,
            Self::NotCurrent | Self::CountUnavailable | Self::RateExceeded => MessageOutcome::Throttle,
            Self::AccountUnknown
            | Self::AccountNotActive
            | Self::NumberNotOwned
            | Self::TollFreeUnverified
            | Self::NotInService
            | Self::NoCampaign
            | Self::CampaignUndecided
            | Self::CampaignFailed
            | Self::BrandNotRegistered
            | Self::BrandMock
            | Self::BrandSuspended
            | Self::DailyCapReached
            | Self::CarrierCapReached => MessageOutcome::Block,
        }
    }

    /// Its name for programs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::TollFreeVerified => "toll_free_verified",
            Self::NotCurrent => "not_current",
            Self::CountUnavailable => "count_unavailable",
            Self::AccountUnknown => "account_unknown",
            Self::AccountNotActive => "account_not_active",
            Self::NumberNotOwned => "number_not_owned",
            Self::TollFreeUnverified => "toll_free_unverified",
            Self::NotInService => "not_in_service",
            Self::NoCampaign => "no_campaign",
            Self::CampaignUndecided => "campaign_undecided",
            Self::CampaignFailed => "campaign_failed",
            Self::BrandNotRegistered => "brand_not_registered",
            Self::BrandMock => "brand_mock",
            Self::BrandSuspended => "brand_suspended",
            Self::RateExceeded => "rate_exceeded",
            Self::DailyCapReached => "daily_cap_reached",
            Self::CarrierCapReached => "carrier_cap_reached",
        }
    }

    /// The code by which the vendor's error dictionary knows what carriers would answer.
    #[must_use]
    pub const fn error_code(self) -> Option<u32> {
        match self {
            Self::RateExceeded => Some(30022),
            Self::DailyCapReached => Some(30023),
            Self::CarrierCapReached => Some(30027),
            Self::TollFreeUnverified => Some(30032),
            Self::BrandSuspended => Some(30033),
            Self::NotInService
            | Self::NoCampaign
            | Self::CampaignUndecided
            | Self::CampaignFailed
            | Self::BrandNotRegistered
            | Self::BrandMock => Some(30034),
            Self::Registered
            | Self::TollFreeVerified
            | Self::NotCurrent
            | Self::CountUnavailable
            | Self::AccountUnknown
            | Self::AccountNotActive
            | Self::NumberNotOwned => None,
        }
    }

    /// What it means, and what to do.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Registered => "The number's campaign is registered, and there is room today.",
            Self::TollFreeVerified => "The toll-free number is verified.",
            Self::NotCurrent => "The hub does not know what holds at this moment. Ask again shortly.",
            Self::CountUnavailable => {
                "What was sent today cannot be looked up at this moment. Ask again shortly."
            }
            Self::AccountUnknown => "There is no such account.",
            Self::AccountNotActive => "The account is suspended or closed. Ask the provider.",
            Self::NumberNotOwned => "The number is not the account's. Send from one of its own.",
            Self::TollFreeUnverified => "The toll-free number is not verified. Submit its verification.",
            Self::NotInService => "The number is in no messaging service. Add it to the one of its campaign.",
            Self::NoCampaign => "The number's messaging service has no campaign. Register one.",
            Self::CampaignUndecided => "The campaign is not decided yet. Wait for the decision.",
            Self::CampaignFailed => "The campaign was turned down. Correct what its errors name.",
            Self::BrandNotRegistered => {
                "The campaign's brand is not registered. Look at its status and errors."
            }
            Self::BrandMock => "The brand is a mock, and mocks send nothing.",
            Self::BrandSuspended => "The brand's Business Profile is not in force. Look at its status.",
            Self::RateExceeded => "That is more than carriers take at once. Slow down.",
            Self::DailyCapReached => "The brand's messages of this day are used up.",
            Self::CarrierCapReached => "The brand's messages of this day to the carrier are used up.",
        }
    }
}

impl SenderFacts {
    /// Whether anything may be sent.
    ///
    /// # Errors
    /// What forbids it; the first thing that would have to be mended.
    pub fn clear(&self) -> Result<Clearance, MessageGround> {
        if self.index != IndexState::Current {
            return Err(MessageGround::NotCurrent);
        }
        let Caller::Known(caller) = &self.caller else { return Err(MessageGround::AccountUnknown) };
        let statuses = [Some(caller.status), caller.parent.as_ref().map(|parent| parent.status)];
        if statuses.into_iter().flatten().any(|status| status != AccountStatus::Active) {
            return Err(MessageGround::AccountNotActive);
        }
        if self.owner != Some(caller.account_sid) {
            return Err(MessageGround::NumberNotOwned);
        }
        match &self.number {
            SenderNumber::TollFree { is_verified: true } => Ok(Clearance::TollFree),
            SenderNumber::TollFree { is_verified: false } => Err(MessageGround::TollFreeUnverified),
            SenderNumber::Local(None) => Err(MessageGround::NotInService),
            SenderNumber::Local(Some(service)) => service.clear(),
        }
    }
}

impl SenderService {
    fn clear(&self) -> Result<Clearance, MessageGround> {
        let campaign = self.campaign.as_ref().ok_or(MessageGround::NoCampaign)?;
        match campaign.status {
            CampaignStatus::Verified | CampaignStatus::Suspended => {}
            CampaignStatus::Pending | CampaignStatus::InProgress => {
                return Err(MessageGround::CampaignUndecided);
            }
            CampaignStatus::Failed => return Err(MessageGround::CampaignFailed),
        }
        let brand = campaign.brand.ok_or(MessageGround::BrandNotRegistered)?;
        match brand.status {
            _ if brand.is_mock => Err(MessageGround::BrandMock),
            BrandStatus::Approved => Ok(Clearance::Campaign {
                service: self.sid,
                campaign: campaign.sid,
                use_case: Arc::clone(&campaign.use_case),
                brand,
            }),
            BrandStatus::Suspended => Err(MessageGround::BrandSuspended),
            BrandStatus::Pending | BrandStatus::InReview | BrandStatus::Failed => {
                Err(MessageGround::BrandNotRegistered)
            }
        }
    }
}
