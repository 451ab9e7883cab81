//! The consolidated list of the United Nations Security Council, as XML: individuals, and entities.
//!
//! Source: the schema that the Security Council publishes beside the list. Reference numbers (`QDi.001`) are what
//! resolutions and reviewers call an entry.

use super::ListFile;
use super::births::{BirthDate, PartialDate};
use super::entity::{Entity, EntityKind, Gender, Strength};
use super::refusal::{Refusal, excerpt};
use super::roster::Roster;
use super::xml::{Node, records};

pub(super) fn read(file: ListFile<'_>) -> Result<(Option<PartialDate>, Roster), Refusal> {
    let mut published = None;
    let mut roster = Roster::new(&file.name);
    records(
        file,
        &["INDIVIDUAL", "ENTITY"],
        |root| {
            if root.name != "CONSOLIDATED_LIST" {
                return Err(format!("the root element is {}, not CONSOLIDATED_LIST", excerpt(&root.name)));
            }
            let generated = root.attributes.iter().find(|(name, _)| name == "dateGenerated");
            published = generated.and_then(|(_, value)| value.get(..10)).and_then(|day| day.parse().ok());
            Ok(())
        },
        |node| entry(&mut roster, node),
    )?;
    Ok((published, roster))
}

fn entry(roster: &mut Roster, node: &Node) -> Result<(), String> {
    let id = match node.get("REFERENCE_NUMBER") {
        "" => node.get("DATAID"),
        number => number,
    };
    if roster.contains(id) {
        return Err(format!("entry {} is there twice", excerpt(id)));
    }
    let kind = if node.name == "INDIVIDUAL" { EntityKind::Person } else { EntityKind::Business };
    let entity = roster.entry(id, kind)?;
    let names = ["FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"].map(|part| node.get(part));
    let names: Vec<&str> = names.into_iter().filter(|part| !part.is_empty()).collect();
    if names.is_empty() {
        return Err(format!("entry {} has no name", excerpt(id)));
    }
    entity.add_name(&names.join(" "), Strength::Primary);
    entity.add_name(node.get("NAME_ORIGINAL_SCRIPT"), Strength::OriginalScript);
    for alias in node.all("INDIVIDUAL_ALIAS").chain(node.all("ENTITY_ALIAS")) {
        let strength = if alias.get("QUALITY") == "Low" { Strength::Weak } else { Strength::Strong };
        // Several spellings in one element do occur.
        for name in alias.get("ALIAS_NAME").split(';') {
            entity.add_name(name, strength);
        }
    }
    entity.add_programme(node.get("UN_LIST_TYPE"));
    entity.listed_on = node.get("LISTED_ON").get(..10).and_then(|day| day.parse().ok());
    entity.gender = Gender::read(node.get("GENDER"));
    for date in node.all("INDIVIDUAL_DATE_OF_BIRTH") {
        born(entity, date)?;
    }
    for place in node.all("INDIVIDUAL_PLACE_OF_BIRTH") {
        let parts = ["CITY", "STATE_PROVINCE", "COUNTRY"].map(|part| place.get(part));
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        entity.add_birth_place(&parts.join(", "));
    }
    for value in node.all("NATIONALITY").flat_map(|list| list.all("VALUE")) {
        entity.add_country(value.own_text());
    }
    for address in ["INDIVIDUAL_ADDRESS", "ENTITY_ADDRESS"] {
        for country in node.texts(address, "COUNTRY") {
            entity.add_country(country);
        }
    }
    for paper in node.all("INDIVIDUAL_DOCUMENT") {
        let kind = match paper.get("TYPE_OF_DOCUMENT") {
            "" => paper.get("TYPE_OF_DOCUMENT2"),
            kind => kind,
        };
        let country = match paper.get("ISSUING_COUNTRY") {
            "" => paper.get("COUNTRY_OF_ISSUE"),
            country => country,
        };
        entity.add_identifier(kind, paper.get("NUMBER"), country);
    }
    for list in ["TITLE", "DESIGNATION"] {
        for value in node.all(list).flat_map(|list| list.all("VALUE")) {
            entity.add_remark(value.own_text());
        }
    }
    entity.add_remark(node.get("COMMENTS1"));
    Ok(())
}

fn born(entity: &mut Entity, node: &Node) -> Result<(), String> {
    let read = |name: &str| match node.get(name) {
        "" => Ok(None),
        text => {
            let day = text.get(..10).unwrap_or(text);
            day.parse::<PartialDate>().map(Some).map_err(|_| format!("{name} {} is no date", excerpt(text)))
        }
    };
    let (date, year) = (read("DATE")?, read("YEAR")?);
    let birth = match (date.or(year), read("FROM_YEAR")?, read("TO_YEAR")?) {
        (Some(date), _, _) => BirthDate::on(date),
        (None, Some(from), Some(to)) => BirthDate::between(from, to),
        (None, Some(one), None) | (None, None, Some(one)) => BirthDate::on(one).circa(),
        (None, None, None) => return Ok(()),
    };
    entity.add_birth(if node.get("TYPE_OF_DATE") == "APPROXIMATELY" { birth.circa() } else { birth });
    Ok(())
}
