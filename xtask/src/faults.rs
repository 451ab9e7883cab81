//! The binary in trouble, and in company. The stories themselves are in `conformance/faults`.

use std::process::Command;

use anyhow::{Result, anyhow};

use crate::postgres::Cluster;
use crate::report::Tally;
use crate::{shell, tools, workspace};

/// Which stories.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// Those of one hub on SQLite.
    OnSqlite,
    /// Those of one hub on PostgreSQL.
    OnPostgres,
    /// Those of several hubs on one PostgreSQL.
    InCompany,
}

/// Has a cluster lose its primary, in more ways if `is_long`; the checks it counted, and whether all of it passed.
///
/// # Errors
/// What the runner needs cannot be fetched, or it does not start.
pub fn lose_primaries(is_long: bool) -> Result<(Tally, Result<()>)> {
    let (patroni, etcd) = tools::patroni()?;
    let mut runner = workspace::program(tools::python()?);
    runner.args(["-u", "conformance/failover/run.py", "--binary"]);
    runner.arg(workspace::target().join("debug/trusthub"));
    runner.arg("--postgres-programs").arg(tools::postgres()?);
    runner.arg("--patroni").arg(patroni).arg("--etcd").arg(etcd);
    runner.env("PYTHONDONTWRITEBYTECODE", "1");
    if is_long {
        runner.arg("--long");
    }
    finish(&mut runner)
}

/// Tells the stories, many more rounds of them if `is_long`; the checks it counted, and whether all of it passed.
///
/// # Errors
/// What the runner needs cannot be fetched, or it does not start.
pub fn run(trouble: Trouble, is_long: bool) -> Result<(Tally, Result<()>)> {
    let mut runner = workspace::program(tools::python()?);
    runner.args(["-u", "conformance/faults/run.py", "--binary"]);
    runner.arg(workspace::target().join("debug/trusthub"));
    runner.env("PYTHONDONTWRITEBYTECODE", "1");
    if is_long {
        runner.arg("--long");
    }
    if let Some(library) = tools::faketime() {
        runner.arg("--faketime").arg(library);
    }
    // A server of its own: it is stopped and killed on the way.
    let cluster = match trouble {
        Trouble::OnSqlite => None,
        Trouble::OnPostgres | Trouble::InCompany => Some(Cluster::start()?),
    };
    if let Some(cluster) = &cluster {
        runner.args(["--database-url", &cluster.create_database("trusthub_faults")?]);
        runner.arg("--postgres-programs").arg(cluster.programs());
    }
    if trouble == Trouble::InCompany {
        runner.arg("--nodes");
    }
    finish(&mut runner)
}

fn finish(runner: &mut Command) -> Result<(Tally, Result<()>)> {
    let (passed, output) = shell::tee(runner)?;
    let totals = output.lines().last().map_or_else(Tally::default, Tally::read);
    Ok((totals, if passed { Ok(()) } else { Err(anyhow!("a promise was broken")) }))
}
