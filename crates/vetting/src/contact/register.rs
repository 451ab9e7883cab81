//! What registers on the network answer about the business's number, beside those that the hub holds.

use serde::{Deserialize, Serialize};
use trusthub_domain::bundle::ReasonCode;

use crate::application::{Application, Business};
use crate::finding::{Check, Finding};
use crate::names::{Subject, compare, match_threshold};
use crate::registries::Standing;
use crate::registry_match::{FoundBy, RegistryHit};

/// A question to a register and its answer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveRegister {
    /// Which.
    pub register: Register,
    /// Where it was asked for.
    pub url: String,
    /// When, RFC 3339.
    pub at: String,
    /// What it said.
    pub answer: LiveAnswer,
}

/// A register that can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Register {
    /// The Global LEI Index.
    Gleif,
    /// VAT numbers of the European Union.
    Vies,
    /// OpenCorporates.
    Opencorporates,
}

/// An answer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LiveAnswer {
    /// This company has the number.
    Company(Box<LiveCompany>),
    /// Nobody has it there.
    NotThere,
    /// No answer.
    Silence,
}

/// A company as a register has it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveCompany {
    /// The register's number of it.
    pub number: String,
    /// Its name; empty if the register keeps it to itself.
    pub name: String,
    /// ISO 3166-1 alpha-2; empty if the register does not say.
    pub country: String,
    /// Whether it may do business.
    pub standing: Standing,
    /// The day it was made; empty if the register does not say.
    pub created: String,
}

impl Register {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Gleif => "gleif",
            Self::Vies => "vies",
            Self::Opencorporates => "opencorporates",
        }
    }
}

impl LiveRegister {
    fn named(&self) -> String {
        format!("{} {} {}", self.register.as_str(), self.url, self.at)
    }
}

fn answers(application: &Application) -> &[LiveRegister] {
    application.contact.as_ref().map(|contact| contact.registers.as_slice()).unwrap_or_default()
}

/// The companies that registers named, as hits by number: in the form of those of imported registers.
pub(crate) fn hits(application: &Application) -> Vec<RegistryHit> {
    let Some(business) = &application.business else { return Vec::new() };
    let named = answers(application).iter().filter_map(|asked| match &asked.answer {
        LiveAnswer::Company(company) if !company.name.is_empty() => Some((asked, company)),
        LiveAnswer::Company(_) | LiveAnswer::NotThere | LiveAnswer::Silence => None,
    });
    named.map(|(asked, company)| hit(business, asked, company)).collect()
}

fn hit(business: &Business, asked: &LiveRegister, company: &LiveCompany) -> RegistryHit {
    let score = compare(Subject::Business, &business.name, &company.name).score();
    RegistryHit {
        register: asked.named(),
        source_id: company.number.clone(),
        legal_name: company.name.clone(),
        country: company.country.clone(),
        standing: company.standing,
        created: company.created.clone(),
        by: FoundBy::Number,
        per_mille: crate::names::per_mille(score),
        is_match: score >= match_threshold(),
        is_certain: false,
    }
}

/// What registers say of the number itself; the company that they name is looked at beside those of imported registers.
pub(crate) fn check(application: &Application) -> Vec<Finding> {
    let Some(business) = &application.business else { return Vec::new() };
    answers(application).iter().filter_map(|asked| of_answer(business, asked)).collect()
}

fn of_answer(business: &Business, asked: &LiveRegister) -> Option<Finding> {
    let check = Check::soft(
        "registry.number_is_known",
        ReasonCode::BUSINESS_ID,
        business.place("business_registration_number"),
    )
    .comparing(format!(
        "{} {} ({})",
        business.registration_identifier,
        business.registration_number,
        asked.named()
    ));
    let is_its_own_number = match asked.register {
        Register::Vies => true,
        // Few companies have an LEI, and no register of others is complete.
        Register::Gleif | Register::Opencorporates => false,
    };
    match &asked.answer {
        LiveAnswer::Company(_) => Some(check.passes("The register confirms the number.")),
        LiveAnswer::NotThere if is_its_own_number => Some(check.fails(
            "The register says that the number is not valid today.",
            "Enter the number as the tax office gave it, or have it registered for trade within the Union.",
        )),
        LiveAnswer::NotThere => {
            Some(check.cannot_tell("The register does not know the number; it is not complete."))
        }
        LiveAnswer::Silence => Some(check.cannot_tell("The register did not answer.")),
    }
}
