//! The official SDKs, the vendor's published documents, and other people's telephony, against the built binary. The stories
//! and comparisons themselves are in `conformance/`.

use std::process::Command;

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
    let mut runner = runner("conformance/run.py")?;
    runner.arg("--node-modules").arg(tools::node_modules()?.join("node_modules"));
    if let Database::Postgres(url) = database {
        runner.args(["--database-url", url]);
    }
    finish(&mut runner, "a story failed")
}

/// Holds one hub against the vendor's published documents, in full if `is_long`; as [`run`].
///
/// # Errors
/// As [`run`].
pub fn contract(is_long: bool) -> Result<(Tally, Result<()>)> {
    let mut runner = runner("conformance/contract/run.py")?;
    if is_long {
        runner.arg("--long");
    }
    finish(&mut runner, "the hub and a document disagree")
}

/// Has calls made between the hub and other people's SIP and STIR, many more of them if `is_long`; as [`run`]. Without those
/// programs nothing is tried, and that is said loudly.
///
/// # Errors
/// As [`run`].
pub fn calls(is_long: bool) -> Result<(Tally, Result<()>)> {
    let telephony = match tools::telephony() {
        Ok(telephony) => telephony,
        Err(error) => {
            println!("NOT TRIED: calls between the hub and others need sipp and Kamailio: {error:#}");
            return Ok((Tally::default(), Ok(())));
        }
    };
    let mut runner = runner("conformance/calls/run.py")?;
    runner.arg("--sipp").arg(telephony.sipp).arg("--kamailio").arg(telephony.kamailio);
    if is_long {
        runner.arg("--long");
    }
    finish(&mut runner, "the hub and others do not understand each other")
}

fn runner(script: &str) -> Result<Command> {
    let mut runner = workspace::program(tools::python()?);
    runner.args(["-u", script, "--binary"]).arg(workspace::target().join("debug/trusthub"));
    runner.env("PYTHONDONTWRITEBYTECODE", "1");
    Ok(runner)
}

fn finish(runner: &mut Command, complaint: &'static str) -> Result<(Tally, Result<()>)> {
    let (passed, output) = shell::tee(runner)?;
    let totals = output.lines().last().map_or_else(Tally::default, Tally::read);
    Ok((totals, if passed { Ok(()) } else { Err(anyhow!(complaint)) }))
}
