//! Internal Revenue Service, Exempt Organizations Business Master File extract, as CSV.
//!
//! Columns and codes: IRS, "Exempt Organizations Business Master File Extract: information sheet". The column `ICO`
//! names a person to write to, and is not read.

use std::io::Read;

use super::error::Refusal;
use super::record::{Country, Identifier, RegistryRecord, Standing};
use super::records::Rows;
use super::table::{Column, Table};

pub(super) struct Irs {
    ein: Column,
    name: Column,
    sort_name: Option<Column>,
    street: Column,
    city: Column,
    state: Column,
    postal_code: Column,
    status: Column,
}

impl Irs {
    pub(super) fn of<R: Read>(table: &Table<R>) -> Result<Self, Refusal> {
        Ok(Self {
            ein: table.column("EIN")?,
            name: table.column("NAME")?,
            sort_name: table.column_if_any("SORT_NAME"),
            street: table.column("STREET")?,
            city: table.column("CITY")?,
            state: table.column("STATE")?,
            postal_code: table.column("ZIP")?,
            status: table.column("STATUS")?,
        })
    }
}

impl<R: Read> Rows<R> for Irs {
    fn record(&self, table: &Table<R>) -> Result<Option<RegistryRecord>, Refusal> {
        let source_id = table.text(self.ein)?;
        let legal_name = table.text(self.name)?;
        if source_id.is_empty() || legal_name.is_empty() {
            return Ok(None);
        }
        let sort_name = table.text_if_any(self.sort_name)?;
        // Some spreadsheets take the leading zero of a number away.
        let ein = format!("{source_id:0>9}");
        let region = table.text(self.state)?;
        let postal_code = table.text(self.postal_code)?;
        Ok(Some(RegistryRecord {
            identifiers: Identifier::new("EIN", &ein).into_iter().collect(),
            // 1 and 2 exempt, 12 a trust, 25 a foundation that is ending but has not ended.
            standing: match table.text(self.status)?.trim_start_matches('0') {
                "1" | "2" | "12" | "25" => Standing::Active,
                _ => Standing::Unknown,
            },
            // An organization abroad has no state; the file does not say which country it is in.
            country: if region.is_empty() { None } else { "US".parse::<Country>().ok() },
            region,
            city: table.text(self.city)?,
            postal_code: if postal_code.starts_with("00000") { String::new() } else { postal_code },
            street: table.text(self.street)?,
            created: String::new(),
            other_names: if sort_name.is_empty() || sort_name == legal_name {
                Vec::new()
            } else {
                vec![sort_name]
            },
            source_id: ein,
            legal_name,
        }))
    }
}
