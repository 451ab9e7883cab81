//! `vetting`: how often the engine is right on every labelled set, at the thresholds that ship, and how fast it is.
//!
//! What is printed stands beside the goals and the best figure of others on the same rows. The labelled data lie beside
//! the repository; without them there is nothing to measure, and that is an error.

mod figures;
mod growth;
mod lookups;
mod names;
mod register;
mod table;

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};

use table::Table;

#[derive(Args)]
pub struct Options {
    /// The folder of the labelled data
    #[arg(default_value = "../shared/data")]
    data: PathBuf,
    /// Only this part
    #[arg(long, value_enum)]
    only: Option<Part>,
    /// Do not grow the list a hundredfold
    #[arg(long)]
    short: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Pairs of names, and screening
    Names,
    /// Identifiers, phone numbers, postal codes
    Lookups,
    /// The register
    Registry,
    /// How fast names are screened, and as lists grow
    Speed,
}

/// Measures and prints.
///
/// # Errors
/// The data are not there, or not what they should be.
pub fn run(options: &Options) -> Result<()> {
    let data = options.data.as_path();
    if !data.is_dir() {
        bail!("the labelled data are not at {}; nothing was measured", data.display());
    }
    let wants = |part: Part| options.only.is_none_or(|only| only == part);
    let mut table = Table::new();
    if wants(Part::Names) {
        names::pairs(data, &mut table)?;
        names::screening(data, &mut table)?;
    }
    if wants(Part::Lookups) {
        lookups::identifiers(data, &mut table)?;
        lookups::contact(data, &mut table)?;
    }
    if wants(Part::Registry) {
        register::measure(data, &mut table)?;
    }
    if wants(Part::Speed) {
        growth::measure(data, if options.short { &[1, 10] } else { &[1, 10, 100] }, &mut table)?;
    }
    table.print();
    Ok(())
}
