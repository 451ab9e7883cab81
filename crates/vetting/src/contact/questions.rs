//! What can be asked about a business, worked out from what it says of itself.

use trusthub_domain::contact::Email;

use crate::application::Application;
use crate::domain_name::{Website, normalised, read, registrable};
use crate::identifiers::{Scheme, compact, is_made_up};
use crate::website::address_to_visit;

/// Most domains that name servers are asked about.
const MOST_MAIL_DOMAINS: usize = 4;

/// What to ask. Two applications with the same questions have the same answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Questions {
    /// As the business gives it.
    pub business_name: String,
    /// The website to visit.
    pub website: Option<String>,
    /// The registrable domain of it, in ASCII.
    pub domain: Option<String>,
    /// The domains of e-mail addresses, in ASCII.
    pub mail_domains: Vec<String>,
    /// The business's number, where a register on the network may know it.
    pub number: Option<CompanyNumber>,
}

/// A number in terms of the registers that are asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CompanyNumber {
    /// A VAT number of the Union: prefix and rest.
    Vat {
        /// `DE`; Greece is `EL`.
        prefix: String,
        /// What follows it.
        number: String,
    },
    /// A legal entity identifier.
    Lei(String),
    /// A number in the register of companies of a country, or of a region of it.
    Company {
        /// ISO 3166-1 alpha-2.
        country: String,
        /// Letters of the state, where each state has a register of its own: `US`, `CA`.
        region: Option<String>,
        /// As its register writes it.
        number: String,
    },
}

impl Questions {
    /// Nothing to ask about somebody who is no business.
    #[must_use]
    pub fn of(application: &Application) -> Self {
        let Some(business) = &application.business else { return Self::default() };
        let website = address_to_visit(&business.website_url);
        let domain = website.as_deref().and_then(|address| match read(address) {
            Website::Domain(domain) => Some(registrable(&domain).to_owned()),
            Website::NoDomain | Website::Unreadable => None,
        });
        let mut mail_domains: Vec<String> = application
            .representatives
            .iter()
            .filter_map(|one| Some(normalised(&one.person.email.parse::<Email>().ok()?.domain())))
            .filter(|domain| address_to_visit(domain).is_some())
            .collect();
        mail_domains.sort();
        mail_domains.dedup();
        mail_domains.truncate(MOST_MAIL_DOMAINS);
        Self {
            business_name: business.name.clone(),
            website,
            domain,
            mail_domains,
            number: number(application),
        }
    }
}

/// Made-up numbers and those of registers that nobody publishes are not asked about.
fn number(application: &Application) -> Option<CompanyNumber> {
    let business = application.business.as_ref()?;
    let written = &business.registration_number;
    let number = compact(written);
    if number.is_empty() || is_made_up(written) {
        return None;
    }
    let address = application.addresses.first();
    let country = address.map(|address| address.iso_country.as_str()).unwrap_or_default();
    match Scheme::named(&business.registration_identifier) {
        Scheme::Vat => vat(&number),
        Scheme::Vatrn => vat(&format!("RO{}", number.trim_start_matches("RO"))),
        Scheme::Cn => Some(of_country("GB", number)),
        Scheme::Acn => Some(of_country("AU", number)),
        Scheme::Cin => Some(of_country("IN", number)),
        Scheme::Rn => Some(of_country("IS", number)),
        Scheme::Other if is_lei(&number) => Some(CompanyNumber::Lei(number)),
        Scheme::Other if country.len() == 2 => {
            let region = address.map(|address| address.region.trim().to_ascii_uppercase());
            let has_states = ["US", "CA"].contains(&country);
            let region = region.filter(|region| has_states && region.len() == 2);
            let number = written.trim().to_owned();
            // Without the state nobody can tell which register is meant.
            (!has_states || region.is_some()).then(|| CompanyNumber::Company {
                country: country.to_owned(),
                region,
                number,
            })
        }
        Scheme::Ein | Scheme::Cbn | Scheme::Duns | Scheme::Other => None,
    }
}

fn of_country(country: &str, number: String) -> CompanyNumber {
    CompanyNumber::Company { country: country.to_owned(), region: None, number }
}

/// ISO 17442: 18 letters and digits, and two check digits.
fn is_lei(number: &str) -> bool {
    number.len() == 20
        && number.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && number.bytes().rev().take(2).all(|byte| byte.is_ascii_digit())
}

fn vat(number: &str) -> Option<CompanyNumber> {
    let (prefix, rest) = number.split_at_checked(2)?;
    let is_member = crate::identifiers::vat::is_member(crate::identifiers::vat::country_of(number)?);
    let is_plain =
        rest.len() >= 2 && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+*".contains(&byte));
    let prefix = if prefix == "GR" { "EL" } else { prefix };
    (is_member && is_plain).then(|| CompanyNumber::Vat { prefix: prefix.to_owned(), number: rest.to_owned() })
}
