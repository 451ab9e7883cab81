//! What is assigned to a bundle: items (`BV`) and phone numbers (`RA`).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::sid::{
    AccountSid, BundleSid, ChannelAssignmentSid, EndUserSid, EntityAssignmentSid, PhoneNumberSid, SidError,
    SupportingDocumentSid,
};
use crate::time::Timestamp;

/// An object that may be an item of a bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum ObjectSid {
    /// An end user of the same account.
    EndUser(EndUserSid),
    /// A supporting document of the same account.
    SupportingDocument(SupportingDocumentSid),
    /// A supporting bundle, of the same account or its parent.
    Bundle(BundleSid),
}

/// Why a text cannot be assigned as an item.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ObjectSidError {
    /// Not an identifier at all: code 22205.
    #[error("an object's identifier is two letters followed by 32 hexadecimal digits")]
    Malformed,
    /// An identifier of something that is never an item: code 22206.
    #[error("only end users (IT), supporting documents (RD) and bundles (BU) can be assigned")]
    WrongKind,
}

impl FromStr for ObjectSid {
    type Err = ObjectSidError;

    fn from_str(text: &str) -> Result<Self, ObjectSidError> {
        let end_user = text.parse().map(Self::EndUser);
        let found = end_user
            .or_else(|_| text.parse().map(Self::SupportingDocument))
            .or_else(|_| text.parse().map(Self::Bundle));
        found.map_err(|error| match error {
            SidError::Malformed => ObjectSidError::Malformed,
            SidError::WrongPrefix { .. } => ObjectSidError::WrongKind,
        })
    }
}

impl fmt::Display for ObjectSid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EndUser(sid) => sid.fmt(f),
            Self::SupportingDocument(sid) => sid.fmt(f),
            Self::Bundle(sid) => sid.fmt(f),
        }
    }
}

impl From<ObjectSid> for String {
    fn from(sid: ObjectSid) -> Self {
        sid.to_string()
    }
}

impl TryFrom<String> for ObjectSid {
    type Error = ObjectSidError;

    fn try_from(text: String) -> Result<Self, ObjectSidError> {
        text.parse()
    }
}

/// An item of a bundle. Immutable; replaced by deleting and assigning anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntityAssignment {
    /// `BV…`
    pub sid: EntityAssignmentSid,
    /// The bundle's account.
    pub account_sid: AccountSid,
    /// The bundle.
    pub bundle_sid: BundleSid,
    /// The assigned object.
    pub object_sid: ObjectSid,
    /// The object's account: the bundle's, or its parent's for a primary profile.
    pub object_account_sid: AccountSid,
    /// Machine name of the object's type: an end-user type, a document type, or a policy's object type.
    pub object_type: String,
    /// When it was assigned.
    pub date_created: Timestamp,
}

/// A phone number of a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelAssignment {
    /// `RA…`
    pub sid: ChannelAssignmentSid,
    /// The bundle's account.
    pub account_sid: AccountSid,
    /// The bundle.
    pub bundle_sid: BundleSid,
    /// The assigned number.
    pub number_sid: PhoneNumberSid,
    /// The number's account: the bundle's or a subaccount of it.
    pub number_account_sid: AccountSid,
    /// When it was assigned.
    pub date_created: Timestamp,
}
