//! The table for what is about messages.

use axum::http::StatusCode;
use trusthub_domain::messaging::MessagingRefusal;

use super::ApiError;
use super::table::{CONFLICT, PARAMETER, RULE, TOO_MANY_REQUESTS, sentence};

/// A number that is in the service already.
const SENDER_PRESENT: u32 = 21710;
/// One that is in another.
const SENDER_TAKEN: u32 = 21712;
/// An unknown use case of a service.
const SERVICE_USE_CASE: u32 = 21713;
/// A service that is full.
const TOO_MANY_SENDERS: u32 = 21714;
/// A brand that cannot carry the campaign.
const BRAND_UNFIT: u32 = 21717;
/// An unknown use case.
const USE_CASE: u32 = 21720;
/// A token for a brand that takes none.
const TOKEN_UNFIT: u32 = 21721;
/// A token that is none.
const TOKEN: u32 = 21722;
/// A token while another waits.
const TOKEN_RUNNING: u32 = 21723;
/// A brand submitted too often.
const BRAND_UPDATES: u32 = 21724;
/// A brand that is not turned down.
const BRAND_NOT_FAILED: u32 = 21725;
/// A parameter of a campaign is missing.
const CAMPAIGN_MISSING: u32 = 21727;
/// One is too short or too long.
const CAMPAIGN_LENGTH: u32 = 21728;
/// A campaign that is suspended.
const CAMPAIGN_SUSPENDED: u32 = 21729;
/// A brand that is.
const BRAND_SUSPENDED: u32 = 21731;
/// A brand with as many campaigns as it takes.
const CAMPAIGN_LIMIT: u32 = 21732;

/// Every code above; each must have a page under `/docs/errors`.
#[cfg(test)]
pub(super) const CODES: [u32; 16] = [
    SENDER_PRESENT,
    SENDER_TAKEN,
    SERVICE_USE_CASE,
    TOO_MANY_SENDERS,
    BRAND_UNFIT,
    USE_CASE,
    TOKEN_UNFIT,
    TOKEN,
    TOKEN_RUNNING,
    BRAND_UPDATES,
    BRAND_NOT_FAILED,
    CAMPAIGN_MISSING,
    CAMPAIGN_LENGTH,
    CAMPAIGN_SUSPENDED,
    BRAND_SUSPENDED,
    CAMPAIGN_LIMIT,
];

impl From<MessagingRefusal> for ApiError {
    fn from(refusal: MessagingRefusal) -> Self {
        use MessagingRefusal as Refusal;
        let words = sentence(&refusal.to_string());
        let (status, code) = match refusal {
            Refusal::SenderPresent => (StatusCode::CONFLICT, SENDER_PRESENT),
            Refusal::SenderTaken => (StatusCode::CONFLICT, SENDER_TAKEN),
            Refusal::ServiceHasCampaign => (StatusCode::CONFLICT, CONFLICT),
            Refusal::TooManyCodes => (StatusCode::TOO_MANY_REQUESTS, TOO_MANY_REQUESTS),
            Refusal::TooManySenders(_) => (StatusCode::BAD_REQUEST, TOO_MANY_SENDERS),
            Refusal::ServiceUseCase => (StatusCode::BAD_REQUEST, SERVICE_USE_CASE),
            Refusal::BrandUnfit(_) => (StatusCode::BAD_REQUEST, BRAND_UNFIT),
            Refusal::UseCase => (StatusCode::BAD_REQUEST, USE_CASE),
            Refusal::TokenUnfit => (StatusCode::BAD_REQUEST, TOKEN_UNFIT),
            Refusal::Token => (StatusCode::BAD_REQUEST, TOKEN),
            Refusal::TokenRunning => (StatusCode::BAD_REQUEST, TOKEN_RUNNING),
            Refusal::BrandUpdatesExceeded(_) => (StatusCode::BAD_REQUEST, BRAND_UPDATES),
            Refusal::BrandNotFailed => (StatusCode::BAD_REQUEST, BRAND_NOT_FAILED),
            Refusal::CampaignMissing(_) => (StatusCode::BAD_REQUEST, CAMPAIGN_MISSING),
            Refusal::CampaignLength { .. } | Refusal::CampaignCount { .. } => {
                (StatusCode::BAD_REQUEST, CAMPAIGN_LENGTH)
            }
            Refusal::CampaignSuspended => (StatusCode::BAD_REQUEST, CAMPAIGN_SUSPENDED),
            Refusal::BrandSuspended => (StatusCode::BAD_REQUEST, BRAND_SUSPENDED),
            Refusal::CampaignLimit(_) => (StatusCode::BAD_REQUEST, CAMPAIGN_LIMIT),
            Refusal::WrongCode(_) => (StatusCode::BAD_REQUEST, PARAMETER),
            Refusal::CampaignNotFailed
            | Refusal::ServiceInUse
            | Refusal::NoCodeWanted
            | Refusal::CodeExpired
            | Refusal::TooManyTries => (StatusCode::BAD_REQUEST, RULE),
        };
        Self::new(status, code, words)
    }
}
