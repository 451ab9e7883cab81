//! What OFAC writes in the remarks of an entry, taken apart: `DOB 4 Jul 1961; POB Havana, Cuba; nationality Cuba;
//! Passport C12345 (Cuba); Gender Male; a.k.a. 'EL TIO'.`
//!
//! Parts that are not known stay in the remarks, where the reviewer reads them; nothing is lost by not being
//! understood. Source: the data specification that OFAC publishes with its files.

use super::births::BirthDate;
use super::entity::{Entity, Gender, Strength};

/// Labels in front of a number, longest first where one begins with another.
const NUMBERS: &[&str] = &[
    "Afghan Money Service Provider License Number",
    "Aircraft Construction Number",
    "Aircraft Manufacturer's Serial Number",
    "Aircraft Mode S Transponder Code",
    "Aircraft Tail Number",
    "Birth Certificate Number",
    "Business Number",
    "Business Registration Document #",
    "Business Registration Number",
    "C.I.F.",
    "C.R. No.",
    "C.U.I.P.",
    "C.U.I.T.",
    "C.U.R.P.",
    "Cedula No.",
    "Central Registration System Number",
    "Certificate of Incorporation Number",
    "Chamber of Commerce Number",
    "Chinese Commercial Code",
    "Citizen's Card Number",
    "Commercial Registry Number",
    "Company Number",
    "Credencial electoral",
    "D-U-N-S Number",
    "D.N.I.",
    "Diplomatic Passport",
    "Driver's License No.",
    "Dubai Chamber of Commerce Membership No.",
    "Economic Register Number",
    "Electoral Registry No.",
    "Enterprise Number",
    "File Number",
    "Fiscal Code",
    "Folio Mercantil No.",
    "Government Gazette Number",
    "I.F.E.",
    "Identification Number",
    "Immigration No.",
    "Interpol: Red Notice. File No.",
    "Italian Fiscal Code",
    "Kenyan ID No.",
    "Legal Entity Number",
    "License",
    "MMSI",
    "Matricula Mercantil No",
    "N.I.E.",
    "NIT #",
    "National Foreign ID Number",
    "National ID No.",
    "Passport",
    "Personal ID Card",
    "Pilot License Number",
    "Public Registration Number",
    "Public Security and Immigration No.",
    "R.F.C.",
    "RIF #",
    "RTN",
    "RUC #",
    "Refugee ID Card",
    "Registered Charity No.",
    "Registration ID",
    "Registration Number",
    "Residency Number",
    "Romanian C.R.",
    "Romanian Permanent Resident",
    "SRE Permit No.",
    "SSN",
    "SWIFT/BIC",
    "Serial No.",
    "Stateless Person ID Card",
    "Tax ID No.",
    "Tourism License No.",
    "Trade License No.",
    "Travel Document Number",
    "Turkish Identification Number",
    "US FEIN",
    "Unified Social Credit Code (USCC)",
    "Uniform Resource Locator",
    "United Social Credit Code Certificate (USCCC)",
    "V.A.T. Number",
    "VisaNumberID",
    "Vessel Registration Identification",
];

/// Adds to the entry what its remarks say.
pub(super) fn understand(entity: &mut Entity, remarks: &str) {
    let remarks = remarks.trim().trim_end_matches('.');
    for part in remarks.split(';') {
        let part = part.trim().trim_end_matches('.');
        understand_part(entity, part.strip_prefix("alt. ").unwrap_or(part));
    }
}

fn understand_part(entity: &mut Entity, part: &str) {
    if let Some(date) = part.strip_prefix("DOB ") {
        // "DOB 1961, 1962" and worse do occur: what cannot be read stays a remark.
        if let Ok(birth) = BirthDate::by_month_name(date) {
            entity.add_birth(birth);
        }
    } else if let Some(place) = part.strip_prefix("POB ") {
        entity.add_birth_place(place);
    } else if let Some(country) = part.strip_prefix("nationality ").or_else(|| part.strip_prefix("citizen "))
    {
        entity.add_country(country);
    } else if let Some(gender) = part.strip_prefix("Gender ") {
        entity.gender = Gender::read(gender).or(entity.gender);
    } else if let Some(name) = alias(part) {
        entity.add_name(name, Strength::Weak);
    } else if let Some((kind, rest)) = number(part) {
        let (value, country) = whose(rest);
        entity.add_identifier(kind, value, country);
    }
}

/// `a.k.a. 'BNC'`: in the remarks OFAC puts the aliases it calls weak, in single quotes.
fn alias(part: &str) -> Option<&str> {
    let rest = ["a.k.a. ", "f.k.a. ", "n.k.a. "].iter().find_map(|kind| part.strip_prefix(kind))?;
    let name = rest.trim();
    Some(name.strip_prefix('\'').and_then(|name| name.strip_suffix('\'')).unwrap_or(name))
}

fn number(part: &str) -> Option<(&'static str, &str)> {
    NUMBERS.iter().find_map(|label| {
        let rest = part.strip_prefix(label)?;
        // A label is followed by its number, not by the rest of another word.
        rest.starts_with([' ', ':']).then(|| (*label, rest.trim_start_matches([' ', ':'])))
    })
}

/// `C12345 (Cuba) issued 2001 expires 2011` is number and country.
fn whose(rest: &str) -> (&str, &str) {
    let Some((value, behind)) = rest.split_once(" (") else {
        return (rest.split(" issued ").next().unwrap_or(rest).split(" expires ").next().unwrap_or(rest), "");
    };
    (value, behind.split(')').next().unwrap_or_default())
}
