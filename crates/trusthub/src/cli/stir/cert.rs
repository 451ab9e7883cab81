//! The arguments of `trusthub stir cert`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Json;

#[derive(Debug, Subcommand)]
pub(crate) enum Cert {
    /// Say what is not as the SHAKEN profile has it; advice, and for a whole list of certificates if you like.
    Lint(Lint),
}

#[derive(Debug, Args)]
pub(crate) struct Lint {
    /// PEM, DER, or lines of `sha256 base64`; packed with gzip or not.
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Verify signatures against the authorities in this file, which may be a list of all kinds.
    #[arg(long, value_name = "FILE")]
    pub(crate) issuers: Option<PathBuf>,
    /// Exit code 1 if anything is found.
    #[arg(long)]
    pub(crate) strict: bool,
    #[command(flatten)]
    pub(crate) json: Json,
}
