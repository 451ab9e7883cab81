//! What a brand is decided by: what its bundles say, and what vetting found about them.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::IdentityStatus;
use crate::bundle::{ReasonCode, UnknownName};
use crate::review::{Evidence, Outcome};

/// What kind of company a brand says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CompanyType {
    /// Held privately.
    Private,
    /// Its shares are traded.
    Public,
    /// Not for profit.
    NonProfit,
    /// A part of a government.
    Government,
}

impl FromStr for CompanyType {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        match text {
            "private" => Ok(Self::Private),
            "public" => Ok(Self::Public),
            "non-profit" | "non_profit" => Ok(Self::NonProfit),
            "government" => Ok(Self::Government),
            _ => Err(UnknownName),
        }
    }
}

/// What is known of a business when its brand is decided.
#[derive(Clone, PartialEq, Eq)]
pub struct BrandEvidence {
    /// What the messaging profile says.
    pub company_type: Option<CompanyType>,
    /// Where its shares are traded.
    pub stock_exchange: Option<String>,
    /// As what.
    pub stock_ticker: Option<String>,
    /// `EIN`, `CBN` …
    pub identifier_kind: Option<String>,
    /// The number under it.
    pub registration_number: Option<String>,
    /// `Corporation`, `Non-profit Corporation` …
    pub business_type: Option<String>,
    /// The country of the address; two letters.
    pub country: Option<String>,
    /// Where the contact of a public company gets mail.
    pub contact_domain: Option<String>,
    /// The domain of its website.
    pub website_domain: Option<String>,
    /// What the last vetting of its profile found.
    pub found: Vec<Evidence>,
}

/// Something that keeps a brand from being registered, or its identity from being matched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrandIssue {
    /// The vendor's number for it.
    pub code: ReasonCode,
    /// What is wrong and what to do.
    pub description: String,
    /// Fields of the bundles.
    pub fields: Vec<String>,
}

/// What the evidence comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BrandVerdict {
    /// It cannot be registered.
    Failed(Vec<BrandIssue>),
    /// It is registered; feedback says what was not matched.
    Registered {
        /// Whether its identity is.
        identity: IdentityStatus,
        /// What was not.
        feedback: Vec<BrandIssue>,
        /// `501c3` and the like, where a register says so.
        tax_exempt_status: Option<String>,
        /// Whether it is a government's.
        is_government: bool,
    },
}

/// The register of organisations that are exempt from tax in the United States.
const TAX_EXEMPT_REGISTER: &str = "irs-eo";

impl BrandEvidence {
    /// What one check of the profile's vetting found: the worst, if it was made more than once.
    #[must_use]
    pub fn outcome(&self, check: &str) -> Option<Outcome> {
        let rank = |outcome: &Outcome| match outcome {
            Outcome::Fail => 0,
            Outcome::Unknown => 1,
            Outcome::Pass => 2,
        };
        self.found.iter().filter(|one| one.check == check).map(|one| one.outcome).min_by_key(rank)
    }

    /// Decides a standard brand. A register that has another name under the number leaves the identity unverified; a
    /// register that knows nothing contradicts nothing, and the profile's own vetting stands.
    #[must_use]
    pub fn judge(&self) -> BrandVerdict {
        let failures = self.failures();
        if !failures.is_empty() {
            return BrandVerdict::Failed(failures);
        }
        let mut feedback = Vec::new();
        if self.is_contradicted() {
            feedback.push(issue(
                30795,
                "The registration number does not belong to this legal name. Enter both as the register shows them.",
                &["business_registration_number", "business_name"],
            ));
        }
        let identity =
            if feedback.is_empty() { IdentityStatus::Verified } else { IdentityStatus::Unverified };
        let is_exempt = self.is_known_exempt();
        if self.company_type == Some(CompanyType::NonProfit) && !is_exempt {
            feedback.push(issue(
                30798,
                "No register that is held here has this organisation among those exempt from tax. Attach the determination \
                 letter to the profile, or register as a private company.",
                &["company_type"],
            ));
        }
        BrandVerdict::Registered {
            identity,
            feedback,
            // The register holds organisations of section 501(c); the letter behind is not kept.
            tax_exempt_status: is_exempt.then(|| "501c3".to_owned()),
            is_government: self.company_type == Some(CompanyType::Government),
        }
    }

    fn failures(&self) -> Vec<BrandIssue> {
        let mut failures = Vec::new();
        if self.registration_number.as_deref().is_none_or(|number| number.trim().is_empty()) {
            failures.push(issue(
                30757,
                "The profile has no registration number. Add it, or register as a sole proprietor.",
                &["business_registration_number"],
            ));
        }
        match self.company_type {
            None => failures.push(issue(
                30793,
                "The messaging profile does not say which company type it is. Add it and submit again.",
                &["company_type"],
            )),
            Some(CompanyType::Public) => failures.extend(self.public_failures()),
            Some(CompanyType::Government) if !self.is_american() => failures.push(issue(
                30797,
                "Only government entities of the United States register as such. Choose another company type.",
                &["company_type"],
            )),
            Some(CompanyType::NonProfit) if self.says_other_than_non_profit() => failures.push(issue(
                30796,
                "The business type of the profile is not that of a non-profit. Correct one of the two.",
                &["company_type", "business_type"],
            )),
            Some(CompanyType::Private | CompanyType::NonProfit | CompanyType::Government) => {}
        }
        failures
    }

    fn public_failures(&self) -> Vec<BrandIssue> {
        let mut failures = Vec::new();
        let is_given = |text: &Option<String>| {
            text.as_deref().is_some_and(|text| !text.trim().is_empty() && !text.eq_ignore_ascii_case("none"))
        };
        let is_ticker = |text: &str| {
            text.len() <= 12
                && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':'))
        };
        if !is_given(&self.stock_exchange) || !is_given(&self.stock_ticker) {
            failures.push(issue(
                30796,
                "A public company names its stock exchange and ticker. Add both.",
                &["stock_exchange", "stock_ticker"],
            ));
        } else if !self.stock_ticker.as_deref().is_some_and(is_ticker) {
            failures.push(issue(
                30796,
                "The ticker is not one: it has up to twelve letters and digits.",
                &["stock_ticker"],
            ));
        }
        match (&self.contact_domain, &self.website_domain) {
            (None, _) => failures.push(issue(
                21738,
                "A public company confirms by mail. Add the address of its contact.",
                &["brand_contact_email"],
            )),
            (Some(contact), Some(website)) if contact != website => failures.push(issue(
                21740,
                "The contact's mail address is not in the domain of the company's website.",
                &["brand_contact_email"],
            )),
            (Some(_), _) => {}
        }
        failures
    }

    fn is_american(&self) -> bool {
        self.country.as_deref().is_none_or(|country| country.eq_ignore_ascii_case("US"))
    }

    fn says_other_than_non_profit(&self) -> bool {
        self.business_type.as_deref().is_some_and(|kind| !kind.to_ascii_lowercase().contains("non-profit"))
    }

    fn is_contradicted(&self) -> bool {
        ["registry.name", "registry.number_is_known"]
            .iter()
            .any(|check| self.outcome(check) == Some(Outcome::Fail))
    }

    fn is_known_exempt(&self) -> bool {
        self.found.iter().any(|one| {
            let is_of_register =
                one.source.as_ref().is_some_and(|source| source.name.starts_with(TAX_EXEMPT_REGISTER));
            one.check == "registry.name" && one.outcome == Outcome::Pass && is_of_register
        })
    }
}

pub(super) fn issue(code: u32, description: &str, fields: &[&str]) -> BrandIssue {
    BrandIssue {
        code: ReasonCode(code),
        description: description.to_owned(),
        fields: fields.iter().map(|field| (*field).to_owned()).collect(),
    }
}
