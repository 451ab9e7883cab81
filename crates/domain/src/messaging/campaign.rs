//! A campaign: what one messaging service sends on behalf of a brand, and with whose consent.
//!
//! `PENDING` → `VERIFIED` or `FAILED` by the machine, or `IN_PROGRESS` for a person, or for the registry downstream, and then
//! one of the two. Like a brand's, its suspension is not stored.

use serde::{Deserialize, Serialize};

use super::{BrandIssue, MessagingRefusal, RegistryEntry};
use crate::bundle::ReasonCode;
use crate::sid::{AccountSid, BrandSid, CampaignSid, MessagingServiceSid};
use crate::time::Timestamp;

/// What recipients read who stopped, unless the campaign has words of its own.
pub const DEFAULT_OPT_OUT: &str = "You are unsubscribed and will receive no more messages from this number. Reply START to subscribe again.";

/// What they read who asked for help, unless the campaign has words of its own.
pub const DEFAULT_HELP: &str = "Reply STOP to unsubscribe. Message and data rates may apply.";

/// Words that stop messages, unless given. Source: the vendor's OpenAPI document.
const OPT_OUT_KEYWORDS: [&str; 6] = ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"];

/// Words that ask for help, unless given. Source: as above.
const HELP_KEYWORDS: [&str; 2] = ["HELP", "INFO"];

/// Samples of a campaign. Source: as above.
const SAMPLES: (usize, usize) = (2, 5);

/// Most characters of all keywords of a kind. Source: as above.
const KEYWORDS: usize = 255;

/// Where a campaign stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CampaignStatus {
    /// Submitted.
    Pending,
    /// A person looks at it, or the registry downstream.
    InProgress,
    /// Its messages may be sent.
    Verified,
    /// Turned down, with errors.
    Failed,
    /// Shown instead of `Verified` while the brand is suspended; never stored.
    Suspended,
}

impl CampaignStatus {
    /// The wire's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::InProgress => "IN_PROGRESS",
            Self::Verified => "VERIFIED",
            Self::Failed => "FAILED",
            Self::Suspended => "SUSPENDED",
        }
    }
}

/// What is sent, and how recipients agree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignContent {
    /// Who sends what to whom.
    pub description: String,
    /// How recipients agree.
    pub message_flow: String,
    /// Messages as they will be sent.
    pub message_samples: Vec<String>,
    /// What for.
    pub use_case: String,
    /// Messages hold links.
    pub has_embedded_links: bool,
    /// Messages hold telephone numbers.
    pub has_embedded_phone: bool,
    /// Recipients agree before anything is sent.
    pub subscriber_opt_in: bool,
    /// Recipients' age is asked for.
    pub age_gated: bool,
    /// The sender lends money itself.
    pub direct_lending: bool,
    /// Read by who has agreed.
    pub opt_in_message: Option<String>,
    /// Read by who has stopped.
    pub opt_out_message: Option<String>,
    /// Read by who asks for help.
    pub help_message: Option<String>,
    /// Words that start messages.
    pub opt_in_keywords: Vec<String>,
    /// Words that stop them.
    pub opt_out_keywords: Vec<String>,
    /// Words that ask for help.
    pub help_keywords: Vec<String>,
    /// The privacy policy.
    pub privacy_policy_url: Option<String>,
    /// The terms.
    pub terms_and_conditions_url: Option<String>,
}

/// A campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Campaign {
    /// `QE…`
    pub sid: CampaignSid,
    /// Whose it is.
    pub account_sid: AccountSid,
    /// Of which service.
    pub service_sid: MessagingServiceSid,
    /// On behalf of which brand.
    pub brand_sid: BrandSid,
    /// What it sends.
    pub content: CampaignContent,
    /// Where it stands.
    pub status: CampaignStatus,
    /// Under which it is registered, here or at the registry downstream.
    pub registered_as: Option<String>,
    /// Why it was turned down.
    pub issues: Vec<BrandIssue>,
    /// What a person is to look at; not shown to the customer.
    pub doubts: Vec<BrandIssue>,
    /// The rules it was read by.
    pub rules: Option<String>,
    /// How it stands at the registry downstream; `None` where it is not to be told.
    #[serde(default)]
    pub registry: Option<RegistryEntry>,
    /// It is of a mock brand.
    pub is_mock: bool,
    /// Counts writes.
    pub version: i64,
    /// When it was made.
    pub date_created: Timestamp,
    /// When it last changed.
    pub date_updated: Timestamp,
}

impl CampaignContent {
    /// Whether everything is there and as long as it may be.
    ///
    /// # Errors
    /// `CampaignLength`, `CampaignCount`.
    pub fn must_fit(&self) -> Result<(), MessagingRefusal> {
        self.misfits().into_iter().next().map_or(Ok(()), Err)
    }

    /// Everything that is not there, or not as long as it may be, in the order of the fields.
    #[must_use]
    pub fn misfits(&self) -> Vec<MessagingRefusal> {
        let mut lengths = vec![
            fits("Description", &self.description, 40, 4096),
            fits("MessageFlow", &self.message_flow, 40, 2048),
        ];
        let count = self.message_samples.len();
        let (least, most) = SAMPLES;
        if !(least..=most).contains(&count) {
            lengths.push(Err(MessagingRefusal::CampaignCount {
                field: "MessageSamples",
                least,
                most,
                count,
            }));
        }
        lengths.extend(self.message_samples.iter().map(|sample| fits("MessageSamples", sample, 20, 1024)));
        for (field, text) in [
            ("OptInMessage", &self.opt_in_message),
            ("OptOutMessage", &self.opt_out_message),
            ("HelpMessage", &self.help_message),
        ] {
            lengths.extend(text.as_deref().map(|text| fits(field, text, 20, 320)));
        }
        for (field, words) in [
            ("OptInKeywords", &self.opt_in_keywords),
            ("OptOutKeywords", &self.opt_out_keywords),
            ("HelpKeywords", &self.help_keywords),
        ] {
            lengths.push(fits(field, &words.join(","), 0, KEYWORDS));
        }
        for (field, url) in [
            ("PrivacyPolicyUrl", &self.privacy_policy_url),
            ("TermsAndConditionsUrl", &self.terms_and_conditions_url),
        ] {
            lengths.extend(url.as_deref().map(|url| fits(field, url, 1, 2048)));
        }
        lengths.into_iter().filter_map(Result::err).collect()
    }

    /// The words recipients are stopped by.
    #[must_use]
    pub fn opt_out_keywords_or_default(&self) -> Vec<String> {
        or_default(&self.opt_out_keywords, &OPT_OUT_KEYWORDS)
    }

    /// The words they ask for help by.
    #[must_use]
    pub fn help_keywords_or_default(&self) -> Vec<String> {
        or_default(&self.help_keywords, &HELP_KEYWORDS)
    }
}

fn or_default(given: &[String], otherwise: &[&str]) -> Vec<String> {
    if given.is_empty() { otherwise.iter().map(|word| (*word).to_owned()).collect() } else { given.to_vec() }
}

fn fits(field: &'static str, text: &str, least: usize, most: usize) -> Result<(), MessagingRefusal> {
    let length = text.chars().count();
    if (least..=most).contains(&length) {
        Ok(())
    } else {
        Err(MessagingRefusal::CampaignLength { field, least, most, length })
    }
}

impl Campaign {
    /// The status as it is shown.
    #[must_use]
    pub const fn shown_status(&self, is_brand_suspended: bool) -> CampaignStatus {
        match self.status {
            CampaignStatus::Verified if is_brand_suspended => CampaignStatus::Suspended,
            CampaignStatus::Pending
            | CampaignStatus::InProgress
            | CampaignStatus::Verified
            | CampaignStatus::Failed
            | CampaignStatus::Suspended => self.status,
        }
    }

    /// Corrects what was turned down and submits it again.
    ///
    /// # Errors
    /// `CampaignNotFailed`; what [`CampaignContent::must_fit`] says.
    pub fn correct(&self, content: CampaignContent, now: Timestamp) -> Result<Self, MessagingRefusal> {
        if self.status != CampaignStatus::Failed {
            return Err(MessagingRefusal::CampaignNotFailed);
        }
        content.must_fit()?;
        Ok(Self {
            content,
            status: CampaignStatus::Pending,
            issues: Vec::new(),
            doubts: Vec::new(),
            registry: self.registry.as_ref().map(|entry| entry.stale(now)),
            date_updated: now,
            ..self.clone()
        })
    }

    /// Its messages may be sent.
    #[must_use]
    pub fn verify(&self, registered_as: String, now: Timestamp) -> Self {
        Self {
            status: CampaignStatus::Verified,
            registered_as: self.registered_as.clone().or(Some(registered_as)),
            issues: Vec::new(),
            date_updated: now,
            ..self.clone()
        }
    }

    /// Turned down, by the machine or a person.
    #[must_use]
    pub fn fail(&self, issues: Vec<BrandIssue>, now: Timestamp) -> Self {
        Self { status: CampaignStatus::Failed, issues, date_updated: now, ..self.clone() }
    }

    /// Left to a person.
    #[must_use]
    pub fn refer(&self, doubts: Vec<BrandIssue>, now: Timestamp) -> Self {
        Self { status: CampaignStatus::InProgress, doubts, date_updated: now, ..self.clone() }
    }

    /// Why a person looks at a use case that carriers look at.
    #[must_use]
    pub fn special_use_case(&self) -> BrandIssue {
        BrandIssue {
            code: ReasonCode(30900),
            description: format!("{} is a use case that carriers look at themselves.", self.content.use_case),
            fields: vec!["USE_CASE".to_owned()],
        }
    }
}
