//! Messaging services: a pool of senders with one purpose.
//!
//! The hub sends no messages. It keeps a service's settings as the SDKs know them, because a campaign belongs to a
//! service and covers its senders.

use serde::{Deserialize, Serialize};

use super::MessagingRefusal;
use crate::sid::{AccountSid, MessagingServiceSid, PhoneNumberSid};
use crate::time::Timestamp;

/// Senders of one service. Source: the vendor's error dictionary, 21714.
const MOST_SENDERS: u32 = 400;

/// What a service may be for. Source: the vendor's OpenAPI document.
const USE_CASES: [&str; 6] =
    ["notifications", "marketing", "verification", "discussion", "poll", "undeclared"];

/// A pool of senders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessagingService {
    /// `MG…`
    pub sid: MessagingServiceSid,
    /// Whose it is.
    pub account_sid: AccountSid,
    /// As its owner set it.
    pub settings: ServiceSettings,
    /// Counts writes.
    pub version: i64,
    /// When it was made.
    pub date_created: Timestamp,
    /// When it last changed.
    pub date_updated: Timestamp,
}

/// What the owner sets; kept for the program that sends. Defaults are the vendor's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceSettings {
    /// A name for people.
    pub friendly_name: String,
    /// Called with messages that come in.
    pub inbound_request_url: Option<String>,
    /// `GET` or `POST`.
    pub inbound_method: String,
    /// Called if that fails.
    pub fallback_url: Option<String>,
    /// `GET` or `POST`.
    pub fallback_method: String,
    /// Told what becomes of messages.
    pub status_callback: Option<String>,
    /// One sender per recipient.
    pub sticky_sender: bool,
    /// Pictures become links where they cannot be shown.
    pub mms_converter: bool,
    /// Characters are replaced so that messages stay short.
    pub smart_encoding: bool,
    /// `inherit`, `enable` or `disable`.
    pub scan_message_content: String,
    /// Without effect since long; the SDKs still have it.
    pub fallback_to_long_code: bool,
    /// The sender of the recipient's area is preferred.
    pub area_code_geomatch: bool,
    /// How long a message is worth sending.
    pub validity_period_seconds: i64,
    /// Reserved by the vendor.
    pub synchronous_validation: bool,
    /// What it is for.
    pub usecase: String,
    /// The number's own webhook goes first.
    pub use_inbound_webhook_on_number: bool,
}

impl Default for ServiceSettings {
    fn default() -> Self {
        Self {
            friendly_name: String::new(),
            inbound_request_url: None,
            inbound_method: "POST".to_owned(),
            fallback_url: None,
            fallback_method: "POST".to_owned(),
            status_callback: None,
            sticky_sender: true,
            mms_converter: true,
            smart_encoding: true,
            scan_message_content: "inherit".to_owned(),
            fallback_to_long_code: true,
            area_code_geomatch: true,
            validity_period_seconds: 36_000,
            synchronous_validation: false,
            usecase: "undeclared".to_owned(),
            use_inbound_webhook_on_number: false,
        }
    }
}

/// A sender of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceSender {
    /// Whose it is.
    pub account_sid: AccountSid,
    /// In which service.
    pub service_sid: MessagingServiceSid,
    /// Which number.
    pub number_sid: PhoneNumberSid,
    /// Since when.
    pub date_created: Timestamp,
}

impl ServiceSettings {
    /// Whether its use case is one of the vendor's.
    ///
    /// # Errors
    /// `ServiceUseCase`.
    pub fn must_have_use_case(&self) -> Result<(), MessagingRefusal> {
        if USE_CASES.contains(&self.usecase.as_str()) {
            Ok(())
        } else {
            Err(MessagingRefusal::ServiceUseCase)
        }
    }
}

impl MessagingService {
    /// Whether it takes one more sender than it has.
    ///
    /// # Errors
    /// `TooManySenders`.
    pub const fn must_have_room(senders: u32) -> Result<(), MessagingRefusal> {
        if senders < MOST_SENDERS { Ok(()) } else { Err(MessagingRefusal::TooManySenders(MOST_SENDERS)) }
    }
}
