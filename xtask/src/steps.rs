//! The steps of `cargo xtask test`, in order, and what each does.

use std::fs;

use anyhow::{Context, Result, bail};
use clap::ValueEnum;

use crate::conformance::Database;
use crate::faults::Trouble;
use crate::postgres::Cluster;
use crate::report::Tally;
use crate::snapshots::Ledger;
use crate::{bench, conformance, console, faults, fuzz, package, shell, tidy, tools, workspace};

/// One step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Step {
    /// Fetch what the others need
    Setup,
    /// Formatting
    Fmt,
    /// House rules
    Tidy,
    /// Licences, sources and banned crates
    Deny,
    /// Lints, warnings denied
    Clippy,
    /// Unit and integration tests; the storage suite on both databases, the others on SQLite
    Nextest,
    /// The suites of the use cases and of the API once more, on PostgreSQL
    NextestPostgres,
    /// Examples in the documentation
    Doctest,
    /// The binary
    Build,
    /// What is in packaging/: unit, container, alerts, Debian package
    Packaging,
    /// The official SDKs against the binary on SQLite
    ConformanceSqlite,
    /// The official SDKs against the binary on PostgreSQL
    ConformancePostgres,
    /// The vendor's published documents against the binary
    Contract,
    /// Calls between the binary and other people's SIP and STIR: sipp, Kamailio, secsipid
    Calls,
    /// The console in a browser: customers, reviewers, who may not, without scripts, accessible
    Console,
    /// The binary killed, out of disk, at odds with the clock, among servers that fail; on SQLite
    FaultsSqlite,
    /// The binary killed, and PostgreSQL stopped under it
    FaultsPostgres,
    /// Several of the binary on one PostgreSQL
    Nodes,
    /// Two of the binary on three PostgreSQL servers under Patroni, whose primary is lost
    Failover,
    /// libFuzzer on each target for a while; in long runs, or by name
    Fuzz,
    /// A few requests of the benchmark; its baseline still runs the hub's statements
    Bench,
}

impl Step {
    /// The name to type.
    pub fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }

    /// Whether only a long run does it, or who names it.
    pub const fn is_long(self) -> bool {
        matches!(self, Self::Fuzz)
    }

    /// The step without whose success this one is pointless.
    pub const fn needs(self) -> Option<Self> {
        match self {
            Self::Setup | Self::Fmt | Self::Tidy | Self::Deny | Self::Fuzz => None,
            Self::Clippy | Self::Nextest | Self::NextestPostgres | Self::Doctest | Self::Build => None,
            Self::Packaging | Self::ConformanceSqlite | Self::ConformancePostgres => Some(Self::Build),
            Self::FaultsSqlite | Self::FaultsPostgres | Self::Nodes => Some(Self::Build),
            Self::Contract | Self::Calls | Self::Console | Self::Failover | Self::Bench => Some(Self::Build),
        }
    }
}

/// Of a long run, for each target.
const FUZZ_SECONDS: u32 = 120;

/// What the steps share: the options of the run and its one PostgreSQL server.
pub struct Session {
    long: bool,
    cluster: Option<Cluster>,
}

impl Session {
    /// A run; `long` asks for many more cases of each property test, all of the contract, and many more faults.
    pub const fn new(long: bool) -> Self {
        Self { long, cluster: None }
    }

    /// Runs one step; the tests it counted, and whether it passed.
    pub fn run(&mut self, step: Step) -> (Option<Tally>, Result<()>) {
        let uncounted = |result| (None, result);
        match step {
            Step::Setup => uncounted(tools::set_up()),
            Step::Fmt => uncounted(cargo(&["fmt", "--all", "--", "--check"])),
            Step::Tidy => uncounted(tidy::run()),
            Step::Deny => uncounted(deny()),
            Step::Clippy => uncounted(clippy()),
            Step::Nextest => counted(self.nextest(Suite::Whole)),
            Step::NextestPostgres => counted(self.nextest(Suite::OnceMoreOnPostgres)),
            Step::Doctest => counted(doctest()),
            Step::Build => uncounted(build()),
            Step::Packaging => uncounted(package::check()),
            Step::ConformanceSqlite => counted(conformance::run(&Database::Sqlite)),
            Step::ConformancePostgres => counted(self.conformance_postgres()),
            Step::Contract => counted(conformance::contract(self.long)),
            Step::Calls => counted(conformance::calls(self.long)),
            Step::Console => counted(console::run(self.long)),
            Step::FaultsSqlite => counted(faults::run(Trouble::OnSqlite, self.long)),
            Step::FaultsPostgres => counted(faults::run(Trouble::OnPostgres, self.long)),
            Step::Nodes => counted(faults::run(Trouble::InCompany, self.long)),
            Step::Failover => counted(faults::lose_primaries(self.long)),
            Step::Fuzz => counted(fuzz::run(None, FUZZ_SECONDS)),
            Step::Bench => uncounted(self.cluster().and_then(bench::smoke)),
        }
    }

    fn cluster(&mut self) -> Result<&Cluster> {
        let cluster = match self.cluster.take() {
            Some(cluster) => cluster,
            None => Cluster::start()?,
        };
        Ok(self.cluster.insert(cluster))
    }

    fn nextest(&mut self, suite: Suite) -> Result<(Tally, Result<()>)> {
        tools::nextest()?;
        let mut command = workspace::cargo();
        command.args(["nextest", "run"]).args(suite.arguments()).args(workspace::FEATURES);
        let profile = if self.long { "long" } else { "default" };
        command.args(["--profile", profile]);
        if self.long {
            // As many more cases may be thrown away as are tried.
            command.env("PROPTEST_CASES", "4096").env("PROPTEST_MAX_GLOBAL_REJECTS", "65536");
        }
        if suite == Suite::OnceMoreOnPostgres {
            command.env("TRUSTHUB_TEST_DB", "postgres");
        }
        self.cluster()?.tell(&mut command);
        match tools::nats_server() {
            Ok(Some(server)) => drop(command.env("TRUSTHUB_TEST_NATS_SERVER", server)),
            Ok(None) => println!("NOT TRIED: publishing to a stream needs nats-server"),
            Err(error) => println!("NOT TRIED: publishing to a stream needs nats-server: {error:#}"),
        }
        let ledger = Ledger::begin(&mut command)?;
        let junit = workspace::target().join(format!("nextest/{profile}/junit.xml"));
        fs::remove_file(&junit).ok();
        let result = shell::run(&mut command);
        let report = fs::read_to_string(&junit).with_context(|| format!("cannot read {}", junit.display()));
        match (result, report) {
            // It did not come to running tests: the compiler's complaint says more than the missing report.
            (Err(error), Err(_)) => Err(error),
            (result, report) => {
                // Only the whole suite uses every snapshot.
                let orphans = || if suite == Suite::Whole { ledger.refuse_orphans() } else { Ok(()) };
                Ok((junit_tally(&report?)?, result.and_then(|()| orphans())))
            }
        }
    }

    fn conformance_postgres(&mut self) -> Result<(Tally, Result<()>)> {
        let url = self.cluster()?.create_database("trusthub_conformance")?;
        conformance::run(&Database::Postgres(url))
    }
}

/// Which tests `nextest` runs. Every step builds the whole workspace: with other packages chosen, cargo would choose
/// other features of the dependencies and compile most of them again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Suite {
    Whole,
    OnceMoreOnPostgres,
}

impl Suite {
    const fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Whole => &["--workspace"],
            Self::OnceMoreOnPostgres => {
                &["--workspace", "--filterset", "package(trusthub-app) | package(trusthub-api)"]
            }
        }
    }
}

fn counted(result: Result<(Tally, Result<()>)>) -> (Option<Tally>, Result<()>) {
    match result {
        Ok((tally, result)) => (Some(tally), result),
        Err(error) => (None, Err(error)),
    }
}

fn cargo(arguments: &[&str]) -> Result<()> {
    shell::run(workspace::cargo().args(arguments))
}

/// Everything as it is handed out, and the binary as `cargo build` makes it.
fn clippy() -> Result<()> {
    for (targets, features) in [("--all-targets", &workspace::FEATURES[..]), ("--bins", &[])] {
        let mut clippy = workspace::cargo();
        clippy.args(["clippy", "--workspace", targets]).args(features).args(["--", "-D", "warnings"]);
        shell::run(&mut clippy)?;
    }
    Ok(())
}

/// The binary, and the tests beside it with the same features, so that nothing is compiled for both.
pub fn build() -> Result<()> {
    let arguments = ["build", "--workspace", "--bins", "--tests"];
    shell::run(workspace::cargo().args(arguments).args(workspace::FEATURES))
}

fn deny() -> Result<()> {
    tools::deny()?;
    cargo(&["deny", "check", "bans", "licenses", "sources"])
}

fn doctest() -> Result<(Tally, Result<()>)> {
    let arguments = ["test", "--doc", "--workspace", "--no-fail-fast"];
    let (passed, output) = shell::tee(workspace::cargo().args(arguments).args(workspace::FEATURES))?;
    let result = if passed { Ok(()) } else { Err(anyhow::anyhow!("cargo test --doc failed")) };
    Ok((Tally::read(&output), result))
}

/// The totals in the first tag of nextest's report.
fn junit_tally(report: &str) -> Result<Tally> {
    let Some((_, tag)) = report.split_once("<testsuites ") else { bail!("nextest's report has no totals") };
    let number = |name: &str| -> Result<u64> {
        let (_, rest) =
            tag.split_once(&format!(" {name}=\"")).with_context(|| format!("no {name} in the report"))?;
        let (digits, _) = rest.split_once('"').with_context(|| format!("no end of {name} in the report"))?;
        digits.parse().with_context(|| format!("{name} is not a number"))
    };
    let failed = number("failures")? + number("errors")?;
    Ok(Tally { passed: number("tests")?.saturating_sub(failed), failed })
}

#[cfg(test)]
mod tests {
    use super::{Tally, junit_tally};

    #[test]
    fn the_totals_of_nextest_are_read() {
        let report = r#"<?xml version="1.0"?><testsuites name="nextest-run" tests="7" failures="1" errors="1" uuid="x">"#;
        assert_eq!(junit_tally(report).unwrap(), Tally { passed: 5, failed: 2 });
    }
}
