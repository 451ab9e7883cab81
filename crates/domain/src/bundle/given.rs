//! What the moves of a bundle are given.

use std::fmt;

use super::status::BundleKind;
use crate::contact::Email;
use crate::sid::{AccountSid, BundleSid, PolicySid};

/// What a customer gives to make a bundle.
#[derive(Clone, PartialEq, Eq)]
pub struct NewBundle {
    /// Its identifier.
    pub sid: BundleSid,
    /// Whose it will be.
    pub account_sid: AccountSid,
    /// Which of the two.
    pub kind: BundleKind,
    /// What it must hold.
    pub policy_sid: PolicySid,
    /// The customer's own name for it.
    pub friendly_name: String,
    /// Who is told.
    pub email: Email,
    /// Which URL is called.
    pub status_callback: Option<String>,
}

impl fmt::Debug for NewBundle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewBundle")
            .field("sid", &self.sid)
            .field("account_sid", &self.account_sid)
            .field("kind", &self.kind)
            .field("policy_sid", &self.policy_sid)
            .field("email", &self.email)
            .finish_non_exhaustive()
    }
}

/// Changes of a bundle's own fields; `None` leaves a field as it is, `Some(None)` clears it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Edit {
    /// A new name.
    pub friendly_name: Option<String>,
    /// Somebody else to tell.
    pub email: Option<Email>,
    /// Another URL, or none.
    pub status_callback: Option<Option<String>>,
}

impl fmt::Debug for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Edit").field("email", &self.email).finish_non_exhaustive()
    }
}

impl Edit {
    /// Nothing to change.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What stands in the way of a deletion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeletionFacts {
    /// Phone numbers are assigned to it.
    pub has_numbers: bool,
    /// It is an item of another bundle.
    pub is_supporting: bool,
}
