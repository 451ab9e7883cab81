//! `trusthub match`: whole files through one part of vetting.

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum Match {
    /// Judge identifiers by their form: is it a number that its register could have issued?
    ///
    /// Reads the columns `module` (a scheme of docs/reference/identifiers.md, such as us.ein) and `number`. Adds
    /// `accepted`, true or false, and `rule`: the first rule that the number breaks, or those it keeps joined by +.
    Identifiers {
        /// A CSV file whose first line names its columns; the others are passed through.
        #[arg(value_name = "FILE.csv")]
        file: PathBuf,
    },
    /// Look names up in a register: which of its companies is meant, and how sure is that?
    ///
    /// Reads the columns `query_name` and `query_country` (two letters, or empty). Adds `matched_lei`, the likeliest
    /// company (empty where none has a word like it), `score` (the probability that it is meant) and `auto` (so sure that
    /// one in a hundred is wrong at most).
    Registry {
        /// The register: a CSV file, plain or packed, with the columns lei, name and country.
        #[arg(long, value_name = "FILE.csv.gz")]
        registry: PathBuf,
        /// A CSV file whose first line names its columns; the others are passed through.
        #[arg(value_name = "FILE.csv")]
        file: PathBuf,
    },
    /// Compare names two by two: are they names of one?
    ///
    /// Reads the columns `schema` (Person, Company, …), `query` and `candidate`. Adds `score`, the probability from 0 to
    /// 1 that both are names of one, and `matched`, true or false.
    Pairs {
        /// A CSV file whose first line names its columns; the others are passed through.
        #[arg(value_name = "FILE.csv")]
        file: PathBuf,
    },
    /// Look for names among those of a list.
    ///
    /// Reads the columns `schema` (Person, Company, …) and `query_name`. Adds `top_entity_id`, the likeliest entity,
    /// `score`, the probability from 0 to 1 that it is the one, and `matched`, true or false.
    Screen {
        /// The list: a CSV file with the columns `entity_id`, `schema` and `name`, a row for each name.
        #[arg(long, value_name = "INDEX.csv")]
        index: PathBuf,
        /// A CSV file whose first line names its columns; the others are passed through.
        #[arg(value_name = "FILE.csv")]
        file: PathBuf,
    },
}
