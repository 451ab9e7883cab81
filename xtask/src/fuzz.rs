//! The targets in `fuzz/` under libFuzzer. The same targets run a fixed slice in the ordinary tests.
//!
//! Only the crates of this workspace are instrumented, by `fuzz/instrument.sh`: dependencies are compiled once for
//! everything, and what is generic in them is compiled into ours. It works on the stable compiler and needs g++.

use std::fs::{self, File};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::{Context, Result, bail};

use crate::report::Tally;
use crate::{shell, tools, workspace};

/// What one input may take; the slowest honest ones take a fiftieth.
const INPUT_SECONDS: u32 = 10;

/// Runs one target, or all, each for so long and one to a processor; how many held.
///
/// # Errors
/// They cannot be built, or there is no such target.
pub fn run(target: Option<&str>, seconds: u32) -> Result<(Tally, Result<()>)> {
    let known = targets()?;
    let chosen: Vec<&String> =
        known.iter().filter(|name| target.is_none_or(|wanted| wanted == *name)).collect();
    if chosen.is_empty() {
        bail!("there is no target of that name; there are {}", known.join(", "));
    }
    build(&chosen)?;
    let mut tally = Tally::default();
    let mut broken = Vec::new();
    for held in one_to_a_processor(&chosen, seconds) {
        match held {
            Ok(()) => tally.passed += 1,
            Err(error) => {
                tally.failed += 1;
                broken.push(format!("{error:#}"));
            }
        }
    }
    Ok((tally, if broken.is_empty() { Ok(()) } else { bail_with(&broken) }))
}

/// A fuzzer has one thread, so they do not slow each other.
fn one_to_a_processor(names: &[&String], seconds: u32) -> Vec<Result<()>> {
    let waiting = Mutex::new(names.iter());
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
    let work = || {
        let mut held = Vec::new();
        while let Some(name) = next() {
            println!("-- {name}, {seconds} s");
            held.push(one(name, seconds).with_context(|| name.to_string()));
        }
        held
    };
    thread::scope(|scope| {
        let processors = thread::available_parallelism().map_or(1, NonZero::get);
        let workers: Vec<_> = (0..processors).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}

fn bail_with(broken: &[String]) -> Result<()> {
    let found = artifacts();
    bail!("{}; what broke them is in {}", broken.join("; "), found.display())
}

/// As many as there are folders of seeds.
fn targets() -> Result<Vec<String>> {
    let folder = workspace::root().join("fuzz/seeds");
    let entries = fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut names: Vec<String> =
        entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    Ok(names)
}

fn program(name: &str) -> String {
    format!("fuzz_{name}")
}

fn build(names: &[&String]) -> Result<()> {
    tools::cxx()?;
    let mut cargo = workspace::cargo();
    cargo.env("RUSTC_WORKSPACE_WRAPPER", workspace::root().join("fuzz/instrument.sh"));
    // The whole workspace's features, so that dependencies need not be compiled again.
    cargo.args(["build", "--workspace", "--features", "trusthub-fuzz/libfuzzer"]);
    for name in names {
        cargo.args(["--example", &program(name)]);
    }
    shell::run(&mut cargo)
}

fn one(name: &str, seconds: u32) -> Result<()> {
    let corpus = workspace::target().join("fuzz/corpus").join(name);
    let logs = workspace::target().join("fuzz/logs");
    for folder in [&corpus, &artifacts(), &logs] {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    let mut fuzzer = workspace::program(workspace::target().join("debug/examples").join(program(name)));
    fuzzer.arg(&corpus).arg(workspace::root().join("fuzz/seeds").join(name));
    fuzzer.arg(format!("-max_total_time={seconds}")).arg(format!("-timeout={INPUT_SECONDS}"));
    fuzzer.args(["-max_len=16384", "-rss_limit_mb=2048", "-print_final_stats=1", "-verbosity=0"]);
    fuzzer.arg(format!("-artifact_prefix={}/{name}-", artifacts().display()));
    let log = logs.join(format!("{name}.log"));
    let said = File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
    fuzzer.stdout(said.try_clone()?).stderr(said);
    shell::run(&mut fuzzer).with_context(|| format!("it says why in {}", log.display()))
}

fn artifacts() -> PathBuf {
    Path::new(&workspace::target()).join("fuzz/artifacts")
}
