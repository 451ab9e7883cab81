//! What was found out about the business's website, mail, domain and registrations by asking outside: facts only, kept with
//! the case, so that its assessment replays without a network.
//!
//! What was not asked is not there. What was asked and not answered is a fact of its own, and never one against the
//! customer. Start at [`Questions`], which says what to ask, and [`ContactFacts`], which holds the answers.

mod domain;
mod mail;
mod questions;
mod register;
mod website;

use serde::{Deserialize, Serialize};

pub(crate) use self::domain::check as check_domain;
pub use self::domain::{DomainAge, Registered};
pub(crate) use self::mail::check as check_mail;
pub use self::mail::{MailDomain, MailRoute};
pub use self::questions::{CompanyNumber, Questions};
pub use self::register::{LiveAnswer, LiveCompany, LiveRegister, Register};
pub(crate) use self::register::{check as check_registers, hits};
pub use self::website::{Arrival, NameOnPage, SiteFacts, SiteTrouble, WebsiteVisit};

/// The answers of all outside sources about a business.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactFacts {
    /// A visit to the website.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub website: Option<WebsiteVisit>,
    /// Whether the domains of its e-mail addresses take mail.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mail: Vec<MailDomain>,
    /// How old the website's domain is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<DomainAge>,
    /// What registers answered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub registers: Vec<LiveRegister>,
}

impl ContactFacts {
    /// Whether nothing was asked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
