//! What was found out about the business's website, mail and domain by asking outside: facts only, kept with the case, so
//! that its assessment replays without a network.
//!
//! What was not asked is `None`. What was asked and not answered is a fact of its own, and never one against the customer.

mod website;

use serde::{Deserialize, Serialize};

pub use self::website::{Arrival, NameOnPage, SiteFacts, SiteTrouble, WebsiteVisit};

/// The answers of all outside sources about how the business can be reached.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactFacts {
    /// A visit to the website.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub website: Option<WebsiteVisit>,
}

impl ContactFacts {
    /// Whether nothing was asked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
