//! The business against the registers that the hub holds: is it there, under this name, and may it do business.
//!
//! All of it is for a reviewer to weigh: no register is complete, and names are written in many ways. Without a register
//! there is nothing to say, and nothing is said.

use serde::{Deserialize, Serialize};
use trusthub_domain::bundle::ReasonCode;
use trusthub_domain::review::EvidenceSource;

use crate::application::{Application, Business};
use crate::contact;
use crate::finding::{Check, Finding};
use crate::registries::Standing;

/// What the registers know of the business.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrySearch {
    /// Those that were looked in, with their versions: `gleif 0193…`.
    pub looked_in: Vec<String>,
    /// The company that is probably meant.
    pub found: Option<RegistryHit>,
}

/// A company in a register.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistryHit {
    /// Which register, and its version.
    pub register: String,
    /// The register's own number of it.
    pub source_id: String,
    /// Its name there.
    pub legal_name: String,
    /// Where it is registered; empty if the register does not say.
    pub country: String,
    /// Whether it may do business.
    pub standing: Standing,
    /// The day it was made; empty if the register does not say.
    pub created: String,
    /// By the number that the business gave, or by its name alone.
    pub by: FoundBy,
    /// Parts of a thousand: how probable it is that the name means this company.
    pub per_mille: u16,
    /// Likelier than not.
    pub is_match: bool,
    /// So likely that nobody needs to look.
    pub is_certain: bool,
}

/// How a company was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FoundBy {
    /// It has the number that the business gave.
    Number,
    /// Its name is like the one that the business gave.
    Name,
}

impl RegistryHit {
    fn source(&self) -> EvidenceSource {
        let (name, version) = self.register.split_once(' ').unwrap_or((&self.register, ""));
        EvidenceSource { name: name.to_owned(), version: version.to_owned(), date: String::new() }
    }
}

pub(crate) fn check(application: &Application) -> Vec<Finding> {
    let Some(business) = &application.business else { return Vec::new() };
    let Some(hit) = best(application).filter(|hit| hit.by == FoundBy::Number || hit.is_match) else {
        let Some(search) = &application.registry else { return Vec::new() };
        let check = known(business).comparing(format!("looked in {}", search.looked_in.join(", ")));
        return vec![
            check.cannot_tell("No register that is held here knows the business by this number or name."),
        ];
    };
    let mut findings = vec![named(business, &hit)];
    findings.extend(standing(business, &hit));
    findings
}

/// The company that is meant, of imported registers and those that were asked: by its number rather than by its name,
/// under the business's name rather than another, and as it stands today rather than on the day of an import.
pub(crate) fn best(application: &Application) -> Option<RegistryHit> {
    let imported = application.registry.as_ref().and_then(|search| search.found.clone());
    let asked = contact::hits(application);
    let all = imported.into_iter().map(|hit| (hit, false)).chain(asked.into_iter().map(|hit| (hit, true)));
    let rank = |(hit, is_live): &(RegistryHit, bool)| {
        let by_number = hit.by == FoundBy::Number;
        (by_number && hit.is_match, by_number, hit.standing != Standing::Unknown, *is_live)
    };
    all.max_by_key(rank).map(|(hit, _)| hit)
}

fn known(business: &Business) -> Check {
    Check::soft("registry.known", ReasonCode::BUSINESS_ID, business.place("business_registration_number"))
}

/// The number leads to the company; the name must be its name too. By name alone it is known, more or less surely.
fn named(business: &Business, hit: &RegistryHit) -> Finding {
    let compared = format!(
        "“{}” with “{}” ({}, {}), {} in 1,000",
        business.name, hit.legal_name, hit.source_id, hit.register, hit.per_mille
    );
    match hit.by {
        FoundBy::Number => {
            let place = business.place("business_name");
            let check = Check::soft("registry.name", ReasonCode::BUSINESS_ID, place)
                .comparing(compared)
                .from(hit.source());
            if hit.is_match {
                check.passes("The register has this number under this name.")
            } else {
                check.fails(
                    "The register has this number under another name.",
                    "Enter the legal name as the register shows it, or correct the number.",
                )
            }
        }
        FoundBy::Name if hit.is_certain => known(business)
            .comparing(compared)
            .from(hit.source())
            .passes("A register has a company of this name, and no other like it."),
        FoundBy::Name => known(business)
            .comparing(compared)
            .from(hit.source())
            .cannot_tell("A register has a company of a similar name; the number given does not lead to it."),
    }
}

/// Says nothing of a company that was only guessed.
fn standing(business: &Business, hit: &RegistryHit) -> Option<Finding> {
    if hit.by == FoundBy::Name && !hit.is_certain {
        return None;
    }
    let place = business.place("business_registration_number");
    let check = Check::soft("registry.active", ReasonCode::BUSINESS_ID, place)
        .comparing(format!("{} ({}): {}", hit.source_id, hit.register, hit.standing.as_str()))
        .from(hit.source());
    Some(match hit.standing {
        Standing::Active => check.passes("The register shows the company as active."),
        Standing::Inactive => check.fails(
            "The register shows the company as dissolved, or as being wound up.",
            "Name the company that does business now, or have the register corrected.",
        ),
        Standing::Unknown => {
            check.cannot_tell("The register does not say whether the company may do business.")
        }
    })
}
