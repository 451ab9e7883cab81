//! `features`: what the training of `benches/training` learns from, as the hub itself computes it.

mod names;
mod registry;

use std::path::PathBuf;

use anyhow::Result;
use clap::Subcommand;

pub use names::PAIRS;
pub use registry::register;

#[derive(Subcommand)]
pub enum Of {
    /// The likeliest company of the register for each development query
    Registry {
        /// The folder of the labelled data
        data: PathBuf,
    },
    /// What each labelled pair of names has in common
    Pairs {
        /// The folder of the labelled data
        data: PathBuf,
    },
    /// What each name of a list that comes up has in common with the name that was asked for
    Screening {
        /// The folder of the labelled data
        data: PathBuf,
    },
}

/// Writes them to standard output, as CSV.
///
/// # Errors
/// A file is missing or not what it should be.
pub fn write(of: &Of) -> Result<()> {
    match of {
        Of::Registry { data } => registry::write(data),
        Of::Pairs { data } => names::pairs(data),
        Of::Screening { data } => names::screening(data),
    }
}
