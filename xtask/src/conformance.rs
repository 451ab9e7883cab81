//! The official SDKs against the built binary. The stories themselves are in `conformance/`.

use anyhow::{Result, anyhow};

use crate::report::Tally;
use crate::{shell, tools, workspace};

/// What is behind the hub.
pub enum Database {
    /// A file in its data directory.
    Sqlite,
    /// An empty database with this URL.
    Postgres(String),
}

/// Tells all stories to one hub; the checks it counted, and whether all of it passed.
///
/// # Errors
/// The SDKs cannot be fetched or the runner does not start.
pub fn run(database: &Database) -> Result<(Tally, Result<()>)> {
    let mut runner = workspace::program(tools::python()?);
    runner.args(["-u", "conformance/run.py", "--binary"]).arg(workspace::target().join("debug/trusthub"));
    runner.arg("--node-modules").arg(tools::node_modules()?.join("node_modules"));
    if let Database::Postgres(url) = database {
        runner.args(["--database-url", url]);
    }
    runner.env("PYTHONDONTWRITEBYTECODE", "1");
    let (passed, output) = shell::tee(&mut runner)?;
    let totals = output.lines().last().map_or_else(Tally::default, Tally::read);
    Ok((totals, if passed { Ok(()) } else { Err(anyhow!("a story failed")) }))
}
