//! Files as their publishers lay them out, and files that are not.
//!
//! The fixtures are made by hand after the published columns; no row is anybody's.

mod hostile;
mod layouts;
mod properties;

use std::io::BufReader;

use super::{Layout, Limits, Mapping, Records, Refusal, RegistryRecord};

pub(super) const GLEIF: &str = include_str!("fixtures/gleif.csv");
pub(super) const COMPANIES_HOUSE: &str = include_str!("fixtures/companies_house.csv");
pub(super) const IRS: &str = include_str!("fixtures/irs_eo.csv");
pub(super) const TICKERS: &str = include_str!("fixtures/company_tickers.json");
pub(super) const EXCHANGE: &str = include_str!("fixtures/company_tickers_exchange.json");
pub(super) const TABLE: &str = include_str!("fixtures/table.csv");
pub(super) const MAPPING: &str = include_str!("fixtures/table.toml");

pub(super) fn layouts() -> Vec<(Layout, &'static str)> {
    vec![
        (Layout::Gleif, GLEIF),
        (Layout::CompaniesHouse, COMPANIES_HOUSE),
        (Layout::IrsEo, IRS),
        (Layout::Sec, TICKERS),
        (Layout::Sec, EXCHANGE),
        (Layout::Csv(Box::new(Mapping::parse(MAPPING).unwrap())), TABLE),
    ]
}

pub(super) fn read(layout: &Layout, content: &[u8]) -> Result<Vec<RegistryRecord>, Refusal> {
    read_within(layout, content, Limits::default())
}

pub(super) fn read_within(
    layout: &Layout,
    content: &[u8],
    limits: Limits,
) -> Result<Vec<RegistryRecord>, Refusal> {
    Records::open(layout, BufReader::new(content), limits)?.collect()
}
