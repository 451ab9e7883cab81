//! What a line says, as a form says it.

use std::collections::BTreeMap;

use trusthub_domain::customer_sheet::{CustomerRow, CustomerSheet};
use trusthub_domain::item::Attributes;

use crate::bundles::filling::Filling;
use crate::items::addresses::NewAddress;

/// What a line says of the profile, requirement by requirement.
pub(super) fn fillings(sheet: &CustomerSheet<'_>, row: &CustomerRow) -> Vec<Filling> {
    let document = sheet.address_document().filter(|_| !row.address.is_empty());
    let address = document.map(|type_name| Filling::Document {
        type_name: type_name.to_owned(),
        attributes: Attributes::new(),
        address: Some(Box::new(address(&row.address, &row.name))),
        file: None,
    });
    of_end_users(&row.end_users).chain(address).collect()
}

/// The fields of end users that are given.
pub(super) fn of_end_users(given: &BTreeMap<String, Attributes>) -> impl Iterator<Item = Filling> + '_ {
    given.iter().map(|(type_name, attributes)| Filling::EndUser {
        type_name: type_name.clone(),
        attributes: attributes.clone(),
    })
}

fn address(parts: &BTreeMap<&'static str, String>, name: &str) -> NewAddress {
    let part = |name: &str| parts.get(name).cloned().unwrap_or_default();
    let customer_name = part("customer_name");
    NewAddress {
        friendly_name: String::new(),
        customer_name: if customer_name.is_empty() { name.to_owned() } else { customer_name },
        street: part("street"),
        street_secondary: Some(part("street_secondary")).filter(|line| !line.is_empty()),
        city: part("city"),
        region: part("region"),
        postal_code: part("postal_code"),
        iso_country: part("iso_country"),
        emergency_enabled: false,
    }
}
