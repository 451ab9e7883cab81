//! Who decides what the machine does not.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::bundle::UnknownName;
use crate::contact::Email;
use crate::sid::ReviewerSid;
use crate::time::Timestamp;

/// What a reviewer may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Decides cases.
    Reviewer,
    /// Also suspends and reinstates.
    Lead,
    /// Also manages reviewers.
    Admin,
}

impl Role {
    /// The name on the command line and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reviewer => "reviewer",
            Self::Lead => "lead",
            Self::Admin => "admin",
        }
    }
}

impl FromStr for Role {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        [Self::Reviewer, Self::Lead, Self::Admin]
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or(UnknownName)
    }
}

/// A person of the provider who decides cases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reviewer {
    /// `RV…`
    pub sid: ReviewerSid,
    /// Signs in with it; unique, lower case.
    pub email: Email,
    /// What they may do.
    pub role: Role,
    /// May no longer sign in or act.
    pub is_disabled: bool,
    /// Counts writes.
    pub version: i64,
    /// When it was made.
    pub date_created: Timestamp,
    /// When it last changed.
    pub date_updated: Timestamp,
}
