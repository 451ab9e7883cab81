//! A brand registration: who sends, as carriers are told.
//!
//! `PENDING` → `IN_REVIEW` → `APPROVED` or `FAILED`, and from `FAILED` again. That a brand is suspended is not stored: it is
//! whenever the profile it rests on is not in force, and no longer once that is.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::evidence::issue;
use super::{BrandConfirmation, BrandIssue, BrandVerdict, MessagingRefusal, RegistryEntry, Score};
use crate::bundle::UnknownName;
use crate::policy::Level;
use crate::sid::{AccountSid, BrandSid, BundleSid};
use crate::time::Timestamp;

/// How often a brand may be submitted again. Source: the vendor's guide; it charges for the fourth.
const MOST_UPDATES: u32 = 3;

/// What kind of brand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum BrandType {
    /// Of a business with a registration number.
    Standard,
    /// Of one person without.
    SoleProprietor,
}

impl BrandType {
    /// The type of a brand that rests on a profile of that level.
    #[must_use]
    pub const fn of_level(level: Level) -> Self {
        match level {
            Level::Business => Self::Standard,
            Level::Starter | Level::SoleProprietor | Level::Individual => Self::SoleProprietor,
        }
    }

    /// The wire's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "STANDARD",
            Self::SoleProprietor => "SOLE_PROPRIETOR",
        }
    }
}

impl FromStr for BrandType {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        [Self::Standard, Self::SoleProprietor].into_iter().find(|one| one.as_str() == text).ok_or(UnknownName)
    }
}

/// Where a brand stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum BrandStatus {
    /// Submitted.
    Pending,
    /// Waits for its profile, for a confirmation, or for the registry downstream.
    InReview,
    /// Registered.
    Approved,
    /// Turned down, with errors.
    Failed,
    /// Shown instead of `Approved` while the profile is not in force; never stored.
    Suspended,
}

impl BrandStatus {
    /// What a brand is for others: one that was approved stands with its customer profile, unless it is a mock, which nobody
    /// vouches for.
    #[must_use]
    pub const fn shown(self, is_mock: bool, is_profile_in_force: bool) -> Self {
        match self {
            Self::Approved if !is_profile_in_force && !is_mock => Self::Suspended,
            Self::Pending | Self::InReview | Self::Approved | Self::Failed | Self::Suspended => self,
        }
    }

    /// The wire's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::InReview => "IN_REVIEW",
            Self::Approved => "APPROVED",
            Self::Failed => "FAILED",
            Self::Suspended => "SUSPENDED",
        }
    }
}

/// How sure it is who the brand is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum IdentityStatus {
    /// It says so itself.
    SelfDeclared,
    /// What it says was not matched.
    Unverified,
    /// It was.
    Verified,
    /// And it has a score.
    VettedVerified,
}

impl IdentityStatus {
    /// The wire's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SelfDeclared => "SELF_DECLARED",
            Self::Unverified => "UNVERIFIED",
            Self::Verified => "VERIFIED",
            Self::VettedVerified => "VETTED_VERIFIED",
        }
    }
}

/// A brand registration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brand {
    /// `BN…`
    pub sid: BrandSid,
    /// Whose it is.
    pub account_sid: AccountSid,
    /// The profile that says who it is.
    pub customer_profile_sid: BundleSid,
    /// The trust product that says what it sends as.
    pub a2p_profile_sid: BundleSid,
    /// What kind.
    pub brand_type: BrandType,
    /// It wants no score: a low-volume brand.
    pub skips_vetting: bool,
    /// For trying out: approved at once, tells nobody anything.
    pub is_mock: bool,
    /// Where it stands.
    pub status: BrandStatus,
    /// How sure it is who it is; `None` before it is registered.
    pub identity: Option<IdentityStatus>,
    /// Under which it is registered, here or at the registry downstream.
    pub registered_as: Option<String>,
    /// Its score.
    pub score: Option<Score>,
    /// Why it was turned down, or what was not matched.
    pub issues: Vec<BrandIssue>,
    /// Its exemption from tax.
    pub tax_exempt_status: Option<String>,
    /// Whether it is a government's; `None` before it is registered.
    pub is_government: Option<bool>,
    /// How often it was submitted again.
    pub updates: u32,
    /// The code it waits for, or waited for last.
    pub confirmation: Option<BrandConfirmation>,
    /// How it stands at the registry downstream; `None` where it is not to be told.
    #[serde(default)]
    pub registry: Option<RegistryEntry>,
    /// Counts writes.
    pub version: i64,
    /// When it was made.
    pub date_created: Timestamp,
    /// When it last changed.
    pub date_updated: Timestamp,
}

impl Brand {
    /// The status as it is shown.
    #[must_use]
    pub const fn shown_status(&self, is_profile_in_force: bool) -> BrandStatus {
        self.status.shown(self.is_mock, is_profile_in_force)
    }

    /// Whether it waits for a decision.
    #[must_use]
    pub const fn is_undecided(&self) -> bool {
        matches!(self.status, BrandStatus::Pending | BrandStatus::InReview)
    }

    /// Submits it again after its bundles were corrected. One that is registered and was not matched may be, too: nothing
    /// else would get it out of there.
    ///
    /// # Errors
    /// `BrandNotFailed`; `BrandUpdatesExceeded`.
    pub fn resubmit(&self, now: Timestamp) -> Result<Self, MessagingRefusal> {
        let is_unmatched =
            self.status == BrandStatus::Approved && self.identity == Some(IdentityStatus::Unverified);
        if self.status != BrandStatus::Failed && !is_unmatched {
            return Err(MessagingRefusal::BrandNotFailed);
        }
        if self.updates >= MOST_UPDATES {
            return Err(MessagingRefusal::BrandUpdatesExceeded(MOST_UPDATES));
        }
        Ok(Self {
            status: BrandStatus::Pending,
            identity: None,
            issues: Vec::new(),
            score: None,
            confirmation: None,
            registry: self.registry.as_ref().map(|entry| entry.stale(now)),
            updates: self.updates + 1,
            date_updated: now,
            ..self.clone()
        })
    }

    /// It waits, for its profile or for a code.
    #[must_use]
    pub fn wait(&self, confirmation: Option<BrandConfirmation>, now: Timestamp) -> Self {
        Self {
            status: BrandStatus::InReview,
            confirmation: confirmation.or_else(|| self.confirmation.clone()),
            date_updated: now,
            ..self.clone()
        }
    }

    /// Another code was sent; it stands where it stood.
    #[must_use]
    pub fn with_confirmation(&self, confirmation: BrandConfirmation, now: Timestamp) -> Self {
        Self { confirmation: Some(confirmation), date_updated: now, ..self.clone() }
    }

    /// Turned down.
    #[must_use]
    pub fn fail(&self, issues: Vec<BrandIssue>, now: Timestamp) -> Self {
        Self { status: BrandStatus::Failed, issues, date_updated: now, ..self.clone() }
    }

    /// Turned down because a bundle that it rests on is not approved.
    #[must_use]
    pub fn fail_for_bundles(&self, now: Timestamp) -> Self {
        let why = "The Customer Profile or the messaging profile is not approved. Correct it, have it approved, and \
                   submit the brand again.";
        self.fail(vec![issue(30793, why, &["customer_profile_bundle_sid", "a2p_profile_bundle_sid"])], now)
    }

    /// Turned down because nobody confirmed it in time.
    #[must_use]
    pub fn fail_unconfirmed(&self, now: Timestamp) -> Self {
        let why = "Nobody confirmed the brand with the code that we mailed to its contact within seven days. Submit it \
                   again to have another one sent.";
        self.fail(vec![issue(21737, why, &["brand_contact_email"])], now)
    }

    /// Turned down because the mail with its code could not be delivered.
    #[must_use]
    pub fn fail_unreachable(&self, now: Timestamp) -> Self {
        let why = "The mail with the code could not be delivered to the brand's contact. Correct the address and submit \
                   the brand again.";
        self.fail(vec![issue(21738, why, &["brand_contact_email"])], now)
    }

    /// Concludes on the evidence; `score` is what vetting gave it, for a brand that does not skip vetting and is verified.
    #[must_use]
    pub fn decide(
        &self,
        verdict: BrandVerdict,
        registered_as: String,
        score: Option<Score>,
        now: Timestamp,
    ) -> Self {
        match verdict {
            BrandVerdict::Failed(issues) => self.fail(issues, now),
            BrandVerdict::Registered { identity, feedback, tax_exempt_status, is_government } => {
                let score = score.filter(|_| identity == IdentityStatus::Verified && !self.skips_vetting);
                let identity = if score.is_some() { IdentityStatus::VettedVerified } else { identity };
                Self {
                    status: BrandStatus::Approved,
                    identity: Some(identity),
                    registered_as: self.registered_as.clone().or(Some(registered_as)),
                    score,
                    issues: feedback,
                    tax_exempt_status,
                    is_government: Some(is_government),
                    date_updated: now,
                    ..self.clone()
                }
            }
        }
    }

    /// Registers a person who has yet to answer the code, or has.
    #[must_use]
    pub fn register_person(
        &self,
        registered_as: String,
        confirmation: BrandConfirmation,
        now: Timestamp,
    ) -> Self {
        let is_confirmed = confirmation.confirmed_at.is_some();
        Self {
            status: BrandStatus::Approved,
            identity: Some(if is_confirmed {
                IdentityStatus::Verified
            } else {
                IdentityStatus::SelfDeclared
            }),
            registered_as: self.registered_as.clone().or(Some(registered_as)),
            confirmation: Some(confirmation),
            issues: Vec::new(),
            is_government: Some(false),
            date_updated: now,
            ..self.clone()
        }
    }

    /// Whether a campaign may be registered under it.
    ///
    /// # Errors
    /// `BrandSuspended`; `BrandUnfit`, saying what it takes.
    pub fn must_carry_campaigns(&self, is_profile_in_force: bool) -> Result<(), MessagingRefusal> {
        match self.shown_status(is_profile_in_force) {
            BrandStatus::Suspended => return Err(MessagingRefusal::BrandSuspended),
            BrandStatus::Pending | BrandStatus::InReview => {
                return Err(MessagingRefusal::BrandUnfit("it is not decided yet"));
            }
            BrandStatus::Failed => {
                return Err(MessagingRefusal::BrandUnfit("it was turned down; see its errors"));
            }
            BrandStatus::Approved => {}
        }
        match self.identity {
            Some(IdentityStatus::Verified | IdentityStatus::VettedVerified) => Ok(()),
            Some(IdentityStatus::SelfDeclared) => Err(MessagingRefusal::BrandUnfit(
                "the code sent to the sole proprietor's phone was not answered",
            )),
            Some(IdentityStatus::Unverified) | None => {
                Err(MessagingRefusal::BrandUnfit("its identity is not verified; see its errors"))
            }
        }
    }

    /// How many campaigns it takes.
    #[must_use]
    pub const fn most_campaigns(&self) -> u32 {
        match self.brand_type {
            // Source: the vendor's guide for sole proprietors, and its error 30930.
            BrandType::SoleProprietor => 1,
            BrandType::Standard => 100,
        }
    }
}
