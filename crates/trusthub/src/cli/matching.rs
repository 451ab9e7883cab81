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
}
