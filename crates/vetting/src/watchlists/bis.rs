//! The Denied Persons List of the US Bureau of Industry and Security: a table separated by tabs.
//!
//! It has neither numbers nor kinds. Rows of one name and one date are one order with several addresses; those two are
//! what an entry is called here.

use super::ListFile;
use super::births::PartialDate;
use super::entity::{EntityKind, Strength, tidy};
use super::refusal::Refusal;
use super::roster::Roster;
use super::table::{Record, Table};

const REQUIRED: &[&str] = &["Name", "Street_Address", "City", "Country", "Effective_Date", "Expiration_Date"];

pub(super) fn read(file: ListFile<'_>) -> Result<(Option<PartialDate>, Roster), Refusal> {
    let mut table = Table::open(file, b'\t', REQUIRED, |_| false)?;
    let mut roster = Roster::new(table.file());
    while let Some(record) = table.next()? {
        row(&mut roster, &record)?;
    }
    Ok((None, roster))
}

fn row(roster: &mut Roster, record: &Record<'_>) -> Result<(), Refusal> {
    let name = tidy(record.get("Name"));
    if name.is_empty() {
        return Err(record.refuse("Name", "the entry has no name"));
    }
    let listed_on = PartialDate::by_month_first(record.get("Effective_Date"))
        .map_err(|_| record.wrong("Effective_Date", "a date (month/day/year)"))?;
    let entity = roster
        .entry(&format!("{name} {listed_on}"), EntityKind::Unknown)
        .map_err(|why| record.refuse("Name", why))?;
    entity.add_name(&name, Strength::Primary);
    entity.add_programme("Denied Persons");
    entity.add_country(record.get("Country"));
    entity.listed_on = Some(listed_on);
    let until = record.get("Expiration_Date");
    if !until.is_empty() {
        entity.add_remark(&format!("order ends {until}"));
    }
    let address = ["Street_Address", "City", "State", "Postal_Code"].map(|column| record.get(column));
    let address: Vec<&str> = address.into_iter().filter(|part| !part.is_empty()).collect();
    entity.add_remark(&address.join(", "));
    entity.add_remark(record.get("FR_Citation"));
    Ok(())
}
