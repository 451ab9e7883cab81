//! Why a bundle was turned down: a code, the field it is about, and what to do.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::sid::{EndUserSid, SupportingDocumentSid};

/// A numbered reason. 18601 to 18606 and 18609 are the vendor's review codes, 22214 to 22219 its evaluation codes,
/// 22600 and 22601 expiry, 99001 to 99099 ours. What each means and how to mend it is in `policies/error-codes.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReasonCode(pub u32);

impl ReasonCode {
    /// Business name and website cannot be linked.
    pub const WEBSITE: Self = Self(18601);
    /// The business identifier could not be verified.
    pub const BUSINESS_ID: Self = Self(18602);
    /// The address could not be verified.
    pub const ADDRESS: Self = Self(18603);
    /// Authorized representative 1 could not be verified.
    pub const REPRESENTATIVE_1: Self = Self(18604);
    /// Authorized representative 2 could not be verified.
    pub const REPRESENTATIVE_2: Self = Self(18605);
    /// The e-mail's domain is not the website's.
    pub const EMAIL_DOMAIN: Self = Self(18606);
    /// The registration authority is not eligible.
    pub const REGISTRATION_AUTHORITY: Self = Self(18609);
    /// `valid_until` has passed.
    pub const EXPIRED: Self = Self(22601);
    /// The same business is registered under another account (ours).
    pub const DUPLICATE: Self = Self(99001);
    /// Sanctions screening (ours).
    pub const SANCTIONS: Self = Self(99002);
    /// A document is unreadable, altered or does not fit (ours).
    pub const DOCUMENT: Self = Self(99003);
    /// Suspended by the provider (ours).
    pub const SUSPENDED: Self = Self(99004);
    /// The account was suspended by the provider (ours).
    pub const ACCOUNT_SUSPENDED: Self = Self(99005);
    /// A supporting profile or product is not, or no longer, in force (ours).
    pub const SUPPORT_LOST: Self = Self(99006);
    /// The text of a trust product is not acceptable: a name, use case or message (ours).
    pub const CONTENT: Self = Self(99007);
    /// A phone number could not be verified (ours).
    pub const PHONE_NUMBER: Self = Self(99008);
    /// A supporting profile or product is there, but may not serve here (ours).
    pub const SUPPORT_UNFIT: Self = Self(99009);
    /// Anything else; the note says it (ours).
    pub const OTHER: Self = Self(99099);
}

/// One reason against a bundle. `note` is written by a reviewer and may hold personal data: sealed at rest, and its
/// `Debug` leaves it out.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// What kind of reason.
    pub code: ReasonCode,
    /// Which field, as `<object type>.<field>`, for example `authorized_representative_1.email`.
    pub field: Option<String>,
    /// The item that carries the field.
    pub object: Option<ReasonObject>,
    /// What happened, one sentence, without personal data.
    pub message: String,
    /// What the reviewer wrote to the customer.
    pub note: Option<String>,
}

impl fmt::Debug for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reason")
            .field("code", &self.code)
            .field("field", &self.field)
            .field("object", &self.object)
            .field("message", &self.message)
            .finish_non_exhaustive()
    }
}

/// The item a reason points at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ReasonObject {
    /// An end user.
    EndUser(EndUserSid),
    /// A supporting document.
    SupportingDocument(SupportingDocumentSid),
}
