//! Files that name many customers of an ISV, a line for each: what the columns mean under the policy of their profiles.
//!
//! Columns are called as the API and the evaluation call what is in them: `<end user type>.<field>` and
//! `address.<part>`; besides there are `reference`, `name` and `email`, and those of a brand. Whether what stands in them
//! suffices is the evaluation's business.

mod brand;
mod refusal;

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::contact::Email;
use crate::item::Attributes;
use crate::policy::{Constraint, EndUserRequirement, FieldRule, Format, Policy};

pub use self::brand::{BrandColumns, BrandRow};
pub use self::refusal::{RowError, SheetError};

/// The parts of an address, as the API calls them.
pub const ADDRESS_PARTS: [&str; 7] =
    ["customer_name", "street", "street_secondary", "city", "region", "postal_code", "iso_country"];

/// Longest reference of a customer, in characters. Ours: room for any identifier that systems make.
const REFERENCE_LIMIT: usize = 100;

/// Longest name, and longest part of an address, in characters. Ours: what is taken of them anywhere else.
const TEXT_LIMIT: usize = 255;

/// The parts without which there is no address.
const NEEDED_OF_ADDRESS: [&str; 5] = ["street", "city", "region", "postal_code", "iso_country"];

/// The columns of a brand besides its fields.
const BRAND_COLUMNS: [(&str, Column<'static>); 3] = [
    ("brand.type", Column::BrandType),
    ("brand.daily_messages", Column::DailyMessages),
    ("brand.email", Column::BrandEmail),
];

/// The columns of a file, in its order.
#[derive(Debug, Clone)]
pub struct CustomerSheet<'p> {
    columns: Vec<Column<'p>>,
    /// The document that names the address.
    address_document: Option<&'p str>,
    brand: Option<BrandColumns<'p>>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Column<'p> {
    Reference,
    Name,
    Email,
    Field { type_name: &'p str, rule: &'p FieldRule },
    Address(&'static str),
    BrandType,
    DailyMessages,
    BrandEmail,
    BrandField { type_name: &'p str, rule: &'p FieldRule },
}

/// One customer as a line describes it. Personal data: no `Debug` shows it.
#[derive(Clone, PartialEq, Serialize)]
pub struct CustomerRow {
    /// The ISV's own identifier of the customer.
    pub reference: String,
    /// What account and profile are called.
    pub name: String,
    /// Who is told of the profile.
    pub email: Email,
    /// The fields that are given, by type of end user. Empty ones are not given.
    pub end_users: BTreeMap<String, Attributes>,
    /// The parts of the address that are given.
    pub address: BTreeMap<&'static str, String>,
    /// The brand, if the line describes one. By itself: that a brand is added to a line leaves the profile as it was.
    #[serde(skip)]
    pub brand: Option<BrandRow>,
}

impl std::fmt::Debug for CustomerRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CustomerRow").field("reference", &self.reference).finish_non_exhaustive()
    }
}

impl<'p> CustomerSheet<'p> {
    /// The sheet with these columns. `brand` is `None` if profiles of this policy carry no brand.
    ///
    /// # Errors
    /// Which column is wrong or missing.
    pub fn new<'n>(
        policy: &'p Policy,
        brand: Option<BrandColumns<'p>>,
        names: impl IntoIterator<Item = &'n str>,
    ) -> Result<Self, SheetError> {
        let address_document = address_document(policy);
        let mut columns = Vec::new();
        for (name, place) in names.into_iter().zip(1..) {
            let name = name.trim_start_matches('\u{feff}').trim();
            let of_brand = || brand.and_then(|brand| known_of_brand(brand.product, name));
            let known = known(policy, address_document.is_some(), name).or_else(of_brand);
            let column = known.ok_or_else(|| SheetError::UnknownColumn { place, name: name.to_owned() })?;
            if columns.contains(&column) {
                return Err(SheetError::Twice { place, name: name.to_owned() });
            }
            columns.push(column);
        }
        for (column, name) in [(Column::Reference, "reference"), (Column::Email, "email")] {
            if !columns.contains(&column) {
                return Err(SheetError::Missing(name));
            }
        }
        Ok(Self { columns, address_document, brand })
    }

    /// The type of the document that names the address, if the policy has one.
    #[must_use]
    pub fn address_document(&self) -> Option<&'p str> {
        self.address_document
    }

    /// The customer on a line. A shorter line simply lacks what comes last.
    ///
    /// # Errors
    /// Everything for which it cannot be taken, never nothing.
    pub fn row(&self, fields: &[&str]) -> Result<CustomerRow, Vec<RowError>> {
        let (found, columns) = (fields.len(), self.columns.len());
        if found > columns {
            // Which field is which is anybody's guess; what else was found would only confuse.
            return Err(vec![RowError::TooLong { found, columns }]);
        }
        let (mut reference, mut name, mut email) = ("", "", "");
        let mut end_users: BTreeMap<String, Attributes> = BTreeMap::new();
        let mut address = BTreeMap::new();
        let mut brand = brand::Said::default();
        let given = self.columns.iter().zip(fields.iter().map(|field| field.trim()));
        for (column, text) in given.filter(|(_, text)| !text.is_empty()) {
            match *column {
                Column::Reference => reference = text,
                Column::Name => name = text,
                Column::Email => email = text,
                Column::Field { type_name, rule } => {
                    let attributes = end_users.entry(type_name.to_owned()).or_default();
                    attributes.insert(rule.machine_name.clone(), value(rule, text));
                }
                Column::Address(part) => {
                    address.insert(part, text.to_owned());
                }
                Column::BrandType => brand.kind = text,
                Column::DailyMessages => brand.daily_messages = text,
                Column::BrandEmail => brand.email = text,
                Column::BrandField { type_name, rule } => {
                    let attributes = brand.end_users.entry(type_name.to_owned()).or_default();
                    attributes.insert(rule.machine_name.clone(), value(rule, text));
                }
            }
        }
        let mut mistakes = Vec::new();
        if reference.is_empty() {
            mistakes.push(RowError::NoReference);
        } else if reference.chars().count() > REFERENCE_LIMIT {
            mistakes.push(RowError::LongReference);
        }
        if name.is_empty() {
            let of_business = end_users.values().find_map(|one| one.get("business_name")?.as_str());
            name = of_business.unwrap_or(reference);
        }
        check_text("name", name, &mut mistakes);
        check_address(&address, &mut mistakes);
        let email: Option<Email> = noted(email.parse().map_err(RowError::Email), &mut mistakes);
        let brand = brand.read(self.brand, email.as_ref(), &mut mistakes);
        match email {
            Some(email) if mistakes.is_empty() => Ok(CustomerRow {
                name: name.to_owned(),
                brand,
                email,
                reference: reference.to_owned(),
                end_users,
                address,
            }),
            _ => Err(mistakes),
        }
    }
}

/// What was found; a mistake is noted down.
fn noted<T>(found: Result<T, RowError>, mistakes: &mut Vec<RowError>) -> Option<T> {
    found.map_err(|mistake| mistakes.push(mistake)).ok()
}

fn check_text(column: &str, text: &str, mistakes: &mut Vec<RowError>) {
    if text.chars().count() > TEXT_LIMIT {
        mistakes.push(RowError::LongText { column: column.to_owned() });
    }
    if text.chars().any(char::is_control) {
        mistakes.push(RowError::Unprintable { column: column.to_owned() });
    }
}

fn check_address(parts: &BTreeMap<&'static str, String>, mistakes: &mut Vec<RowError>) {
    if parts.is_empty() {
        return;
    }
    let missing = NEEDED_OF_ADDRESS.into_iter().filter(|part| !parts.contains_key(part));
    mistakes.extend(missing.map(|part| RowError::NoPart { part }));
    for (part, text) in parts {
        check_text(&format!("address.{part}"), text, mistakes);
    }
    let is_country = |code: &String| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_alphabetic());
    if parts.get("iso_country").is_some_and(|code| !is_country(code)) {
        mistakes.push(RowError::Country);
    }
}

/// The names of all columns there can be under a policy: the first line of an empty file.
#[must_use]
pub fn column_names(policy: &Policy, brand: Option<BrandColumns<'_>>) -> Vec<String> {
    let first = ["reference", "name", "email"].map(str::to_owned);
    let address = ADDRESS_PARTS.into_iter().filter(|_| address_document(policy).is_some());
    let address = address.map(|part| format!("address.{part}"));
    let mut names: Vec<String> = first.into_iter().chain(field_names(policy)).chain(address).collect();
    if let Some(brand) = brand {
        names.extend(BRAND_COLUMNS.into_iter().map(|(name, _)| name.to_owned()));
        names.extend(field_names(brand.product));
    }
    names
}

fn field_names(policy: &Policy) -> impl Iterator<Item = String> {
    end_users(policy)
        .flat_map(|one| one.fields.iter().map(|rule| format!("{}.{}", one.type_name, rule.machine_name)))
}

fn end_users(policy: &Policy) -> impl Iterator<Item = &EndUserRequirement> {
    policy.end_users.iter().chain(&policy.extensions)
}

fn known<'p>(policy: &'p Policy, has_address: bool, name: &str) -> Option<Column<'p>> {
    match name {
        "reference" => return Some(Column::Reference),
        "name" => return Some(Column::Name),
        "email" => return Some(Column::Email),
        _ => {}
    }
    let (kind, field) = name.split_once('.')?;
    if kind == "address" {
        return ADDRESS_PARTS.into_iter().find(|part| *part == field && has_address).map(Column::Address);
    }
    let (type_name, rule) = known_field(policy, kind, field)?;
    Some(Column::Field { type_name, rule })
}

fn known_of_brand<'p>(product: &'p Policy, name: &str) -> Option<Column<'p>> {
    if let Some((_, column)) = BRAND_COLUMNS.into_iter().find(|(known, _)| *known == name) {
        return Some(column);
    }
    let (kind, field) = name.split_once('.')?;
    let (type_name, rule) = known_field(product, kind, field)?;
    Some(Column::BrandField { type_name, rule })
}

fn known_field<'p>(policy: &'p Policy, type_name: &str, field: &str) -> Option<(&'p str, &'p FieldRule)> {
    let wanted = end_users(policy).find(|one| one.type_name == type_name)?;
    let rule = wanted.fields.iter().find(|rule| rule.machine_name == field)?;
    Some((&wanted.type_name, rule))
}

/// The document that holds nothing but an address.
fn address_document(policy: &Policy) -> Option<&str> {
    let accepted = policy.documents.iter().flat_map(|wanted| &wanted.accepted);
    let mut names_address = accepted.filter(|one| {
        !one.needs_file && one.fields.iter().any(|rule| rule.format == Some(Format::AddressSids))
    });
    names_address.next().map(|one| one.type_name.as_str())
}

fn value(rule: &FieldRule, text: &str) -> Value {
    let is_list = rule.constraint == Constraint::List && !rule.takes_several;
    if is_list {
        text.split([',', ';']).map(str::trim).filter(|one| !one.is_empty()).map(Value::from).collect()
    } else {
        Value::String(text.to_owned())
    }
}
