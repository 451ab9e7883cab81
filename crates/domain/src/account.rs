//! Accounts (tenants) and their API keys; and the provider's switches, which sign in likewise and are nobody's.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::bundle::UnknownName;
use crate::sid::{AccountSid, KeySid, SwitchSid};
use crate::time::Timestamp;

/// Whether an account may act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AccountStatus {
    /// It may.
    Active,
    /// Put on hold by the provider or its parent; its credentials are refused.
    Suspended,
    /// Closed for good.
    Closed,
}

impl AccountStatus {
    /// The wire's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Closed => "closed",
        }
    }
}

impl FromStr for AccountStatus {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        [Self::Active, Self::Suspended, Self::Closed]
            .into_iter()
            .find(|status| status.as_str() == text)
            .ok_or(UnknownName)
    }
}

/// A tenant. A subaccount (an ISV's customer) names its parent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// `AC…`
    pub sid: AccountSid,
    /// The account that made it and may act on it; `None` for a main account.
    pub parent_sid: Option<AccountSid>,
    /// A name for people.
    pub friendly_name: String,
    /// Whether it may act.
    pub status: AccountStatus,
    /// A sandbox that never counts as real.
    pub is_test: bool,
    /// Counts writes.
    pub version: i64,
    /// When it was made.
    pub date_created: Timestamp,
    /// When it last changed.
    pub date_updated: Timestamp,
}

/// An API key; its secret is shown once and kept as a hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKey {
    /// `SK…`
    pub sid: KeySid,
    /// Whose it is.
    pub account_sid: AccountSid,
    /// A name for people.
    pub friendly_name: String,
    /// When it was made.
    pub date_created: Timestamp,
    /// When it last changed.
    pub date_updated: Timestamp,
}

/// A switch of the provider: it may ask how calls of any account are attested, have them signed, and have them verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Switch {
    /// `SW…`
    pub sid: SwitchSid,
    /// A name for people.
    pub friendly_name: String,
    /// When it was made.
    pub date_created: Timestamp,
    /// The DNS name in the client certificate that it shows; such a switch has no secret.
    pub tls_name: Option<String>,
    /// Since when it is refused.
    pub revoked_at: Option<Timestamp>,
}

impl Switch {
    /// Whether a client certificate that names these is its own. Wildcards are names as well, and match nothing else.
    #[must_use]
    pub fn is_one_of(&self, names: &[String]) -> bool {
        self.tls_name.as_ref().is_some_and(|own| names.iter().any(|name| name.eq_ignore_ascii_case(own)))
    }
}
