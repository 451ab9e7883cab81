//! The arguments of the commands for company registers.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};
use trusthub_domain::time::Timestamp;

use super::Json;

#[derive(Debug, Subcommand)]
pub(crate) enum Registry {
    /// Bring a register into force, in a running server too; the version before is kept.
    Import {
        /// Whose file it is.
        #[arg(long, value_enum)]
        source: SourceName,
        /// For csv: which column holds what; see docs/registries.md.
        #[arg(long, value_name = "FILE.toml", required_if_eq("source", "csv"))]
        mapping: Option<PathBuf>,
        /// The day of its publication [default: the one in the file's name, if any].
        #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
        date: Option<String>,
        /// Accept that it names less than half of the companies of the version in force.
        #[arg(long)]
        accept_shrink: bool,
        /// As it was downloaded: plain, .gz or .zip.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        #[command(flatten)]
        json: Json,
    },
    /// List the versions that are kept, and which are in force.
    List(Json),
}

/// A source as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SourceName {
    /// Global LEI Index: golden copy, LEI-CDF 3.1 as CSV.
    Gleif,
    /// United Kingdom: basic company data.
    CompaniesHouse,
    /// United States: exempt organizations, business master file.
    IrsEo,
    /// United States: `company_tickers.json` or `company_tickers_exchange.json`.
    Sec,
    /// Any table, by a mapping.
    Csv,
}

fn day(text: &str) -> Result<String, &'static str> {
    let is_day = text.len() == 10 && Timestamp::parse_rfc3339(&format!("{text}T00:00:00Z")).is_some();
    if is_day { Ok(text.to_owned()) } else { Err("a day is YYYY-MM-DD") }
}

/// The day in the name of a downloaded file: `20261120-0800-gleif-….csv.zip`, `BasicCompanyData-2026-11-01.zip`.
pub(crate) fn day_in_name(name: &str) -> Option<String> {
    (0..name.len()).find_map(|start| {
        let long = name.get(start..start + 10);
        let short = name.get(start..start + 8).filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
        let spelled = short.map(|text| {
            let (year, rest) = text.split_at(4);
            let (month, day) = rest.split_at(2);
            format!("{year}-{month}-{day}")
        });
        long.and_then(|text| day(text).ok()).or_else(|| spelled.and_then(|text| day(&text).ok()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_of_a_publication_stands_in_the_files_name() {
        for (name, expected) in [
            ("20261120-0800-gleif-goldencopy-lei2-golden-copy.csv.zip", Some("2026-11-20")),
            ("BasicCompanyDataAsOneFile-2026-11-01.zip", Some("2026-11-01")),
            ("eo1.csv", None),
            ("company_tickers.json", None),
            ("20269999.csv", None),
            ("ä-2026-11-0.csv", None),
        ] {
            assert_eq!(day_in_name(name).as_deref(), expected, "{name}");
        }
    }
}
