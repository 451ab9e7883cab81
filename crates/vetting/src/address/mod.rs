//! Postal addresses: complete as their country writes them, a place and not a box or a mail drop, with a postal code of its
//! country and its region, and in the country where the business is registered.
//!
//! Only what is certainly no place is refused: no street at all, a post-office box alone, a private mailbox.

mod form;
mod mail_drop;
mod po_box;
mod postal_code;
mod rules;

use trusthub_domain::bundle::ReasonCode;

pub use self::form::{AddressForm, address_form};
use self::mail_drop::MailDrop;
use self::po_box::Box;
use self::postal_code::{Home, Shape};
use self::rules::Country;
use crate::application::{Application, PostalAddress};
use crate::finding::{Check, Finding};
use crate::registry_match::{FoundBy, best};

pub(crate) fn check(application: &Application) -> Vec<Finding> {
    let own_name = application.business.as_ref().map_or("", |business| business.name.as_str());
    let mut findings: Vec<Finding> =
        application.addresses.iter().flat_map(|address| of_address(address, own_name)).collect();
    findings.extend(country_of_register(application));
    findings
}

fn of_address(address: &PostalAddress, own_name: &str) -> Vec<Finding> {
    let street = street(address);
    if address.street.trim().is_empty() {
        return vec![street];
    }
    let mut findings = vec![
        street,
        complete(address),
        no_box(address),
        no_mail_drop(address, own_name),
        postal_code(address),
    ];
    findings.extend(private_mailbox(address));
    findings.extend(region(address));
    findings
}

fn hard(name: &str, address: &PostalAddress) -> Check {
    Check::hard(name, ReasonCode::ADDRESS, address.place())
}

fn soft(name: &str, address: &PostalAddress) -> Check {
    Check::soft(name, ReasonCode::ADDRESS, address.place())
}

fn street(address: &PostalAddress) -> Finding {
    let check = hard("address.has_street", address);
    if address.street.trim().is_empty() {
        check.fails(
            "The address has no street.",
            "Enter street and number of the place where the business is.",
        )
    } else {
        check.comparing(address.street.clone()).passes("There is a street.")
    }
}

/// The postal code has a check of its own.
fn complete(address: &PostalAddress) -> Finding {
    let country = address.iso_country.as_str();
    let rules = Country::of(country);
    let needs_city = rules.as_ref().is_none_or(Country::needs_city);
    let needs_region = rules.as_ref().is_some_and(Country::needs_region);
    let missing: Vec<&str> = [
        ("customer name", address.customer_name.trim().is_empty()),
        ("city", address.city.trim().is_empty() && needs_city),
        ("region", address.region.trim().is_empty() && needs_region),
    ]
    .into_iter()
    .filter_map(|(part, is_missing)| is_missing.then_some(part))
    .collect();
    let check = soft("address.is_complete", address)
        .comparing(format!("{}, {}, {country}", address.city, address.region));
    if missing.is_empty() {
        check.passes("Every part that its country uses is there.")
    } else {
        check.fails(&format!("The address lacks: {}.", missing.join(", ")), "Add what is missing.")
    }
}

fn lines(address: &PostalAddress) -> String {
    format!("{} {}", address.street, address.street_secondary).trim_end().to_owned()
}

fn no_box(address: &PostalAddress) -> Finding {
    const WHY: &str = "The address is a post-office box, which is no place where a business is.";
    const MEND: &str = "Enter the street address of the head office.";
    let hard = || hard("address.is_no_post_office_box", address).comparing(lines(address));
    let in_second_line = po_box::find(&address.street_secondary, &address.iso_country);
    match po_box::find(&address.street, &address.iso_country) {
        Box::Alone => hard().fails(WHY, MEND),
        Box::None if matches!(in_second_line, Box::None) => hard().passes("No post-office box is named."),
        Box::BesideStreet | Box::None => {
            soft("address.names_no_post_office_box", address).comparing(lines(address)).fails(
                "The address names a post-office box beside a street.",
                "Leave the box out and keep the street.",
            )
        }
    }
}

/// A shop's street with the number of a box in it; said only where it is one, for most addresses never could be.
fn private_mailbox(address: &PostalAddress) -> Option<Finding> {
    let is_one = |line: &str| mail_drop::is_private_mailbox(line, &address.iso_country).then_some(());
    is_one(&address.street).or_else(|| is_one(&address.street_secondary))?;
    Some(hard("address.is_no_private_mailbox", address).comparing(lines(address)).fails(
        "The address is a private mailbox (PMB) in a shop, which is no place where a business is.",
        "Enter the street address of the head office.",
    ))
}

fn no_mail_drop(address: &PostalAddress, own_name: &str) -> Finding {
    let check = soft("address.is_no_mail_drop", address).comparing(lines(address));
    let found = mail_drop::find(&address.street, own_name)
        .or_else(|| mail_drop::find(&address.street_secondary, own_name));
    let why = match found {
        None => return check.passes("No mail drop, virtual office or agent is named."),
        Some(MailDrop::CareOf) => "The address is in care of somebody else.",
        Some(MailDrop::Forwarding) => "The address names a service that takes in mail for others.",
        Some(MailDrop::VirtualOffice) => "The address names a virtual or shared office.",
        Some(MailDrop::Agent) => "The address names an agent who lends addresses to companies.",
    };
    check.fails(why, "Enter the street address of the place where the business does its work.")
}

fn postal_code(address: &PostalAddress) -> Finding {
    let check = soft("address.postal_code_has_shape", address)
        .comparing(format!("{} in {}", address.postal_code, address.iso_country));
    match postal_code::shape(&address.iso_country, &address.region, &address.postal_code) {
        Shape::Fits => check.passes("The postal code has the shape of its country's."),
        Shape::Unknown => check.cannot_tell("No shape of postal codes is known for this address."),
        Shape::Missing => check.fails("The postal code is missing.", "Add the postal code."),
        Shape::Differs => check.fails(
            "The postal code does not have the shape of its country's.",
            "Correct the postal code or the country.",
        ),
    }
}

fn region(address: &PostalAddress) -> Option<Finding> {
    let home = postal_code::home(&address.iso_country, &address.region, &address.postal_code)?;
    let check = soft("address.postal_code_fits_region", address)
        .comparing(format!("{} in {}, {}", address.postal_code, address.region, address.iso_country));
    Some(match home {
        Home::Fits => check.passes("Postal codes of this region begin so."),
        Home::Differs => check.fails(
            "The postal code belongs to another region of the country.",
            "Correct the postal code or the region.",
        ),
        Home::NoSuchRegion => {
            check.cannot_tell("No region of the country is known here by the name that the address gives.")
        }
    })
}

/// Only where a register certainly knows the business: by its number, or by a name that no other has.
fn country_of_register(application: &Application) -> Option<Finding> {
    let hit = best(application)?;
    let is_sure = (hit.by == FoundBy::Number && hit.is_match) || hit.is_certain;
    let first = application.addresses.first()?;
    if !is_sure || hit.country.is_empty() {
        return None;
    }
    let countries: Vec<&str> =
        application.addresses.iter().map(|address| address.iso_country.as_str()).collect();
    let check = soft("address.in_country_of_register", first).comparing(format!(
        "{} ({}): {}, address in {}",
        hit.source_id,
        hit.register,
        hit.country,
        countries.join(", ")
    ));
    Some(if countries.contains(&hit.country.as_str()) {
        check.passes("The business has an address in the country where the register has it.")
    } else {
        check.fails(
            "The register has the business in another country than its address.",
            "Add the address in the country of registration, or name the company that has this address.",
        )
    })
}
