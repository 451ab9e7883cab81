//! The arguments of the commands about sanctions lists.

use std::path::PathBuf;

use clap::Subcommand;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use trusthub_vetting::watchlists::Source;

use super::Json;

#[derive(Debug, Subcommand)]
pub(crate) enum Watchlist {
    /// Bring the present version of a list into force, here and in every running server.
    Import {
        /// Whose list it is.
        #[arg(long, value_name = "LIST", value_parser = source())]
        source: Source,
        /// Take it even if it is much smaller than the version before.
        #[arg(long)]
        accept_shrink: bool,
        /// All files of the list as its publisher offers them, packed (gzip, zip) or not, in any order.
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        json: Json,
    },
    /// List the versions that are kept: which are in force, how old they are, what each changed.
    List(Json),
}

fn source() -> impl TypedValueParser<Value = Source> {
    PossibleValuesParser::new(Source::ALL.map(Source::as_str)).try_map(|name| name.parse::<Source>())
}
