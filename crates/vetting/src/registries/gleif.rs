//! The Global LEI Index: golden copy in the Common Data File format, version 3.1, as CSV.
//!
//! Columns: GLEIF, "LEI-CDF Format 3.1" and the header of the golden copy. A record that the index itself calls a
//! duplicate or annulled stays in, as inactive: whoever gives such a number must be told so.

use std::io::Read;

use super::error::Refusal;
use super::record::{Identifier, RegistryRecord, Standing};
use super::records::Rows;
use super::table::{Column, Table};

/// As many as the golden copy has columns for.
const OTHER_NAMES: usize = 5;
/// The same for lines of an address beyond the first.
const ADDITIONAL_LINES: usize = 3;

/// Registration authorities whose numbers customers give under a name of their own (GLEIF, Registration Authorities
/// List): Companies House in Cardiff, Belfast and Edinburgh, India's MCA, Australia's ASIC.
const AUTHORITIES: [(&str, &str); 5] =
    [("RA000585", "CN"), ("RA000586", "CN"), ("RA000587", "CN"), ("RA000394", "CIN"), ("RA000014", "ACN")];

/// Not a register: the number was not given, or there is none.
const NO_AUTHORITY: [&str; 2] = ["RA888888", "RA999999"];

pub(super) struct Gleif {
    lei: Column,
    legal_name: Column,
    other_names: Vec<Column>,
    street: Vec<Column>,
    city: Column,
    region: Column,
    country: Column,
    postal_code: Column,
    jurisdiction: Option<Column>,
    authority: Column,
    authority_number: Column,
    entity_status: Column,
    registration_status: Column,
    created: Option<Column>,
}

impl Gleif {
    pub(super) fn of<R: Read>(table: &Table<R>) -> Result<Self, Refusal> {
        let numbered =
            |name: &str, count: usize| (1..=count).map(|number| format!("{name}.{number}")).collect();
        let other: Vec<String> = numbered("Entity.OtherEntityNames.OtherEntityName", OTHER_NAMES);
        let transliterated: Vec<String> =
            numbered("Entity.TransliteratedOtherEntityNames.TransliteratedOtherEntityName", OTHER_NAMES);
        let lines: Vec<String> = numbered("Entity.LegalAddress.AdditionalAddressLine", ADDITIONAL_LINES);
        let first = table.column("Entity.LegalAddress.FirstAddressLine")?;
        let street = std::iter::once(first).chain(table.columns_if_any(lines)).collect();
        Ok(Self {
            lei: table.column("LEI")?,
            legal_name: table.column("Entity.LegalName")?,
            other_names: table.columns_if_any(other.into_iter().chain(transliterated)),
            street,
            city: table.column("Entity.LegalAddress.City")?,
            region: table.column("Entity.LegalAddress.Region")?,
            country: table.column("Entity.LegalAddress.Country")?,
            postal_code: table.column("Entity.LegalAddress.PostalCode")?,
            jurisdiction: table.column_if_any("Entity.LegalJurisdiction"),
            authority: table.column("Entity.RegistrationAuthority.RegistrationAuthorityID")?,
            authority_number: table.column("Entity.RegistrationAuthority.RegistrationAuthorityEntityID")?,
            entity_status: table.column("Entity.EntityStatus")?,
            registration_status: table.column("Registration.RegistrationStatus")?,
            created: table.column_if_any("Entity.EntityCreationDate"),
        })
    }

    fn identifiers<R: Read>(&self, table: &Table<R>, lei: &str) -> Result<Vec<Identifier>, Refusal> {
        let mut identifiers: Vec<Identifier> = Identifier::new("LEI", lei).into_iter().collect();
        let authority = table.text(self.authority)?;
        if !NO_AUTHORITY.contains(&authority.as_str()) {
            let known = AUTHORITIES.iter().find(|(code, _)| *code == authority);
            let scheme = known.map_or(authority.as_str(), |(_, scheme)| scheme);
            identifiers.extend(Identifier::new(scheme, &table.text(self.authority_number)?));
        }
        Ok(identifiers)
    }

    fn standing<R: Read>(&self, table: &Table<R>) -> Result<Standing, Refusal> {
        let entity = table.text(self.entity_status)?;
        let registration = table.text(self.registration_status)?;
        // LAPSED only means that nobody paid for the renewal of the LEI.
        Ok(match (entity.as_str(), registration.as_str()) {
            (_, "DUPLICATE" | "ANNULLED" | "RETIRED" | "MERGED" | "CANCELLED") | ("INACTIVE", _) => {
                Standing::Inactive
            }
            ("ACTIVE", _) => Standing::Active,
            (_, _) => Standing::Unknown,
        })
    }
}

impl<R: Read> Rows<R> for Gleif {
    fn record(&self, table: &Table<R>) -> Result<Option<RegistryRecord>, Refusal> {
        let source_id = table.text(self.lei)?;
        let legal_name = table.text(self.legal_name)?;
        if source_id.is_empty() || legal_name.is_empty() {
            return Ok(None);
        }
        let mut other_names = Vec::new();
        for column in &self.other_names {
            let name = table.text(*column)?;
            if !name.is_empty() && name != legal_name && !other_names.contains(&name) {
                other_names.push(name);
            }
        }
        let country = table.text(self.country)?.parse().ok();
        // `US-DE`: the country stands in it, and is known where the address has none.
        let jurisdiction = table.text_if_any(self.jurisdiction)?;
        let region = table.text(self.region)?;
        Ok(Some(RegistryRecord {
            identifiers: self.identifiers(table, &source_id)?,
            standing: self.standing(table)?,
            country: country.or_else(|| jurisdiction.get(..2)?.parse().ok()),
            region: region.split_once('-').map_or(region.clone(), |(_, part)| part.to_owned()),
            city: table.text(self.city)?,
            postal_code: table.text(self.postal_code)?,
            street: table.joined(&self.street)?,
            created: day(&table.text_if_any(self.created)?),
            source_id,
            legal_name,
            other_names,
        }))
    }
}

/// The day of an instant, `2012-11-29T00:00:00.000Z`; nothing if it begins with none.
fn day(instant: &str) -> String {
    let day = instant.get(..10).unwrap_or_default();
    let is_day = day.bytes().zip(0..).all(|(byte, place)| match place {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    if is_day { day.to_owned() } else { String::new() }
}
