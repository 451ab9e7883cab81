//! Every scheme, one file per family: schemes stand together that check alike, or that have no check digit.

mod accounts;
mod africa_oceania;
mod algorithms;
mod americas;
mod asia;
mod bank;
mod belgium;
mod births_europe;
mod births_nordic;
mod births_world;
mod bitcoin;
mod countries;
mod equipment;
mod europe;
mod europe_east;
mod europe_south_east;
mod forms;
mod forms_world;
mod gs1;
mod isles;
mod italy;
mod luhn;
mod postal;
mod publications;
mod registers;
mod remainders;
mod securities;
mod spain;
mod united_states;
pub(super) mod vat;

use super::engine::Entry;

const FAMILIES: [&[Entry]; 25] = [
    africa_oceania::SCHEMES,
    algorithms::SCHEMES,
    americas::SCHEMES,
    asia::SCHEMES,
    bank::SCHEMES,
    belgium::SCHEMES,
    births_europe::SCHEMES,
    births_nordic::SCHEMES,
    births_world::SCHEMES,
    equipment::SCHEMES,
    europe::SCHEMES,
    europe_east::SCHEMES,
    europe_south_east::SCHEMES,
    forms::SCHEMES,
    forms_world::SCHEMES,
    isles::SCHEMES,
    italy::SCHEMES,
    luhn::SCHEMES,
    postal::SCHEMES,
    publications::SCHEMES,
    remainders::SCHEMES,
    securities::SCHEMES,
    spain::SCHEMES,
    united_states::SCHEMES,
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
