//! What is vetted: a bundle's content in the terms of the checks, each part with the item it came from.
//!
//! Stored as the case's inputs, so that the decision can be replayed from them alone. Texts are kept as the customer
//! wrote them, empty where missing. Personal data as a whole: sealed at rest, `Debug` shows none of it.

mod parts;
mod screened;

use std::fmt;

use serde::{Deserialize, Serialize};
use trusthub_domain::bundle::{BundleKind, ReasonObject};
pub use trusthub_domain::confirmation::Seat;
use trusthub_domain::contact::Email;
use trusthub_domain::sid::{AccountSid, AddressSid, BundleSid, PolicySid};

pub use self::screened::{Aligned, Hit, ListUsed, Listed, Screened, Subject};
use crate::confirmation::Confirmed;
use crate::contact::ContactFacts;
use crate::documents::DocumentFacts;
use crate::finding::Place;
use crate::identifiers::{Scheme, compact};
use crate::registry_match::RegistrySearch;
use crate::rings::RingFacts;

/// Everything automatic vetting looks at.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// Profile or trust product.
    pub bundle_kind: BundleKind,
    /// The bundle.
    pub bundle_sid: BundleSid,
    /// Its policy.
    pub policy_sid: PolicySid,
    /// What the policy makes it, for example `secondary_customer_profile_type_business`.
    pub object_type: String,
    /// Who is told of changes.
    pub notification_email: Email,
    /// The business, where the policy asks for one.
    pub business: Option<Business>,
    /// Who acts for it, by seat.
    pub representatives: Vec<Representative>,
    /// Who owns it, as far as that was declared.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub owners: Vec<Owner>,
    /// The person behind a starter profile, or who uses numbers.
    pub starter: Option<Person>,
    /// Where it is.
    pub addresses: Vec<PostalAddress>,
    /// Whatever else was entered, in the order of the items.
    pub texts: Vec<Text>,
    /// Bundles that carry the same registration number.
    pub duplicates: Vec<DuplicateHit>,
    /// What screening found; `None` for applications from before there was any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub screening: Option<Screened>,
    /// What the registers know of the business; nothing if none is held, or none was when this was stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registry: Option<RegistrySearch>,
    /// What the representatives say themselves; nothing where they are not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmations: Option<Vec<Confirmed>>,
    /// What was found out about its website, mail and domain; `None` if nothing was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<ContactFacts>,
    /// What was found in uploaded files, in the order of their documents; nothing if nobody looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub documents: Option<Vec<DocumentFacts>>,
    /// What it has in common with businesses of other accounts; nothing if nobody looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rings: Option<RingFacts>,
}

/// What the business says about itself.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Business {
    /// The end user that carries it.
    pub object: ReasonObject,
    /// The end user's type.
    pub type_name: String,
    /// Legal name.
    pub name: String,
    /// Legal form, as the API names it.
    pub business_type: String,
    /// Industry, as the API names it.
    pub industry: String,
    /// Direct customer or reseller.
    pub identity: String,
    /// Which register: `EIN`, `DUNS` …
    pub registration_identifier: String,
    /// The number in it.
    pub registration_number: String,
    /// Website.
    pub website_url: String,
    /// Where it operates.
    pub regions: Vec<String>,
    /// Social media pages.
    pub social_media_urls: Vec<String>,
}

/// A person with what is needed to reach them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The end user that carries it.
    pub object: ReasonObject,
    /// The end user's type.
    pub type_name: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// E-mail address.
    pub email: String,
    /// Phone number.
    pub phone_number: String,
    /// When born, `1961-07-04`; of most nobody asks.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub birth_date: String,
}

/// Somebody who may act for the business.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Representative {
    /// First or second.
    pub seat: Seat,
    /// Who.
    #[serde(flatten)]
    pub person: Person,
    /// What they call themselves.
    pub business_title: String,
    /// Their position, as the API names it.
    pub job_position: String,
}

/// Somebody who owns a part of the business.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// The end user that carries it.
    pub object: ReasonObject,
    /// The end user's type.
    pub type_name: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// When born, `1961-07-04`.
    pub birth_date: String,
    /// Where the person lives, ISO 3166-1 alpha-2.
    pub country: String,
    /// The share in percent, with at most two decimals.
    pub share: String,
}

/// A postal address and the document that names it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostalAddress {
    /// `AD…`
    pub sid: AddressSid,
    /// The document that names it.
    pub object: Option<ReasonObject>,
    /// That document's type.
    pub type_name: String,
    /// Who is there.
    pub customer_name: String,
    /// Street and number.
    pub street: String,
    /// Suite, floor.
    pub street_secondary: String,
    /// City.
    pub city: String,
    /// State, province or region.
    pub region: String,
    /// Postal code.
    pub postal_code: String,
    /// ISO 3166-1 alpha-2, upper case.
    pub iso_country: String,
}

/// One entered value that none of the above holds: a display name, a use case, a note.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// The item that carries it.
    pub object: ReasonObject,
    /// The item's type.
    pub type_name: String,
    /// The field.
    pub field: String,
    /// What was entered.
    pub value: String,
}

/// Another bundle of the same business. How "same" is told: [`business_identity`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DuplicateHit {
    /// Whose it is.
    pub account_sid: AccountSid,
    /// The bundle.
    pub bundle_sid: BundleSid,
    /// The account is the applicant's own, its parent or one of its subaccounts.
    pub account_is_family: bool,
    /// Approved, not expired, not suspended.
    pub is_in_force: bool,
}

impl Application {
    /// Where the business is: the country of its first address that names one, ISO 3166-1 alpha-2.
    #[must_use]
    pub fn country(&self) -> Option<String> {
        let mut countries = self.addresses.iter().map(|address| address.iso_country.as_str());
        countries.find(|country| !country.is_empty()).map(str::to_owned)
    }

    /// What makes two bundles the same business; `None` without a business that gave a number.
    #[must_use]
    pub fn identity(&self) -> Option<String> {
        let business = self.business.as_ref()?;
        business_identity(&business.registration_identifier, &business.registration_number)
    }
}

/// `ein:042103594`: the register and the number without its punctuation, so that spellings of one number meet.
///
/// `None` where no number is given. Personal data when the business is a sole proprietor: look it up by keyed hash.
#[must_use]
pub fn business_identity(identifier: &str, number: &str) -> Option<String> {
    let scheme = Scheme::named(identifier);
    let number = scheme.canonical(number);
    if number.is_empty() {
        return None;
    }
    let register = scheme.name().map_or_else(|| compact(identifier), str::to_owned);
    Some(format!("{}:{number}", register.to_ascii_lowercase()))
}

impl Business {
    pub(crate) fn place(&self, field: &str) -> Place {
        Place { field: format!("{}.{field}", self.type_name), object: Some(self.object) }
    }
}

impl Person {
    pub(crate) fn place(&self, field: &str) -> Place {
        Place { field: format!("{}.{field}", self.type_name), object: Some(self.object) }
    }
}

impl Owner {
    pub(crate) fn place(&self, field: &str) -> Place {
        Place { field: format!("{}.{field}", self.type_name), object: Some(self.object) }
    }
}

impl PostalAddress {
    /// The customer sees the document, and in it the list of its addresses; no other field exists to point at.
    pub(crate) fn place(&self) -> Place {
        Place { field: format!("{}.address_sids", self.type_name), object: self.object }
    }
}

impl Text {
    pub(crate) fn place(&self) -> Place {
        Place { field: format!("{}.{}", self.type_name, self.field), object: Some(self.object) }
    }
}

impl fmt::Debug for Application {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Application")
            .field("bundle_sid", &self.bundle_sid)
            .field("object_type", &self.object_type)
            .finish_non_exhaustive()
    }
}
