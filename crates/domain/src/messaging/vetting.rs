//! Vettings of brands: the hub's own, which gives a score, and tokens of Campaign Verify.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{BrandIssue, MessagingRefusal, Score};
use crate::bundle::UnknownName;
use crate::sid::{AccountSid, BrandSid, BrandVettingSid};
use crate::time::Timestamp;

/// Who vets brands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VettingProvider {
    /// Political senders.
    CampaignVerify,
    /// Everybody else. Here it is the hub: the name is the vendor's.
    Aegis,
}

impl VettingProvider {
    /// The wire's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CampaignVerify => "campaign-verify",
            Self::Aegis => "aegis",
        }
    }

    /// What it vets for.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::CampaignVerify => "POLITICAL",
            Self::Aegis => "STANDARD",
        }
    }
}

impl FromStr for VettingProvider {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        [Self::CampaignVerify, Self::Aegis].into_iter().find(|one| one.as_str() == text).ok_or(UnknownName)
    }
}

/// How a vetting stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum VettingStatus {
    /// It waits for a person.
    InProgress,
    /// It counts.
    Success,
    /// It does not.
    Failed,
}

impl VettingStatus {
    /// The wire's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InProgress => "IN_PROGRESS",
            Self::Success => "SUCCESS",
            Self::Failed => "FAILED",
        }
    }
}

/// A vetting of a brand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrandVetting {
    /// `VT…`
    pub sid: BrandVettingSid,
    /// Whose it is.
    pub account_sid: AccountSid,
    /// Of which brand.
    pub brand_sid: BrandSid,
    /// By whom.
    pub provider: VettingProvider,
    /// The token that was given.
    pub vetting_id: Option<String>,
    /// How it stands.
    pub status: VettingStatus,
    /// What it came to.
    pub score: Option<Score>,
    /// Why a reviewer did not take the token.
    #[serde(default)]
    pub issues: Vec<BrandIssue>,
    /// Counts writes.
    pub version: i64,
    /// When it was asked for.
    pub date_created: Timestamp,
    /// When it last changed.
    pub date_updated: Timestamp,
}

impl BrandVetting {
    /// Bytes of a token. Ours: those that were seen have a third of it.
    pub const LONGEST_TOKEN: usize = 255;

    /// Whether a token has the form of Campaign Verify's: `cv|1.0|tcr|10dlc|…|…`.
    ///
    /// # Errors
    /// `Token`.
    pub fn must_be_token(token: &str) -> Result<(), MessagingRefusal> {
        let token = token.trim();
        if token.len() > Self::LONGEST_TOKEN || token.chars().any(char::is_control) {
            return Err(MessagingRefusal::Token);
        }
        let parts: Vec<&str> = token.split('|').collect();
        match parts.as_slice() {
            ["cv", version, "tcr", "10dlc", id, seal]
                if !version.is_empty() && !id.is_empty() && seal.len() >= 16 =>
            {
                Ok(())
            }
            _ => Err(MessagingRefusal::Token),
        }
    }
}
