//! The arguments of `trusthub vet`.

use std::path::PathBuf;

use clap::Args;

use super::Json;

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("what").required(true).args(["file", "replay", "show_scorecard"]))]
pub(crate) struct Vet {
    /// A profile as JSON, in the API's words (see docs/scorecard.md); `-` reads it from standard input.
    #[arg(value_name = "FILE.json")]
    pub(crate) file: Option<PathBuf>,
    /// Assess every past case again from what was stored with it, and show what differs; changes nothing.
    #[arg(long)]
    pub(crate) replay: bool,
    /// Print the scorecard in force.
    #[arg(long)]
    pub(crate) show_scorecard: bool,
    /// Weigh by this scorecard instead of the one in force.
    #[arg(long, value_name = "FILE.toml")]
    pub(crate) scorecard: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) json: Json,
}
