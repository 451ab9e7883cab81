//! The business's registration: is the number one that its register could have issued, and is it the register of the
//! country where the business says it is.

use trusthub_domain::bundle::ReasonCode;

use crate::application::{Application, Business};
use crate::finding::{Check, Finding};
use crate::identifiers::{Flaw, Judgement, Scheme, Step, compact, is_made_up, vat};

pub(crate) fn check(application: &Application) -> Vec<Finding> {
    let Some(business) = &application.business else {
        return Vec::new();
    };
    if business.registration_number.is_empty() {
        return Vec::new();
    }
    let countries: Vec<&str> =
        application.addresses.iter().map(|address| address.iso_country.as_str()).collect();
    let scheme = Scheme::named(&business.registration_identifier);
    let judgement = scheme.judge(&business.registration_number, countries.first().copied());
    let mut findings = by_form(business, scheme, judgement);
    findings.push(not_made_up(business));
    findings.extend(authority(business, scheme, &countries));
    findings
}

/// One finding per rule of the register, up to the first that is broken.
fn by_form(business: &Business, scheme: Scheme, judgement: Judgement) -> Vec<Finding> {
    let flaw = match judgement {
        Judgement::Untold { why } => return vec![form(business, scheme, "form", true).cannot_tell(why)],
        Judgement::Sound => None,
        Judgement::Flawed(flaw) => Some(flaw),
    };
    let is_kept = |step: &&Step| flaw.is_none_or(|flaw: Flaw| **step < flaw.step);
    let kept = scheme.steps().iter().filter(is_kept).map(|step| {
        form(business, scheme, step.as_str(), true).passes("The number keeps this rule of its register.")
    });
    let broken = flaw.map(|flaw| {
        form(business, scheme, flaw.step.as_str(), flaw.is_certain).fails(flaw.why, scheme.mend())
    });
    kept.chain(broken).collect()
}

fn form(business: &Business, scheme: Scheme, rule: &str, is_certain: bool) -> Check {
    let name = format!("identifier.{}.{rule}", scheme.name().unwrap_or("other").to_ascii_lowercase());
    let place = business.place("business_registration_number");
    let check = if is_certain {
        Check::hard(name, ReasonCode::BUSINESS_ID, place)
    } else {
        Check::soft(name, ReasonCode::BUSINESS_ID, place)
    };
    check.comparing(format!("{} {}", business.registration_identifier, business.registration_number))
}

fn not_made_up(business: &Business) -> Finding {
    let place = business.place("business_registration_number");
    let check = Check::soft("identifier.not_made_up", ReasonCode::BUSINESS_ID, place)
        .comparing(business.registration_number.clone());
    if is_made_up(&business.registration_number) {
        check.fails(
            "The registration number is one digit repeated or a run of consecutive digits.",
            "Enter the number that the register assigned, or ask the register to confirm it.",
        )
    } else {
        check.passes("The digits follow no obvious pattern.")
    }
}

/// `None` where the register serves every country, or where there is no address to compare with.
fn authority(business: &Business, scheme: Scheme, countries: &[&str]) -> Option<Finding> {
    let number = compact(&business.registration_number);
    let country = match scheme {
        Scheme::Vat => vat::country_of(&number)?,
        _ => scheme.country()?,
    };
    let place = business.place("business_registration_identifier");
    let check = Check::soft("identifier.authority_fits_country", ReasonCode::REGISTRATION_AUTHORITY, place)
        .comparing(format!("register of {country}, address in {}", countries.join(", ")));
    if scheme == Scheme::Vat && !vat::is_member(country) {
        return Some(check.fails(
            "The VAT number is not one of a member state of the European Union.",
            "Name the register of the country in which the business is incorporated.",
        ));
    }
    if countries.is_empty() {
        return None;
    }
    Some(if countries.contains(&country) {
        check.passes("The register is that of a country in which the business has an address.")
    } else {
        check.fails(
            "The register is not that of the country in which the business has its address.",
            "Name the register of the country in which the business is incorporated, or correct the address.",
        )
    })
}
