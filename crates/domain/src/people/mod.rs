//! The people who sign in to the console: an account's users and what each may do, sessions and how long they last,
//! passkeys, the links that set a password, and what a password must be.
//!
//! Reviewers are people too, and stand in [`crate::review`]; what they share with users is here.

mod link;
mod passkey;
mod password;
mod session;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub use self::link::{Link, LinkPurpose};
pub use self::passkey::{
    MOST_PASSKEY_NAME_CHARACTERS, MOST_PASSKEYS, Passkey, PasskeyNameFault, passkey_name,
};
pub use self::password::{PASSWORD_LENGTHS, PasswordFault, check_password};
pub use self::session::{Holder, SessionLife, SignedIn};
use crate::bundle::UnknownName;
use crate::contact::Email;
use crate::sid::{AccountSid, ReviewerSid, UserSid};
use crate::time::Timestamp;

/// What a user of an account may do. Each role may do what the ones before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UserRole {
    /// Reads.
    Viewer,
    /// Also changes and submits profiles, products and numbers.
    Editor,
    /// Also manages colleagues, API keys, auth tokens and subaccounts.
    Owner,
}

impl UserRole {
    /// Every role, the least first.
    pub const ALL: [Self; 3] = [Self::Viewer, Self::Editor, Self::Owner];

    /// The name on the command line and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Editor => "editor",
            Self::Owner => "owner",
        }
    }
}

impl FromStr for UserRole {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or(UnknownName)
    }
}

/// Which mails a user gets about the account's bundles, besides whoever a bundle itself names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notifications {
    /// Decisions, suspensions and reinstatements.
    pub decisions: bool,
    /// Approvals that run out.
    pub expiry: bool,
}

/// A person of an account who signs in to the console.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// `US…`
    pub sid: UserSid,
    /// Whose person it is.
    pub account_sid: AccountSid,
    /// Signs in with it; unique over the hub.
    pub email: Email,
    /// What they may do.
    pub role: UserRole,
    /// Has not chosen a password yet.
    pub is_invited: bool,
    /// May no longer sign in or act.
    pub is_disabled: bool,
    /// Which mails they get.
    pub notifications: Notifications,
    /// Counts writes.
    pub version: i64,
    /// When they were invited.
    pub date_created: Timestamp,
    /// When something of it last changed.
    pub date_updated: Timestamp,
}

/// Somebody with a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Person {
    /// Of the provider.
    Reviewer(ReviewerSid),
    /// Of an account.
    User {
        /// The account.
        account_sid: AccountSid,
        /// The user.
        sid: UserSid,
    },
}

impl User {
    /// As whom they sign in.
    #[must_use]
    pub const fn person(&self) -> Person {
        Person::User { account_sid: self.account_sid, sid: self.sid }
    }
}

impl fmt::Display for Person {
    /// The identifier.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reviewer(sid) => write!(f, "{sid}"),
            Self::User { sid, .. } => write!(f, "{sid}"),
        }
    }
}
