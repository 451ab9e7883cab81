//! Companies House, Free Company Data Product: "BasicCompanyData" as CSV.
//!
//! Columns: Companies House, "Free Company Data Product: data contents". The publisher puts a blank in front of some
//! names; columns are found without it.

use std::io::Read;

use super::error::Refusal;
use super::record::{Country, Identifier, RegistryRecord, Standing};
use super::records::Rows;
use super::table::{Column, Table};

/// As many as the file has columns for.
const PREVIOUS_NAMES: usize = 10;

pub(super) struct CompaniesHouse {
    name: Column,
    number: Column,
    previous_names: Vec<Column>,
    street: Vec<Column>,
    city: Column,
    county: Column,
    postal_code: Column,
    status: Column,
    created: Column,
}

impl CompaniesHouse {
    pub(super) fn of<R: Read>(table: &Table<R>) -> Result<Self, Refusal> {
        let previous = (1..=PREVIOUS_NAMES).map(|number| format!("PreviousName_{number}.CompanyName"));
        Ok(Self {
            name: table.column("CompanyName")?,
            number: table.column("CompanyNumber")?,
            previous_names: table.columns_if_any(previous),
            street: vec![table.column("RegAddress.AddressLine1")?, table.column("RegAddress.AddressLine2")?],
            city: table.column("RegAddress.PostTown")?,
            county: table.column("RegAddress.County")?,
            postal_code: table.column("RegAddress.PostCode")?,
            status: table.column("CompanyStatus")?,
            created: table.column("IncorporationDate")?,
        })
    }
}

impl<R: Read> Rows<R> for CompaniesHouse {
    fn record(&self, table: &Table<R>) -> Result<Option<RegistryRecord>, Refusal> {
        let source_id = table.text(self.number)?;
        let legal_name = table.text(self.name)?;
        if source_id.is_empty() || legal_name.is_empty() {
            return Ok(None);
        }
        let mut other_names = Vec::new();
        for column in &self.previous_names {
            let name = table.text(*column)?;
            if !name.is_empty() && name != legal_name && !other_names.contains(&name) {
                other_names.push(name);
            }
        }
        Ok(Some(RegistryRecord {
            identifiers: Identifier::new("CN", &source_id).into_iter().collect(),
            standing: standing(&table.text(self.status)?),
            // Its registered office is, whatever country the address names.
            country: "GB".parse::<Country>().ok(),
            region: table.text(self.county)?,
            city: table.text(self.city)?,
            postal_code: table.text(self.postal_code)?,
            street: table.joined(&self.street)?,
            created: day(&table.text(self.created)?),
            source_id,
            legal_name,
            other_names,
        }))
    }
}

/// A company in an arrangement with its creditors goes on; one that is wound up, or run by an administrator or a
/// receiver, takes on nothing new.
fn standing(status: &str) -> Standing {
    let status = status.to_ascii_lowercase();
    if status.contains("receiver")
        || ["liquidation", "in administration", "insolvency", "dissolved", "converted", "closed", "removed"]
            .iter()
            .any(|word| status.starts_with(word))
    {
        Standing::Inactive
    } else if status.starts_with("active") || status.starts_with("voluntary arrangement") || status == "open"
    {
        Standing::Active
    } else {
        Standing::Unknown
    }
}

/// `DD/MM/YYYY`, as the publisher writes days.
fn day(text: &str) -> String {
    let mut parts = text.split('/');
    let is_number =
        |part: &str, digits: usize| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(day), Some(month), Some(year), None)
            if is_number(day, 2) && is_number(month, 2) && is_number(year, 4) =>
        {
            format!("{year}-{month}-{day}")
        }
        _ => String::new(),
    }
}
