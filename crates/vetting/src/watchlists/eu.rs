//! The European Union's consolidated list of financial sanctions, as the table called CSV 1.1: separated by semicolons,
//! one row for each name, address, birth date, citizenship or paper of an entry.
//!
//! Source: the layout of the Commission's Financial Sanctions Files. Columns that this does not use may come and go.

use super::ListFile;
use super::births::{BirthDate, PartialDate};
use super::entity::{EntityKind, Gender, Strength};
use super::refusal::Refusal;
use super::roster::Roster;
use super::table::{Record, Table};

const REQUIRED: &[&str] = &[
    "fileGenerationDate",
    "Entity_LogicalId",
    "Entity_EU_ReferenceNumber",
    "Entity_SubjectType",
    "Entity_Regulation_Programme",
    "NameAlias_LastName",
    "NameAlias_FirstName",
    "NameAlias_MiddleName",
    "NameAlias_WholeName",
];

pub(super) fn read(file: ListFile<'_>) -> Result<(Option<PartialDate>, Roster), Refusal> {
    let mut table = Table::open(file, b';', REQUIRED, |_| false)?;
    let mut roster = Roster::new(table.file());
    let mut published = None;
    while let Some(record) = table.next()? {
        published = published.or_else(|| date(record.get("fileGenerationDate")));
        row(&mut roster, &record)?;
    }
    Ok((published, roster))
}

fn row(roster: &mut Roster, record: &Record<'_>) -> Result<(), Refusal> {
    let subject = match record.get("Entity_SubjectType_ClassificationCode") {
        "" => record.get("Entity_SubjectType"),
        code => code,
    };
    let kind = match subject.to_ascii_lowercase().as_str() {
        "p" | "person" => EntityKind::Person,
        "e" | "enterprise" => EntityKind::Business,
        _ => return Err(record.wrong("Entity_SubjectType", "person or enterprise")),
    };
    let id = match record.get("Entity_EU_ReferenceNumber") {
        "" => record.get("Entity_LogicalId"),
        reference => reference,
    };
    let entity = roster.entry(id, kind).map_err(|why| record.refuse("Entity_LogicalId", why))?;
    let name = name(record);
    let strength = if entity.names.is_empty() {
        Strength::Primary
    } else if !name.contains(|letter: char| letter.is_ascii_alphabetic()) {
        Strength::OriginalScript
    } else if record.get("NameAlias_Strong").eq_ignore_ascii_case("false") {
        Strength::Weak
    } else {
        Strength::Strong
    };
    entity.add_name(&name, strength);
    entity.gender = entity.gender.or_else(|| Gender::read(record.get("NameAlias_Gender")));
    entity.add_programme(record.get("Entity_Regulation_Programme"));
    entity.listed_on = entity.listed_on.or_else(|| date(record.get("Entity_DesignationDate")));
    for place in ["Address", "Citizenship"] {
        match record.get(&format!("{place}_CountryIso2Code")) {
            // What the file writes where it does not know.
            "" | "00" => entity.add_country(record.get(&format!("{place}_CountryDescription"))),
            code => entity.add_country(code),
        }
    }
    if let Some(birth) = birth(record) {
        entity.add_birth(birth);
    }
    let town = [record.get("BirthDate_City"), record.get("BirthDate_CountryDescription")];
    let town: Vec<&str> = town.into_iter().filter(|part| !part.is_empty()).collect();
    entity.add_birth_place(&town.join(", "));
    let paper = match record.get("Identification_TypeDescription") {
        "" => record.get("Identification_TypeCode"),
        description => description,
    };
    entity.add_identifier(
        paper,
        record.get("Identification_Number"),
        record.get("Identification_CountryIso2Code"),
    );
    for column in ["NameAlias_Function", "Entity_Remark"] {
        entity.add_remark(record.get(column));
    }
    Ok(())
}

fn name(record: &Record<'_>) -> String {
    match record.get("NameAlias_WholeName") {
        "" => ["NameAlias_FirstName", "NameAlias_MiddleName", "NameAlias_LastName"]
            .map(|column| record.get(column))
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" "),
        whole => whole.to_owned(),
    }
}

fn birth(record: &Record<'_>) -> Option<BirthDate> {
    let is_circa = record.get("BirthDate_Circa").eq_ignore_ascii_case("true");
    let year = |column: &str| record.get(column).parse::<PartialDate>().ok();
    let birth = match (year("BirthDate_YearRangeFrom"), year("BirthDate_YearRangeTo")) {
        (Some(from), Some(to)) => BirthDate::between(from, to),
        _ => BirthDate::on(date(record.get("BirthDate_BirthDate")).or_else(|| year("BirthDate_Year"))?),
    };
    Some(if is_circa { birth.circa() } else { birth })
}

/// `2025-11-26`, or day first as older files have it.
fn date(text: &str) -> Option<PartialDate> {
    text.parse().or_else(|_| PartialDate::by_day_first(text)).ok()
}
