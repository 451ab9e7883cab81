//! Any table by a mapping: which column holds which of our fields.
//!
//! ```toml
//! name = "iceland"            # tells its versions from those of other tables
//! delimiter = ";"             # a comma if not given
//! country = "IS"              # or a column
//!
//! [columns]
//! source_id = "kennitala"
//! legal_name = "nafn"
//! city = "stadur"
//!
//! [[identifiers]]
//! scheme = "RN"
//! column = "kennitala"
//!
//! [status]
//! column = "stada"
//! active = ["Skráð"]
//! inactive = ["Afskráð"]
//! ```

use std::io::Read;

use serde::Deserialize;

use super::error::Refusal;
use super::record::{Country, Identifier, RegistryRecord, Standing};
use super::records::Rows;
use super::source::Source;
use super::table::{Column, Table};

/// A table's layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    source: Source,
    delimiter: u8,
    country: Option<Country>,
    raw: Raw,
}

/// Why a mapping is refused.
#[derive(Debug)]
pub enum MappingError {
    /// Not the TOML described; says where.
    Toml(toml::de::Error),
    /// A value that makes no sense; says which and why.
    Value(String),
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    name: String,
    delimiter: Option<String>,
    country: Option<String>,
    columns: Columns,
    #[serde(default)]
    identifiers: Vec<Number>,
    status: Option<Status>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Columns {
    source_id: String,
    legal_name: String,
    #[serde(default)]
    other_names: Vec<String>,
    country: Option<String>,
    region: Option<String>,
    city: Option<String>,
    postal_code: Option<String>,
    #[serde(default)]
    street: Vec<String>,
    created: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Number {
    scheme: String,
    column: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Status {
    column: String,
    #[serde(default)]
    active: Vec<String>,
    #[serde(default)]
    inactive: Vec<String>,
}

impl Mapping {
    /// Reads a mapping's file.
    ///
    /// # Errors
    /// Where it is wrong.
    pub fn parse(text: &str) -> Result<Self, MappingError> {
        let raw: Raw = toml::from_str(text).map_err(MappingError::Toml)?;
        let source = Source::csv(&raw.name).ok_or_else(|| {
            MappingError::Value("name: at most 40 lower-case letters, digits and hyphens".to_owned())
        })?;
        let delimiter = match raw.delimiter.as_deref().unwrap_or(",").as_bytes() {
            [byte] if byte.is_ascii() && !byte.is_ascii_alphanumeric() && !b"\"\r\n".contains(byte) => *byte,
            _ => {
                return Err(MappingError::Value("delimiter: one character, such as , ; | or \\t".to_owned()));
            }
        };
        let country = raw.country.as_deref().map(str::parse::<Country>).transpose().map_err(|_| {
            MappingError::Value(
                "country: the two letters of ISO 3166-1; a column goes into [columns]".to_owned(),
            )
        })?;
        if country.is_some() && raw.columns.country.is_some() {
            return Err(MappingError::Value(
                "country: either the same for all rows or a column, not both".to_owned(),
            ));
        }
        Ok(Self { source, delimiter, country, raw })
    }

    /// The source whose versions the table's are.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.source
    }

    pub(super) fn delimiter(&self) -> u8 {
        self.delimiter
    }
}

impl std::fmt::Display for MappingError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Toml(error) => write!(f, "{error}"),
            Self::Value(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for MappingError {}

/// A mapping, its columns found.
pub(super) struct Mapped {
    source_id: Column,
    legal_name: Column,
    other_names: Vec<Column>,
    fixed_country: Option<Country>,
    country: Option<Column>,
    region: Option<Column>,
    city: Option<Column>,
    postal_code: Option<Column>,
    street: Vec<Column>,
    created: Option<Column>,
    identifiers: Vec<(String, Column)>,
    status: Option<(Column, Status)>,
}

impl Mapped {
    /// A column that the mapping names must be there: it is the operator's own word for this very file.
    pub(super) fn of<R: Read>(table: &Table<R>, mapping: &Mapping) -> Result<Self, Refusal> {
        let Columns {
            source_id,
            legal_name,
            other_names,
            country,
            region,
            city,
            postal_code,
            street,
            created,
        } = &mapping.raw.columns;
        let one = |name: &Option<String>| name.as_deref().map(|name| table.column(name)).transpose();
        let many =
            |names: &[String]| names.iter().map(|name| table.column(name)).collect::<Result<Vec<_>, _>>();
        let identifiers = mapping.raw.identifiers.iter();
        let identifiers =
            identifiers.map(|number| Ok((number.scheme.clone(), table.column(&number.column)?)));
        let status = mapping.raw.status.as_ref();
        Ok(Self {
            source_id: table.column(source_id)?,
            legal_name: table.column(legal_name)?,
            other_names: many(other_names)?,
            fixed_country: mapping.country,
            country: one(country)?,
            region: one(region)?,
            city: one(city)?,
            postal_code: one(postal_code)?,
            street: many(street)?,
            created: one(created)?,
            identifiers: identifiers.collect::<Result<_, Refusal>>()?,
            status: status.map(|status| Ok((table.column(&status.column)?, status.clone()))).transpose()?,
        })
    }
}

impl<R: Read> Rows<R> for Mapped {
    fn record(&self, table: &Table<R>) -> Result<Option<RegistryRecord>, Refusal> {
        let source_id = table.text(self.source_id)?;
        let legal_name = table.text(self.legal_name)?;
        if source_id.is_empty() || legal_name.is_empty() {
            return Ok(None);
        }
        let mut identifiers = Vec::with_capacity(self.identifiers.len());
        for (scheme, column) in &self.identifiers {
            identifiers.extend(Identifier::new(scheme, &table.text(*column)?));
        }
        let mut other_names = Vec::new();
        for column in &self.other_names {
            let name = table.text(*column)?;
            if !name.is_empty() && name != legal_name && !other_names.contains(&name) {
                other_names.push(name);
            }
        }
        let standing = match &self.status {
            Some((column, status)) => status.standing(&table.text(*column)?),
            None => Standing::Unknown,
        };
        Ok(Some(RegistryRecord {
            identifiers,
            standing,
            country: self.fixed_country.or(table.text_if_any(self.country)?.parse().ok()),
            region: table.text_if_any(self.region)?,
            city: table.text_if_any(self.city)?,
            postal_code: table.text_if_any(self.postal_code)?,
            street: table.joined(&self.street)?,
            created: table.text_if_any(self.created)?,
            source_id,
            legal_name,
            other_names,
        }))
    }
}

impl Status {
    fn standing(&self, text: &str) -> Standing {
        let names = |list: &[String]| list.iter().any(|name| name == text);
        match (names(&self.active), names(&self.inactive)) {
            (true, _) => Standing::Active,
            (false, true) => Standing::Inactive,
            (false, false) => Standing::Unknown,
        }
    }
}
