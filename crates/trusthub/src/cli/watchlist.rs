//! The arguments of the commands about sanctions lists.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand, ValueEnum};
use trusthub_vetting::watchlists::{EntityKind, Source};

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

#[derive(Debug, Args)]
pub(crate) struct Screen {
    /// Whom to look for.
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// What bears the name, where that is known.
    #[arg(long, value_enum)]
    pub(crate) kind: Option<KindName>,
    /// Where it is, as two letters (ISO 3166-1), where that is known.
    #[arg(long, value_name = "CC", value_parser = country)]
    pub(crate) country: Option<String>,
    /// Most answers.
    #[arg(long, default_value = "5", value_parser = limit)]
    pub(crate) limit: usize,
    #[command(flatten)]
    pub(crate) json: Json,
}

/// What bears a name, as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum KindName {
    /// A human being.
    Person,
    /// A company, a body, a group.
    Business,
}

impl From<KindName> for EntityKind {
    fn from(name: KindName) -> Self {
        match name {
            KindName::Person => Self::Person,
            KindName::Business => Self::Business,
        }
    }
}

fn country(text: &str) -> Result<String, String> {
    let code = text.to_ascii_uppercase();
    let is_code = code.len() == 2 && trusthub_vetting::watchlists::country_code(&code).is_some();
    if is_code { Ok(code) } else { Err("give two letters, such as GB".to_owned()) }
}

fn limit(text: &str) -> Result<usize, String> {
    let number: usize = text.parse().map_err(|_| "give a number".to_owned())?;
    if (1..=100).contains(&number) { Ok(number) } else { Err("give a number from 1 to 100".to_owned()) }
}
