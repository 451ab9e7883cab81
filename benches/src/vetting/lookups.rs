//! Identifiers against recorded answers; phone numbers and postal codes through the door that applications take.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use trusthub_vetting::identifiers::{Day, find};
use trusthub_vetting::{Application, Scorecard, assess};

use super::table::Table;
use crate::labelled;

/// The day on which the answers were recorded.
const TODAY: Day = Day { year: 2026, month: 11, day: 23 };

pub fn identifiers(data: &Path, table: &mut Table) -> Result<()> {
    let rows =
        labelled::rows(&data.join("identifiers/stdnum_vectors_dev.csv"), ["module", "number", "valid"])?;
    let agrees = |[module, number, valid]: &&[String; 3]| {
        find(module).is_some_and(|scheme| scheme.judge(number, TODAY).accepted == (valid == "true"))
    };
    let right = rows.iter().filter(agrees).count();
    table.row(
        "identifiers, as recorded",
        format!("{right} of {}", rows.len()),
        "all, or argued",
        "95.4 % of what it knows",
    );
    Ok(())
}

/// Phone numbers and postal codes.
pub fn contact(data: &Path, table: &mut Table) -> Result<()> {
    let phones = labelled::rows(&data.join("phone/phone_examples.csv"), ["e164", "valid"])?;
    let phones: Vec<_> = phones.into_iter().filter(|[number, _]| !number.is_empty()).collect();
    let scorecard = Scorecard::shipped()?;
    let mut right = 0;
    for [number, valid] in &phones {
        let fails = fails(&scorecard, "phone.", number, "US", "94105")?;
        right += usize::from(fails != (valid == "true"));
    }
    table.row("phone numbers told right", format!("{right} of {}", phones.len()), "all", "all");
    let codes = labelled::rows(
        &data.join("address/postcode_examples.csv"),
        ["country", "subdivision", "postcode", "valid_per_libaddressinput"],
    )?;
    // Codes of a subdivision may belong to another country's code, such as Taiwan's under China.
    let codes: Vec<_> =
        codes.into_iter().filter(|[_, part, _, matches]| part.is_empty() && matches == "true").collect();
    let mut right = 0;
    for [country, _, code, _] in &codes {
        right += usize::from(!fails(&scorecard, "address.postal_code", "+12025550123", country, code)?);
    }
    table.row("good postal codes not doubted", format!("{right} of {}", codes.len()), "all", "");
    Ok(())
}

/// Whether a check whose name starts like that fails for an application with this number and this place.
fn fails(scorecard: &Scorecard, check: &str, phone: &str, country: &str, postal_code: &str) -> Result<bool> {
    let application: Application = serde_json::from_value(application(phone, country, postal_code))
        .context("an application is not what it was; see benches/src/vetting/lookups.rs")?;
    let assessment = serde_json::to_value(assess(&application, scorecard))?;
    let evidence = assessment.get("evidence").and_then(Value::as_array).context("no evidence")?;
    Ok(evidence.iter().any(|evidence| {
        let text = |field: &str| evidence.get(field).and_then(Value::as_str).unwrap_or_default();
        text("check").starts_with(check) && text("outcome") == "fail"
    }))
}

/// As the hub stores it, with nothing against it but what is asked about.
fn application(phone: &str, country: &str, postal_code: &str) -> Value {
    let (person, document) = (format!("IT{:032x}", 1), format!("RD{:032x}", 1));
    json!({
        "bundle_kind": "customer_profile",
        "bundle_sid": format!("BU{:032x}", 1),
        "policy_sid": format!("RN{:032x}", 1),
        "object_type": "secondary_customer_profile_type_business",
        "notification_email": "compliance@owlbooks.example",
        "business": null,
        "representatives": [{
            "seat": "first",
            "object": person,
            "type_name": "authorized_representative_1",
            "first_name": "Ada",
            "last_name": "Marsh",
            "email": "ada@owlbooks.example",
            "phone_number": phone,
            "business_title": "Chief executive",
            "job_position": "CEO",
        }],
        "starter": null,
        "addresses": [{
            "sid": format!("AD{:032x}", 1),
            "object": document,
            "type_name": "customer_profile_address",
            "customer_name": "Owl Books, Inc.",
            "street": "375 Beale Street",
            "street_secondary": "",
            "city": "San Francisco",
            "region": "CA",
            "postal_code": postal_code,
            "iso_country": country,
        }],
        "texts": [],
        "duplicates": [],
    })
}
