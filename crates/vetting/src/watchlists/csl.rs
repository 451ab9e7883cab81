//! The US Consolidated Screening List as one table; columns are found by their names.
//!
//! Lists within a field are separated by semicolons. Who is on several of the lists it is put together from has a row for
//! each, with one identifier: that is one entry. Source: the fields' description that the International Trade
//! Administration publishes with the list.

use std::collections::HashSet;

use super::ListFile;
use super::births::{BirthDate, PartialDate};
use super::entity::{EntityKind, Strength};
use super::refusal::{Refusal, excerpt};
use super::roster::Roster;
use super::table::{Record, Table};

const REQUIRED: &[&str] =
    &["_id", "source", "type", "programs", "name", "addresses", "alt_names", "dates_of_birth", "ids"];

pub(super) fn read(file: ListFile<'_>) -> Result<(Option<PartialDate>, Roster), Refusal> {
    let mut table = Table::open(file, b',', REQUIRED, |_| false)?;
    let mut roster = Roster::new(table.file());
    let mut seen = HashSet::new();
    while let Some(record) = table.next()? {
        if !seen.insert((record.get("_id").to_owned(), record.get("source").to_owned())) {
            return Err(record.refuse("_id", format!("entry {} is there twice", excerpt(record.get("_id")))));
        }
        row(&mut roster, &record)?;
    }
    Ok((None, roster))
}

fn row(roster: &mut Roster, record: &Record<'_>) -> Result<(), Refusal> {
    let id = record.get("_id");
    let kind = match record.get("type").to_ascii_lowercase().as_str() {
        "individual" => EntityKind::Person,
        "entity" => EntityKind::Business,
        "vessel" => EntityKind::Vessel,
        "aircraft" => EntityKind::Aircraft,
        "" => EntityKind::Unknown,
        _ => return Err(record.wrong("type", "a type of this list")),
    };
    if record.get("name").is_empty() {
        return Err(record.refuse("name", "the entry has no name"));
    }
    let entity = roster.entry(id, kind).map_err(|why| record.refuse("_id", why))?;
    let strength = if entity.names.is_empty() { Strength::Primary } else { Strength::Strong };
    entity.add_name(record.get("name"), strength);
    for name in list(record.get("alt_names")) {
        entity.add_name(name, Strength::Strong);
    }
    entity.add_programme(record.get("source"));
    for programme in list(record.get("programs")) {
        entity.add_programme(programme);
    }
    for column in ["nationalities", "citizenships", "vessel_flag"] {
        for country in list(record.get(column)) {
            entity.add_country(country);
        }
    }
    for address in list(record.get("addresses")) {
        let last = address.rsplit(',').next().unwrap_or_default().trim();
        if last.len() == 2 {
            entity.add_country(last);
        }
    }
    for date in list(record.get("dates_of_birth")) {
        if let Ok(birth) = date.parse().or_else(|_| BirthDate::by_month_name(date)) {
            entity.add_birth(birth);
        } else {
            entity.add_remark(&format!("born {date}"));
        }
    }
    for place in list(record.get("places_of_birth")) {
        entity.add_birth_place(place);
    }
    // `Passport, C12345, CU`: kind, number, and sometimes a country.
    for identifier in list(record.get("ids")) {
        let mut parts = identifier.splitn(2, ", ");
        let (kind, rest) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let (value, country) = match rest.rsplit_once(", ") {
            Some((value, country)) if country.len() == 2 => (value, country),
            _ => (rest, ""),
        };
        entity.add_identifier(kind, value, country);
    }
    entity.add_identifier("Call sign", record.get("call_sign"), "");
    entity.listed_on = entity.listed_on.or_else(|| record.get("start_date").parse().ok());
    for column in ["title", "remarks", "license_requirement", "federal_register_notice"] {
        entity.add_remark(record.get(column));
    }
    Ok(())
}

fn list(field: &str) -> impl Iterator<Item = &str> {
    field.split(';').map(str::trim).filter(|item| !item.is_empty())
}
