//! A list of the operator's own: `entity_id,kind,name,aliases,country,birth_date,program,remarks`.
//!
//! `entity_id` and `name` must be there; the others may be left out, in any order. `aliases`, `country` and
//! `birth_date` hold several values separated by semicolons. The layout is described in `docs/screening.md`.

use super::ListFile;
use super::births::PartialDate;
use super::entity::{EntityKind, Strength};
use super::refusal::Refusal;
use super::roster::Roster;
use super::table::{Record, Table};

const COLUMNS: &[&str] =
    &["entity_id", "kind", "name", "aliases", "country", "birth_date", "program", "remarks"];

pub(super) fn read(file: ListFile<'_>) -> Result<(Option<PartialDate>, Roster), Refusal> {
    let mut table = Table::open(file, b',', &["entity_id", "name"], |_| false)?;
    for (index, name) in table.header().iter().enumerate() {
        if !COLUMNS.contains(&name.as_str()) {
            return Err(Refusal {
                file: table.file().to_owned(),
                line: Some(1),
                column: u64::try_from(index + 1).ok(),
                field: Some(name.clone()),
                why: format!("the column is not known; known are {}", COLUMNS.join(", ")),
            });
        }
    }
    let mut roster = Roster::new(table.file());
    while let Some(record) = table.next()? {
        row(&mut roster, &record)?;
    }
    Ok((None, roster))
}

fn row(roster: &mut Roster, record: &Record<'_>) -> Result<(), Refusal> {
    let id = record.get("entity_id");
    if roster.contains(id) {
        return Err(record.refuse("entity_id", "the entry is there twice"));
    }
    let kind = match record.get("kind") {
        "person" => EntityKind::Person,
        "business" => EntityKind::Business,
        "vessel" => EntityKind::Vessel,
        "aircraft" => EntityKind::Aircraft,
        "" | "unknown" => EntityKind::Unknown,
        _ => return Err(record.wrong("kind", "person, business, vessel, aircraft or unknown")),
    };
    if record.get("name").is_empty() {
        return Err(record.refuse("name", "the entry has no name"));
    }
    let births = list(record.get("birth_date"))
        .map(|date| {
            date.parse().map_err(|_| {
                record.wrong("birth_date", "a date such as 1961-07-04, 1961, 1958/1963 or ~1961")
            })
        })
        .collect::<Result<Vec<_>, _>>()?;
    let entity = roster.entry(id, kind).map_err(|why| record.refuse("entity_id", why))?;
    entity.add_name(record.get("name"), Strength::Primary);
    for name in list(record.get("aliases")) {
        entity.add_name(name, Strength::Strong);
    }
    for country in list(record.get("country")) {
        entity.add_country(country);
    }
    for birth in births {
        entity.add_birth(birth);
    }
    entity.add_programme(record.get("program"));
    entity.add_remark(record.get("remarks"));
    Ok(())
}

fn list(field: &str) -> impl Iterator<Item = &str> {
    field.split(';').map(str::trim).filter(|item| !item.is_empty())
}
