//! The UK Sanctions List as a table: a line with the day of the report, a header, one row for each name of an entry and
//! combination of what is known of it.
//!
//! Source: the layout that the Foreign, Commonwealth and Development Office publishes with the list. Dates are day
//! first, with letters for what is not known: `dd/mm/1961`.

use super::ListFile;
use super::births::{BirthDate, PartialDate};
use super::entity::{EntityKind, Gender, Strength};
use super::refusal::{Refusal, excerpt};
use super::roster::Roster;
use super::rows::Row;
use super::table::{Record, Table};

const REQUIRED: &[&str] = &[
    "Unique ID",
    "Name 6",
    "Name 1",
    "Name type",
    "Alias strength",
    "Regime Name",
    "Designation Type",
    "Date Designated",
];

pub(super) fn read(file: ListFile<'_>) -> Result<(Option<PartialDate>, Roster), Refusal> {
    let mut published = None;
    let mut table = Table::open(file, b',', REQUIRED, |row| {
        published = published.or_else(|| report_date(row));
        is_preamble(row)
    })?;
    let mut roster = Roster::new(table.file());
    while let Some(record) = table.next()? {
        row(&mut roster, &record)?;
    }
    Ok((published, roster))
}

/// The one line in front of the header, in one field whatever the number of separators behind it.
fn is_preamble(row: &Row) -> bool {
    row.fields.first().is_some_and(|field| field.starts_with("Report Date"))
}

/// `Report Date: 26-Nov-2025`, in one field or two.
fn report_date(row: &Row) -> Option<PartialDate> {
    let line = row.fields.join(" ");
    let date = line.trim().strip_prefix("Report Date")?.trim_start_matches([':', ' ']).trim();
    PartialDate::by_month_name(&date.replace('-', " ")).or_else(|_| PartialDate::by_day_first(date)).ok()
}

fn row(roster: &mut Roster, record: &Record<'_>) -> Result<(), Refusal> {
    let kind = match record.get("Designation Type").to_ascii_lowercase().as_str() {
        "individual" => EntityKind::Person,
        "entity" => EntityKind::Business,
        "ship" => EntityKind::Vessel,
        "" => EntityKind::Unknown,
        _ => return Err(record.wrong("Designation Type", "Individual, Entity or Ship")),
    };
    let strength = match record.get("Name type").to_ascii_lowercase().as_str() {
        "primary name" => Strength::Primary,
        "alias" | "primary name variation" if is_weak(record) => Strength::Weak,
        "alias" | "primary name variation" => Strength::Strong,
        _ => return Err(record.wrong("Name type", "Primary Name, Primary Name Variation or Alias")),
    };
    let id = record.get("Unique ID");
    let listed_on = record.get("Date Designated");
    let listed_on = if listed_on.is_empty() {
        None
    } else {
        Some(
            PartialDate::by_day_first(listed_on)
                .map_err(|_| record.wrong("Date Designated", "a date (day/month/year)"))?,
        )
    };
    let entity = roster.entry(id, kind).map_err(|why| record.refuse("Unique ID", why))?;
    match strength {
        // Whatever row the primary name comes in, it stands first.
        Strength::Primary => entity.set_primary(&name(record)),
        Strength::Strong | Strength::Weak | Strength::OriginalScript => {
            entity.add_name(&name(record), strength);
        }
    }
    entity.add_name(record.get("Name non-latin script"), Strength::OriginalScript);
    entity.add_programme(record.get("Regime Name"));
    entity.listed_on = entity.listed_on.or(listed_on);
    entity.gender = entity.gender.or_else(|| Gender::read(record.get("Gender")));
    let born = record.get("D.O.B");
    if !born.is_empty() {
        match PartialDate::by_day_first(born) {
            Ok(date) => entity.add_birth(BirthDate::on(date)),
            Err(_) => entity.add_remark(&format!("born {}", excerpt(born))),
        }
    }
    let towns = [record.get("Town of birth"), record.get("Country of birth")];
    let towns: Vec<&str> = towns.into_iter().filter(|part| !part.is_empty()).collect();
    entity.add_birth_place(&towns.join(", "));
    for column in ["Nationality(/ies)", "Address Country", "Current believed flag of ship"] {
        for country in record.get(column).split([';', '/']) {
            entity.add_country(country);
        }
    }
    for (column, kind) in [
        ("Passport number", "Passport"),
        ("National Identifier number", "National identifier"),
        ("Business registration number (s)", "Business registration"),
        ("IMO number", "IMO"),
    ] {
        entity.add_identifier(kind, record.get(column), "");
    }
    for column in ["Position", "Other Information"] {
        entity.add_remark(record.get(column));
    }
    Ok(())
}

fn is_weak(record: &Record<'_>) -> bool {
    record.get("Alias strength").to_ascii_lowercase().starts_with("low")
}

/// `Name 1` to `Name 5` are given names in their order, `Name 6` the family's, or all of a body's.
fn name(record: &Record<'_>) -> String {
    let parts = ["Name 1", "Name 2", "Name 3", "Name 4", "Name 5", "Name 6"].map(|column| record.get(column));
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
