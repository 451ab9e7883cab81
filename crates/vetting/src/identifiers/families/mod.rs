//! Every scheme, one file per family: schemes stand together that check alike, or that have no check digit.

mod algorithms;
mod americas;
mod asia_africa;
mod bank;
mod births_europe;
mod births_world;
mod bitcoin;
mod countries;
mod equipment;
mod europe;
mod europe_east;
mod forms;
mod forms_world;
mod gs1;
mod luhn;
mod publications;
mod registers;
mod remainders;
mod securities;
mod spain;
pub(super) mod vat;

use super::engine::Entry;

const FAMILIES: [&[Entry]; 17] = [
    algorithms::SCHEMES,
    americas::SCHEMES,
    asia_africa::SCHEMES,
    bank::SCHEMES,
    births_europe::SCHEMES,
    births_world::SCHEMES,
    equipment::SCHEMES,
    europe::SCHEMES,
    europe_east::SCHEMES,
    forms::SCHEMES,
    forms_world::SCHEMES,
    luhn::SCHEMES,
    publications::SCHEMES,
    remainders::SCHEMES,
    securities::SCHEMES,
    spain::SCHEMES,
    vat::SCHEMES,
];

/// Every scheme, family by family.
pub fn schemes() -> impl Iterator<Item = &'static Entry> {
    FAMILIES.into_iter().flatten()
}

/// The scheme of that name, such as `us.ein`.
#[must_use]
pub fn find(module: &str) -> Option<&'static Entry> {
    schemes().find(|entry| entry.module == module)
}
