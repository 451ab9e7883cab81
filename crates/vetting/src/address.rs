//! Postal addresses: complete enough to find, a place and not a box, and with a postal code of its country's shape.

use trusthub_domain::bundle::ReasonCode;

use crate::application::{Application, PostalAddress};
use crate::finding::{Check, Finding};
use crate::po_box::{Box, find};
use crate::postal_code::{Shape, shape};

/// Countries where a letter needs the state or province.
const NEEDS_REGION: [&str; 6] = ["AU", "BR", "CA", "IN", "MX", "US"];

/// Countries that are one city, so that people leave it out.
const IS_CITY: [&str; 6] = ["GI", "HK", "MC", "MO", "SG", "VA"];

pub(crate) fn check(application: &Application) -> Vec<Finding> {
    application.addresses.iter().flat_map(of_address).collect()
}

fn of_address(address: &PostalAddress) -> Vec<Finding> {
    let street = street(address);
    if address.street.trim().is_empty() {
        return vec![street];
    }
    vec![street, complete(address), no_box(address), postal_code(address)]
}

fn street(address: &PostalAddress) -> Finding {
    let check = Check::hard("address.has_street", ReasonCode::ADDRESS, address.place());
    if address.street.trim().is_empty() {
        check.fails(
            "The address has no street.",
            "Enter street and number of the place where the business is.",
        )
    } else {
        check.comparing(address.street.clone()).passes("There is a street.")
    }
}

fn complete(address: &PostalAddress) -> Finding {
    let country = address.iso_country.as_str();
    let missing: Vec<&str> = [
        ("customer name", address.customer_name.trim().is_empty()),
        ("city", address.city.trim().is_empty() && !IS_CITY.contains(&country)),
        ("region", address.region.trim().is_empty() && NEEDS_REGION.contains(&country)),
    ]
    .into_iter()
    .filter_map(|(part, is_missing)| is_missing.then_some(part))
    .collect();
    let check = Check::soft("address.is_complete", ReasonCode::ADDRESS, address.place())
        .comparing(format!("{}, {}, {country}", address.city, address.region));
    if missing.is_empty() {
        check.passes("Every part that its country uses is there.")
    } else {
        check.fails(&format!("The address lacks: {}.", missing.join(", ")), "Add what is missing.")
    }
}

fn no_box(address: &PostalAddress) -> Finding {
    const WHY: &str = "The address is a post-office box, which is no place where a business is.";
    const MEND: &str = "Enter the street address of the head office.";
    let hard = || Check::hard("address.is_no_post_office_box", ReasonCode::ADDRESS, address.place());
    let soft = || Check::soft("address.names_no_post_office_box", ReasonCode::ADDRESS, address.place());
    let compared = format!("{} {}", address.street, address.street_secondary).trim_end().to_owned();
    let in_second_line = find(&address.street_secondary, &address.iso_country);
    match find(&address.street, &address.iso_country) {
        Box::Alone => hard().comparing(compared).fails(WHY, MEND),
        Box::None if matches!(in_second_line, Box::None) => {
            hard().comparing(compared).passes("No post-office box is named.")
        }
        Box::BesideStreet | Box::None => soft().comparing(compared).fails(
            "The address names a post-office box beside a street.",
            "Leave the box out and keep the street.",
        ),
    }
}

fn postal_code(address: &PostalAddress) -> Finding {
    let check = Check::soft("address.postal_code_has_shape", ReasonCode::ADDRESS, address.place())
        .comparing(format!("{} in {}", address.postal_code, address.iso_country));
    match shape(&address.iso_country, &address.postal_code) {
        Shape::Fits => check.passes("The postal code has the shape of its country's."),
        Shape::Unknown => check.cannot_tell("The shape of this country's postal codes is not known here."),
        Shape::Missing => check.fails("The postal code is missing.", "Add the postal code."),
        Shape::Differs => check.fails(
            "The postal code does not have the shape of its country's.",
            "Correct the postal code or the country.",
        ),
    }
}
