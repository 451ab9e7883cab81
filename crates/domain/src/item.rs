//! What a bundle is put together from: end users, supporting documents, addresses, phone numbers.
//!
//! Attributes are kept as they came, unknown keys included; whether they suffice is the evaluation's business.
//! They are personal data: sealed at rest, never logged, and left out by every `Debug` here.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::bundle::UnknownName;
use crate::contact::Phone;
use crate::sid::{AccountSid, AddressSid, BundleSid, EndUserSid, PhoneNumberSid, SupportingDocumentSid};
use crate::time::Timestamp;

/// A JSON object as the customer gave it.
pub type Attributes = serde_json::Map<String, serde_json::Value>;

/// A person or business described by attributes.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndUser {
    /// `IT…`
    pub sid: EndUserSid,
    /// Whose it is.
    pub account_sid: AccountSid,
    /// The customer's own name for it.
    pub friendly_name: String,
    /// Machine name of its type.
    pub type_name: String,
    /// Its content.
    pub attributes: Attributes,
    /// Counts writes.
    pub version: i64,
    /// When it was made.
    pub date_created: Timestamp,
    /// When it last changed.
    pub date_updated: Timestamp,
}

impl fmt::Debug for EndUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EndUser")
            .field("sid", &self.sid)
            .field("account_sid", &self.account_sid)
            .field("type_name", &self.type_name)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// Where a document stands; upper case on the wire (the vendor's OpenAPI document).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DocumentStatus {
    /// In no submitted bundle.
    Draft,
    /// In a bundle under review.
    PendingReview,
    /// In a rejected bundle.
    Rejected,
    /// In an approved bundle.
    Approved,
    /// Its bundle's approval ran out.
    Expired,
}

impl DocumentStatus {
    /// The wire's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "DRAFT",
            Self::PendingReview => "PENDING_REVIEW",
            Self::Rejected => "REJECTED",
            Self::Approved => "APPROVED",
            Self::Expired => "EXPIRED",
        }
    }
}

impl FromStr for DocumentStatus {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        [Self::Draft, Self::PendingReview, Self::Rejected, Self::Approved, Self::Expired]
            .into_iter()
            .find(|status| status.as_str() == text)
            .ok_or(UnknownName)
    }
}

/// A supporting document: attributes, and a file where one was uploaded.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupportingDocument {
    /// `RD…`
    pub sid: SupportingDocumentSid,
    /// Whose it is.
    pub account_sid: AccountSid,
    /// The customer's own name for it.
    pub friendly_name: String,
    /// Machine name of its type.
    pub type_name: String,
    /// Where it stands.
    pub status: DocumentStatus,
    /// Its content.
    pub attributes: Attributes,
    /// The uploaded file.
    pub file: Option<DocumentFile>,
    /// Counts writes.
    pub version: i64,
    /// When it was made.
    pub date_created: Timestamp,
    /// When it last changed.
    pub date_updated: Timestamp,
}

impl fmt::Debug for SupportingDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SupportingDocument")
            .field("sid", &self.sid)
            .field("account_sid", &self.account_sid)
            .field("type_name", &self.type_name)
            .field("status", &self.status)
            .field("file", &self.file)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// What is known of an uploaded file; its bytes lie sealed in the document store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentFile {
    /// By content, never by name.
    pub media_type: MediaType,
    /// Size of the clear bytes.
    pub size_bytes: u64,
    /// SHA-256 of the clear bytes, hex.
    pub sha256: String,
    /// Where the sealed bytes lie in the document store.
    pub object_key: String,
}

/// What may be uploaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MediaType {
    /// `application/pdf`
    #[serde(rename = "application/pdf")]
    Pdf,
    /// `image/png`
    #[serde(rename = "image/png")]
    Png,
    /// `image/jpeg`
    #[serde(rename = "image/jpeg")]
    Jpeg,
}

impl MediaType {
    /// The media type's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }
}

impl FromStr for MediaType {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        [Self::Pdf, Self::Png, Self::Jpeg].into_iter().find(|media| media.as_str() == text).ok_or(UnknownName)
    }
}

/// A postal address (2010-04-01 resource). Personal data as a whole.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// `AD…`
    pub sid: AddressSid,
    /// Whose it is.
    pub account_sid: AccountSid,
    /// The customer's own name for it.
    pub friendly_name: String,
    /// Who lives or works there.
    pub customer_name: String,
    /// Street and number.
    pub street: String,
    /// Suite, floor.
    pub street_secondary: Option<String>,
    /// City.
    pub city: String,
    /// State, province or region.
    pub region: String,
    /// Postal code.
    pub postal_code: String,
    /// ISO 3166-1 alpha-2, upper case.
    pub iso_country: String,
    /// Whether emergency calling is on.
    pub emergency_enabled: bool,
    /// Counts writes.
    pub version: i64,
    /// When it was made.
    pub date_created: Timestamp,
    /// When it last changed.
    pub date_updated: Timestamp,
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Address")
            .field("sid", &self.sid)
            .field("account_sid", &self.account_sid)
            .field("iso_country", &self.iso_country)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// A phone number of the provider's inventory (IncomingPhoneNumber).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneNumber {
    /// `PN…`
    pub sid: PhoneNumberSid,
    /// Whose it is.
    pub account_sid: AccountSid,
    /// The number, owned by one account at a time.
    pub phone_number: Phone,
    /// A name for people.
    pub friendly_name: String,
    /// The bundle named by the customer under `BundleSid`.
    pub bundle_sid: Option<BundleSid>,
    /// The address named by the customer under `AddressSid`.
    pub address_sid: Option<AddressSid>,
    /// Voice, SMS and status URLs and the like, kept as given under their wire names (`voice_url` …).
    pub settings: Attributes,
    /// Counts writes.
    pub version: i64,
    /// When it was made.
    pub date_created: Timestamp,
    /// When it last changed.
    pub date_updated: Timestamp,
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PhoneNumber")
            .field("sid", &self.sid)
            .field("account_sid", &self.account_sid)
            .field("phone_number", &self.phone_number)
            .field("bundle_sid", &self.bundle_sid)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}
