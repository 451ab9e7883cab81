//! Files of customers: which columns there are, and what a line says.

use trusthub_domain::customer_sheet::{CustomerSheet, RowError, SheetError, column_names};
use trusthub_domain::policy::{Catalog, Policy, SECONDARY_BUSINESS};

use crate::fixture::catalog;

fn policy(catalog: &Catalog) -> &Policy {
    catalog.policies_of_object_type(SECONDARY_BUSINESS).next().expect("a policy")
}

#[test]
fn every_named_column_is_known_and_a_line_says_what_stands_in_them() {
    let catalog = catalog();
    let names = column_names(policy(&catalog));
    let sheet = CustomerSheet::new(policy(&catalog), names.iter().map(String::as_str)).expect("a sheet");
    assert_eq!(sheet.address_document(), Some("customer_profile_address"));
    let fields: Vec<String> = names
        .iter()
        .map(|name| match name.as_str() {
            "email" => "ada@owl.example".to_owned(),
            "address.street_secondary" => " ".to_owned(),
            other => format!(" {other} "),
        })
        .collect();
    let row = sheet.row(&fields.iter().map(String::as_str).collect::<Vec<_>>()).expect("a row");
    assert_eq!((row.reference.as_str(), row.name.as_str()), ("reference", "name"));
    assert_eq!(row.end_users["authorized_representative_1"]["email"], "authorized_representative_1.email");
    assert_eq!(row.address["iso_country"], "address.iso_country");
    assert!(!row.address.contains_key("street_secondary"), "what is empty is not given");
    assert!(!format!("{row:?}").contains("owl.example"));
}

#[test]
fn a_customer_without_a_name_is_called_as_its_business_or_else_as_the_isv_calls_it() {
    let catalog = catalog();
    let columns = ["\u{feff}reference", "email", "customer_profile_business_information.business_name"];
    let sheet = CustomerSheet::new(policy(&catalog), columns).expect("a sheet");
    let named = |fields: &[&str]| sheet.row(fields).map(|row| row.name);
    assert_eq!(named(&["7", "a@b.example", "Owl Bakery"]), Ok("Owl Bakery".to_owned()));
    assert_eq!(named(&["7", "a@b.example"]), Ok("7".to_owned()));
}

#[test]
fn what_cannot_be_read_is_named() {
    let catalog = catalog();
    let sheet = |columns: &[&str]| CustomerSheet::new(policy(&catalog), columns.iter().copied()).map(drop);
    let unknown = |place, name: &str| Err(SheetError::UnknownColumn { place, name: name.to_owned() });
    assert_eq!(sheet(&["reference", "email", "colour"]), unknown(3, "colour"));
    assert_eq!(sheet(&["reference", "email", "address.planet"]), unknown(3, "address.planet"));
    assert_eq!(sheet(&["reference", "email", ""]), unknown(3, ""));
    assert_eq!(sheet(&["reference"]), Err(SheetError::Missing("email")));
    assert_eq!(sheet(&[]), Err(SheetError::Missing("reference")));
    let twice = Err(SheetError::Twice { place: 3, name: "email".to_owned() });
    assert_eq!(sheet(&["reference", "email", "email"]), twice);

    let sheet = CustomerSheet::new(policy(&catalog), ["reference", "email"]).expect("a sheet");
    let refused = |fields: &[&str]| sheet.row(fields).expect_err("a refusal");
    assert_eq!(refused(&["1", "a@b.example", "x"]), RowError::TooLong { found: 3, columns: 2 });
    assert_eq!(refused(&[" ", "a@b.example"]), RowError::NoReference);
    assert_eq!(refused(&["x".repeat(101).as_str(), "a@b.example"]), RowError::LongReference);
    assert!(matches!(refused(&["1", "nobody"]), RowError::Email(_)));
    assert!(matches!(refused(&["1"]), RowError::Email(_)));
}
