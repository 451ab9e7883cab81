//! `cargo xtask bench`: builds what is measured, and measures it. The measuring is in `benches/`.

use anyhow::Result;

use crate::postgres::Cluster;
use crate::{shell, workspace};

/// The packages that a measurement needs.
const PACKAGES: [&str; 4] = ["--package", "trusthub-trusthub", "--package", "trusthub-benches"];

/// Measures the API, in a release build, with a PostgreSQL server whose commits wait for the disk.
///
/// # Errors
/// Something does not build, start or answer.
pub fn api(options: &[String]) -> Result<()> {
    shell::run(workspace::cargo().args(["build", "--release"]).args(PACKAGES))?;
    let cluster = Cluster::durable()?;
    measure("release", options, &cluster)
}

/// Measures how often vetting is right and how fast it is, on the labelled data beside the repository.
///
/// # Errors
/// It does not build, or the data are not there.
pub fn vetting(options: &[String]) -> Result<()> {
    alone("vetting", options)
}

/// Measures decisions about messages, batches of a partner's look-ups, and how fast partners are told of a change.
///
/// # Errors
/// It does not build, or a decision is not what it must be.
pub fn decisions(options: &[String]) -> Result<()> {
    alone("decisions", options)
}

/// Measures what a signed call costs: beside the bare signature in it, of a hub at work, and of what is looked up for one.
///
/// # Errors
/// It does not build, or a signature is not accepted.
pub fn stir(options: &[String]) -> Result<()> {
    shell::run(workspace::cargo().args(["build", "--release"]).args(PACKAGES))?;
    calls("release", options, &Cluster::durable()?)
}

/// Measures the pages of the console, in a release build, with a PostgreSQL server beside it.
///
/// # Errors
/// Something does not build, start or answer.
pub fn console(options: &[String]) -> Result<()> {
    shell::run(workspace::cargo().args(["build", "--release"]).args(PACKAGES))?;
    pages("release", options, &Cluster::durable()?)
}

fn pages(profile: &str, options: &[String], cluster: &Cluster) -> Result<()> {
    let built = workspace::target().join(profile);
    let mut bench = workspace::program(built.join("trusthub-bench"));
    bench.arg("console").arg("--binary").arg(built.join("trusthub")).args(options);
    cluster.tell(&mut bench);
    shell::run(&mut bench)
}

/// What needs no hub beside it.
fn alone(what: &str, options: &[String]) -> Result<()> {
    // The hub too: alone, the benchmarks' dependencies would have other features, and all would be compiled twice.
    shell::run(workspace::cargo().args(["build", "--release"]).args(PACKAGES))?;
    let mut bench = workspace::program(workspace::target().join("release/trusthub-bench"));
    shell::run(bench.arg(what).args(options))
}

/// A few requests of everything, with the binaries of the tests: so that the benchmark cannot rot.
///
/// # Errors
/// The benchmark fails, or its baseline no longer runs the hub's statements.
pub fn smoke(cluster: &Cluster) -> Result<()> {
    let few = ["--rounds", "1", "--batch", "5", "--calls", "40", "--numbers", "2000", "--decisions", "2000"];
    calls("debug", &few.map(str::to_owned), cluster)?;
    let few = ["--profiles", "30", "--own", "2", "--cases", "60", "--times", "2"];
    pages("debug", &few.map(str::to_owned), cluster)?;
    let few = ["--numbers", "2000", "--decisions", "200", "--batches", "2", "--changes", "40"];
    let mut bench = workspace::program(workspace::target().join("debug/trusthub-bench"));
    shell::run(bench.arg("decisions").args(few))?;
    measure("debug", &["--smoke".to_owned()], cluster)
}

fn calls(profile: &str, options: &[String], cluster: &Cluster) -> Result<()> {
    let built = workspace::target().join(profile);
    let mut bench = workspace::program(built.join("trusthub-bench"));
    bench.arg("stir").arg("--binary").arg(built.join("trusthub")).args(options);
    cluster.tell(&mut bench);
    shell::run(&mut bench)
}

fn measure(profile: &str, options: &[String], cluster: &Cluster) -> Result<()> {
    let built = workspace::target().join(profile);
    let mut bench = workspace::program(built.join("trusthub-bench"));
    bench.arg("api").arg("--binary").arg(built.join("trusthub")).args(options);
    cluster.tell(&mut bench);
    shell::run(&mut bench)
}
